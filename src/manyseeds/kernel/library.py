"""Which build of the kernel runs here: chosen once by what the processor can do."""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from manyseeds.errors import EngineError, one_of

__all__ = ["LEVELS", "available_levels", "built_levels", "chosen_level", "library_for"]

FOLDER = Path(__file__).parent / "lib"

# Best first. Vectors of 16, 8 and 4 floats; every level gives the same bits.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "x86_64": ("x86-64-v4", "x86-64-v3", "x86-64-v2"),
    "arm64": ("arm64",),
}

NEEDS = {
    "x86-64-v2": {"sse4_2", "ssse3"},
    "x86-64-v3": {"avx2", "bmi2", "fma"},
    "x86-64-v4": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"},
    "arm64": set(),
}


def machine() -> str:
    """Return ``x86_64`` or ``arm64``, or what the system calls anything else."""
    name = platform.machine().lower()
    return {"amd64": "x86_64", "aarch64": "arm64"}.get(name, name)


def built_levels() -> tuple[str, ...]:
    """Return the instruction-set levels that were built for this machine's architecture."""
    return tuple(level for level in LEVELS.get(machine(), ()) if path_of(level).exists())


def available_levels() -> tuple[str, ...]:
    """Return the built levels that this processor can run, best first."""
    features = processor_features()
    return tuple(level for level in built_levels() if NEEDS[level] <= features)


@functools.cache
def chosen_level() -> str:
    """Return the level in use: ``MANYSEEDS_ISA`` if set, else the best available.

    Raises
    ------
    EngineError
        Where the forced level cannot run here, or none was built.
    """
    available = available_levels()
    forced = os.environ.get("MANYSEEDS_ISA")
    if forced:
        if forced not in available:
            raise EngineError(one_of("MANYSEEDS_ISA", available, forced))
        return forced
    if not available:
        raise EngineError(
            f"No build of the kernel runs on this machine ({machine()}): reinstall manyseeds on it."
        )
    return available[0]


def path_of(level: str) -> Path:
    """Return where the library of `level` lies, whether or not it was built."""
    suffix = {"darwin": "dylib", "win32": "dll"}.get(sys.platform, "so")
    return FOLDER / f"manyseeds-{level}.{suffix}"


@functools.cache
def library_for(level: str | None = None) -> ctypes.CDLL:
    """Load the kernel of `level`, by default the chosen one; calls release the GIL."""
    return ctypes.CDLL(str(path_of(level or chosen_level())))


@functools.cache
def processor_features() -> frozenset[str]:
    """Return the instruction sets that processor and system support, in Linux's names."""
    if machine() != "x86_64":
        return frozenset()
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("flags"):
                return frozenset(line.split(":", 1)[1].split())
        return frozenset()
    return _probed_features()


def _probed_features() -> frozenset[str]:
    """Ask the baseline library, which reads the processor's own registers (CPUID, XGETBV)."""
    baseline = path_of("x86-64-v2")
    if not baseline.exists():
        return frozenset()
    level = ctypes.CDLL(str(baseline)).ms_processor_level()
    names = {2: NEEDS["x86-64-v2"], 3: NEEDS["x86-64-v3"], 4: NEEDS["x86-64-v4"]}
    return frozenset().union(*(names[k] for k in range(2, level + 1)))
