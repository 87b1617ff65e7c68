"""Tables of a report: cells that say a number in words and hold it in full."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from manyseeds.stats.interval import Interval

__all__ = ["Cell", "Table"]

SPELLED = re.compile(r"[−-]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?(?: %)?")
"""A number as reports write it: ``1,797``, ``−0.5``, ``98.1 %``; not ``007``."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it says, and in smaller type how sure that is.

    Parameters
    ----------
    text, note : str
    value : float, optional
        The number in full; where it is left out, that of `interval`, else what `text` spells.
    interval : Interval, optional

    Examples
    --------
    >>> Cell("0.89", value=0.8896).number, Cell("98.1 %").number, Cell("–").number
    (0.8896, 0.981, None)
    """

    text: str
    note: str = ""
    value: float | None = None
    interval: Interval | None = None

    @property
    def number(self) -> float | None:
        """The number that the cell shows; None where it shows none."""
        if self.value is not None or self.interval is not None:
            value = self.value if self.interval is None else self.interval.estimate
            return value if value is not None and math.isfinite(value) else None
        if not SPELLED.fullmatch(self.text):
            return None
        digits = self.text.replace("−", "-").replace(",", "").removesuffix(" %")
        if self.text.endswith("%"):
            return round(float(digits) / 100, 12)
        return float(digits) if "." in digits else int(digits)


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    name, caption : str
    columns : tuple of str
    rows : tuple of tuples of Cell
    words : frozenset of int
        Columns of words; all others but the first are aligned as numbers.
    brief : frozenset of int
        Columns whose cells' notes are shown where there is little room.
    folded : bool
        Whether a page shows it only when asked to.
    """

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: frozenset[int] = frozenset()
    brief: frozenset[int] = frozenset()
    folded: bool = False

    @classmethod
    def of(
        cls,
        name: str,
        caption: str,
        columns: tuple[str, ...],
        rows: list[tuple[Cell | str, ...]],
        *,
        words: frozenset[int] = frozenset(),
        brief: frozenset[int] = frozenset(),
        folded: bool = False,
    ) -> Table:
        """Make a table of cells and plain text."""
        cells = tuple(tuple(c if isinstance(c, Cell) else Cell(c) for c in row) for row in rows)
        return cls(name, caption, columns, cells, words, brief, folded)
