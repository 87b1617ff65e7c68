"""The arrays of a store in Zarr: made, checked before they are believed, read and written by chunk.

A chunk is not compressed and ends in a checksum of its own (CRC-32C, one of Zarr's codecs), so its
file has one right size, and one wrong bit anywhere in it is found. Zarr makes the arrays and any of
its readers reads them; chunks are written and read here without it, in a third of the time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import google_crc32c
import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.errors import ResultError
from manyseeds.results.commits import Entry, Grid, digest, runs_of
from manyseeds.results.disk import Disk
from manyseeds.results.schema import SCORES, Slot, layout

if TYPE_CHECKING:
    import zarr
    import zarr.storage

    from manyseeds.spec import Study

__all__ = ["CHECKSUM_BYTES", "KEYS", "NAMES", "ChunkFiles", "Chunks", "array_of"]

NAMES = (*METRICS, *SCORES, "weights")
"""What there is of each replica."""

CHECKSUM_BYTES = 4
KEYS: Any = {"name": "default", "separator": "."}
"""All chunks of an array lie in one folder, which is flushed once a commit."""


def array_of(group: zarr.Group, name: str) -> Any:
    """Return an array of a store.

    Raises
    ------
    ResultError
        Where what describes it is damaged or gone.
    """
    try:
        return group[name]
    except Exception:  # whatever Zarr stumbles on
        raise ResultError(f"{name}/zarr.json is damaged or gone") from None


@dataclass(frozen=True)
class ChunkFiles:
    """How a writer writes files: through `disk`, the partial ones marked as its own."""

    disk: Disk
    mark: str

    def write(self, path: Path, content: bytes) -> None:
        """Write a file whole."""
        self.disk.replace(path, content, self.mark)

    def zarr_store(self, path: Path) -> zarr.storage.LocalStore:
        """Return Zarr's view of a folder, in which every file is written in this way."""
        import asyncio

        from zarr.core.buffer import Buffer
        from zarr.storage import LocalStore

        files = self

        class Flushed(LocalStore):
            def set_sync(self, key: str, value: Buffer) -> None:
                files.disk.need_folder((self.root / key).parent)
                files.write(self.root / key, value.to_bytes())

            async def set(self, key: str, value: Buffer) -> None:
                await asyncio.to_thread(self.set_sync, key, value)

        return Flushed(path)


