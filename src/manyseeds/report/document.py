"""A report as a value: sections of text, tables and figures, before anything is rendered.

Text is plain, but for `code` between backticks. A figure holds its plot, not a picture, so each
renderer draws it as it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from manyseeds.plots.style import Plot
from manyseeds.stats.placement import Placement

__all__ = [
    "Answer",
    "Block",
    "Cell",
    "Code",
    "Correction",
    "Definitions",
    "Document",
    "Fact",
    "Figure",
    "Figures",
    "Links",
    "Paragraph",
    "Placed",
    "Placements",
    "Section",
    "Table",
]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True)
class Answer:
    """The answer to the question of a section: it comes first, and stands out."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it says, and in smaller type how sure that is."""

    text: str
    note: str = ""


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


@dataclass(frozen=True)
class Figure:
    """A plot with a caption; `name` is unique in the document."""

    name: str
    caption: str
    plot: Plot = field(repr=False)


@dataclass(frozen=True)
class Figures:
    """Figures, and small tables, that belong side by side where there is room."""

    parts: tuple[Figure | Table, ...]


@dataclass(frozen=True)
class Code:
    """Text of a programming or configuration language."""

    text: str
    language: str


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Links:
    """A list of lines, each leading to a section."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Placed:
    """A published figure with its place among the replicas."""

    step: str
    name: str
    value: str
    place: Placement
    median: str


@dataclass(frozen=True)
class Placements:
    """Published figures of one step among the replicas."""

    items: tuple[Placed, ...]


@dataclass(frozen=True)
class Correction:
    """Something published that is wrong, and what is right."""

    claim: str
    right: str


Block: TypeAlias = (
    Paragraph
    | Answer
    | Table
    | Figure
    | Figures
    | Code
    | Definitions
    | Links
    | Placements
    | Correction
)


@dataclass(frozen=True)
class Section:
    """A part with a heading; `asks` is the question it answers."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Fact:
    """A number large enough to be read across a room, with what makes it precise."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Document:
    """A report.

    Parameters
    ----------
    title, introduction : str
    kicker : str
        A short line above the title.
    facts : tuple of Fact
    hero : Figure, optional
        The picture at the top.
    sections : tuple of Section
    footer : str
    """

    title: str
    introduction: str
    kicker: str
    facts: tuple[Fact, ...]
    hero: Figure | None
    sections: tuple[Section, ...]
    footer: str
    language: Literal["en"] = "en"
