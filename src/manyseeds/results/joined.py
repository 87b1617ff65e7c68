"""Results of the same study, each of other replicas, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.results.result import Result
from manyseeds.results.schema import SCORES

__all__ = ["joined"]


def joined(parts: Sequence[Result]) -> Result:
    """Return one result with the replicas of all `parts`, in order of their numbers.

    Studies may differ in the number of replicas alone, as replica k is the same in each; the
    result is of the one that has the most.

    Raises
    ------
    ResultError
        Where the parts are of different studies, were made by different kernels, or share a
        replica.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> study = Study(data="xor", training=Training(epochs=1), replicas=48)
    >>> whole = joined([study.run(only=range(32, 48)), study.run(only=range(32))])
    >>> whole.replicas[[0, -1]].tolist()
    [0, 47]
    """
    if not parts:
        raise ResultError("There is nothing to join: give at least one result.")
    most = max(parts, key=lambda part: part.study.replicas)
    whole = most.study
    if any(part.study.changed(replicas=whole.replicas) != whole for part in parts):
        raise ResultError("Only results of the same study can be joined; these differ.")
    if any(part.provenance.get("kernel") != most.provenance.get("kernel") for part in parts):
        raise ResultError("Only results of the same kernel can be joined; these differ.")
    starts = {part.provenance.get("initial_weights") for part in parts}
    if len(starts) > 1:
        raise ResultError("Only results of the same first weights can be joined; these differ.")
    numbers = np.concatenate([part.replicas for part in parts])
    order = np.argsort(numbers, kind="stable")
    if len(np.unique(numbers)) < len(numbers):
        raise ResultError("Results that share a replica cannot be joined.")

    def together(arrays: Sequence[Array], axis: int) -> Array:
        return np.take(np.concatenate(arrays, axis=axis), order, axis=axis)

    arrays: dict[str, Any] = {
        name: together([getattr(part, name) for part in parts], 1) for name in SCORES
    }
    weights = zip(*(part.flat_weights for part in parts), strict=True)
    return replace(
        most,
        replicas=numbers[order],
        curves=together([part.curves for part in parts], 2),
        flat_weights=tuple(together(arm, 0) for arm in weights),
        **arrays,
    )
