"""Folders that commands write to, checked before the work."""

from __future__ import annotations

import tempfile
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["checked_folder"]


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
