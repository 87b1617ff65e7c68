"""Files that results are handed over in: packages that may be missing, and writing them whole."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

from manyseeds.errors import ResultError, must_be
from manyseeds.results.files import path_of, write

__all__ = ["needed", "write_file"]


def needed(package: str, extra: str) -> ModuleType:
    """Import a package that is installed with an extra.

    Raises
    ------
    ResultError
        Where it is not installed, with the command that installs it.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        command = f"pip install manyseeds[{extra}]"
        raise ResultError(f"This needs {package}, which is not installed: {command}.") from None


def write_file(path: Any, suffix: str, content: bytes, *, replace: bool) -> None:
    """Write a file, which appears only when it is whole.

    Raises
    ------
    ResultError
        Where the name does not end in `suffix`, a file is there that is not to be replaced, or it
        cannot be written.
    """
    if not isinstance(path, str | Path) or Path(path).suffix != suffix:
        raise ResultError(must_be("path", f"the path of a file that ends in {suffix!r}", path))
    place = path_of(path)
    if place.exists() and not replace:
        remedy = "Choose another path or set replace=True."
        raise ResultError(f"Cannot write {str(place)!r}: it exists already. {remedy}")
    write(place, content)
