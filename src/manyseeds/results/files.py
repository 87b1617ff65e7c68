"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from manyseeds.errors import ResultError, must_be, shown

__all__ = ["path_of", "write"]


def path_of(path: object) -> Path:
    """Return the path a user gave as a `Path`.

    Raises
    ------
    ResultError
        Where it is none, or no system could have such a file.
    """
    if not isinstance(path, str | os.PathLike):
        raise ResultError(must_be("path", "the path of a file or folder", path))
    place = Path(path)
    try:
        place.lstat()
    except ValueError:
        raise ResultError(must_be("path", "without null bytes", str(path))) from None
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            reason = (error.strerror or str(error)).lower()
            raise ResultError(f"`path` cannot be {shown(str(path))}: {reason}.") from None
    return place


def write(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, replacing what was there only when all of it is on the disk.

    Raises
    ------
    ResultError
        Where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise ResultError(f"Cannot write {str(path)!r}: {error.strerror or error}.") from None
    finally:
        with contextlib.suppress(OSError):  # it was said already
            partial.unlink(missing_ok=True)
