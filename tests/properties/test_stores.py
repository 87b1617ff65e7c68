"""Any sequence of what can happen to a store, against a model that knows what it must hold."""

from __future__ import annotations

import contextlib
import functools
import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from manyseeds import ResultError, StoreError
from manyseeds.interop.tables import replica_table
from manyseeds.results import store as store_module
from manyseeds.results.store import open_store
from manyseeds.results.writer import Shard
from manyseeds.run import Interrupted
from manyseeds.stored_run import run_into_store
from manyseeds.verification import merge_logs, verify_store
from storing import CHUNK, FaultyDisk, assert_true, held, study

MOST = 56


@functools.cache
def truth():
    return study(MOST).run(progress=False)


class AnyStore(RuleBasedStateMachine):
    """The model: how many replicas the store has room for, and the least trainings it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "store"
        self.replicas = 0
        self.least = 0
        self.spoilt: set[Path] = set()
        self.shards = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def run_part(self, replicas: int, **settings) -> None:
        replicas = max(replicas, self.replicas)
        try:
            run_into_store(study(replicas), self.path, threads=1, **settings)
            self.replicas = replicas
        finally:
            if self.path.exists():
                self.replicas = open_store(self.path).study.replicas

    @precondition(lambda self: not self.spoilt and not self.shards)
    @rule(replicas=st.sampled_from([8, 16, 40, MOST]))
    def run_to_the_end(self, replicas: int) -> None:
        self.run_part(replicas)
        self.least = 2 * self.replicas

    @precondition(lambda self: not self.spoilt and not self.shards)
    @rule(replicas=st.sampled_from([24, MOST]), after=st.integers(1, 3))
    def interrupt(self, replicas: int, after: int) -> None:
        left = [after]

        def advance(trained: int) -> None:
            self.least += trained
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt

        with contextlib.suppress(Interrupted):
            self.run_part(replicas, advance=advance)
        self.least = min(self.least, open_store(self.path).log().done)

    @precondition(lambda self: not self.spoilt and not self.shards)
    @rule(replicas=st.sampled_from([24, MOST]), step=st.integers(0, 150), torn=st.booleans())
    def die(self, replicas: int, step: int, torn: bool) -> None:
        disk = FaultyDisk(step, dead=True, torn=torn)

        def advance(trained: int) -> None:
            self.least += trained

        with contextlib.suppress(StoreError):
            self.run_part(replicas, disk=disk, advance=advance)

    @precondition(lambda self: not self.spoilt)
    @rule(number=st.integers(1, 3))
    def run_a_shard(self, number: int) -> None:
        self.run_part(40, shard=Shard(number, 3))
        self.shards = 3

    @precondition(lambda self: not self.spoilt and self.path.exists())
    @rule()
    def merge(self) -> None:
        before = open_store(self.path).log().done
        _, log = merge_logs(self.path)
        assert log.done == before
        assert [path.name for path in (self.path / "log").glob("*.log")] == ["main.log"]
        self.shards = 0

    @precondition(lambda self: self.path.exists() and self.least)
    @rule(place=st.integers(0, 10**6), bit=st.integers(0, 7))
    def flip(self, place: int, bit: int) -> None:
        store = open_store(self.path)
        chunks = store.chunks
        keys = sorted(store.log().entries)
        if not keys:
            return
        names = ["loss", "test_loss", "weights", "confusion"]
        file = chunks.file(names[place % 4], *keys[place % len(keys)])
        if file in self.spoilt or not file.exists():
            return
        content = bytearray(file.read_bytes())
        content[place % len(content)] ^= 1 << bit
        file.write_bytes(bytes(content))
        self.spoilt.add(file)

    @precondition(lambda self: self.path.exists())
    @rule()
    def verify(self) -> None:
        faults = verify_store(self.path).faults
        spoilt = {str(file.relative_to(self.path)) for file in self.spoilt}
        told = {name for name in spoilt if any(name in fault.sentence for fault in faults)}
        # A chunk with two spoilt files tells of the first.
        assert bool(told) == bool(spoilt)
        assert all(any(n in f.sentence for n in spoilt) or "line" in f.sentence for f in faults)

    @precondition(lambda self: self.spoilt)
    @rule()
    def repair(self) -> None:
        verify_store(self.path, repair=True)
        assert not verify_store(self.path, retrain=2).faults
        self.spoilt.clear()
        self.shards = 0
        self.least = 2 * self.replicas

    @precondition(lambda self: not self.spoilt and held(self.path) is not None)
    @rule()
    def export(self) -> None:
        result = held(self.path)
        table = replica_table(result)
        assert len(table) == 2 * len(result.replicas)
        expected = replica_table(truth())
        kept = expected[expected["replica"].isin(result.replicas)].reset_index(drop=True)
        assert table.equals(kept)

    @precondition(lambda self: self.path.exists())
    @rule()
    def another_study_is_refused(self) -> None:
        with pytest.raises(ResultError, match="is of another study: `seed` differ"):
            run_into_store(study(8, seed=9), self.path)

    @invariant()
    def what_it_holds_is_true(self) -> None:
        if self.spoilt or not self.path.exists():
            return
        assert open_store(self.path).log().done >= self.least
        found = held(self.path)
        if found is not None:
            assert_true(found, truth())
            assert np.all(found.replicas < self.replicas)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(store_module, "chunk_size", lambda arms, rows: CHUNK)


class TestAnyStore(AnyStore.TestCase):
    settings = settings(max_examples=15, stateful_step_count=10)
