"""Files that commands write: checked before the work, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["checked_folder", "write"]


def checked_folder(folder: Path, files: list[str]) -> Path:
    """Make `folder` if need be, and make sure that `files` can be written into it.

    Raises
    ------
    ResultError
        Where they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ResultError(
            f"`--out` must be a folder that can be written to; got {str(folder)!r}: {reason}."
        ) from None
    for name in files:
        if (folder / name).is_dir():
            raise ResultError(
                f"`--out` must be a folder where {name} can be written; "
                f"{str(folder / name)!r} is a folder."
            )
    return folder


def write(path: Path, text: str) -> None:
    """Write `text` to `path`, replacing what was there only when all of it is on the disk."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        raise ResultError(f"Cannot write {str(path)!r}: {error.strerror or error}.") from None
    finally:
        partial.unlink(missing_ok=True)
