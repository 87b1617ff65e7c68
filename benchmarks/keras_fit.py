"""Keras 3 on its JAX backend: Model.fit, one replica after another.

The model is built and compiled once; between replicas its weights are drawn again and the
optimizer's variables are set to zero, so that no replica pays for a compilation. `run_tuned` also
hands Keras several batches a dispatch and keeps one process a core.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import numpy as np

from benchmarks.exercises import Exercise, Parts, glorot
from benchmarks.outcome import Job, Outcome, Trained, Trainer, cores, in_processes, jobs_of

CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


def build(exercise: Exercise, steps_per_execution: int) -> Any:
    """Build the model of the exercise, its loss taken from logits."""
    os.environ["KERAS_BACKEND"] = "jax"
    import keras

    dense = [keras.layers.Dense(width, activation="relu") for width in exercise.hidden]
    model = keras.Sequential(
        [keras.Input((exercise.inputs,)), *dense, keras.layers.Dense(exercise.classes)]
    )
    model.compile(
        optimizer="adam",
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
    return model


def restart(model: Any, exercise: Exercise, generator: np.random.Generator) -> None:
    """Draw new weights and forget what the optimizer remembers."""
    model.set_weights([array for layer in glorot(generator, exercise) for array in layer])
    rate = float(model.optimizer.learning_rate)
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    model.optimizer.learning_rate = rate


def fit(model: Any, exercise: Exercise, parts: Parts, epochs: int) -> Any:
    """Train for some epochs; return Keras's History."""
    one_hot = np.eye(exercise.classes, dtype=np.float32)  # (classes, classes)
    return model.fit(
        parts.train_x,
        one_hot[parts.train_y],  # (samples, classes)
        batch_size=exercise.batch,
        epochs=epochs,
        validation_data=(parts.validation_x, one_hot[parts.validation_y]),
        verbose=0,
    )


def prepare(exercise: Exercise, steps_per_execution: int = 1) -> Trainer:
    """Compile the model; return the function that trains it anew for each replica of a job."""
    model = build(exercise, steps_per_execution)
    warm = exercise.draw_parts(np.random.default_rng(0))
    fit(model, exercise, warm, epochs=2)
    model.predict_on_batch(warm.test_x)

    def train(job: Job) -> Trained:
        histories, accuracies = [], []
        for replica in range(job.replicas):
            generator = np.random.default_rng([job.seed, replica])
            parts = exercise.draw_parts(generator)
            restart(model, exercise, generator)
            history = fit(model, exercise, parts, exercise.epochs).history
            logits = model.predict_on_batch(parts.test_x)  # (samples, classes)
            accuracies.append(np.mean(np.asarray(logits).argmax(1) == parts.test_y))
            histories.append([history[name] for name in CURVES])  # (4, epochs)
        curves = np.asarray(histories, np.float32).transpose(1, 2, 0)  # (4, epochs, replicas)
        return Trained(curves, np.asarray(accuracies, np.float32))

    return train


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train as the lab writes it: `fit` with its defaults, in one process."""
    return in_processes(prepare, exercise, jobs_of(replicas, seed, 1), processes=1)


def run_tuned(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train with a quarter of an epoch a dispatch and a process for each core."""
    tuned = partial(prepare, steps_per_execution=max(exercise.steps // 4, 1))
    return in_processes(tuned, exercise, jobs_of(replicas, seed, 1), cores())
