"""Arrays of one's own in a store: written once, one chunk each, with the sizes they must have."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError
from manyseeds.results.chunks import CHECKSUM_BYTES, KEYS, array_of

if TYPE_CHECKING:
    import zarr

__all__ = ["read_own_array", "write_own_array"]

TYPES = (np.float64, np.float32, np.int32)


def write_own_array(group: zarr.Group, name: str, values: Array) -> None:
    """Write an array of the data that a study was given."""
    from zarr.codecs import Crc32cCodec

    axes = ("sample", "feature")[: values.ndim]
    group.create_array(
        name,
        data=values,
        chunks=values.shape,
        compressors=[Crc32cCodec()],
        dimension_names=axes,
        chunk_key_encoding=KEYS,
        config={"write_empty_chunks": True},
    )


def read_own_array(group: zarr.Group, path: Path, name: str) -> Array:
    """Read such an array, once its one file is known to be of the size it claims.

    Raises
    ------
    ResultError
    """
    from zarr.codecs import BytesCodec, Crc32cCodec

    array = array_of(group, name)
    if array.ndim not in (1, 2) or array.dtype not in TYPES or array.chunks != array.shape:
        raise ResultError(f"{name} is {array.dtype} {array.shape} in chunks of {array.chunks}")
    file = path / name / ".".join(["c", *["0"] * array.ndim])
    size = math.prod(array.shape) * array.dtype.itemsize
    if not file.is_file() or file.stat().st_size != size + CHECKSUM_BYTES:
        raise ResultError(f"{name} is gone or cut off")
    if array.metadata.codecs != (BytesCodec(endian="little"), Crc32cCodec()):
        raise ResultError(f"{name} is not as this release writes it")
    try:
        return np.asarray(array[...])
    except ValueError:  # Zarr's word for a wrong checksum
        raise ResultError(f"{file.relative_to(path)} is damaged") from None
