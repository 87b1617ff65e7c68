"""The two exercises every contender trains: their data, sizes and cost.

Nothing here imports manyseeds: a contender must not depend on what it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

# Adam as Keras 3 has it by default.
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-7

XOR_COPIES, XOR_NOISE = 200, 0.3

EXP_OR_LOG = 20
"""Operations counted for one exp or log: range reduction and a polynomial of degree 6 to 8."""


@dataclass(frozen=True)
class Parts:
    """One replica's data, already split.

    Parameters
    ----------
    train_x, validation_x, test_x
        Inputs, shape (samples, inputs).
    train_y, validation_y, test_y
        Class numbers, shape (samples,).
    """

    train_x: Floats
    train_y: Integers
    validation_x: Floats
    validation_y: Integers
    test_x: Floats
    test_y: Integers


@dataclass(frozen=True)
class Exercise:
    """What is trained, and for how long.

    Parameters
    ----------
    name : str
        ``xor`` or ``digits``.
    train, validation, test : int
        Samples in each part; their sum is the number of samples.
    inputs : int
        Features of one sample.
    hidden : tuple of int
        Widths of the hidden relu layers.
    classes : int
        Width of the last layer (softmax).
    batch, epochs : int
        Samples of one optimizer step, and passes over the training samples.
    """

    name: str
    train: int
    validation: int
    test: int
    inputs: int
    hidden: tuple[int, ...]
    classes: int
    batch: int
    epochs: int

    @property
    def samples(self) -> int:
        """Samples of one replica, in all three parts."""
        return self.train + self.validation + self.test

    @property
    def steps(self) -> int:
        """Optimizer steps of one epoch, a partial last batch included."""
        return -(-self.train // self.batch)

    @property
    def layers(self) -> list[tuple[int, int]]:
        """(inputs, outputs) of each dense layer."""
        widths = (self.inputs, *self.hidden, self.classes)
        return list(pairwise(widths))

    @property
    def matmul_flop(self) -> int:
        """Multiply-adds of one replica, two FLOP each, and nothing else.

        With W the weights of a layer (biases not counted): forward 2 W a sample; backward 2 W for
        the weights' gradient, and 2 W for the inputs' gradient of every layer but the first.
        Training samples go forward and backward, validation samples forward, in every epoch.
        """
        weights = [i * o for i, o in self.layers]
        forward = 2 * sum(weights)
        backward = 2 * sum(weights) + 2 * sum(weights[1:])
        return self.epochs * (self.train * (forward + backward) + self.validation * forward)

    @property
    def arithmetic_flop(self) -> int:
        """Every arithmetic operation of the textbook algorithm for one replica.

        The multiply-adds, and: a bias addition an output forward and backward; relu (one forward,
        one backward a hidden neuron); softmax, loss and correctness (5 operations and one exp an
        output, one log a sample; the gradient 2 more an output); Adam (12 a parameter and step).
        An exp or a log counts as `EXP_OR_LOG`, a division or a root as one.
        """
        outputs = sum(o for _, o in self.layers)
        parameters = sum((i + 1) * o for i, o in self.layers)
        head = self.classes * (5 + EXP_OR_LOG) + EXP_OR_LOG
        forward = outputs + sum(self.hidden) + head
        backward = outputs + sum(self.hidden) + 2 * self.classes
        training = self.train * (forward + backward) + 12 * parameters * self.steps
        return self.matmul_flop + self.epochs * (training + self.validation * forward)

    def draw(self, generator: np.random.Generator) -> tuple[Floats, Integers]:
        """Draw one replica's samples, not yet split or shuffled.

        Returns
        -------
        inputs, labels
            Shapes (samples, inputs) and (samples,).
        """
        if self.name == "digits":
            return _digits()
        corners = np.tile([[0, 0], [0, 1], [1, 0], [1, 1]], (XOR_COPIES, 1))  # (samples, 2)
        noise = generator.normal(scale=XOR_NOISE, size=corners.shape)  # (samples, 2)
        return (corners + noise).astype(np.float32), corners[:, 0] ^ corners[:, 1]

    def draw_parts(self, generator: np.random.Generator) -> Parts:
        """Draw one replica's samples and split them at random: test, validation, training."""
        x, y = self.draw(generator)
        rows = generator.permutation(self.samples)  # (samples,)
        test, validation, train = np.split(rows, [self.test, self.test + self.validation])
        return Parts(x[train], y[train], x[validation], y[validation], x[test], y[test])


@cache
def _digits() -> tuple[Floats, Integers]:
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return x.astype(np.float32), y.astype(np.int64)


def glorot(generator: np.random.Generator, exercise: Exercise) -> Iterator[tuple[Floats, Floats]]:
    """Draw Glorot-uniform weights (inputs, outputs) and zero biases (outputs,) layer by layer."""
    for inputs, outputs in exercise.layers:
        limit = np.sqrt(6 / (inputs + outputs))
        weight = generator.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        yield weight, np.zeros(outputs, np.float32)


XOR = Exercise("xor", 512, 128, 160, inputs=2, hidden=(6,), classes=2, batch=32, epochs=200)
DIGITS = Exercise("digits", 1010, 337, 450, inputs=64, hidden=(), classes=10, batch=128, epochs=100)
EXERCISES = {exercise.name: exercise for exercise in (XOR, DIGITS)}
