"""Arrays of an HDF5 file of weights, read without trust.

Every object is looked at before one is read. Only groups and plain arrays of numbers are taken,
stored in the file itself, whole and uncompressed, as Keras writes them: no soft or external links,
no external or virtual storage, no filters (HDF5 would load plug-ins for them), no references and
no text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.errors import ResultError, shown
from manyseeds.interop.files import needed

__all__ = ["read_arrays"]

MOST_OBJECTS = 10_000
MOST_DEPTH = 16


def read_arrays(data: bytes, expected: Mapping[str, tuple[int, ...]], source: str) -> list[Array]:
    """Return the arrays of an HDF5 file that are expected, each of its shape.

    Parameters
    ----------
    data : bytes
        The whole file.
    expected : mapping of str to tuple of int
        Paths in the file, such as ``"layers/dense/vars/0"``, and their shapes.
    source : str
        What errors call the file.

    Raises
    ------
    ResultError
        Where an array is missing or of another shape, or anything in the file is not plain.
    """
    h5py = needed("h5py", "keras")
    try:
        with h5py.File(BytesIO(data), "r") as file:
            found = dict(_datasets(h5py, file.id, "", 0, [0]))
            return [_read(h5py, found, name, shape, len(data)) for name, shape in expected.items()]
    except ResultError as error:
        raise ResultError(f"Cannot read {source!r}: {error}.") from None
    except Exception as error:  # whatever a forged file makes HDF5 stumble on
        why = f"its weights are damaged ({shown(str(error))})"
        raise ResultError(f"Cannot read {source!r}: {why}.") from None


def _datasets(
    h5py: Any, group: Any, path: str, depth: int, count: list[int]
) -> Iterator[tuple[str, Any]]:
    """Walk all objects without following a link, and refuse what is not plain."""
    for raw in group:
        name = f"{path}/{raw.decode('utf-8', 'replace')}".lstrip("/")
        count[0] += 1
        if count[0] > MOST_OBJECTS or depth > MOST_DEPTH:
            raise ResultError("its weights hold more objects than a model of dense layers")
        if group.links.get_info(raw).type != h5py.h5l.TYPE_HARD:
            raise ResultError(f"{shown(name)} in its weights is a link")
        kind = h5py.h5o.get_info(group, raw).type
        if kind == h5py.h5o.TYPE_GROUP:
            inner = h5py.h5g.open(group, raw)
            yield from _datasets(h5py, inner, name, depth + 1, count)
        elif kind == h5py.h5o.TYPE_DATASET:
            dataset = h5py.h5d.open(group, raw)
            _check_plain(h5py, dataset, name)
            yield name, dataset
        else:
            raise ResultError(f"{shown(name)} in its weights is neither a group nor an array")


def _check_plain(h5py: Any, dataset: Any, name: str) -> None:
    words = f"{shown(name)} in its weights"
    storage = dataset.get_create_plist()
    if storage.get_layout() not in (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT):
        raise ResultError(f"{words} is compressed, in pieces or stored elsewhere")
    if storage.get_external_count():
        raise ResultError(f"{words} is stored in another file")
    if dataset.get_type().get_class() not in (h5py.h5t.FLOAT, h5py.h5t.INTEGER, h5py.h5t.ENUM):
        raise ResultError(f"{words} is not an array of numbers")


def _read(
    h5py: Any, found: Mapping[str, Any], name: str, shape: tuple[int, ...], most: int
) -> Array:
    if name not in found:
        raise ResultError(f"its weights have no {shown(name)}")
    dataset = found[name]
    if dataset.shape != shape:
        raise ResultError(f"{shown(name)} has the shape {dataset.shape}, not {shape}")
    if dataset.get_type().get_class() != h5py.h5t.FLOAT or dataset.get_type().get_size() > 8:
        raise ResultError(f"{shown(name)} in its weights is not an array of floating-point numbers")
    # An array that was never written takes no place, and reads as zeros of any size.
    size = math.prod(shape) * dataset.get_type().get_size()
    if dataset.get_storage_size() != size or size > most:
        raise ResultError(f"{shown(name)} in its weights is not all there")
    out = np.empty(shape, np.float32)
    dataset.read(h5py.h5s.ALL, h5py.h5s.ALL, out)
    return out
