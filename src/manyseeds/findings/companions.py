"""Studies trained beside a study, because some questions need them: crossed, and linear.

Both follow from the study alone, so they need not be kept: whoever asks again trains the same
replicas again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manyseeds.parts import sizes_of
from manyseeds.plan import crossed_sources
from manyseeds.results.result import Result
from manyseeds.run import run_study
from manyseeds.spec import Study

__all__ = ["Companions", "crossed_study", "linear_study", "train_companions"]

MOST_GROUPS = 100
"""Groups of a crossed study: enough for shares within about ten points."""


@dataclass(frozen=True, eq=False)
class Companions:
    """Results beside a study's own; None where the study needs none."""

    crossed: Result | None = None
    linear: Result | None = None


def crossed_study(study: Study) -> Study | None:
    """Return the study in a crossed design, without its sweep; None where nothing varies.

    It has a group for every eight replicas of the study, and at most `MOST_GROUPS`.

    Examples
    --------
    >>> crossed_study(Study(data="digits", replicas=1000)).replicas
    800
    """
    sources = crossed_sources(study)
    if not sources or (not study.data.drawn_anew and not sizes_of(study.data, study.split).test):
        return None
    size = 2 ** len(sources)
    groups = max(2, min(MOST_GROUPS, study.replicas // 8))
    return study.changed(sweep={}, design="crossed", replicas=groups * size)


def linear_study(study: Study) -> Study | None:
    """Return the study without hidden layers; None where it has such an arm already."""
    if not study.network.hidden or () in study.sweep.get("network.hidden", ()):
        return None
    network = type(study.network)(initializer=study.network.initializers[-1])
    return study.changed(sweep={}, network=network)


def train_companions(
    study: Study, *, threads: int | None = None, progress: bool | None = None
) -> Companions:
    """Train what the findings of `study` need beside its own result."""
    crossed, linear = crossed_study(study), linear_study(study)
    settings: dict[str, Any] = {"threads": threads, "progress": progress}
    return Companions(
        crossed=run_study(crossed, **settings) if crossed else None,
        linear=run_study(linear, **settings) if linear else None,
    )
