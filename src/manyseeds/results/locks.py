"""Locks on files, which end with the process that holds them, however it ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["locked"]

NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def locked(path: Path, busy: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a file, alone or together with others who share it.

    Parameters
    ----------
    path : Path
        The file; it is made where it is not there. Where it cannot be made, as on a medium that
        can only be read, nothing is locked.
    busy : str
        The sentence where somebody else holds it.
    shared : bool

    Raises
    ------
    ResultError
        Where somebody else holds it in a way that excludes this one.
    """
    descriptor = _opened(path)
    if descriptor is None:
        yield
        return
    try:
        try:
            _lock(descriptor, shared=shared)
        except BlockingIOError:
            raise ResultError(busy) from None
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int | None:
    """Open it for both: where locks are kept by a server, as on NFS, each kind needs its own."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno not in NOT_WRITABLE:
            raise
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None


if os.name == "nt":
    import msvcrt

    SHARES = 1024
    """Bytes of the file that can be locked: one for each who shares it, all for who does not."""

    def _lock(descriptor: int, *, shared: bool) -> None:
        """Windows has no shared locks here: whoever shares takes the first byte that is free."""
        for place in range(SHARES if shared else 1):
            os.lseek(descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(  # type: ignore[attr-defined]
                    descriptor,
                    msvcrt.LK_NBLCK,  # type: ignore[attr-defined]
                    1 if shared else SHARES,
                )
            except PermissionError:
                continue
            return
        raise BlockingIOError
else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> None:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
