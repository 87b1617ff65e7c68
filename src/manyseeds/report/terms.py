"""Definitions of a report, with their formulas and sources."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Definition", "Definitions", "Formula", "Reference"]


@dataclass(frozen=True)
class Formula:
    """A displayed formula in three notations, so that no renderer needs a translator.

    Parameters
    ----------
    mathml : str
        What stands inside ``<math>``.
    typst : str
        The same in the math mode of typst.
    text : str
        The same in words and plain signs, for JSON and for whoever has it read aloud.
    latex : str, optional
        The same in LaTeX, for the documentation.
    """

    mathml: str
    typst: str
    text: str
    latex: str = ""


@dataclass(frozen=True)
class Reference:
    """Where something was published; `where` is a section or an equation."""

    author: str
    year: int
    where: str = ""

    def __str__(self) -> str:
        return f"{self.author} {self.year}" + (f", {self.where}" if self.where else "")


@dataclass(frozen=True)
class Definition:
    """A term, what it means, and where there is one its formula and its source."""

    term: str
    meaning: str
    formula: Formula | None = None
    reference: Reference | None = None


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean; a pair is a definition without formula and source."""

    items: tuple[Definition | tuple[str, str], ...]

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The items, pairs made definitions."""
        return tuple(i if isinstance(i, Definition) else Definition(*i) for i in self.items)
