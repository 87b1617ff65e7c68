"""Replicas added until the answer is precise enough, with a line on how many it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manyseeds.cli.console import show

if TYPE_CHECKING:
    from manyseeds.results.result import Result
    from manyseeds.spec import Study

__all__ = ["grown"]


def grown(study: Study, precision: float, threads: int | None) -> Result:
    """Grow a study, say how many replicas it took, and return its result."""
    from manyseeds.findings.wording import count, quoted
    from manyseeds.growth import grow

    growth = grow(study, precision, threads=threads)
    took = count(len(growth.result.replicas), "replica")
    looks = count(growth.looks, "look")
    interval = growth.interval
    outcome = "It took" if growth.reached else "Not reached with"
    show(
        f"{outcome} {took}: mean test accuracy {quoted(interval, 4)}, "
        f"{interval.high - interval.low:.4f} wide at {100 * interval.level:g} % confidence, "
        f"corrected for {looks}."
    )
    return growth.result
