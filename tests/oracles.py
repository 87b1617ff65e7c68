"""What tests of several engines share: plans, the float64 oracle, and counts of near ties."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from manyseeds import Study
from manyseeds.arms import arms_of
from manyseeds.engines import reference
from manyseeds.engines.engine import TrainedBlock
from manyseeds.plan import BlockPlan, plan_block

LOSSES, ACCURACIES = (0, 2), (1, 3)


def never() -> bool:
    """Nobody interrupts."""
    return False


def plan_of(study: Study, replicas: int | tuple[int, ...] = 2, arm: int = 0) -> BlockPlan:
    """The plan of the first replicas, or of those given."""
    numbers = np.arange(replicas) if isinstance(replicas, int) else np.array(replicas)
    return plan_block(study, arms_of(study)[arm], numbers)


@contextmanager
def patched(name: str, value: object) -> Iterator[None]:
    """Replace a name of the reference engine's module for a while."""
    before = getattr(reference, name)
    setattr(reference, name, value)
    try:
        yield
    finally:
        setattr(reference, name, before)


def oracle(plan: BlockPlan, tie: float = 1e-4) -> tuple[TrainedBlock, np.ndarray]:
    """Train in float64, and count the predictions of each pass that rounding could turn.

    A prediction is a near tie where the two highest logits are closer than `tie` times the largest
    logit (at least 1): a float32 computation may see either class ahead.

    Returns
    -------
    block : TrainedBlock
    ties : int array (2, replicas, epochs)
        Near ties among the training and the validation rows.
    """
    ties = np.zeros((2, len(plan.replicas), plan.arm.training.epochs), int)
    seen = {"place": -1, "epoch": 0, "rows": 0}
    rows = plan.rows.train.shape[1], plan.rows.validation.shape[1]
    plain, finish = reference.loss_and_hits, reference._train_epoch

    def counting(logits, labels, *rest):
        ordered = np.sort(logits, axis=1)
        size = np.maximum(np.abs(logits).max(axis=1), 1)
        # Training passes come first; their rows are complete before validation starts.
        part = 0 if seen["rows"] < rows[0] else 1
        seen["rows"] += len(labels)
        if seen["epoch"] < ties.shape[2]:
            close = ordered[:, -1] - ordered[:, -2] <= tie * size
            ties[part, seen["place"], seen["epoch"]] += close.sum()
        return plain(logits, labels, *rest)

    def starting(arm, weights, optimizer, x, labels, *rest):
        if optimizer.steps == 0:
            seen.update(place=seen["place"] + 1, epoch=-1)
        seen.update(epoch=seen["epoch"] + 1, rows=0)
        return finish(arm, weights, optimizer, x, labels, *rest)

    with patched("loss_and_hits", counting), patched("_train_epoch", starting):
        block = reference.ReferenceEngine().train(plan, never)
    return block, ties


def relative(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Relative differences; 0 where both are NaN, infinite where one is."""
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.abs(found / expected - 1)
    difference[(found == expected) | (np.isnan(found) & np.isnan(expected))] = 0
    return np.nan_to_num(difference, nan=np.inf)


def turned(found: TrainedBlock, expected: TrainedBlock, plan: BlockPlan) -> np.ndarray:
    """By how many hits the accuracies of two blocks differ: int array (2, replicas, epochs)."""
    rows = np.array([plan.rows.train.shape[1], plan.rows.validation.shape[1]])[:, None, None]
    difference = np.abs(found.history[ACCURACIES, :] - expected.history[ACCURACIES, :])
    finite = np.isfinite(expected.history[LOSSES, :]) & np.isfinite(difference)
    return np.rint(np.where(finite, difference, 0) * rows).astype(int)


UNIT = 2.0**-23
"""Twice the largest relative error of one float32 operation."""


class Disturbed(reference.Optimizer):
    """An optimizer each of whose steps ends in random errors of float32's size."""

    def step(self, weights, gradient):
        super().step(weights, gradient)
        random = np.random.default_rng(self.steps)
        for w in weights:
            w *= 1 + UNIT * random.uniform(-1, 1, w.shape)


def growth(plan: BlockPlan, exact: TrainedBlock) -> np.ndarray:
    """How far rounding carries the losses by each epoch: (replicas, epochs).

    Measured, not assumed: the float64 oracle is trained with errors of float32's size in the log
    probabilities (and so in losses and gradients) and after each step, and its largest relative
    difference from the undisturbed one so far is taken.
    """
    random = np.random.default_rng(0)
    plain = reference.log_softmax

    def disturbed_log_softmax(logits):
        logs = plain(logits)
        return logs + UNIT * random.uniform(-1, 1, logs.shape) * np.maximum(np.abs(logs), 1)

    with patched("Optimizer", Disturbed), patched("log_softmax", disturbed_log_softmax):
        disturbed = reference.ReferenceEngine().train(plan, never)
    difference = relative(disturbed.history[LOSSES, :], exact.history[LOSSES, :]).max(axis=0)
    return np.maximum.accumulate(difference, axis=1)
