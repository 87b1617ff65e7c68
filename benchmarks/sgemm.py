"""What the processor can do: single-precision matmul on all cores, through PyTorch and NumPy."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SIZE, TRIES = 2048, 8


def best_gflops(multiply: Callable[[], object]) -> float:
    """GFLOP/s of the fastest of several tries, the first (which starts the threads) not counted."""
    multiply()
    seconds = []
    for _ in range(TRIES):
        start = time.perf_counter()
        multiply()
        seconds.append(time.perf_counter() - start)
    return 2 * SIZE**3 / min(seconds) / 1e9


def measure() -> dict[str, float]:
    """GFLOP/s of each library that is installed."""
    generator = np.random.default_rng(0)
    a, b = generator.random((2, SIZE, SIZE), dtype=np.float32)  # each (SIZE, SIZE)
    rates = {"numpy": best_gflops(lambda: a @ b)}
    if importlib.util.find_spec("torch"):
        import torch

        x, y = torch.from_numpy(a), torch.from_numpy(b)
        rates["torch"] = best_gflops(lambda: torch.mm(x, y))
    return rates


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(measure()))
