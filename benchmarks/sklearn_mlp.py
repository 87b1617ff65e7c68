"""scikit-learn's MLPClassifier, one process a core, each on one thread.

What differs from the other contenders, none of it to scikit-learn's disadvantage in speed:

- it records the training loss only; there is no validation curve (the history holds NaN);
- with two classes it ends in one logistic output instead of two softmax outputs;
- its biases start uniform, not at zero.

Without a hidden layer (digits) MLPClassifier is softmax regression trained by Adam: the same model.
"""

from __future__ import annotations

import warnings

import numpy as np

from benchmarks.exercises import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Exercise
from benchmarks.outcome import Job, Outcome, Trained, Trainer, cores, in_processes, jobs_of


def prepare(exercise: Exercise) -> Trainer:
    """Import scikit-learn, keep it on one thread, and return the function that trains a job."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    warnings.simplefilter("ignore", ConvergenceWarning)

    def train_one(generator: np.random.Generator) -> tuple[list[float], float]:
        parts = exercise.draw_parts(generator)
        model = MLPClassifier(
            hidden_layer_sizes=exercise.hidden,
            activation="relu",
            solver="adam",
            alpha=0.0,
            batch_size=exercise.batch,
            learning_rate_init=LEARNING_RATE,
            beta_1=BETA_1,
            beta_2=BETA_2,
            epsilon=EPSILON,
            max_iter=exercise.epochs,
            shuffle=True,
            tol=0.0,
            n_iter_no_change=exercise.epochs + 1,
            random_state=int(generator.integers(2**31)),
        )
        model.fit(parts.train_x, parts.train_y)
        return model.loss_curve_, float(model.score(parts.test_x, parts.test_y))

    def train(job: Job) -> Trained:
        trained = [train_one(np.random.default_rng([job.seed, k])) for k in range(job.replicas)]
        history = np.full((4, exercise.epochs, job.replicas), np.nan, np.float32)
        history[0] = np.transpose([loss for loss, _ in trained])  # (epochs, replicas)
        return Trained(history, np.asarray([accuracy for _, accuracy in trained], np.float32))

    train(Job(0, 1))
    return train


def run(exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train the replicas, a process for each core."""
    return in_processes(prepare, exercise, jobs_of(replicas, seed, 1), cores())
