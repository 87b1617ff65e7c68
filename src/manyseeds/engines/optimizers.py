"""Keras 3's optimizers in NumPy, for the reference engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from manyseeds._types import Array
from manyseeds.training import Training

__all__ = ["Optimizer"]


def clipped(gradient: list[Array], t: Training) -> list[Array]:
    """Return the gradient of each variable within the bounds of `t` (Pascanu and others 2013)."""
    if t.clipvalue is not None:
        return [np.clip(g, -t.clipvalue, t.clipvalue) for g in gradient]
    if t.clipnorm is not None:
        return [g * t.clipnorm / max(_norm([g]), t.clipnorm) for g in gradient]
    if t.global_clipnorm is not None:
        share = t.global_clipnorm / max(_norm(gradient), t.global_clipnorm)
        return [g * share for g in gradient]
    return gradient


def _norm(arrays: list[Array]) -> float:
    return math.sqrt(sum(float((a * a).sum()) for a in arrays))


@dataclass
class Optimizer:
    """Keras 3's update rules; see its optimizers of the same names."""

    training: Training
    step_sizes: Array | None = None
    steps: int = 0
    first: dict[int, Array] = field(default_factory=dict)
    second: dict[int, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start at the learning rate."""
        self.rate = self.training.step_size

    def step(self, weights: list[Array], gradient: list[Array]) -> None:
        """Move every weight by its gradient, in place."""
        t = self.training
        if self.step_sizes is not None:
            self.rate = float(self.step_sizes[self.steps])
        self.steps += 1
        update = getattr(self, "_" + t.optimizer.removesuffix("w"))
        penalised = [
            g if i % 2 else g + 2 * t.l2 * w
            for i, (w, g) in enumerate(zip(weights, gradient, strict=True))
        ]
        for i, (w, g) in enumerate(zip(weights, clipped(penalised, t), strict=True)):
            w -= w * t.decay * self.rate
            w += update(i, g)

    def _sgd(self, i: int, g: Array) -> Array:
        t = self.training
        velocity = t.momentum * self.first.get(i, 0) - self.rate * g
        self.first[i] = velocity
        return np.asarray(t.momentum * velocity - self.rate * g if t.nesterov else velocity)

    def _rmsprop(self, i: int, g: Array) -> Array:
        t = self.training
        self.second[i] = t.rho * self.second.get(i, 0) + (1 - t.rho) * g * g
        step = self.rate * g / np.sqrt(self.second[i] + t.epsilon)
        self.first[i] = t.momentum * self.first.get(i, 0) + step
        return -self.first[i]

    def _adam(self, i: int, g: Array) -> Array:
        t = self.training
        m = self.first[i] = t.beta_1 * self.first.get(i, 0) + (1 - t.beta_1) * g
        v = self.second[i] = t.beta_2 * self.second.get(i, 0) + (1 - t.beta_2) * g * g
        rate = self.rate * math.sqrt(1 - t.beta_2**self.steps) / (1 - t.beta_1**self.steps)
        return np.asarray(-rate * m / (np.sqrt(v) + t.epsilon))
