"""What a contender hands back, and the two ways it may use all cores."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple

import numpy as np

from benchmarks.exercises import Exercise, Floats


class Trained(NamedTuple):
    """Replicas trained to the end.

    Parameters
    ----------
    history
        Loss, accuracy, val_loss, val_accuracy: shape (4, epochs, replicas).
    test_accuracy
        Shape (replicas,).
    """

    history: Floats
    test_accuracy: Floats


class Job(NamedTuple):
    """A share of the work: this many replicas, drawn from this seed."""

    seed: int
    replicas: int


@dataclass(frozen=True)
class Outcome:
    """One timed run of one contender.

    Parameters
    ----------
    seconds
        From the seed to the history in memory: drawing data, training, evaluating.
    compile_seconds
        Importing nothing, compiling or warming up: all that happens once, however many replicas.
    test_accuracy, validation_accuracy
        At the end of training, one a replica.
    """

    seconds: float
    compile_seconds: float
    test_accuracy: list[float]
    validation_accuracy: list[float]

    @property
    def milliseconds(self) -> float:
        """Milliseconds a replica."""
        return 1e3 * self.seconds / len(self.test_accuracy)

    @classmethod
    def of(
        cls, trained: Sequence[Trained], exercise: Exercise, seconds: float, compiled: float
    ) -> Outcome:
        """Join the shares of one run; refuse an incomplete history."""
        history = np.concatenate([t.history for t in trained], axis=-1)  # (4, epochs, replicas)
        test = np.concatenate([t.test_accuracy for t in trained])  # (replicas,)
        if history.shape != (4, exercise.epochs, len(test)):
            raise ValueError(f"history must be (4, epochs, replicas), got {history.shape}")
        return cls(seconds, compiled, test.astype(float).tolist(), history[3, -1].tolist())


Trainer = Callable[[Job], Trained]
Prepare = Callable[[Exercise], Trainer]


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def jobs_of(replicas: int, seed: int, size: int) -> list[Job]:
    """Cut replicas into jobs of one size (compiled programs have one shape), rounding up."""
    return [Job(seed * 1_000_003 + number, size) for number in range(-(-replicas // size))]


def _serve(prepare: Prepare, exercise: Exercise, jobs: list[Job], pipe: Connection) -> None:
    start = time.perf_counter()
    train = prepare(exercise)
    pipe.send(time.perf_counter() - start)
    pipe.recv()
    pipe.send([train(job) for job in jobs])


def in_processes(prepare: Prepare, exercise: Exercise, jobs: list[Job], processes: int) -> Outcome:
    """Train in fresh processes, each prepared (compiled, warmed up) before the clock starts.

    Parameters
    ----------
    prepare
        A module-level function that compiles and returns the function that trains one job.
    processes
        How many run at once; each gets every so-manieth job.
    """
    context = multiprocessing.get_context("spawn")
    pipes, children = [], []
    for number in range(processes):
        ours, theirs = context.Pipe()
        arguments = (prepare, exercise, jobs[number::processes], theirs)
        child = context.Process(target=_serve, args=arguments)
        child.start()
        theirs.close()  # so that a child that dies ends our recv with EOFError
        pipes.append(ours)
        children.append(child)
    compile_seconds = max(pipe.recv() for pipe in pipes)
    start = time.perf_counter()
    for pipe in pipes:
        pipe.send("go")
    trained = [share for pipe in pipes for share in pipe.recv()]
    seconds = time.perf_counter() - start
    for child in children:
        child.join()
    return Outcome.of(trained, exercise, seconds, compile_seconds)
