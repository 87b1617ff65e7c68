"""A folder that appears only when it is whole, and takes another's place without loss.

The work is done in a thread of its own, where Ctrl-C cannot cut it in two: it ends between two
steps, and nothing is cleaned away while something is still written.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

__all__ = ["Stopped", "write_folder"]


class Stopped(Exception):  # noqa: N818
    """Ctrl-C came while a folder was written."""


def write_folder(path: Path, write: Callable[[Path, Callable[[], None]], None]) -> None:
    """Let `write` fill a new folder, then put it in the place of whatever is at `path`.

    Parameters
    ----------
    path : Path
        Where the folder is to be. What is there stays until the new folder is whole.
    write : callable (folder, check_stop) -> None
        Writes all files into `folder`; between steps it calls `check_stop`, which raises after
        Ctrl-C.

    Raises
    ------
    OSError
        Where the folder cannot be written or moved; `path` is then as it was.
    KeyboardInterrupt
        After Ctrl-C, once nothing is written any more.
    """
    stop = threading.Event()

    def check_stop() -> None:
        if stop.is_set():
            raise Stopped

    def work() -> None:
        mark = f".{path.name}.{secrets.token_hex(4)}"
        partial, old = path.with_name(f"{mark}.partial"), path.with_name(f"{mark}.old")
        try:
            partial.mkdir(parents=True)
            write(partial, check_stop)
            check_stop()
            _exchange(partial, path, old)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    with ThreadPoolExecutor(1) as pool:
        _await(pool.submit(work), stop)


def _await(work: Future[None], stop: threading.Event) -> None:
    """Wait until `work` has ended, however often Ctrl-C is pressed; then raise what it raised."""
    while not work.done():
        try:
            wait([work])
        except KeyboardInterrupt:
            stop.set()
    with contextlib.suppress(Stopped):
        work.result()
    if stop.is_set():
        raise KeyboardInterrupt


def _exchange(new: Path, path: Path, old: Path) -> None:
    """Move `new` to `path`; what was there is deleted only after that, or moved back."""
    if not path.exists():
        new.rename(path)
        return
    path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)
