"""What the PyTorch contenders share: data of many replicas at once, and shuffles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from benchmarks.exercises import BETA_1, BETA_2, LEARNING_RATE, Exercise, Integers


class Table(NamedTuple):
    """Samples of all replicas in one table, and the rows each replica uses.

    Parameters
    ----------
    x, y
        Inputs (rows of the table, inputs), labels (rows of the table,).
    train, validation, test
        Row numbers, shape (replicas, samples of the part).
    """

    x: Tensor
    y: Tensor
    train: Tensor
    validation: Tensor
    test: Tensor


def draw_table(generator: np.random.Generator, exercise: Exercise, replicas: int) -> Table:
    """Draw data and splits: digits share one table, every XOR replica has its own stretch."""
    own = exercise.name == "xor"
    drawn = [exercise.draw(generator) for _ in range(replicas if own else 1)]
    x = torch.from_numpy(np.concatenate([x for x, _ in drawn]))  # (table, inputs)
    y = torch.from_numpy(np.concatenate([y for _, y in drawn]))  # (table,)
    rows = shuffles(generator, replicas, exercise.samples)  # (replicas, samples)
    if own:
        rows = rows + exercise.samples * np.arange(replicas)[:, None]  # (replicas, samples)
    sizes = [exercise.test, exercise.validation, exercise.train]
    test, validation, train = torch.from_numpy(rows).split(sizes, dim=1)
    return Table(x, y, train, validation, test)


def shuffles(generator: np.random.Generator, replicas: int, number: int) -> Integers:
    """Permutations of ``range(number)``, shape (replicas, number).

    One sort of random bits that carry the row number in their low bits: a fourth of the time of
    ``torch.rand(...).argsort()``.
    """
    low = np.uint32((1 << (number - 1).bit_length()) - 1)
    bits = generator.integers(2**32, size=(replicas, number), dtype=np.uint32)
    bits = (bits & ~low) | np.arange(number, dtype=np.uint32)  # (replicas, number)
    bits.sort(axis=1)
    return (bits & low).astype(np.int64)


def rate_of(step: int) -> float:
    """Adam's learning rate with its bias corrections, at step 1, 2, ..."""
    return LEARNING_RATE * float(np.sqrt(1 - BETA_2**step)) / (1 - BETA_1**step)
