"""A study that grows until its answer is precise enough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from manyseeds.arms import Arm, arms_of, own_arm
from manyseeds.errors import SpecificationError, must_be
from manyseeds.results.joined import joined
from manyseeds.results.result import Result
from manyseeds.run import run_study
from manyseeds.spec import Study
from manyseeds.stats.interval import Interval
from manyseeds.stats.overview import replica_values
from manyseeds.stats.precision import Looks, reached, sequential_interval

__all__ = ["Growth", "grow"]

MOST = 100_000
"""Replicas at which growing stops without having got there, unless told otherwise."""


@dataclass(frozen=True, eq=False)
class Growth:
    """What came of growing a study.

    Parameters
    ----------
    result : Result
    arm : Arm
        The study's own; where the sweep leaves it out, the one with the best mean.
    interval : Interval
        Of the mean test accuracy of that arm, corrected for having looked repeatedly, and for
        having chosen it among all arms where it was chosen.
    looks : int
        How often the interval was looked at.
    reached : bool
        Whether it became as narrow as asked.
    """

    result: Result = field(repr=False)
    arm: Arm
    interval: Interval
    looks: int
    reached: bool


def grow(study: Study, width: float, *, most: int = MOST, **settings: Any) -> Growth:
    """Add replicas to `study` until the interval of its mean test accuracy is `width` wide.

    The study's own number of replicas is not used: it has as many as it takes.

    Parameters
    ----------
    study : Study
    width : float
        From bound to bound.
    most : int
        Replicas at which to give up.
    **settings
        Of `Study.run`.

    Raises
    ------
    SpecificationError
        Where there are no test rows, or the width is not a positive number.

    Examples
    --------
    >>> from manyseeds import Network, Training
    >>> study = Study(data="xor", network=Network(hidden=4), training=Training(epochs=5))
    >>> grown = grow(study, width=0.05)
    >>> grown.reached, grown.interval.high - grown.interval.low <= 0.05
    (True, True)
    """
    if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width < 1:
        raise SpecificationError(must_be("precision", "a number in (0, 1)", width))
    if study.split.test == 0:
        raise SpecificationError(
            "`precision` is about test accuracy, and `split.test` leaves no test rows: set some "
            "aside."
        )
    arms = arms_of(study)
    own = own_arm(study, arms)
    asked = study.criteria.level
    # The best of several may be best by luck: then the intervals of all hold together (Dunn 1961).
    looks = Looks(width=width, level=asked if own is not None else 1 - (1 - asked) / len(arms))
    result, look = None, 1
    while True:
        size = min(looks.size(look), most)
        trained = 0 if result is None else len(result.replicas)
        part = run_study(study.changed(replicas=size), only=range(trained, size), **settings)
        result = part if result is None else joined([result, part])
        arm = arms[_best(result) if own is None else own]
        values = replica_values(result, "test_accuracy", arm=arm.index)
        interval = sequential_interval(values[np.isfinite(values)], look, looks)
        if reached(interval, width) or size == most:
            interval = replace(interval, level=asked)
            return Growth(result, arm, interval, look, reached(interval, width))
        look += 1


def _best(result: Result) -> int:
    """The arm with the best mean test accuracy."""
    values = [replica_values(result, "test_accuracy", arm=arm.index) for arm in result.arms]
    means = [v[np.isfinite(v)].mean() if np.isfinite(v).any() else -np.inf for v in values]
    return int(np.argmax(means))
