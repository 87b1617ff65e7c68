"""``manyseeds compare``: two stored results against each other."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.console import ended_well, show

if TYPE_CHECKING:
    from rich.table import Table

    from manyseeds.arms import Arm
    from manyseeds.results.result import Result
    from manyseeds.stats.rivals import Rivals

__all__ = ["compare"]


def compare(
    first: Annotated[Path, typer.Argument(help="A stored result.")],
    second: Annotated[Path, typer.Argument(help="Another stored result.")],
    metric: Annotated[
        str, typer.Option(help="What is compared: test_accuracy, test_loss, val_loss ...")
    ] = "test_accuracy",
) -> None:
    """Compare two stored results.

    Replicas are compared in pairs where both studies have the same data, split and
    seed, as replica k of both then sees the same rows.
    """
    with ended_well():
        from manyseeds.findings.evidence import Evidence
        from manyseeds.findings.scope import told
        from manyseeds.results.store import load
        from manyseeds.stats.rivals import rivals_of

        one, two = load(first), load(second)
        compared = Evidence(told(one)), Evidence(told(two))
        arms = compared[0].arm, compared[1].arm
        found = rivals_of(
            compared[0].result, compared[1].result, metric, arms=(arms[0].index, arms[1].index)
        )
        table = _differences(one, two, (str(first), str(second)))
        show(table, "", f"{_whose(arms)}{_verdict(found, metric)}")


def _whose(arms: tuple[Arm, Arm]) -> str:
    """Which arms are compared, where there are several."""
    labels = [arm.label for arm in arms]
    if not any(labels):
        return ""
    first, second = (f"the arm {label}" if label else "the only arm" for label in labels)
    return f"Compared are {first} of the first and {second} of the second. "


def _differences(one: Result, two: Result, names: tuple[str, str]) -> Table:
    """The fields in which the specifications differ."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2))
    table.add_column("specification", style="dim")
    table.add_column(Text(names[0]))
    table.add_column(Text(names[1]))
    left, right = _fields(one), _fields(two)
    different = [name for name in left if left[name] != right.get(name, "")]
    for name in different:
        table.add_row(name, Text(left[name]), Text(right.get(name, "")))
    if not different:
        table.add_row("no field differs", "", "")
    return table


def _fields(result: Result) -> dict[str, str]:
    study = result.study
    fields = {"data": repr(study.data)}
    for part in ("network", "training", "split", "criteria"):
        model = getattr(study, part)
        fields |= {f"{part}.{name}": str(getattr(model, name)) for name in type(model).model_fields}
    for name in ("scaling", "replicas", "seed", "sweep", "vary", "design"):
        fields[name] = str(getattr(study, name))
    return fields


def _verdict(found: Rivals, metric: str) -> str:
    from manyseeds.findings.wording import count, decimal, percent, percent_bounds

    difference, ahead = found.difference, found.superiority
    better = "lower" if metric.endswith("loss") else "higher"
    if difference.low > 0 or difference.high < 0:
        side = "higher" if difference.low > 0 else "lower"
        text = f"The first has the {side} {metric}"
    else:
        text = f"No difference in {metric} is certain"
    pairs = (
        f"{count(found.n_first, 'pair')} of replicas"
        if not found.why_unpaired
        else f"{count(found.n_first, 'replica')} against {found.n_second:,}, not in pairs: "
        f"{found.why_unpaired}"
    )
    estimate = decimal(difference.estimate, 4)
    if not math.isfinite(difference.low):
        return (
            f"{text}: first minus second {estimate}, without an interval, as one of them is a "
            f"single run; {better} is better. {pairs}."
        )
    low, high = decimal(difference.low, 4), decimal(difference.high, 4)
    p_value = f", p = {found.p_value:.2g}" if math.isfinite(found.p_value) else ""
    return (
        f"{text}: first minus second {estimate} ({low} to {high}){p_value}. "
        "A run of the first is above one of the second with probability "
        f"{percent(ahead.estimate)} ({percent_bounds(ahead)}); {better} is better. {pairs}; "
        f"{percent(difference.level)} intervals, {difference.method}."
    )
