"""Locks on files, which end with the process that holds them, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["locked"]


@contextmanager
def locked(path: Path, busy: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a file, alone or together with others who share it.

    Parameters
    ----------
    path : Path
        The file; it is made where it is not there.
    busy : str
        The sentence where somebody else holds it.
    shared : bool

    Raises
    ------
    ResultError
        Where somebody else holds it in a way that excludes this one.
    """
    with path.open("ab") as file:
        try:
            _lock(file.fileno(), shared=shared)
        except BlockingIOError:
            raise ResultError(busy) from None
        yield


if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int, *, shared: bool) -> None:
        """Lock the first byte; Windows knows no shared locks here, so sharing locks nothing."""
        if not shared:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            except PermissionError:
                raise BlockingIOError from None
else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> None:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
