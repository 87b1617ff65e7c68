"""Random streams keyed by (seed, replica, source): what replica k draws depends on nothing else.

A stream is the sequence of 32-bit words that Philox4x32-10 [1]_ makes of the counter
``(index, part, replica, source)`` under the key ``seed``. ``part`` tells apart what one source
draws several times: the layers of the initial weights, the epochs of the batch order.

A uniform number is ``(word + 1/2) / 2^32``; a normal one its quantile by algorithm AS 241 [2]_;
a permutation an inside-out Fisher-Yates shuffle whose words come from xoshiro128++ [3]_, started
with the stream's first four words. Only exact integers and + - * / and square roots are involved,
so the bits are the same on every machine.

References
----------
.. [1] Salmon, Moraes, Dror, Shaw (2011). Parallel random numbers: as easy as 1, 2, 3.
.. [2] Wichura (1988). Algorithm AS 241: the percentage points of the normal distribution.
.. [3] Blackman, Vigna (2021). Scrambled linear pseudorandom number generators.
"""

from __future__ import annotations

import ctypes

import numpy as np

from manyseeds._types import Array
from manyseeds.kernel.library import library_for

__all__ = [
    "DATA",
    "DROPOUT",
    "INIT",
    "ORDER",
    "SPLIT",
    "normal_quantiles",
    "normals",
    "permutations",
    "uniforms",
    "words",
]

DATA, SPLIT, INIT, ORDER, DROPOUT = 1, 2, 3, 4, 5


def words(seed: int, source: int, replicas: Array, count: int, part: int = 0) -> Array:
    """Return the first `count` words of each replica's stream: uint32 (replicas, count).

    Examples
    --------
    >>> import numpy as np
    >>> words(0, DATA, np.array([0, 1]), 2).shape
    (2, 2)
    """
    return _call("ms_words", np.uint32, seed, source, replicas, count, part)


def uniforms(seed: int, source: int, replicas: Array, count: int, part: int = 0) -> Array:
    """Return uniform numbers, never 0 or 1: float64 (replicas, count)."""
    return (words(seed, source, replicas, count, part) + 0.5) * 2.0**-32


def normals(seed: int, source: int, replicas: Array, count: int, part: int = 0) -> Array:
    """Return standard normal numbers: float64 (replicas, count)."""
    return _call("ms_normals", np.float64, seed, source, replicas, count, part)


def permutations(seed: int, source: int, replicas: Array, count: int, part: int = 0) -> Array:
    """Return a random order of ``range(count)`` for each replica: int32 (replicas, count)."""
    return _call("ms_permutations", np.int32, seed, source, replicas, count, part)


def normal_quantiles(probabilities: Array) -> Array:
    """Return the standard normal quantiles of `probabilities` in (0, 1), element by element."""
    p = np.ascontiguousarray(probabilities, np.float64)
    out = np.empty_like(p)
    library_for().ms_normal_quantiles(
        ctypes.c_int64(p.size), ctypes.c_void_p(p.ctypes.data), ctypes.c_void_p(out.ctypes.data)
    )
    return out


def _call(
    function: str, dtype: type, seed: int, source: int, replicas: Array, count: int, part: int
) -> Array:
    keys = np.ascontiguousarray(replicas, np.uint32)
    out: Array = np.empty((len(keys), count), dtype)
    getattr(library_for(), function)(
        ctypes.c_uint64(seed),
        ctypes.c_uint32(source),
        ctypes.c_uint32(part),
        ctypes.c_void_p(keys.ctypes.data),
        ctypes.c_int64(len(keys)),
        ctypes.c_int64(count),
        ctypes.c_void_p(out.ctypes.data),
    )
    return out
