"""A study's blocks trained by the workers of a Dask cluster.

A block is the same wherever it is trained, so nothing has to be kept in step: a part that a worker
took with it is handed out again, at the end what is still under way is handed out twice, and of two
answers the first one counts. Where a worker has another kernel than this machine, as one for other
processors, one of its blocks is trained here as well, and must be the same.
"""

from __future__ import annotations

import gc
import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

import manyseeds
from manyseeds._types import Array
from manyseeds.arms import Arm, arms_of
from manyseeds.engines.engine import TrainedBlock, engine_named
from manyseeds.errors import EngineError, ManySeedsError, must_be
from manyseeds.plan import plan_block
from manyseeds.results.provenance import kernel_hash

if TYPE_CHECKING:
    from distributed import Client, Future

    from manyseeds.spec import Study

__all__ = ["client_of", "connected", "train_on_cluster"]

Task = tuple[Arm, Array]
Answer = tuple[Arm, Array, TrainedBlock]

BLOCKS_A_PART = 16
"""Blocks that a worker is handed at once, at most: a fraction of a second of a small network."""

OPERATIONS_A_PART = 40_000_000_000
"""About what these are to cost; where a block takes longer than that, it is a part by itself."""

MOST_TRIES = 5
"""How often a part is handed out again after workers died with it."""

SENT_WITH_EACH_PART = 1_000_000
"""Bytes of data up to which a study goes with each part."""

SECONDS_TO_CONNECT = 20


