"""What commands that train share: training with a line on how long it took, and what is written."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyseeds.cli.console import show, working

if TYPE_CHECKING:
    from manyseeds.report.report import Report
    from manyseeds.results.result import Result
    from manyseeds.spec import Study

__all__ = ["save_result", "trained", "trained_into", "write_reports"]


def trained(
    study: Study,
    precision: float | None,
    threads: int | None,
    *,
    cluster: str | None = None,
    apart: bool = False,
) -> Result:
    """Train a study, growing it where a precision is asked for; say how long it took.

    With `apart`, an empty line comes before what is said.
    """
    from rich.text import Text

    started = time.monotonic()
    train = study.run if precision is None else partial(_grown, study, precision)
    result = train(threads=threads, cluster=cluster)
    took = time.monotonic() - started
    trainings = len(result.arms) * len(result.replicas)
    words = f": {trainings:,} trainings in {took:.1f} s"
    show(*[""] * apart, Text.assemble((study.data.name, "bold"), words), "")
    return result


def trained_into(
    store: Path, study: Study, shard: str | None, threads: int | None, cluster: str | None
) -> Result | None:
    """Train what a store lacks of a study, say how far it is, and return all that it holds.

    A shard has nothing to return: it says what is to be done when all have ended.
    """
    from manyseeds.findings.wording import count
    from manyseeds.results.store import load
    from manyseeds.stored_run import run_into_store, shard_of

    started = time.monotonic()
    stored = run_into_store(study, store, shard=shard_of(shard), threads=threads, cluster=cluster)
    took = time.monotonic() - started
    there = f"the store {store} has {stored.store.log().done:,} of {stored.total:,}"
    show(f"{count(stored.trained, 'training')} in {took:.1f} s; {there}.")
    if shard is None:
        return load(store)
    show(f"When every shard has ended: manyseeds merge {store}")
    return None


def _grown(study: Study, precision: float, **settings: Any) -> Result:
    """Grow a study, say how many replicas it took, and return its result."""
    from manyseeds.arms import own_arm
    from manyseeds.findings.wording import count, quoted
    from manyseeds.growth import grow

    growth = grow(study, precision, **settings)
    took = count(len(growth.result.replicas), "replica")
    looks = count(growth.looks, "look")
    interval = growth.interval
    outcome = "It took" if growth.reached else "Not reached with"
    arms = growth.result.arms
    whose = f" of the arm {growth.arm.label}" if len(arms) > 1 else ""
    if own_arm(study, arms) is None:
        looks += f" and for the choice of one arm of {len(arms)}"
    show(
        f"{outcome} {took}: mean test accuracy{whose} {quoted(interval, 4)}, "
        f"{interval.high - interval.low:.4f} wide at {100 * interval.level:g} % confidence, "
        f"corrected for {looks}."
    )
    return growth.result


def save_result(result: Result, name: str, folder: Path, written: list[Path]) -> None:
    """Save a result to the store that `show`, `report` and `compare` read."""
    store = folder / f"{name}.zarr"
    result.save(store, replace=True)
    written.append(store)


def write_reports(report: Report, name: str, folder: Path, written: list[Path]) -> None:
    """Write a report in every format."""
    from manyseeds.report.report import FORMATS

    for ending, kind in FORMATS.items():
        with working(f"writing {kind} of {name}"):
            written.append(report.save(folder / f"{name}{ending}"))
