"""Studies trained by the workers of a Dask cluster: the same bits, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from manyseeds import EngineError, Study, Training
from manyseeds.cluster import client_of, train_on_cluster
from manyseeds.run import Interrupted
from manyseeds.stored_run import run_into_store
from storing import bits, held, small_chunks, study

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def no_waiting_for_ever():
    """Whatever waits for a worker that never answers fails, in place of holding up all tests."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(180)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def cluster():
    """Four workers, each a process with a thread, that are started anew when they die."""
    with distributed.LocalCluster(
        n_workers=4, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def truth():
    return study().run(progress=False)


def test_the_bits_are_those_of_one_thread(cluster, truth):
    assert bits(study().run(cluster=cluster.scheduler_address, progress=False)) == bits(truth)
    with distributed.Client(cluster) as client:
        assert bits(study().run(cluster=client, progress=False)) == bits(truth)
        only = study().run(cluster=client, only=[3, 39], progress=False)
    assert only.replicas.tolist() == [3, 39]


def test_a_cluster_fills_a_store(cluster, truth, tmp_path, monkeypatch):
    small_chunks(monkeypatch)
    with distributed.Client(cluster) as client:
        run_into_store(study(20), tmp_path / "s", cluster=client)
        assert run_into_store(study(), tmp_path / "s", cluster=client).trained == 40
    assert bits(held(tmp_path / "s")) == bits(truth)


def test_a_worker_that_is_killed_costs_nothing(cluster, tmp_path):
    lasting = Study(data="digits", training=Training(epochs=20), replicas=512)
    killed = []

    def kill() -> None:
        time.sleep(1.0)
        pid = cluster.workers[1].pid
        killed.append(pid)
        os.kill(pid, signal.SIGKILL)

    with distributed.Client(cluster) as client:
        killer = threading.Thread(target=kill)
        killer.start()
        found = lasting.run(cluster=client, progress=False)
        killer.join()
    assert killed
    assert bits(found) == bits(lasting.run(progress=False))


def test_a_worker_that_hangs_is_not_waited_for(cluster):
    lasting = Study(data="digits", training=Training(epochs=20), replicas=512)
    with distributed.Client(cluster) as client:
        expected = bits(lasting.run(progress=False))
        hung = client.run(os.getpid)
        pid = next(iter(hung.values()))
        timer = threading.Timer(0.3, os.kill, (pid, signal.SIGSTOP))
        timer.start()
        try:
            assert bits(lasting.run(cluster=client, progress=False)) == expected
        finally:
            timer.join()
            os.kill(pid, signal.SIGCONT)


def test_data_that_is_large_is_sent_once(cluster, truth, monkeypatch):
    from manyseeds import cluster as module

    monkeypatch.setattr(module, "SENT_WITH_EACH_PART", 0)
    with distributed.Client(cluster) as client:
        assert bits(study().run(cluster=client, progress=False)) == bits(truth)


def test_an_interruption_gives_the_workers_back(cluster, tmp_path, monkeypatch):
    small_chunks(monkeypatch)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with distributed.Client(cluster) as client:
        with pytest.raises(Interrupted):
            run_into_store(study(400), tmp_path / "s", cluster=client, advance=stop)
        found = run_into_store(study(), tmp_path / "s", cluster=client)
        assert found.store.log().done >= 80
        deadline = time.monotonic() + 20
        while client.processing() and any(client.processing().values()):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_an_error_of_ours_on_a_worker_is_that_error(cluster, monkeypatch):
    with (
        distributed.Client(cluster) as client,
        pytest.raises(EngineError, match="`engine` must be one of"),
    ):
        study().run(cluster=client, engine="none", progress=False)


def test_workers_of_another_release_are_refused(cluster, monkeypatch):
    import manyseeds

    monkeypatch.setattr(manyseeds, "__version__", "99.0")
    with (
        distributed.Client(cluster) as client,
        pytest.raises(EngineError, match="and this is 99.0: install the same release everywhere"),
    ):
        study().run(cluster=client, progress=False)


def pretend(kernel: str, change: int) -> None:
    """Let a worker have another kernel, whose losses are other ones by `change`."""
    from manyseeds import cluster
    from manyseeds.engines.engine import engine_named
    from manyseeds.results.provenance import kernel_hash

    class Other:
        def train(self, plan, stop):
            block = engine_named("native").train(plan, stop)
            block.test_loss[...] += change
            return block

    cluster.kernel_hash = (lambda: kernel) if kernel else kernel_hash
    cluster.engine_named = (lambda name: Other()) if change else engine_named


def test_a_worker_with_another_kernel_must_give_the_same_bits(cluster, truth):
    with distributed.Client(cluster) as client:
        try:
            client.run(pretend, "another", 0)
            assert bits(study().run(cluster=client, progress=False)) == bits(truth)
            client.run(pretend, "another", 1)
            with pytest.raises(EngineError, match="another kernel, which gives other bits: insta"):
                study().run(cluster=client, progress=False)
        finally:
            client.run(pretend, "", 0)


LOST = """
import os, signal, subprocess, sys, threading
sys.path.insert(0, sys.argv[1])
from storing import study
from manyseeds import EngineError
from manyseeds.results import store
from manyseeds.stored_run import run_into_store

store.chunk_size = lambda arms, rows: 1024
start = lambda *words: subprocess.Popen(
    [sys.executable, "-W", "ignore", "-m", "distributed.cli." + words[0], *words[1:]],
    stderr=subprocess.PIPE, text=True,
)
scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
address = next(l for l in scheduler.stderr if "Scheduler at:" in l).split()[-1]
worker = start("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
next(l for l in worker.stderr if "Registered to:" in l)
for other in (scheduler, worker):
    threading.Thread(target=other.stderr.read, daemon=True).start()
try:
    run_into_store(study(100_000), sys.argv[2], cluster=address, advance=lambda n: scheduler.kill())
except EngineError as error:
    print(error)
finally:
    scheduler.kill()
    worker.kill()
"""


def test_a_scheduler_that_is_lost_is_one_sentence_and_costs_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOST, str(Path(__file__).parent), tmp_path / "s"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.startswith("The connection to the cluster's scheduler was lost: "), done
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert len(held(tmp_path / "s").replicas) >= 512


@pytest.mark.parametrize("cluster", [3, ["tcp://a:1"], b"tcp://a:1"])
def test_what_is_no_cluster_is_refused(cluster):
    with pytest.raises(EngineError, match="`cluster` must be a Dask client, or the address of"):
        client_of(cluster)


REFUSED = """
import sys
from manyseeds import EngineError, cluster
cluster.SECONDS_TO_CONNECT = 1
try:
    cluster.client_of(sys.argv[1])
except EngineError as error:
    print(error, flush=True)
"""


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", ""])
def test_a_scheduler_that_does_not_answer_is_one_sentence(address):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", REFUSED, address],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.startswith(f"No scheduler answers at {address!r}: "), done.stderr
    assert done.stdout.count("\n") == 1


def test_a_cluster_without_workers_is_refused():
    class WithoutWorkers:
        def nthreads(self) -> dict[str, int]:
            return {}

    with pytest.raises(EngineError, match="has no workers: start some"):
        next(train_on_cluster(study(), [], WithoutWorkers()))
