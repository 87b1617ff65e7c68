"""A report as a value: sections of text, tables and figures, before anything is rendered.

Text is plain, but for `code` between backticks (`spans`). A figure holds its plot, not a picture,
and is drawn once for all renderers; a cell holds its number beside its text, so none is lost.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from manyseeds.findings.placed import Placed
from manyseeds.plots.style import Plot
from manyseeds.plots.svg import drawing
from manyseeds.report.cells import Cell, Table
from manyseeds.report.terms import Definition, Definitions, Formula, Reference

__all__ = [
    "Answer",
    "Answered",
    "Block",
    "Cell",
    "Claimed",
    "Claims",
    "Code",
    "Correction",
    "Definition",
    "Definitions",
    "Document",
    "Fact",
    "Figure",
    "Figures",
    "Formula",
    "Links",
    "Paragraph",
    "Placements",
    "Reference",
    "Section",
    "Table",
    "spans",
]


def spans(text: str) -> list[tuple[str, bool]]:
    """Split `text` into pieces, each with whether it is code, which stands between backticks.

    Examples
    --------
    >>> spans("saved as `study.toml`: a ` alone")
    [('saved as ', False), ('study.toml', True), (': a ` alone', False)]
    """
    pieces = re.split(r"`([^`]+)`", text)
    return [(piece, bool(k % 2)) for k, piece in enumerate(pieces) if piece]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True)
class Answer:
    """The answer to the question of a section: it comes first, and stands out."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A plot with a caption; `name` is unique in the document."""

    name: str
    caption: str
    plot: Plot = field(repr=False)

    @functools.cached_property
    def drawing(self) -> str:
        """The plot, drawn when first asked for; `manyseeds.plots.svg` fits it to a page."""
        return drawing(self.plot)


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
class Answered:
    """A question on the study with its verdict, its answer and the numbers behind it.

    Parameters
    ----------
    code : str
        Stable name of the question, such as ``converged``.
    question : str
    verdict : str
        The answer in a few words: ``yes``, ``in 92 % of runs``, ``not applicable``.
    answer : str
        The answer in a sentence or two.
    numbers : tuple of (str, Cell)
        What each number is; the number, with its interval.
    definition : str
        What the words of the answer mean.
    applicable : bool
        Whether the question can be asked of this study.
    """

    code: str
    question: str
    verdict: str
    answer: str
    numbers: tuple[tuple[str, Cell], ...] = ()
    definition: str = ""
    applicable: bool = True


@dataclass(frozen=True)
class Links:
    """A list of lines, each leading to a section; after a question its answer stands out."""

    items: tuple[tuple[str, str], ...]

    @property
    def parts(self) -> tuple[tuple[str, str, str], ...]:
        """Question, or the whole line where it is none; answer; anchor."""
        found = ((*text.partition("? "), anchor) for text, anchor in self.items)
        return tuple(
            (head + sep.rstrip(), tail.removesuffix("."), anchor)
            for head, sep, tail, anchor in found
        )


@dataclass(frozen=True)
class Placements:
    """Published figures of one step among the replicas."""

    items: tuple[Placed, ...]


@dataclass(frozen=True)
class Claimed:
    """Something published that is no number of one run, and what there is to say to it here."""

    claim: str
    here: str


@dataclass(frozen=True)
class Claims:
    """What was published on one step, held against what is found here."""

    items: tuple[Claimed, ...]


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
    | Formula
    | Definitions
    | Answered
    | Links
    | Placements
    | Claims
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