def client_of(cluster: object) -> Client:
    """Return the Dask client for an address such as ``tcp://host:8786``, or the client given.

    Raises
    ------
    EngineError
        Where Dask is not installed, or no scheduler answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise EngineError(
            "A cluster needs Dask, which is not installed: pip install 'manyseeds[cluster]'."
        ) from None
    if isinstance(cluster, Client):
        return cluster
    if not isinstance(cluster, str):
        rule = "a Dask client, or the address of a scheduler such as 'tcp://host:8786'"
        raise EngineError(must_be("cluster", rule, cluster))
    try:
        return Client(cluster, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    # Dask's half-made client closes itself when it is collected, and must not while another starts.
    gc.collect()
    raise EngineError(f"No scheduler answers at {cluster!r}: {reason}.")


@contextmanager
def connected(cluster: object) -> Iterator[Client]:
    """Yield `client_of` a cluster; one that is made here logs nothing and is closed at the end."""
    client = client_of(cluster)
    if client is cluster:
        yield client
        return
    log = logging.getLogger("distributed.client")
    level = log.level
    log.setLevel(logging.CRITICAL)  # a lost connection is one sentence, not Dask's traceback
    try:
        yield client
    finally:
        client.close()
        log.setLevel(level)


def train_on_cluster(
    study: Study, tasks: Iterable[Task], client: Client, *, engine: str = "native"
) -> Iterator[Answer]:
    """Yield the blocks of `tasks` as the workers of a cluster end them.

    Raises
    ------
    EngineError
        Where there are no workers, they have another release, a part kills each that takes it, or
        the scheduler is lost.
    """
    work = _Work(client, study, engine)
    try:
        if not client.nthreads():
            raise EngineError("The cluster has no workers: start some, then run it again.")
        parts = _parts(tasks, _blocks_a_part(study))
        work.send()
        work.hand_out(parts)
        while work.pending:
            for future in work.ended():
                yield from work.answers(future)
            work.hand_out(parts)
    except OSError as error:  # as are all of Dask's errors of connections
        reason = str(error).rpartition(": ")[2].rstrip(".") or type(error).__name__
        raise EngineError(
            f"The connection to the cluster's scheduler was lost: {reason}. Start it again, then "
            "run the same again."
        ) from None
    finally:
        work.give_up()


def _blocks_a_part(study: Study) -> int:
    rows = len(study.data.y)
    cost = max(96 * rows * a.training.epochs * (a.parameters + 32) for a in arms_of(study))
    return max(1, min(BLOCKS_A_PART, OPERATIONS_A_PART // cost))


def _parts(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    remaining = iter(tasks)
    while part := list(itertools.islice(remaining, size)):
        yield part


def _itself(study: Study) -> Study:
    """Hold the study on the workers: what is lost with one of them is made again from the task."""
    return study


def _train_part(
    study: Study, part: Sequence[tuple[int, Array]], engine: str, version: str
) -> tuple[str, list[TrainedBlock]]:
    """Train the blocks of a part, and tell the kernel; runs on a worker, in one of its threads."""
    if version != manyseeds.__version__:
        raise EngineError(
            f"A worker of the cluster has manyseeds {manyseeds.__version__}, and this is "
            f"{version}: install the same release everywhere."
        )
    trainer, arms = engine_named(engine), arms_of(study)
    blocks = [trainer.train(plan_block(study, arms[arm], n), _never) for arm, n in part]
    return kernel_hash(), [block for block in blocks if block is not None]


def _never() -> bool:
    return False


@dataclass
class _Work:
    """What is handed out: parts that wait for an answer, and the futures that may bring it."""

    client: Client
    study: Study
    engine: str
    sent: Study | Future | None = None
    kernels: set[str] = field(default_factory=lambda: {kernel_hash()})
    pending: dict[int, list[Task]] = field(default_factory=dict)
    futures: dict[Any, int] = field(default_factory=dict)
    handed: dict[int, int] = field(default_factory=dict)
    failed: dict[int, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def send(self) -> None:
        """Choose how workers learn of the study: with each part, or sent once if it is large.

        A worker that hangs may be the one that has what was sent once.
        """
        small = self.study.data.x.nbytes <= SENT_WITH_EACH_PART
        self.sent = self.study if small else self.client.submit(_itself, self.study, pure=False)

    def hand_out(self, parts: Iterator[list[Task]]) -> None:
        """Keep every thread busy and one part waiting for each; at the end, double what is left."""
        threads = max(1, sum(self.client.nthreads().values()))
        for part in itertools.islice(parts, max(0, 2 * threads - len(self.pending))):
            number = next(self.numbers)
            self.pending[number] = part
            self._submit(number)
        idle = threads - len(self.futures)
        for number in [n for n in self.pending if self.handed[n] < 2][: max(0, idle)]:
            self._submit(number)

    def _submit(self, number: int) -> None:
        part = [(arm.index, numbers) for arm, numbers in self.pending[number]]
        rest = (self.engine, manyseeds.__version__)
        future = self.client.submit(_train_part, self.sent, part, *rest, pure=False)
        self.futures[future] = number
        self.handed[number] = self.handed.get(number, 0) + 1

    def ended(self) -> list[Any]:
        """Wait until something has ended, well or not."""
        from distributed import wait

        with self.client.as_current():
            done = wait(list(self.futures), return_when="FIRST_COMPLETED").done
        return list(done)

    def answers(self, future: Any) -> Iterator[Answer]:
        """Take in what has ended: an answer, one that came second, or a part to hand out again."""
        number = self.futures.pop(future, None)
        if number is None or number not in self.pending:
            return
        if future.status != "finished":
            self._again(number, future)
            return
        kernel, blocks = future.result()
        self._check_kernel(kernel, *self.pending[number][0], blocks[0])
        for (arm, numbers), block in zip(self.pending.pop(number), blocks, strict=True):
            yield arm, numbers, block
        for other in [f for f, n in self.futures.items() if n == number]:
            del self.futures[other]
            other.cancel()

    def _check_kernel(self, kernel: str, arm: Arm, numbers: Array, theirs: TrainedBlock) -> None:
        """See that a kernel that is new here makes the same of a block as this machine's."""
        if kernel in self.kernels:
            return
        ours = engine_named(self.engine).train(plan_block(self.study, arm, numbers), _never)
        pairs = zip(astuple(ours), astuple(theirs), strict=True) if ours is not None else ()
        if any(mine.tobytes() != other.tobytes() for mine, other in pairs):
            raise EngineError(
                "A worker of the cluster has another kernel, which gives other bits: install the "
                "same release everywhere."
            )
        self.kernels.add(kernel)

    def _again(self, number: int, future: Any) -> None:
        """Hand a part out again after its worker died; an error of ours is raised as it is."""
        from distributed import CancelledError, KilledWorker

        error = None if future.cancelled() else future.exception()
        if isinstance(error, ManySeedsError | MemoryError):
            raise error
        if error is not None and not isinstance(error, KilledWorker | CancelledError):
            raise EngineError(f"A worker of the cluster failed: {type(error).__name__}: {error}.")
        self.failed[number] = self.failed.get(number, 0) + 1
        if self.failed[number] > MOST_TRIES:
            raise EngineError(
                f"A part of the study killed {self.failed[number]} workers. Give them more memory, "
                "or train it without a cluster to see why."
            )
        self._submit(number)

    def give_up(self) -> None:
        """Let the cluster forget what nobody waits for."""
        if self.futures and self.client.status == "running":
            self.client.cancel(list(self.futures))
