"""What made a result: versions, and the hash of the kernel's source."""

from __future__ import annotations

import functools
import hashlib
import platform
from importlib import metadata

import manyseeds
from manyseeds.kernel.library import chosen_level, path_of

__all__ = ["kernel_hash", "provenance"]


@functools.cache
def kernel_hash() -> str:
    """Return the SHA-256 of the kernel library in use, its first 16 digits."""
    return hashlib.sha256(path_of(chosen_level()).read_bytes()).hexdigest()[:16]


def provenance() -> dict[str, str]:
    """Return the versions a result was made with."""
    packages = {
        name: metadata.version(name) for name in ("numpy", "scikit-learn", "xarray", "zarr")
    }
    return {
        "manyseeds": manyseeds.__version__,
        "python": platform.python_version(),
        **packages,
        "instruction_set": chosen_level(),
        "kernel": kernel_hash(),
    }
