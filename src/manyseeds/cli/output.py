"""Folders that commands write to, checked before the work."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["checked_folder", "folder_of_results"]


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


def folder_of_results(folder: Path, names: Sequence[str], also: Sequence[str] = ()) -> Path:
    """Make sure that `folder` can take the store and every report of the results `names`.

    Raises
    ------
    ResultError
        Where it cannot, or what is in the place of a store is not a result.
    """
    from manyseeds.report.report import FORMATS
    from manyseeds.results.store import check_vacant

    checked_folder(folder, [f"{name}{ending}" for name in names for ending in FORMATS] + [*also])
    for name in names:
        check_vacant(folder / f"{name}.zarr", replace=True)
    return folder
