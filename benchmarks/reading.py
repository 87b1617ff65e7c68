"""How fast, and in how much memory, a large CSV file becomes a table to train on.

``python -m benchmarks.reading`` (``--gigabytes 0.1`` for a first look) writes a file of numbers,
categories and gaps, reads it in a process of its own, checks what was read against what was
written, and writes benchmarks/results/reading.md. The file is thrown away.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

RESULTS = Path(__file__).resolve().parent / "results"
ROWS = 50_000
CITIES = np.array(["Lyon", "Paris", "Lille", "Nice"])
SPECIES = np.array(["setosa", "versicolor", "virginica"])


def block(k: int) -> pd.DataFrame:
    """Return block `k` of the table: sixteen numbers, one with gaps, a category, a target."""
    generator = np.random.default_rng(k)
    numbers = generator.standard_normal((ROWS, 16)).round(7)
    numbers[generator.random(ROWS) < 0.01, 3] = np.nan
    frame = pd.DataFrame(numbers, columns=[f"x{column}" for column in range(16)])
    frame["count"] = generator.integers(0, 1000, ROWS)
    frame["city"] = CITIES[generator.integers(0, len(CITIES), ROWS)]
    frame["species"] = SPECIES[generator.integers(0, len(SPECIES), ROWS)]
    return frame


def write(path: Path, size: float) -> int:
    """Write blocks until the file has `size` bytes; return how many."""
    blocks = 0
    while not path.exists() or path.stat().st_size < size:
        block(blocks).to_csv(path, mode="a", header=blocks == 0, index=False)
        blocks += 1
    return blocks


def read(path: Path, blocks: int) -> str:
    """Read the file as the command does; seconds, bytes of the array, peak of memory."""
    from manyseeds.data.tables import table

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    start = time.perf_counter()
    data = table(path, target="species")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert len(data.x) == blocks * ROWS, "rows were lost"
    last = block(blocks - 1)
    expected = last[["x0", "x1", "x2"]].to_numpy()
    assert np.allclose(data.x[-ROWS:, :3], expected, rtol=1e-6), "numbers differ"
    return f"{seconds:.2f} {data.x.nbytes} {peak - before} {peak} {len(data.x)}"


def main() -> None:
    """Make the file, read it in a new process, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--read", help=argparse.SUPPRESS)
    parser.add_argument("--blocks", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        print(read(Path(arguments.read), arguments.blocks))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        blocks = write(path, arguments.gigabytes * 1e9)
        command = [sys.executable, "-m", "benchmarks.reading", "--read", str(path)]
        command += ["--blocks", str(blocks)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        size = path.stat().st_size
    seconds, array, grown, peak, rows = map(float, printed.split())
    times, all_times = grown / array, peak / array
    text = (
        "# Reading a large CSV file\n\n"
        f"{size / 1e9:.2f} GB, {rows:,.0f} rows of 19 columns (numbers, one with gaps; a category; "
        "a target). Written by `python -m benchmarks.reading`.\n\n"
        f"- Read in {seconds:.1f} s ({size / seconds / 1e6:.0f} MB a second).\n"
        f"- The array it becomes: {array / 1e6:.0f} MB. Memory grew by at most "
        f"{grown / 1e6:.0f} MB, {times:.2f} times that ({all_times:.2f} times with Python and its "
        "libraries).\n"
        "- Rows and the last block's numbers were compared with what was written.\n"
    )
    print(text)
    (RESULTS / "reading.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
