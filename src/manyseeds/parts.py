"""Which rows of a dataset are for what: parted at random, by groups, by time, or as given.

Sizes are the same in every replica. A group is never parted: where whole groups do not fill a part
to its size, one more group begins in it and the rest of that group is used for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import SpecificationError, must_be
from manyseeds.splits import Rows, SplitSizes, share_of, split_rows, split_sizes

if TYPE_CHECKING:
    from manyseeds.data.dataset import Dataset
    from manyseeds.spec import Split

__all__ = ["check_split", "grouped_sizes", "has_chance", "rows_of", "sizes_of"]


def check_split(data: Dataset, split: Split) -> None:
    """Refuse ways of parting rows that exclude one another, or columns that are not there.

    Raises
    ------
    SpecificationError
    """
    ways = {
        "group": split.group is not None,
        "time": split.time is not None,
        "stratify": split.stratify,
    }
    asked = [name for name, wanted in ways.items() if wanted]
    if len(asked) > 1:
        raise SpecificationError(
            must_be("split", "parted in one way, by group, time or stratify", asked)
        )
    if data.test_rows and {"group", "time"} & set(asked):
        rule = "left out where the test rows are a file of their own"
        raise SpecificationError(must_be(f"split.{asked[0]}", rule, getattr(split, asked[0])))
    for name in (split.group, split.time):
        if name is not None:
            data.key(name)


def has_chance(data: Dataset, split: Split) -> bool:
    """Whether replicas can differ in their rows: not where time decides, or all are given."""
    return split.time is None and not (data.test_rows and sizes_of(data, split).validation == 0)


def sizes_of(data: Dataset, split: Split) -> SplitSizes:
    """Return how many rows of `data` go to each part.

    Raises
    ------
    SpecificationError
        Where no row is left to train on.
    """
    if split.group is not None:
        return grouped_sizes(np.unique(data.key(split.group), return_counts=True)[1], split)
    if data.test_rows:
        free = len(data.y) - data.test_rows
        rest = split_sizes(free, _with_test(split, 0))
        return SplitSizes(rest.train, rest.validation, data.test_rows)
    return split_sizes(len(data.y), split)


def grouped_sizes(counts: Array, split: Split) -> SplitSizes:
    """Return how many rows go to each part where groups of `counts` rows stay whole.

    Test and validation have the sizes asked for, rounded up to whole groups where all are of one
    size. The training rows are as many as are left in the worst case.

    Examples
    --------
    >>> from manyseeds import Split
    >>> grouped_sizes(np.full(10, 5), Split(test=0.2, validation=0.2))
    SplitSizes(train=30, validation=10, test=10)
    """
    total, unit = int(counts.sum()), int(np.gcd.reduce(counts))
    test = -(-share_of(split.test, total) // unit) * unit
    validation = -(-share_of(split.validation, max(total - test, 0)) // unit) * unit
    gone = test + (_most_wasted(counts, test, unit) if test else 0)
    if validation:
        gone += validation
        gone += _most_wasted(counts, gone, unit)
    train = total - gone
    if train < 1:
        raise SpecificationError(
            must_be(
                "split",
                f"sizes that leave whole groups to train on, of {len(counts)} in {total} rows",
                {"test": split.test, "validation": split.validation},
                "Make `test` or `validation` smaller.",
            )
        )
    return SplitSizes(train, validation, test)


def _most_wasted(counts: Array, taken: int, unit: int) -> int:
    """Most rows that can be left over of the group with which `taken` rows are complete.

    It is the smallest of those that are left. Before it fewer than `taken` rows were gone, so all
    that can be gone are the smallest groups that fit into one unit less.
    """
    ordered = np.sort(counts)
    place = int(np.searchsorted(np.cumsum(ordered), taken - unit, side="right"))
    return int(ordered[min(place, len(ordered) - 1)]) - unit


def rows_of(orders: Array, data: Dataset, split: Split) -> Rows:
    """Part the rows of each replica.

    Parameters
    ----------
    orders : int32 array (replicas, samples)
        A permutation of the rows for each replica.
    data : Dataset
    split : Split
    """
    if split.time is not None:
        by_time = np.argsort(data.key(split.time), kind="stable").astype(np.int32)
        sizes = sizes_of(data, split)
        known = sizes.train + sizes.validation
        parts = (by_time[: sizes.train], by_time[sizes.train : known], by_time[known:])
        return Rows(*(np.ascontiguousarray(np.tile(part, (len(orders), 1))) for part in parts))
    if split.group is not None:
        return _grouped(orders, data.key(split.group), sizes_of(data, split))
    if data.test_rows:
        return _with_given_test(orders, data, split)
    return split_rows(orders, data.y, split)


def _with_test(split: Split, test: int) -> Split:
    return type(split)(**{**split.model_dump(), "test": test})


def _with_given_test(orders: Array, data: Dataset, split: Split) -> Rows:
    """The last rows are for the test; the others are parted by the order."""
    free = len(data.y) - data.test_rows
    others = orders[orders < free].reshape(len(orders), free)
    rest = split_rows(others, data.y[:free], _with_test(split, 0))
    test = np.tile(np.arange(free, len(data.y), dtype=np.int32), (len(orders), 1))
    return Rows(rest.train, rest.validation, test)


def _grouped(orders: Array, key: Array, sizes: SplitSizes) -> Rows:
    """Fill the parts with whole groups, in the random order of their first rows in the table."""
    _, first, groups, counts = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    parts: dict[str, list[Array]] = {"test": [], "validation": [], "train": []}
    for order in orders:
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        waiting = np.argsort(place[first], kind="stable").tolist()
        for name in ("test", "validation"):
            chosen, waiting = _fill(waiting, counts, getattr(sizes, name))
            parts[name].append(_of_groups(order, groups, chosen)[: getattr(sizes, name)])
        parts["train"].append(_of_groups(order, groups, waiting)[: sizes.train])
    return Rows(*(np.stack(parts[name]) for name in ("train", "validation", "test")))


def _fill(waiting: list[int], counts: Array, size: int) -> tuple[list[int], list[int]]:
    """Take groups in their order if they fit; then, if there is room, the smallest of the rest."""
    chosen, left, room = [], [], size
    for group in waiting:
        if counts[group] <= room:
            chosen.append(group)
            room -= int(counts[group])
        else:
            left.append(group)
    if room:
        smallest = min(left, key=lambda group: int(counts[group]))
        left.remove(smallest)
        chosen.append(smallest)
    return chosen, left


def _of_groups(order: Array, groups: Array, chosen: list[int]) -> Array:
    """Rows of the chosen groups in the random order; those of the last group come last."""
    place = np.full(int(groups.max()) + 1, -1)
    place[chosen] = 0
    if chosen:
        place[chosen[-1]] = 1
    rows = order[place[groups[order]] >= 0]
    return np.asarray(rows[np.argsort(place[groups[rows]], kind="stable")], np.int32)
