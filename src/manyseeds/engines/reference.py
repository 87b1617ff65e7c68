"""The reference engine: one replica at a time in NumPy, to be read. It is the kernel's oracle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm
from manyseeds.engines.activations import ACTIVATION, SLOPE
from manyseeds.engines.early_stopping import EarlyStopper
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.optimizers import Optimizer
from manyseeds.plan import BlockPlan

__all__ = ["ReferenceEngine", "class_logits", "forward", "gradients"]


def forward(
    weights: list[Array],
    activations: tuple[str, ...],
    x: Array,
    masks: Mapping[int, Array] | None = None,
) -> list[Array]:
    """Return the inputs and what each layer puts out; the last are the logits.

    `masks` multiply what the layers they belong to put out (dropout).
    """
    outputs = [x]
    for layer, activation in enumerate(activations):
        kernel, bias = weights[2 * layer], weights[2 * layer + 1]
        z = outputs[-1] @ kernel + bias  # (samples, inputs) (inputs, outputs) -> (samples, outputs)
        outputs.append(ACTIVATION[activation](z))
        if masks and layer in masks:
            outputs[-1] = outputs[-1] * masks[layer]
    return outputs


def class_logits(logits: Array) -> Array:
    """Return a logit for each class: of a single output, 0 and itself."""
    if logits.shape[1] > 1:
        return logits
    return np.concatenate([np.zeros_like(logits), logits], axis=1)


def log_softmax(logits: Array) -> Array:
    """Return log probabilities (samples, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def loss_and_hits(logits: Array, labels: Array, smoothing: float = 0.0) -> tuple[Array, Array]:
    """Return each sample's cross-entropy and whether its class was predicted.

    `smoothing` is the share of a label's probability that is spread evenly over all classes
    (Szegedy and others 2016, section 7).
    """
    logs = log_softmax(logits)
    losses = -logs[np.arange(len(labels)), labels]
    if smoothing:
        losses = (1 - smoothing) * losses - smoothing * logs.mean(axis=1)
    return losses, logits.argmax(axis=1) == labels


def gradients(
    weights: list[Array],
    activations: tuple[str, ...],
    outputs: list[Array],
    labels: Array,
    counts: Array | None = None,
    smoothing: float = 0.0,
    masks: Mapping[int, Array] | None = None,
) -> list[Array]:
    """Return the mean cross-entropy's gradient for every weight, by back-propagation.

    `counts` is what each sample's loss counts for, before the mean.
    """
    delta = np.exp(log_softmax(class_logits(outputs[-1])))  # (samples, classes)
    delta[np.arange(len(labels)), labels] -= 1 - smoothing
    delta -= smoothing / delta.shape[1]
    delta /= len(labels)
    if counts is not None:
        delta *= counts[:, None]
    delta = delta[:, -outputs[-1].shape[1] :]
    found: list[Array] = []
    for layer in reversed(range(len(activations))):
        kernel, x = weights[2 * layer], outputs[layer]
        found = [x.T @ delta, delta.sum(axis=0), *found]  # (inputs, outputs), (outputs,)
        if layer > 0:
            sums = outputs[layer - 1] @ weights[2 * layer - 2] + weights[2 * layer - 1]
            delta = (delta @ kernel.T) * SLOPE[activations[layer - 1]](sums)  # (samples, inputs)
            if masks and layer - 1 in masks:
                delta = delta * masks[layer - 1]
    return found


def unflatten(flat: Array, arm: Arm, dtype: Any) -> list[Array]:
    """Cut one replica's weights (parameters,) into arrays in Keras's order."""
    sizes = [int(np.prod(shape)) for shape in arm.shapes]
    pieces = np.split(flat.astype(dtype), np.cumsum(sizes)[:-1])
    return [piece.reshape(shape) for piece, shape in zip(pieces, arm.shapes, strict=True)]


@dataclass(frozen=True)
class ReferenceEngine:
    """Plain NumPy in float64 (the oracle) or float32."""

    dtype: type = np.float64

    def train(self, plan: BlockPlan, should_stop: Callable[[], bool]) -> TrainedBlock | None:
        """Train one replica after the other; see `Engine`."""
        block = TrainedBlock.empty(plan)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for place in range(len(plan.replicas)):
                if not self._train_replica(plan, place, block, should_stop):
                    return None
        return block

    def _train_replica(
        self, plan: BlockPlan, place: int, block: TrainedBlock, should_stop: Callable[[], bool]
    ) -> bool:
        training = plan.arm.training
        x: Array = plan.inputs(place).astype(self.dtype)
        labels = plan.labels
        weights = unflatten(plan.initial_weights[place], plan.arm, self.dtype)
        train, validation = plan.rows.train[place], plan.rows.validation[place]
        optimizer = Optimizer(training, training.step_sizes(len(train)))
        stopper = EarlyStopper(training.early_stopping)
        for epoch in range(training.epochs):
            if should_stop():
                return False
            rows = train[plan.order(place, epoch)]
            counts = plan.weights(place, rows, training=True)
            masks = plan.masks(place, epoch)
            metrics = [
                *_train_epoch(plan.arm, weights, optimizer, x[rows], labels[rows], counts, masks),
                *_evaluate(plan, place, weights, x, validation),
            ]
            block.history[:, place, epoch] = metrics
            block.epochs_run[place] = epoch + 1
            watched = metrics[0:3:2] if len(validation) else metrics[:1]
            if not all(loss <= training.divergence_loss for loss in watched):  # NaN too
                block.diverged_at[place] = epoch
                break
            if stopper.stop(epoch, metrics, weights):
                break
        _finish(plan, place, block, stopper, weights, x)
        return True


def _penalty(arm: Arm, weights: list[Array]) -> float:
    return arm.training.l2 * sum(float((kernel * kernel).sum()) for kernel in weights[::2])


def _train_epoch(
    arm: Arm,
    weights: list[Array],
    optimizer: Optimizer,
    x: Array,
    labels: Array,
    counts: Array | None,
    masks: Mapping[int, Array],
) -> tuple[float, float]:
    """One pass over rows in order; running means of loss and accuracy, as Keras reports them."""
    smoothing = arm.training.label_smoothing
    loss_sum = hits = 0.0
    for start in range(0, len(x), arm.training.batch_size):
        batch = slice(start, start + arm.training.batch_size)
        kept = {layer: mask[batch].astype(x.dtype) for layer, mask in masks.items()}
        outputs = forward(weights, arm.activations, x[batch], kept)
        losses, right = loss_and_hits(class_logits(outputs[-1]), labels[batch], smoothing)
        of_batch = None if counts is None else counts[batch].astype(x.dtype)
        weighted = losses if of_batch is None else losses * of_batch
        loss_sum += float(weighted.sum()) + _penalty(arm, weights) * len(losses)
        hits += float(right.sum())
        gradient = gradients(
            weights, arm.activations, outputs, labels[batch], of_batch, smoothing, kept
        )
        optimizer.step(weights, gradient)
    return loss_sum / len(x), hits / len(x)


def _evaluate(
    plan: BlockPlan, place: int, weights: list[Array], x: Array, rows: Array
) -> tuple[float, float]:
    if not len(rows):
        return np.nan, np.nan
    arm, counts = plan.arm, plan.weights(place, rows, training=False)
    logits = class_logits(forward(weights, arm.activations, x[rows])[-1])
    losses, right = loss_and_hits(logits, plan.labels[rows], arm.training.label_smoothing)
    if counts is not None:
        losses = losses * counts
    return float(losses.mean()) + _penalty(arm, weights), float(right.mean())


def _finish(
    plan: BlockPlan,
    place: int,
    block: TrainedBlock,
    stopper: EarlyStopper,
    weights: list[Array],
    x: Array,
) -> None:
    """Restore the best weights and score them on the test rows."""
    diverged = block.diverged_at[place] >= 0
    kept = weights if diverged else stopper.restored(weights)
    last = block.epochs_run[place] - 1
    block.best_epoch[place] = last if kept is weights else stopper.best_epoch
    block.weights[place] = np.concatenate([w.ravel() for w in kept])
    rows = plan.rows.test[place]
    if diverged or not len(rows):
        return
    labels = plan.labels[rows]
    loss, accuracy = _evaluate(plan, place, kept, x, rows)
    if not loss <= plan.arm.training.divergence_loss:
        block.diverged_at[place] = block.epochs_run[place] - 1
        return
    block.test_loss[place], block.test_accuracy[place] = loss, accuracy
    predicted = class_logits(forward(kept, plan.arm.activations, x[rows])[-1]).argmax(axis=1)
    np.add.at(block.confusion[place], (labels, predicted), 1)