@dataclass(frozen=True)
class Chunks:
    """The arrays of one store.

    Parameters
    ----------
    group : zarr.Group
    path : Path
    grid : Grid
    slots : mapping
        Of `layout`, for all replicas of the study.
    """

    group: zarr.Group
    path: Path
    grid: Grid
    slots: Mapping[str, Slot]

    @classmethod
    def of(
        cls, group: zarr.Group, path: Path, study: Study, arms: Sequence[Arm], size: int
    ) -> Chunks:
        """Return the arrays of a study, not checked yet."""
        grid = Grid(len(arms), study.replicas, size)
        return cls(group, path, grid, layout(study, arms, study.replicas))

    def create(self) -> None:
        """Make every array, without any chunk."""
        from zarr.codecs import Crc32cCodec

        for name, slot in self.slots.items():
            self.group.create_array(
                name,
                shape=slot.shape,
                dtype=slot.dtype,
                chunks=self._chunk_shape(slot),
                fill_value=slot.fill,
                compressors=[Crc32cCodec()],
                dimension_names=slot.axes,
                chunk_key_encoding=KEYS,
                config={"write_empty_chunks": True},
            )

    def grow(self) -> None:
        """Give the arrays room for all replicas of the grid."""
        for name, slot in self.slots.items():
            self._array(name).resize(slot.shape)

    def check(self) -> None:
        """Make sure that every array is what the specification says, before any is read.

        Arrays that are longer are right: a store grows before its specification does.

        Raises
        ------
        ResultError
        """
        from zarr.codecs import BytesCodec, Crc32cCodec

        for name, slot in self.slots.items():
            array = self._array(name)
            axis = slot.axes.index("replica")
            longest = [*slot.shape]
            longest[axis] = max(longest[axis], array.shape[axis] if array.ndim > axis else 0)
            if array.shape != tuple(longest) or array.dtype != slot.dtype:
                wanted = f"{np.dtype(slot.dtype)} {slot.shape}"
                raise ResultError(f"{name} is {array.dtype} {array.shape}, not {wanted}")
            codecs = (BytesCodec(endian="little"), Crc32cCodec())
            if array.chunks != self._chunk_shape(slot) or array.metadata.codecs != codecs:
                raise ResultError(f"the chunks of {name} are not as this release writes them")

    def read_entry(self, entry: Entry, names: Sequence[str] = NAMES) -> dict[str, Array]:
        """Return what an entry of the log speaks of, once its checksums are found right.

        Raises
        ------
        ResultError
        """
        values = {}
        for name in names:
            values[name] = self._read(name, entry.arm, entry.chunk, entry.replicas)
            if digest(values[name].tobytes()) != entry.checksums.get(name):
                raise ResultError(f"the checksum of {self._file_name(name, entry)} is wrong")
        return values

    def write(
        self, arm: int, chunk: int, numbers: Array, values: Mapping[str, Array], files: ChunkFiles
    ) -> Entry:
        """Write a chunk that has some of its replicas; return its entry, not committed yet."""
        first, _ = self.grid.span(chunk)
        checksums = {}
        for name in NAMES:
            slot = self._slot(name, arm)
            rows: Array = np.ascontiguousarray(values[name], slot.dtype)
            whole = rows
            if len(rows) < self.grid.size:
                whole = np.full((self.grid.size, *rows.shape[1:]), slot.fill, slot.dtype)
                whole[numbers - first] = rows
            content = whole.astype(whole.dtype.newbyteorder("<"), copy=False).tobytes()
            checksum = google_crc32c.value(content).to_bytes(CHECKSUM_BYTES, "little")
            files.write(self.file(name, arm, chunk), content + checksum)
            checksums[name] = digest(rows.ravel().data)
        return Entry(arm, chunk, runs_of(numbers), checksums)

    def file(self, name: str, arm: int, chunk: int) -> Path:
        """Return the file of a chunk of one array."""
        slot = self._slot(name, arm)
        place = {"arm": arm, "replica": chunk}
        parts = ["c", *(str(place.get(axis, 0)) for axis in slot.axes)]
        return self.path / self._name(name, arm) / ".".join(parts)

    def flush_folders(self, disk: Disk, arm: int | None = None) -> None:
        """Flush the names of the chunks of one arm, or of all."""
        arms = range(self.grid.arms) if arm is None else [arm]
        for folder in sorted({self.file(name, a, 0).parent for a in arms for name in NAMES}):
            disk.flush_folder(folder)

    def _read(self, name: str, arm: int, chunk: int, numbers: Array) -> Array:
        slot, file = self._slot(name, arm), self.file(name, arm, chunk)
        shape, kind = self._chunk_shape(slot), np.dtype(slot.dtype)
        size = math.prod(shape) * kind.itemsize
        told = file.relative_to(self.path)
        if not file.is_file() or file.stat().st_size != size + CHECKSUM_BYTES:
            raise ResultError(f"{told} is gone or cut off")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise ResultError(f"{told} cannot be read ({error.strerror})") from None
        checksum = google_crc32c.value(content[:size]).to_bytes(CHECKSUM_BYTES, "little")
        if checksum != content[size:]:
            raise ResultError(f"{told} is damaged")
        values = np.frombuffer(content, kind.newbyteorder("<"), count=math.prod(shape))
        rows = values.reshape(shape[slot.axes.index("replica") :])
        first, _ = self.grid.span(chunk)
        return np.ascontiguousarray(rows[numbers - first], kind)

    def _file_name(self, name: str, entry: Entry) -> str:
        return str(self.file(name, entry.arm, entry.chunk).relative_to(self.path))

    def _chunk_shape(self, slot: Slot) -> tuple[int, ...]:
        """One arm and `grid.size` replicas, and all of the other axes."""
        given = {"arm": 1, "replica": self.grid.size}
        sizes = zip(slot.shape, slot.axes, strict=True)
        return tuple(given.get(axis, max(1, size)) for size, axis in sizes)

    def _slot(self, name: str, arm: int) -> Slot:
        return self.slots[self._name(name, arm)]

    def _array(self, name: str) -> Any:
        return array_of(self.group, name)

    @staticmethod
    def _name(name: str, arm: int) -> str:
        return f"weights_{arm}" if name == "weights" else name
