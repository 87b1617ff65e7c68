"""Writes that outlast a crash: a file is whole or not there, and on the disk before it counts."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["PARTIAL", "Disk"]

PARTIAL = ".partial"
"""How the names of files end that are not whole yet."""


class Disk:
    """The file system, as far as a store changes it.

    All that a store writes goes through these few steps, so that tests can let each of them fail,
    or forget what was not flushed, as a disk does when the power goes.
    """

    def write(self, path: Path, content: bytes) -> None:
        """Write a file and flush it."""
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def append(self, path: Path, content: bytes) -> None:
        """Add to the end of a file and flush it."""
        with path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def cut(self, path: Path, size: int) -> None:
        """Shorten a file and flush it."""
        with path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its name, in place of one that has it."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path) -> None:
        """Make a folder."""
        folder.mkdir(exist_ok=True)

    def flush_folder(self, folder: Path) -> None:
        """Flush the names in a folder, where the system lets one do so."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, path: Path, content: bytes, mark: str) -> None:
        """Write a file whole, in place of one that is there; the folder is not flushed yet.

        `mark` sets the partial file apart from those of other writers.
        """
        partial = path.with_name(f".{path.name}.{mark}{PARTIAL}")
        try:
            self.write(partial, content)
            self.rename(partial, path)
        except OSError:
            with contextlib.suppress(OSError):
                self.remove(partial)
            raise

    def need_folder(self, folder: Path) -> None:
        """Make a folder and those above it; the names of new ones are flushed."""
        if folder.is_dir():
            return
        self.need_folder(folder.parent)
        self.make_folder(folder)
        self.flush_folder(folder.parent)
