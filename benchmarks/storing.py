"""What it costs to train into a store, or on a cluster, in place of in memory on threads.

``python -m benchmarks.storing`` (``--rounds 2`` for a first look) trains 10,000 replicas of XOR in
memory, into a store, and by the workers of a Dask scheduler on this machine, in turns, and compares
the bits. Then it trains ``--replicas`` (a million) into a store and writes the report of them, each
in a process of its own whose peak of memory is read. Writes benchmarks/results/storing.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import manyseeds
from manyseeds.executors import processors
from manyseeds.stored_run import run_into_store

RESULTS = Path(__file__).resolve().parent / "results"
STUDY = """
replicas = {replicas}
data = "xor"
split = {{test = 0.2, validation = 0.2}}
network = {{hidden = [6], activation = "relu"}}
training = {{optimizer = "adam", batch_size = 32, epochs = {epochs}}}
"""
MEMORY = 1.5 * 2**30


def study_of(replicas: int, epochs: int) -> manyseeds.Study:
    """Return the study of the lab's first exercise, without its sweep."""
    return manyseeds.Study.from_toml(STUDY.format(replicas=replicas, epochs=epochs))


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(rounds: int, replicas: int, folder: Path) -> str:
    """Time the three ways to train the same study; make sure that the bits agree."""
    from distributed import Client, LocalCluster

    study, path = study_of(replicas, 200), folder / "turns"
    times: dict[str, list[float]] = {"memory": [], "store": [], "cluster": []}
    threads = processors()
    with (
        LocalCluster(
            n_workers=threads, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        expected = study.run().digest()
        assert study.run(cluster=client).digest() == expected, "the cluster trained other bits"
        for _ in range(rounds):
            shutil.rmtree(path, ignore_errors=True)
            os.sync()
            times["memory"].append(seconds(study.run))
            times["store"].append(seconds(lambda: run_into_store(study, path)))
            times["cluster"].append(seconds(lambda: study.run(cluster=client)))
    assert manyseeds.load(path).digest() == expected, "the store holds other bits"
    shutil.rmtree(path)
    memory, store, dask = (statistics.median(times[name]) for name in times)
    return (
        f"{replicas:,} replicas, 200 epochs, {threads} threads or workers, medians of {rounds} "
        "rounds in turns, bits compared:\n\n"
        "| trained | seconds | against memory |\n|---|---|---|\n"
        f"| in memory | {memory:.2f} | |\n"
        f"| into a store | {store:.2f} | {100 * (store / memory - 1):+.1f} % |\n"
        f"| by Dask | {dask:.2f} | {100 * (dask / memory - 1):+.1f} % |\n"
    )


def peak(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its peak of memory in bytes."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def at_length(replicas: int, folder: Path) -> str:
    """Train a long study into a store, then report it; seconds and memory of both."""
    path, file = folder / "long", folder / "long.toml"
    file.write_text(STUDY.format(replicas=replicas, epochs=100), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.storing", "--fill", str(file), str(path)]
    trained, held = peak(command)
    size = sum(found.stat().st_size for found in path.rglob("*") if found.is_file())
    out = str(folder / "report")
    report = [sys.executable, "-m", "manyseeds", "report", str(path), "--out", out]
    reported, asked = peak(report)
    store = manyseeds.results.store.open_store(path)
    assert store.log().done == replicas, "replicas are missing"
    assert list(Path(out).glob("*.html")), "no report was written"
    assert max(held, asked) < MEMORY, f"took {max(held, asked) / 2**30:.2f} GiB"
    return (
        f"{replicas:,} replicas of 100 epochs, a store of {size / 1e9:.2f} GB:\n\n"
        "| | seconds | peak of memory |\n|---|---|---|\n"
        f"| trained into the store | {trained:.0f} | {held / 2**20:.0f} MiB |\n"
        f"| reported (HTML, PDF, notebook, numbers) | {reported:.0f} | {asked / 2**20:.0f} MiB |\n"
    )


def main() -> None:
    """Measure both, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--replicas", type=int, default=1_000_000)
    parser.add_argument("--fill", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fill:
        study = manyseeds.Study.from_toml(Path(arguments.fill[0]).read_text(encoding="utf-8"))
        run_into_store(study, arguments.fill[1])
        return
    with tempfile.TemporaryDirectory() as place:
        turns = in_turns(arguments.rounds, min(10_000, arguments.replicas), Path(place))
        print(turns, flush=True)
        length = at_length(arguments.replicas, Path(place))
        print(length)
    text = (
        "# Training into a store and on a cluster\n\n"
        "XOR with six hidden units, batches of 32. Written by `python -m benchmarks.storing`.\n\n"
        f"{turns}\n{length}"
    )
    (RESULTS / "storing.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
