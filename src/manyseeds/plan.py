"""The plan of a block: all that chance decides for up to sixteen replicas, drawn before training.

Engines receive a plan and need nothing else, so they cannot disagree on what a replica is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds import streams
from manyseeds._types import BLOCK, Array
from manyseeds.arms import Arm
from manyseeds.class_weights import class_weights
from manyseeds.initializers import initial_weights
from manyseeds.missing import filled, training_medians
from manyseeds.parts import has_chance, rows_of
from manyseeds.splits import Rows, fit_scaling

if TYPE_CHECKING:
    from manyseeds.spec import SourceName, Study

__all__ = ["BlockPlan", "blocks_of", "crossed_sources", "keys_of", "plan_block"]


@dataclass(frozen=True)
class BlockPlan:
    """What the replicas of one block train on, from where, and in which order.

    Parameters
    ----------
    arm : Arm
    replicas : int64 array (replicas,)
        Their numbers.
    tables : float32 array (tables, samples, features)
        One table a replica, or a single one for all; NaN is missing.
    labels : int32 array (samples,)
    rows : Rows
    scaling : tuple of float32 arrays (replicas, features), or None
        Shift and scale of the inputs: ``(x - shift) * scale``.
    initial_weights : float32 array (replicas, parameters)
    order_keys : uint32 array (replicas,)
        Replicas whose order streams are followed.
    seed : int
        Key of the order streams.
    orders : int32 array (replicas, epochs, training rows), optional
        Positions in the training rows, in place of the order streams.
    sample_weights : float32 array (samples,), optional
        What each row's loss counts for.
    class_weights : float32 array (replicas, classes), optional
        What the loss of each class's rows counts for in training, besides.
    medians : float32 array (replicas, features), optional
        What stands in for missing values; none where nothing is missing.
    """

    arm: Arm
    replicas: Array
    tables: Array
    labels: Array
    rows: Rows
    scaling: tuple[Array, Array] | None
    initial_weights: Array
    order_keys: Array
    seed: int
    orders: Array | None = None
    sample_weights: Array | None = None
    class_weights: Array | None = None
    medians: Array | None = None

    def weights(self, place: int, rows: Array, *, training: bool) -> Array | None:
        """Return what the loss of each of `rows` counts for; None where all count alike."""
        if self.sample_weights is None and not (training and self.class_weights is not None):
            return None
        weights = np.ones(len(rows), np.float32)
        if self.sample_weights is not None:
            weights = self.sample_weights[rows]
        if training and self.class_weights is not None:
            weights = weights * self.class_weights[place, self.labels[rows]]
        return np.asarray(weights)

    def order(self, place: int, epoch: int) -> Array:
        """Return the order of the training rows in `epoch` of the replica at `place`."""
        if self.orders is not None:
            return np.asarray(self.orders[place, epoch])
        key = self.order_keys[place : place + 1]
        count = self.rows.train.shape[1]
        order: Array = streams.permutations(self.seed, streams.ORDER, key, count, part=epoch)[0]
        return order

    @property
    def quads(self) -> int:
        """Quads of words that a sample's dropout takes from the stream."""
        widths = zip(self.arm.widths[1:], self.arm.dropouts, strict=True)
        return sum((width + 3) // 4 for width, rate in widths if rate)

    def masks(self, place: int, epoch: int) -> dict[int, Array]:
        """Return what multiplies the outputs of each layer that loses some, in `epoch`.

        The words of the stream go to the samples in their order, of a sample to its layers, whole
        quads to each. An output is lost where its word is below ``rate * 2^32``; those that are
        left are multiplied by ``1 / (1 - rate)``.

        Returns
        -------
        dict of float32 arrays (training rows, width)
            By the number of the layer, from 0.
        """
        count = self.rows.train.shape[1]
        if not self.quads:
            return {}
        key = self.order_keys[place : place + 1]
        size = count * self.quads * 4
        words = streams.words(self.seed, streams.DROPOUT, key, size, part=epoch)
        words, first, masks = words.reshape(count, -1), 0, {}
        for layer, rate in enumerate(self.arm.dropouts):
            width = self.arm.widths[layer + 1]
            if rate:
                kept = words[:, first : first + width] >= int(rate * 2**32)
                masks[layer] = kept * np.float32(1 / (1 - rate))
                first += (width + 3) // 4 * 4
        return masks

    def inputs(self, place: int) -> Array:
        """Return the filled and scaled rows of the replica at `place`: float32 (samples, width)."""
        table = self.tables[place if len(self.tables) > 1 else 0]
        if self.medians is not None:
            table = filled(table, self.medians[place])
        if self.scaling is None:
            return np.asarray(table)
        shift, scale = self.scaling
        return np.asarray((table - shift[place]) * scale[place])


def blocks_of(replicas: Sequence[int] | Array) -> Iterator[Array]:
    """Part replica numbers into blocks of sixteen."""
    numbers = np.asarray(replicas, np.int64)
    for start in range(0, len(numbers), BLOCK):
        yield numbers[start : start + BLOCK]


def crossed_sources(study: Study) -> tuple[SourceName, ...]:
    """Return the sources that differ between replicas, those without effect left out.

    Rows that are given are the same in every replica, whatever `vary` says, and so are the parts
    where time or a file decides on them.
    """
    without = {"data": not study.data.drawn_anew, "split": not has_chance(study.data, study.split)}
    return tuple(source for source in study.vary if not without.get(source))


def keys_of(study: Study, source: SourceName, replicas: Array) -> Array:
    """Return the replicas whose streams of `source` are followed: 0 for all if it is held.

    In a crossed design of m sources, replica k is number ``b = k mod 2^m`` of group
    ``g = k // 2^m`` and follows stream ``2 g + (bit i of b, the first source's the highest)`` of
    source i: a group is every combination of two levels of each source, and no two groups share
    a level.

    Examples
    --------
    >>> from manyseeds import Study
    >>> study = Study(data="digits", vary=("split", "init"), design="crossed")
    >>> [keys_of(study, source, np.arange(8)).tolist() for source in ("split", "init", "order")]
    [[0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 2, 3, 2, 3], [0, 0, 0, 0, 0, 0, 0, 0]]
    """
    crossed = crossed_sources(study)
    if source not in crossed:
        keys = np.zeros_like(replicas)
    elif study.design == "independent":
        keys = replicas
    else:
        groups, numbers = np.divmod(replicas, 2 ** len(crossed))
        bit = numbers >> (len(crossed) - 1 - crossed.index(source))
        keys = 2 * groups + (bit & 1)
    return keys.astype(np.uint32)


def plan_block(study: Study, arm: Arm, replicas: Array) -> BlockPlan:
    """Draw data, split, first weights and order keys for `replicas` of `arm`."""
    tables = study.data.draw(study.seed, keys_of(study, "data", replicas))
    split_keys = keys_of(study, "split", replicas)
    orders = streams.permutations(study.seed, streams.SPLIT, split_keys, len(study.data.y))
    rows = rows_of(orders, study.data, study.split)
    medians = training_medians(tables, rows.train)
    return BlockPlan(
        arm=arm,
        replicas=replicas,
        tables=tables,
        labels=study.data.y,
        rows=rows,
        scaling=fit_scaling(tables, rows.train, study.scaling, medians),
        initial_weights=initial_weights(study.seed, arm, keys_of(study, "init", replicas)),
        order_keys=keys_of(study, "order", replicas),
        seed=study.seed,
        sample_weights=study.data.weights,
        class_weights=class_weights(arm.training, study.data.classes, study.data.y, rows.train),
        medians=medians,
    )
