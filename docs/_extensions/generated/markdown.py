"""Markdown from plain text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["anchor", "paragraphs", "prose", "raw_html", "table"]

SPECIAL = re.compile(r"([\\*_<\[\]$#|])")


def prose(text: str) -> str:
    r"""Return plain text whose signs are not read as markup.

    Code between backticks stays code, and options of commands become code.

    Examples
    --------
    >>> prose("`a_b` is a_b, in place of --replicas.")
    '`a_b` is a\\_b, in place of `--replicas`.'
    """
    parts = re.sub(r"(?<![`\w-])--[a-z][a-z-]*", r"`\g<0>`", text).split("`")
    parts[::2] = [SPECIAL.sub(r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in lines)


def raw_html(html: str) -> str:
    """Return HTML to be put into the page as it is."""
    return f"```````{{raw}} html\n{html}\n```````"


def anchor(text: str) -> str:
    """Return a name that links can go to: lower case, hyphens between the words."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def paragraphs(*parts: str) -> str:
    """Return parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part for part in parts if part)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text.replace("\n", " "))
