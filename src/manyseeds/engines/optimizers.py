"""Keras 3's optimizers in NumPy, for the reference engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from manyseeds._types import Array
from manyseeds.training import Training

__all__ = ["Optimizer"]


@dataclass
class Optimizer:
    """Keras 3's update rules; see its optimizers of the same names."""

    training: Training
    steps: int = 0
    first: dict[int, Array] = field(default_factory=dict)
    second: dict[int, Array] = field(default_factory=dict)

    def step(self, weights: list[Array], gradient: list[Array]) -> None:
        """Move every weight by its gradient, in place."""
        t = self.training
        self.steps += 1
        update = getattr(self, "_" + t.optimizer.removesuffix("w"))
        for i, (w, g) in enumerate(zip(weights, gradient, strict=True)):
            if i % 2 == 0:
                g = g + 2 * t.l2 * w
            w -= w * t.decay * t.step_size
            w += update(i, g)

    def _sgd(self, i: int, g: Array) -> Array:
        t = self.training
        velocity = t.momentum * self.first.get(i, 0) - t.step_size * g
        self.first[i] = velocity
        return np.asarray(t.momentum * velocity - t.step_size * g if t.nesterov else velocity)

    def _rmsprop(self, i: int, g: Array) -> Array:
        t = self.training
        self.second[i] = t.rho * self.second.get(i, 0) + (1 - t.rho) * g * g
        step = t.step_size * g / np.sqrt(self.second[i] + t.epsilon)
        self.first[i] = t.momentum * self.first.get(i, 0) + step
        return -self.first[i]

    def _adam(self, i: int, g: Array) -> Array:
        t = self.training
        m = self.first[i] = t.beta_1 * self.first.get(i, 0) + (1 - t.beta_1) * g
        v = self.second[i] = t.beta_2 * self.second.get(i, 0) + (1 - t.beta_2) * g * g
        rate = t.step_size * math.sqrt(1 - t.beta_2**self.steps) / (1 - t.beta_1**self.steps)
        return np.asarray(-rate * m / (np.sqrt(v) + t.epsilon))
