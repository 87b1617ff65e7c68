"""manyseeds itself, through its public interface and nothing else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.exercises import XOR_COPIES, XOR_NOISE, Exercise
from benchmarks.outcome import Outcome, Trained

if TYPE_CHECKING:
    from manyseeds import Study


def study_of(
    exercise: Exercise,
    replicas: int,
    seed: int,
    hidden: tuple[int, ...] | None = None,
) -> Study:
    """The exercise as a manyseeds Study, with other hidden widths where they are given."""
    from manyseeds import Network, Split, Study, Training, data

    drawn = data.digits() if exercise.name == "digits" else data.xor(XOR_COPIES, XOR_NOISE)
    share = 0.25 if exercise.name == "digits" else 0.2
    return Study(
        data=drawn,
        network=Network(hidden=exercise.hidden if hidden is None else hidden, activation="relu"),
        training=Training(optimizer="adam", epochs=exercise.epochs, batch_size=exercise.batch),
        split=Split(test=share, validation=share),
        replicas=replicas,
        seed=seed,
    )


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train all replicas; nothing is compiled, so loading and a warm-up stand in its place."""
    start = time.perf_counter()
    study_of(exercise, 1, seed).run(progress=False)
    loaded = time.perf_counter()
    result = study_of(exercise, replicas, seed).run(progress=False)
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    curves = [result.history[name].values[0] for name in names]  # 4 x (replicas, epochs)
    test = result.test["accuracy"].values[0]  # (replicas,)
    seconds = time.perf_counter() - loaded
    history = np.stack(curves).transpose(0, 2, 1)  # (4, epochs, replicas)
    return Outcome.of([Trained(history, test)], exercise, seconds, loaded - start)
