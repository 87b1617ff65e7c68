"""``manyseeds show``: the findings of a stored result in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.arguments import RunOption, StoreArgument, ThreadsOption
from manyseeds.cli.console import ended_well
from manyseeds.cli.console import show as print_out

if TYPE_CHECKING:
    from rich.console import RenderableType

    from manyseeds.findings.finding import Finding

__all__ = ["show"]


def show(
    store: StoreArgument,
    code: Annotated[
        str | None, typer.Argument(help="One finding, such as converged; all if left out.")
    ] = None,
    run: RunOption = None,
    threads: ThreadsOption = None,
) -> None:
    """Show the findings of a stored result.

    With a code, also its numbers, their intervals and its definition.
    """
    with ended_well():
        from manyseeds.findings.catalogue import findings_of
        from manyseeds.results.store import load

        result = load(store)
        findings = findings_of(result, run=run, threads=threads)
        if code is None:
            print_out(*(_brief(finding) for finding in findings.applicable))
            left_out = [finding for finding in findings if not finding.applicable]
            if left_out:
                print_out("Not applicable to this study:", *map(_reason, left_out))
        else:
            print_out(*_whole(findings[code]))


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
