"""Replicas that decide together: the mean of their class probabilities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.arrays import table_of
from manyseeds.errors import ResultError, must_be
from manyseeds.results.prediction import check_rows_within_reach, predict

if TYPE_CHECKING:
    from manyseeds.arms import Arm
    from manyseeds.results.result import Result

__all__ = ["Ensemble", "ensemble_of", "mean_probabilities"]

# Probabilities held at a time: 64 MB.
CHUNK = 2**24


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Replicas of one arm that predict with the mean of their probabilities.

    Parameters
    ----------
    result : Result
    arm : Arm
    places : int64 array (members,)
        The members' places among the result's replicas.
    """

    result: Result = field(repr=False)
    arm: Arm = field(repr=False)
    places: Array

    @property
    def members(self) -> Array:
        """Numbers of the replicas: int64 (members,)."""
        return np.asarray(self.result.replicas[self.places])

    def __len__(self) -> int:
        return len(self.places)

    def predict(self, x: Any) -> Array:
        """Return the mean probability of each class for rows `x`: float64 (samples, classes)."""
        return mean_probabilities(self.result, self.arm, self.places, x)

    def classes(self, x: Any) -> Array:
        """Return the label of the most probable class of each row of `x`; the first of equals."""
        labels = np.array(self.result.study.data.classes)
        return np.asarray(labels[self.predict(x).argmax(axis=1)])


def ensemble_of(
    result: Result, arm: int = 0, members: Iterable[int] | int | None = None
) -> Ensemble:
    """Return replicas of `arm` as an ensemble; diverged ones are never members.

    Parameters
    ----------
    result : Result
    arm : int
    members : int or iterable of int, optional
        Numbers of the replicas, or how many: the first ones that did not diverge. All of them if
        left out.

    Raises
    ------
    ResultError
        Where no replica is left, or one that is asked for is missing or diverged.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="iris", training=Training(epochs=1), replicas=8).run()
    >>> len(ensemble_of(result)), ensemble_of(result, members=3).members.tolist()
    (8, [0, 1, 2])
    """
    chosen = result._arm(arm)
    sound = np.flatnonzero(result.diverged_at[chosen.index] < 0)
    if not len(sound):
        raise ResultError("There is no ensemble: every replica diverged. Lower the learning rate.")
    if members is None:
        return Ensemble(result, chosen, sound)
    if isinstance(members, int | np.integer):
        if not 1 <= members <= len(sound):
            rule = f"an integer from 1 to {len(sound)}, the replicas that did not diverge"
            raise ResultError(must_be("members", rule, members))
        return Ensemble(result, chosen, sound[:members])
    if not isinstance(members, Iterable):
        raise ResultError(must_be("members", "a number of replicas, or a list of them", members))
    places = np.array([result._place(member) for member in members], np.int64)
    if not len(places) or len(set(places.tolist())) < len(places):
        raise ResultError(must_be("members", "replicas, each once", result.replicas[places]))
    gone = np.setdiff1d(places, sound)
    if len(gone):
        rule = "of replicas that did not diverge"
        raise ResultError(must_be("members", rule, result.replicas[gone].tolist()))
    return Ensemble(result, chosen, places)


def mean_probabilities(result: Result, arm: Arm, places: Array, x: Any) -> Array:
    """Return the mean class probabilities of rows `x` under the replicas at `places` of `arm`.

    They are averaged in double precision and sum to one.

    Returns
    -------
    float64 array (samples, classes)
    """
    samples = table_of(x, missing=bool(np.isnan(result.study.data.x).any()))
    at_a_time = max(1, CHUNK // (len(places) * arm.widths[-1]))
    means = []
    for start in range(0, len(samples), at_a_time):
        found = predict(result, arm, places, samples[start : start + at_a_time])
        check_rows_within_reach(result, arm, places, found)
        mean = found.mean(axis=0, dtype=np.float64)  # (samples, classes)
        means.append(mean / mean.sum(axis=1, keepdims=True))
    return np.concatenate(means)
