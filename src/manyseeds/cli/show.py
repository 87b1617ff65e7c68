"""``manyseeds show``: the findings of a stored result in the terminal."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.arguments import RunOption, StoreArgument, ThreadsOption
from manyseeds.cli.console import ended_well
from manyseeds.cli.console import show as print_out

if TYPE_CHECKING:
    from rich.console import RenderableType

    from manyseeds.findings.finding import Finding
    from manyseeds.results.result import Result

__all__ = ["show"]

SECONDS_BETWEEN_LOOKS = 2.0


def show(
    store: StoreArgument,
    code: Annotated[
        str | None, typer.Argument(help="One finding, such as converged; all if left out.")
    ] = None,
    run: RunOption = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Show them again as the store grows, to its end.")
    ] = False,
    threads: ThreadsOption = None,
) -> None:
    """Show the findings of a stored result, or of as much of a study as a store holds by now.

    With a code, also its numbers, their intervals and its definition.
    """
    with ended_well():
        if follow:
            _follow(store, code, run, threads)
        else:
            from manyseeds.results.store import load

            _print_findings(load(store), code, run, threads, companions=True)


def _print_findings(
    result: Result, code: str | None, run: int | None, threads: int | None, *, companions: bool
) -> None:
    from manyseeds.findings.catalogue import findings_of

    findings = findings_of(result, run=run, threads=threads, companions=companions)
    if code is not None:
        print_out(*_whole(findings[code]))
        return
    print_out(*(_brief(finding) for finding in findings.applicable))
    left_out = [finding for finding in findings if not finding.applicable]
    if left_out:
        print_out("Not applicable to this study:", *map(_reason, left_out))


def _follow(store: Path, code: str | None, run: int | None, threads: int | None) -> None:
    """Print the findings whenever the store holds more replicas, until it holds them all.

    Companions are left to the end: to train them anew at each look would slow down whoever fills
    the store.
    """
    from manyseeds.results.store import open_store, whole

    shown = 0
    while True:
        opened = open_store(store)
        with whole(opened.path):
            log = opened.log()
            result = opened.result() if len(log.complete) > shown else None
        total = len(opened.arms) * opened.study.replicas
        if result is not None:
            shown = len(result.replicas)
            print_out(f"{log.done:,} of {total:,} trainings:\n")
            _print_findings(result, code, run, threads, companions=log.done >= total)
        if log.done >= total:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _brief(finding: Finding) -> RenderableType:
    from rich.text import Text

    from manyseeds.findings.wording import sentence_case

    return Text.assemble(
        (finding.question, "bold"),
        f" [{finding.code}]\n",
        (f"{sentence_case(finding.headline)}. ", "bold cyan"),
        f"{finding.answer}\n",
    )


def _reason(finding: Finding) -> RenderableType:
    from rich.text import Text

    return Text.assemble((f"{finding.code}: ", "bold"), finding.obstacle)


def _whole(finding: Finding) -> list[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for number in finding.numbers:
        interval = number.value
        table.add_row(
            Text(number.name),
            Text(number.text, justify="right"),
            Text(number.bounds, justify="right"),
            Text(f"n = {interval.n:,}", style="dim"),
        )
    numbers = [Padding(table, (0, 0, 1, 0))] if finding.numbers else []
    return [_brief(finding), *numbers, Text(finding.definition, style="dim")]
