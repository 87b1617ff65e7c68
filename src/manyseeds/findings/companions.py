"""Studies trained beside a study, because some questions need them: crossed, and linear.

Both follow from the study alone, so they need not be kept: whoever asks again trains the same
replicas again.
"""

from __future__ import annotations

from manyseeds.arms import Arm, arms_of
from manyseeds.parts import sizes_of
from manyseeds.plan import crossed_sources
from manyseeds.spec import Study

__all__ = ["MOST_LINEAR", "crossed_study", "is_baseline", "linear_study"]

MOST_GROUPS = 100
"""Groups of a crossed study: enough for shares within about ten points."""

MOST_LINEAR = 10_000
"""Replicas that are trained without hidden layers: enough for a tenth of a point."""


def crossed_study(study: Study, arm: Arm) -> Study | None:
    """Return the study of one arm in a crossed design; None where nothing varies.

    It has a group for every eight replicas of the study, and at most `MOST_GROUPS`.

    Examples
    --------
    >>> study = Study(data="digits", replicas=1000)
    >>> crossed_study(study, arms_of(study)[0]).replicas
    800
    """
    sources = crossed_sources(study)
    if not sources or (not study.data.drawn_anew and not sizes_of(study.data, study.split).test):
        return None
    size = 2 ** len(sources)
    groups = max(2, min(MOST_GROUPS, study.replicas // 8))
    return study.changed(
        sweep={},
        network=arm.network,
        training=arm.training,
        design="crossed",
        replicas=groups * size,
    )


def is_baseline(other: Arm, arm: Arm) -> bool:
    """Return whether `other` is `arm` without its hidden layers."""
    return (
        not other.network.hidden
        and other.training == arm.training
        and other.network.output == arm.network.output
    )


def linear_study(study: Study, arm: Arm) -> Study | None:
    """Return the study of one arm without its hidden layers; None where it has that arm already.

    Examples
    --------
    >>> from manyseeds import Network
    >>> study = Study(data="xor", network=Network(hidden=6, output="sigmoid"))
    >>> linear = linear_study(study, arms_of(study)[0])
    >>> linear.network.hidden, linear.network.output
    ((), 'sigmoid')
    """
    if any(is_baseline(other, arm) for other in arms_of(study)):
        return None
    last = arm.network.initializers[-1]
    network = type(arm.network)(initializer=last, output=arm.network.output)
    return study.changed(sweep={}, network=network, training=arm.training)
