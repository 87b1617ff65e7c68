"""Executors: who trains the blocks of a study, and how they are interrupted."""

from __future__ import annotations

import ctypes
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

__all__ = ["StopFlag", "on_threads", "processors"]

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


@dataclass
class StopFlag:
    """Tells running blocks to stop: read by Python as a call, by the kernel as an integer."""

    flag: ctypes.c_int32 = field(default_factory=ctypes.c_int32)

    def __call__(self) -> bool:
        """Return whether to stop."""
        return bool(self.flag.value)

    def set(self) -> None:
        """Ask every block to stop at its next epoch."""
        self.flag.value = 1


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_threads(
    work: Callable[[Task], Outcome], tasks: Iterable[Task], threads: int, stop: StopFlag
) -> Iterator[Outcome]:
    """Yield what `work` makes of each task, in the order they end, on `threads` threads.

    No more than two tasks a thread are under way or waiting to be taken, so memory does not grow
    with the number of tasks. An interruption sets `stop` and waits for the threads.
    """
    remaining = iter(tasks)
    with ThreadPoolExecutor(threads, thread_name_prefix="manyseeds") as pool:
        running = {pool.submit(work, task) for task in itertools.islice(remaining, 2 * threads)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                fresh = itertools.islice(remaining, len(done))
                running |= {pool.submit(work, task) for task in fresh}
                for future in done:
                    yield future.result()
        except BaseException:
            stop.set()
            for future in running:
                future.cancel()
            raise
