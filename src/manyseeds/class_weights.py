"""What the loss of each class's rows counts for in training, replica by replica."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import SpecificationError, must_be
from manyseeds.training import Training

__all__ = ["balanced", "check_class_weight", "class_weights"]


def balanced(labels: Array, classes: int) -> Array:
    """Return ``samples / (classes present * rows of the class)`` for each class.

    It is scikit-learn's "balanced" (after King, Zeng 2001); a class without rows has weight 1.

    Parameters
    ----------
    labels : int array (samples,)
        Class of each training row.
    classes : int
        Number of classes there are.

    Returns
    -------
    float64 array (classes,)

    Examples
    --------
    >>> import numpy as np
    >>> balanced(np.array([0, 0, 0, 1]), 3).round(3).tolist()
    [0.667, 2.0, 1.0]
    """
    counts = np.bincount(labels, minlength=classes)
    present = counts > 0
    shares = len(labels) / (present.sum() * np.maximum(counts, 1))
    return np.where(present, shares, 1.0)


def class_weights(
    training: Training, classes: Sequence[Any], labels: Array, train_rows: Array
) -> Array | None:
    """Return the weights that `training.class_weight` asks for, or None.

    Parameters
    ----------
    training : Training
    classes : sequence
        The labels as the user knows them.
    labels : int32 array (samples,)
    train_rows : int32 array (replicas, training rows)

    Returns
    -------
    float32 array (replicas, classes), or None
    """
    rule = training.class_weight
    if rule is None:
        return None
    if rule == "balanced":
        found = [balanced(labels[rows], len(classes)) for rows in train_rows]
        return np.array(found).astype(np.float32)
    named = [rule.get(str(label), 1.0) for label in classes]
    return np.tile(np.array(named, np.float32), (len(train_rows), 1))


def check_class_weight(training: Training, classes: Sequence[Any]) -> None:
    """Refuse weights of labels that the data does not have.

    Raises
    ------
    SpecificationError
        Where `class_weight` names a label that is none of `classes`.
    """
    rule = training.class_weight
    names = [str(label) for label in classes]
    if rule is None or rule == "balanced":
        return
    for name in rule:
        if name not in names:
            known = ", ".join(names[:10]) + (" ..." if len(names) > 10 else "")
            raise SpecificationError(must_be("class_weight", f"of labels among {known}", name))
