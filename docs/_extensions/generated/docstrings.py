"""What docstrings need before and after napoleon, so that a page can hold many of them."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["numbered_references", "restored", "spared"]

COLON = "\x00"
"""Stands for a colon where napoleon would take what is before it for a type."""


def numbered_references(lines: list[str]) -> list[str]:
    """Return lines whose references are a numbered list: footnotes of many docstrings clash.

    Examples
    --------
    >>> numbered_references(["As Student did [1]_.", ".. [1] Student (1908)."])
    ['As Student did [1].', '1. Student (1908).']
    """
    return [
        re.sub(r"^\.\. \[(\d+)\] ", r"\1. ", re.sub(r"\[(\d+)\]_", r"[\1]", line)) for line in lines
    ]


def spared(kind: str, lines: list[str]) -> list[str]:
    """Return lines without the colons in the first line of a property's docstring."""
    if kind not in ("property", "attribute", "data") or not lines:
        return lines
    return [lines[0].replace(":", COLON), *lines[1:]]


def restored(lines: list[str]) -> list[str]:
    """Return lines with those colons again."""
    return [line.replace(COLON, ":") for line in lines]


def before(app: Any, kind: str, name: str, found: Any, options: Any, lines: list[str]) -> None:
    """Prepare a docstring for napoleon."""
    lines[:] = spared(kind, numbered_references(lines))


def after(app: Any, kind: str, name: str, found: Any, options: Any, lines: list[str]) -> None:
    """Mend a docstring after napoleon."""
    lines[:] = restored(lines)
