"""The module `bits`, and kernels compiled on the spot for what this processor is not."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def load(path: Path):
    """Import a file that is not on the path, under its own name."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def bits():
    """The studies and fingerprints of bits.py."""
    return load(HERE / "bits.py")


@pytest.fixture(scope="session")
def build():
    """The build hook's module, with its compiler flags and targets."""
    return load(ROOT / "hatch_build.py")


@pytest.fixture(scope="session")
def compile_kernel(build, tmp_path_factory, request):
    """Return a function that compiles C files with the kernel's flags and gives the output's path.

    The compiler keeps its own libraries (musl among them) in pytest's cache, or a run would spend
    most of its time on them.
    """
    folder = tmp_path_factory.mktemp("kernels")
    kept = getattr(request.config, "cache", None)  # pytest may run without one
    cache = str(kept.mkdir("zig") if kept else folder / "zig")
    caches = {"ZIG_LOCAL_CACHE_DIR": cache, "ZIG_GLOBAL_CACHE_DIR": cache}

    def compiled(name: str, *arguments: str) -> Path:
        output = folder / name
        command = [sys.executable, "-m", "ziglang", "cc", *arguments, "-o", str(output)]
        subprocess.run(command, check=True, env={**os.environ, **caches}, cwd=ROOT)
        return output

    return compiled
