"""A study run into a store: what is missing is trained, and committed chunk by chunk."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.errors import EngineError, ResultError, SpecificationError, must_be
from manyseeds.plan import blocks_of
from manyseeds.progress import progress_bar
from manyseeds.results.disk import Disk
from manyseeds.results.provenance import provenance
from manyseeds.results.result import Result
from manyseeds.results.schema import SCORES
from manyseeds.results.store import Store, whole
from manyseeds.results.writer import Shard, Writer, writing
from manyseeds.run import Interrupted, train_blocks

if TYPE_CHECKING:
    from manyseeds.engines.engine import TrainedBlock
    from manyseeds.spec import Study

__all__ = ["Stored", "differs", "result_in_store", "run_into_store", "shard_of"]

AHEAD = 2
"""Chunks that may wait to be written while others are trained."""


@dataclass(frozen=True)
class Stored:
    """What a run into a store did.

    Parameters
    ----------
    store : Store
    before, trained, total : int
        Trainings that were there when it began, that it added, and that the study has.
    """

    store: Store
    before: int
    trained: int
    total: int


def shard_of(words: object) -> Shard | None:
    """Read which shard a user asks for: ``"2/8"``, or None for the whole.

    Raises
    ------
    SpecificationError

    Examples
    --------
    >>> shard_of("2/8")
    Shard(number=2, count=8)
    """
    if words is None or isinstance(words, Shard):
        return words
    rule = "i/n with i from 1 to n, such as 2/8"
    number, stroke, count = str(words).partition("/")
    if not (stroke and number.isdecimal() and count.isdecimal() and len(number + count) < 12):
        raise SpecificationError(must_be("shard", rule, words))
    if not 1 <= int(number) <= int(count):
        raise SpecificationError(must_be("shard", rule, words))
    return Shard(int(number), int(count))


def run_into_store(
    study: Study,
    path: str | Path,
    *,
    shard: Shard | None = None,
    engine: str = "native",
    threads: int | None = None,
    progress: bool | None = None,
    cluster: object = None,
    disk: Disk | None = None,
    advance: Callable[[int], None] | None = None,
) -> Stored:
    """Train what the store at `path` does not have of `study`; make the store where there is none.

    Parameters
    ----------
    study : Study
        With more replicas than the store has room for, the store grows; with fewer, those alone
        are trained.
    path : str or Path
    shard : Shard, optional
        Train and write the chunks of one of several writers alone.
    engine, threads, progress, cluster
        As of `Study.run`.
    disk : Disk, optional
        How files are written.
    advance : callable (int) -> None, optional
        Called with the number of replicas of each chunk that was committed.

    Raises
    ------
    ResultError
        Where the store is of another study, or somebody else writes to it.
    StoreError
        Where the disk refuses to take more.
    Interrupted
        After Ctrl-C; what was trained by then is committed.
    """
    settings: dict[str, Any] = {"engine": engine, "threads": threads, "cluster": cluster}
    with writing(path, study, provenance(), shard=shard, disk=disk) as writer:
        store = writer.store
        _check_kernel(writer, settings)
        before = writer.log.done
        tasks = list(_missing(writer, shard, study.replicas))
        total = sum(len(numbers) for _, numbers in tasks)
        show = sys.stderr.isatty() if progress is None else progress
        with progress_bar(f"training {study.data.name}", total, show) as bar:

            def committed(replicas: int) -> None:
                bar(replicas)
                if advance:
                    advance(replicas)

            trained = _train(writer, iter(tasks), settings, committed, total)
        return Stored(store, before, trained, len(store.arms) * store.study.replicas)


def result_in_store(
    study: Study,
    path: str | Path,
    *,
    only: object = None,
    shard: object = None,
    **settings: Any,
) -> Result:
    """Run into a store and read all that it holds; see `Study.run`."""
    if only is not None:
        raise SpecificationError("`only` and `store` exclude each other: a store has all replicas.")
    stored = run_into_store(study, path, shard=shard_of(shard), **settings)
    with whole(stored.store.path):
        return stored.store.result()


def _missing(writer: Writer, shard: Shard | None, replicas: int) -> Iterator[tuple[Arm, Array]]:
    """Blocks to train: chunk by chunk and all arms of each, so that early replicas are whole."""
    for chunk in range(-(-replicas // writer.store.chunks.grid.size)):
        if shard is None or shard.takes(chunk):
            for arm in writer.store.arms:
                missing = writer.log.missing(arm.index, chunk)
                missing = missing[missing < replicas]
                yield from ((arm, numbers) for numbers in blocks_of(missing))


def _train(
    writer: Writer,
    tasks: Iterator[tuple[Arm, Array]],
    settings: dict[str, Any],
    committed: Callable[[int], None],
    total: int,
) -> int:
    """Train the tasks while a thread of its own commits; return how many replicas were added."""
    done, waiting = 0, list[Future[int]]()

    def settle(most: int) -> None:
        nonlocal done
        while len(waiting) > most:
            done += (added := waiting.pop(0).result())
            committed(added)

    with ThreadPoolExecutor(1, thread_name_prefix="manyseeds-store") as scribe:
        try:
            for arm, numbers, block in train_blocks(writer.store.study, tasks, **settings):
                if (chunk := writer.gather(arm, numbers, block)) is not None:
                    waiting.append(scribe.submit(writer.commit, chunk))
                    settle(AHEAD)
            waiting += [scribe.submit(writer.commit, chunk) for chunk in writer.rest()]
            settle(0)
        except (KeyboardInterrupt, EngineError) as stopped:
            waiting += [scribe.submit(writer.commit, chunk) for chunk in writer.rest()]
            with suppress(
                KeyboardInterrupt
            ):  # pressed again: the thread ends its work all the same
                settle(0)
            if isinstance(stopped, EngineError):
                raise
            raise Interrupted(done, total) from None
    return done


def _check_kernel(writer: Writer, settings: dict[str, Any]) -> None:
    """Where another kernel made what the store has, see that this one makes the same of a block.

    Every level of instructions gives the same bits, so a store may well grow on several machines;
    a kernel of another release may not.
    """
    if writer.store.provenance.get("kernel") == provenance()["kernel"] or not writer.log.entries:
        return
    _, entry = min(writer.log.entries.items())
    with whole(writer.store.path):
        stored = writer.store.chunks.read_entry(entry)
    arm, numbers = writer.store.arms[entry.arm], entry.replicas[:16]
    for _, _, block in train_blocks(writer.store.study, [(arm, numbers)], **settings):
        if differs(stored, block, len(numbers)):
            raise ResultError(
                f"The store {str(writer.store.path)!r} was made by another kernel, which gives "
                "other bits. Choose another path, or run it with the release that made it."
            )


def differs(stored: dict[str, Array], block: TrainedBlock, count: int) -> list[str]:
    """Return the names of the arrays in which the first `count` replicas are not a block's."""
    fresh = {name: block.history[metric] for metric, name in enumerate(METRICS)}
    fresh |= {name: getattr(block, name) for name in SCORES} | {"weights": block.weights}
    names = []
    for name, values in fresh.items():
        kept = stored[name][:count]
        if name in METRICS:
            kept = kept[:, : values.shape[1]]
        if kept.tobytes() != np.ascontiguousarray(values, kept.dtype).tobytes():
            names.append(name)
    return names
