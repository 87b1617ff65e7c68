"""Locks: alone or shared, on systems whose own locks are of different kinds."""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from manyseeds import ResultError
from manyseeds.results import locks


class ByteLocks:
    """Windows's locks of bytes, as its manual describes them, kept by file and byte."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        assert mode == self.LK_NBLCK
        inode, first = os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR)
        wanted = [(inode, byte) for byte in range(first, first + count)]
        if any(self._holds(self.held.get(byte), inode, descriptor) for byte in wanted):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self.held |= dict.fromkeys(wanted, descriptor)

    @staticmethod
    def _holds(other: int | None, inode: int, descriptor: int) -> bool:
        """Whether another descriptor is still open: with it, its locks end."""
        try:
            return other not in (None, descriptor) and os.fstat(other).st_ino == inode
        except OSError:
            return False


def on_windows(monkeypatch) -> ModuleType:
    """The module as Windows has it."""
    spec = importlib.util.spec_from_file_location("windows_locks", locks.__file__)
    module = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msvcrt", ByteLocks())
        patch.setattr(os, "name", "nt")
        spec.loader.exec_module(module)
    return module


def on_nfs(monkeypatch) -> ModuleType:
    """The module where a server keeps the locks: each kind needs a file opened for it."""
    import fcntl

    flock = fcntl.flock

    def strict(descriptor: int, kind: int) -> None:
        way = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
        unfit = os.O_WRONLY if kind & fcntl.LOCK_SH else os.O_RDONLY
        if way == unfit:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        flock(descriptor, kind)

    names = {name: getattr(fcntl, name) for name in ("LOCK_SH", "LOCK_EX", "LOCK_NB")}
    monkeypatch.setattr(locks, "fcntl", SimpleNamespace(flock=strict, **names))
    return locks


@pytest.fixture(
    params=[
        "here",
        "on_windows",
        pytest.param(
            "on_nfs", marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no flock")
        ),
    ]
)
def module(request, monkeypatch) -> ModuleType:
    return locks if request.param == "here" else globals()[request.param](monkeypatch)


@pytest.mark.parametrize(
    ("theirs", "ours", "refused"),
    [(False, False, True), (False, True, True), (True, False, True), (True, True, False)],
)
def test_a_lock_is_held_alone_or_by_those_who_share_it(
    theirs: bool, ours: bool, refused: bool, module: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "lock"
    with module.locked(path, "busy", shared=theirs), ExitStack() as stack:
        if refused:
            stack.enter_context(pytest.raises(ResultError, match="busy"))
        with module.locked(path, "busy", shared=ours), module.locked(tmp_path / "b", "busy"):
            pass
    with module.locked(path, "busy"):
        pass


def test_where_no_file_can_be_made_nothing_is_locked(tmp_path: Path, monkeypatch) -> None:
    opened = os.open

    def only_read(file, flags, *rest, **settings):
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(file, flags, *rest, **settings)

    with locks.locked(tmp_path / "there", "busy"):
        monkeypatch.setattr(os, "open", only_read)
        with pytest.raises(ResultError, match="busy"), locks.locked(tmp_path / "there", "busy"):
            pass
        with locks.locked(tmp_path / "not there", "busy"):
            assert not (tmp_path / "not there").exists()


def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locks.locked(tmp_path / "gone" / "lock", "busy"):
        pass
