"""From a study to its result: plan each block, train it, keep what it leaves."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm, arms_of
from manyseeds.engines.engine import TrainedBlock, engine_named
from manyseeds.errors import SpecificationError, must_be
from manyseeds.executors import StopFlag, on_threads, processors
from manyseeds.plan import blocks_of, plan_block
from manyseeds.progress import progress_bar
from manyseeds.results.provenance import provenance
from manyseeds.results.result import Result
from manyseeds.specified import integer

if TYPE_CHECKING:
    from manyseeds.spec import Study

__all__ = ["Interrupted", "run_study", "start_words", "train_blocks"]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a study, with how far it had come."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"interrupted after {done} of {total} trainings")
        self.done, self.total = done, total


def run_study(
    study: Study,
    *,
    engine: str = "native",
    threads: int | None = None,
    progress: bool | None = None,
    only: Iterable[int] | None = None,
    advance: Callable[[int], None] | None = None,
    initial_weights: Array | None = None,
    cluster: object = None,
) -> Result:
    """Train the study; see `Study.run`. `advance` is called with each block's replicas.

    With `initial_weights`, float32 (parameters,), every replica starts from these; the study alone
    then does not decide the result, and its provenance says so.
    """
    arms, numbers = arms_of(study), _replicas(study, only)
    result = Result.empty(study, arms, numbers, provenance() | start_words(initial_weights))
    total, done = len(arms) * len(numbers), 0
    tasks = ((arm, block) for arm in arms for block in blocks_of(numbers))
    settings: dict[str, Any] = {"engine": engine, "threads": threads, "cluster": cluster}
    show = sys.stderr.isatty() if progress is None else progress
    try:
        with progress_bar(f"training {study.data.name}", total, show) as bar:
            for arm, block, trained in train_blocks(
                study, tasks, initial_weights=initial_weights, **settings
            ):
                result.keep(arm, np.searchsorted(numbers, block), trained)
                done += len(block)
                bar(len(block))
                if advance:
                    advance(len(block))
    except KeyboardInterrupt:
        raise Interrupted(done, total) from None
    return result


def train_blocks(
    study: Study,
    tasks: Iterable[tuple[Arm, Array]],
    *,
    engine: str = "native",
    threads: int | None = None,
    initial_weights: Array | None = None,
    cluster: object = None,
) -> Iterator[tuple[Arm, Array, TrainedBlock]]:
    """Yield the blocks of `tasks`, each an arm and up to sixteen replicas, in the order they end.

    They are trained on `threads` of this machine, or by the workers of a `cluster`. An
    interruption ends the blocks under way at their next epoch; they are not yielded.
    """
    if cluster is not None:
        from manyseeds.cluster import connected, train_on_cluster

        with connected(cluster) as client:
            yield from train_on_cluster(study, tasks, client, engine=engine)
        return
    trainer, stop = engine_named(engine), StopFlag()

    def work(task: tuple[Arm, Array]) -> tuple[Arm, Array, TrainedBlock | None]:
        arm, numbers = task
        plan = plan_block(study, arm, numbers)
        if initial_weights is not None:
            given = np.broadcast_to(initial_weights, plan.initial_weights.shape)
            plan = replace(plan, initial_weights=given)
        return arm, numbers, trainer.train(plan, stop)

    for arm, numbers, block in on_threads(work, tasks, _threads(threads), stop):
        if block is not None:
            yield arm, numbers, block


def start_words(initial_weights: Array | None) -> dict[str, str]:
    """Return what provenance says of first weights that were given; nothing where none were."""
    if initial_weights is None:
        return {}
    return {"initial_weights": hashlib.sha256(initial_weights.tobytes()).hexdigest()[:16]}


def _replicas(study: Study, only: Iterable[int] | None) -> Array:
    if only is None:
        return np.arange(study.replicas)
    rule = f"a list of replicas, integers in [0, {study.replicas})"
    try:
        numbers = sorted({integer(number) for number in only})
    except (TypeError, ValueError):
        raise SpecificationError(must_be("only", rule, only)) from None
    if not numbers or numbers[0] < 0 or numbers[-1] >= study.replicas:
        raise SpecificationError(must_be("only", rule, numbers))
    return np.array(numbers, np.int64)


def _threads(threads: int | None) -> int:
    if threads is None:
        return processors()
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise SpecificationError(must_be("threads", "an integer >= 1", threads))
    return threads
