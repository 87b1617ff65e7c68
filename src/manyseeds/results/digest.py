"""A hash of all bits of a result, by which two machines can tell that they trained the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["digest"]


def digest(result: Result) -> str:
    """Return the SHA-256 of the hashes of all replicas, arm after arm.

    Of each replica history, weights, test loss and accuracy, confusion, epochs run and the epoch of
    divergence are hashed, in this order, numbers of four bytes each, the lowest byte first. The
    playground hashes the same.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    whole = hashlib.sha256()
    for arm in result.arms:
        for place in range(len(result.replicas)):
            of_replica = hashlib.sha256()
            for values in (
                result.curves[:, arm.index, place],
                result.flat_weights[arm.index][place],
                result.test_loss[arm.index, place],
                result.test_accuracy[arm.index, place],
                result.confusion[arm.index, place],
                result.epochs_run[arm.index, place],
                result.diverged_at[arm.index, place],
            ):
                of_replica.update(np.asarray(values, values.dtype.newbyteorder("<")).tobytes())
            whole.update(of_replica.digest())
    return whole.hexdigest()
