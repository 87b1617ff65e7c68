"""Whatever fails and whenever: what was committed is there, and the rest can be trained.

``pytest tests/test_crashes.py -m "slow or not slow"`` tries every step and 200 kills.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from manyseeds import StoreError
from manyseeds.stored_run import run_into_store
from storing import CHUNK, FaultyDisk, PowerCut, assert_true, bits, held, small_chunks, study

STEPS = 160
"""More than the steps in which a disk makes and fills the store of `study`."""

KINDS = {
    "no space": {"code": errno.ENOSPC},
    "half a file": {"code": errno.ENOSPC, "torn": True},
    "an I/O error for good": {"code": errno.EIO, "dead": True},
    "half a file, then nothing": {"code": errno.EIO, "dead": True, "torn": True},
}


@pytest.fixture(autouse=True)
def chunks(monkeypatch):
    small_chunks(monkeypatch)


@pytest.fixture(scope="module")
def truth():
    return study().run(progress=False)


def steps_of(some: range):
    return [pytest.param(s, marks=() if s in some else pytest.mark.slow) for s in range(STEPS)]


def assert_resumes(path: Path, truth) -> None:
    found = study().run(store=path, progress=False)
    assert bits(found) == bits(truth)
    assert not [p for p in (*path.parent.iterdir(), *path.rglob(".*")) if "partial" in p.name]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", steps_of(range(0, STEPS, 9)))
def test_a_step_that_fails_costs_nothing_that_was_committed(kind, step, tmp_path, truth):
    path, committed = tmp_path / "store", []
    disk = FaultyDisk(step, **KINDS[kind])
    told = sentence_of(path, disk, committed)
    # What fails in cleaning up, or in a step that another's work makes needless, is passed over.
    assert told or disk.steps <= step or not KINDS[kind].get("dead")
    if told:
        assert "Cannot write to" in told
        assert os.strerror(KINDS[kind]["code"]) in told
    found = held(path)
    if path.exists():
        done = 0 if found is None else len(found.replicas) * 2
        assert done <= study().replicas * 2
        assert sum(committed) <= held_trainings(path)
    if found is not None:
        assert_true(found, truth)
    assert_resumes(path, truth)


def sentence_of(path: Path, disk: FaultyDisk, committed: list[int]) -> str:
    """Run into a store; return what the error says, if there is one."""
    try:
        run_into_store(study(), path, disk=disk, threads=1, advance=committed.append)
    except StoreError as error:
        return str(error)
    return ""


def held_trainings(path: Path) -> int:
    from manyseeds.results.store import open_store

    return open_store(path).log().done


def test_the_steps_are_all_tried(tmp_path):
    disk = FaultyDisk(-1)
    run_into_store(study(), tmp_path / "store", disk=disk)
    assert disk.steps > STEPS - 40


def cuts(tmp_path: Path, monkeypatch) -> PowerCut:
    """Run a study and let it grow, on a disk whose every flush is recorded."""
    root = tmp_path / "disk"
    root.mkdir()
    power = PowerCut(root)
    with power.watching(monkeypatch):
        run_into_store(study(24), root / "store", threads=1)
        run_into_store(study(), root / "store", threads=1)
    return power


def check_cuts(power: PowerCut, moments, tmp_path: Path, truth) -> None:
    most = 0
    for moment in moments:
        for early in (False, True):
            place = tmp_path / f"after-{moment}-{early}"
            power.play(moment, place, early=early)
            found = held(place / "store")
            if found is not None:
                assert_true(found, truth)
                most = max(most, len(found.replicas))
            assert_resumes(place / "store", truth)
    assert most == 40


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="finds files by their descriptors")
def test_a_power_cut_forgets_only_what_was_not_committed(tmp_path, monkeypatch, truth):
    power = cuts(tmp_path, monkeypatch)
    last = len(power.moments) - 1
    check_cuts(power, [*range(0, last, 11), last], tmp_path, truth)


@pytest.mark.slow
def test_a_power_cut_after_any_flush(tmp_path, monkeypatch, truth):
    power = cuts(tmp_path, monkeypatch)
    check_cuts(power, range(len(power.moments)), tmp_path, truth)


def test_what_is_committed_outlasts_a_power_cut(tmp_path, monkeypatch, truth):
    """Each commit that was reported is there after a cut at that very moment."""
    root = tmp_path / "disk"
    root.mkdir()
    power, reported = PowerCut(root), []
    with power.watching(monkeypatch):
        run_into_store(
            study(),
            root / "store",
            threads=1,
            advance=lambda n: reported.append((len(power.moments) - 1, n)),
        )
    total = 0
    for number, (moment, replicas) in enumerate(reported):
        total += replicas
        place = tmp_path / f"cut-{number}"
        power.play(moment, place, early=False)
        assert held_trainings(place / "store") >= total


KILLED = f"""
import os, random, signal, sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from manyseeds.results import store
store.chunk_size = lambda arms, rows: {CHUNK}
from manyseeds.stored_run import run_into_store
from storing import held, study
import manyseeds.engines.native, zarr.codecs

path, kills, longest = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
chance = random.Random(kills)
for kill in range(kills):
    if kill % 20 == 19:
        import shutil
        shutil.rmtree(path, ignore_errors=True)
    child = os.fork()
    if not child:
        run_into_store(study({{replicas}}), path, threads=2, progress=False)
        os._exit(0)
    time.sleep(chance.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    child = os.fork()
    if not child:
        from manyseeds.verification import verify_store
        if os.path.exists(path):
            faults = verify_store(path).faults
            held(__import__("pathlib").Path(path))
            # a line that was cut off is the only trace that a kill may leave
            bad = [f for f in faults if not f.sentence.startswith("line ")]
            os._exit(1 if bad else 0)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"after kill {{kill}} the store is not what its log says")
print("survived", kills)
"""


def survive(path: Path, kills: int) -> None:
    replicas = 400
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED.format(replicas=replicas, kill="{kill}"),
            str(path),
            str(kills),
            "0.6",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"survived {kills}\n", done.stderr
    found = study(replicas).run(store=path, progress=False)
    assert bits(found) == bits(study(replicas).run(progress=False))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_kill_9_at_random_moments(tmp_path):
    survive(tmp_path / "store", 12)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_kill_9_at_200_random_moments(tmp_path):
    survive(tmp_path / "store", 200)


def test_one_flipped_byte_anywhere_is_found_and_mended(tmp_path, truth):
    """Of every file of a chunk and of the log, some bytes: each is found, and made right."""
    from manyseeds.verification import verify_store

    path = tmp_path / "store"
    study().run(store=path, progress=False)
    chance = np.random.default_rng(1)
    files = [*path.glob("*/c.*"), *path.glob("log/*.log")]
    assert len(files) > 60
    for file in files:
        content = bytearray(file.read_bytes())
        spoilt = bytearray(content)
        spoilt[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
        file.write_bytes(bytes(spoilt))
        found = verify_store(path)
        assert found.faults, file
    mended = verify_store(path, repair=True)
    assert mended.repaired > 0
    assert not verify_store(path, retrain=8).faults
    assert bits(held(path)) == bits(truth)
