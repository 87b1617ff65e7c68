"""The files `zarr.json` of the arrays and the log of a store, which its specification determines.

So one that is damaged, or gone, is found by making it anew in memory, and mended by writing that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from manyseeds.results.chunks import ChunkFiles, Chunks
from manyseeds.results.store import LOGS, METADATA

__all__ = ["mend_metadata", "wrong_metadata"]


def wrong_metadata(chunks: Chunks) -> list[str]:
    """Return which of these files are not what the specification makes of them, by their paths."""
    return [
        path
        for path, content in _expected(chunks).items()
        if _read(chunks, path) != _sense(content)
    ]


def mend_metadata(chunks: Chunks, paths: Iterable[str], files: ChunkFiles) -> None:
    """Write these files anew."""
    expected = _expected(chunks)
    for path in paths:
        place = chunks.path / path
        files.disk.need_folder(place.parent)
        files.write(place, expected[path])
        files.disk.flush_folder(place.parent)


def _expected(chunks: Chunks) -> dict[str, bytes]:
    """Return the content of each file by its path, the group's own left out."""
    import zarr
    from zarr.storage import MemoryStore

    made: dict[str, Any] = {}
    group = zarr.create_group(MemoryStore(made), zarr_format=3)
    replace(chunks, group=group).create()
    group.create_group(LOGS)
    return {path: content.to_bytes() for path, content in made.items() if path != METADATA}


def _read(chunks: Chunks, path: str) -> bytes | None:
    try:
        return _sense((chunks.path / path).read_bytes())
    except Exception:  # whatever a damaged file makes Zarr stumble on
        return None


def _sense(content: bytes) -> bytes:
    """Return what Zarr understands of such a file: other releases write the same otherwise."""
    from zarr.core.buffer import default_buffer_prototype
    from zarr.core.group import GroupMetadata
    from zarr.core.metadata import ArrayV3Metadata

    words = json.loads(content)
    kind: Any = GroupMetadata if words["node_type"] == "group" else ArrayV3Metadata
    metadata = kind.from_dict(words)
    return bytes(metadata.to_buffer_dict(default_buffer_prototype())[METADATA].to_bytes())
