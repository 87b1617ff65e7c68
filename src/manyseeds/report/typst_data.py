"""A document as data for the typst template: plain text in JSON, figures as SVG files.

No text becomes part of the template's source. The template reads it from JSON and shows it as
strings, which typst does not parse, so nothing in a label or a name can act as markup.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import matplotlib

from manyseeds.findings.wording import further_out, ordinal
from manyseeds.plots.svg import printed_svg
from manyseeds.report.cells import Cell, Table
from manyseeds.report.document import (
    Answer,
    Answered,
    Block,
    Claims,
    Code,
    Correction,
    Document,
    Figure,
    Figures,
    Links,
    Paragraph,
    Placements,
    spans,
)
from manyseeds.report.terms import Definitions, Formula

__all__ = ["FALLBACK", "FAMILY", "printable", "typst_data", "typst_files"]

Record = dict[str, Any]

FAMILY = "Libertinus Serif"
"""The font of the text, which comes with typst."""

FALLBACK = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
"""A font with many more letters, which comes with matplotlib."""

LETTERS = 1.2
"""Letters of `FAMILY` in figures, laid out with DejaVu Sans, which is this much wider."""

MOST_COLUMNS = 12
"""Columns of a table, as it stands on one page; more are set as several tables."""

SHORT = 14
"""Rows of a table that is kept on one page."""

LONGEST = 24
"""Letters in a row from which on a line may break also where there is no space."""

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Controls that turn the direction of all that follows."""


def typst_data(document: Document) -> Record:
    """Return what the template reads: text split into runs, blocks by their kind."""
    known = frozenset(section.anchor for section in document.sections)
    return {
        "title": printable(document.title),
        "language": document.language,
        "kicker": printable(document.kicker),
        "introduction": _text(document.introduction),
        "description": printable(document.introduction.replace("`", "")),
        "facts": [
            {"label": _text(f.label), "value": _text(f.value), "note": _text(f.note)}
            for f in document.facts
        ],
        "hero": None if document.hero is None else _record(document.hero, known),
        "sections": [
            {
                "anchor": section.anchor,
                "number": printable(section.number),
                "title": printable(section.title),
                "asks": _text(section.asks),
                "blocks": [_record(block, known) for block in section.blocks],
            }
            for section in document.sections
        ],
        "footer": printable(document.footer),
    }


def typst_files(document: Document) -> dict[str, bytes]:
    """Return the figures of `document` by the names that `typst_data` gives them."""
    figures = [document.hero] if document.hero is not None else []
    for section in document.sections:
        for block in section.blocks:
            parts = block.parts if isinstance(block, Figures) else (block,)
            figures += [part for part in parts if isinstance(part, Figure)]
    return {
        _file(figure): _covered(printed_svg(figure.drawing, FAMILY, LETTERS)).encode()
        for figure in figures
    }


def printable(text: str, *, code: bool = False) -> str:
    r"""Return `text` with nothing in it that cannot be set.

    A letter that no font at hand has is written as its code point. Control characters become
    spaces, but for the line ends of code. Long words may be broken.

    Examples
    --------
    >>> printable("a\x07b 中")
    'a b U+4E2D'
    """
    kept = "\n" if code else ""
    text = UNPRINTABLE.sub(lambda found: found[0] if found[0] in kept else " ", text)
    text = _covered(TURNING.sub("", text))
    if code:
        return text
    text = re.sub(r"(?<=\d) (?=%)", "\u00a0", text)
    return re.sub(
        rf"\S{{{LONGEST},}}", lambda long: re.sub(r"\S{6}", "\\g<0>\u200b", long[0]), text
    )


def _covered(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c if ord(c) in _letters() else f"U+{ord(c):04X}" for c in text)


@functools.cache
def _letters() -> frozenset[int]:
    """The code points that can be set: those of the fallback, and those that need no letter."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(FALLBACK)).get_charmap()) | set(range(0x20)) | {0x200B}


def _text(text: str) -> list[Record]:
    return [{"text": printable(piece), "code": code} for piece, code in spans(text)]


def _file(figure: Figure) -> str:
    return f"{figure.name}.svg"


def _cell(cell: Cell) -> Record:
    return {"text": _text(cell.text), "note": _text(cell.note)}


@functools.singledispatch
def _record(block: Block, known: frozenset[str]) -> Record:
    raise TypeError(f"no typst for {type(block).__name__}")


@_record.register(Paragraph)
@_record.register(Answer)
def _(block: Paragraph | Answer, known: frozenset[str]) -> Record:
    return {"kind": type(block).__name__.lower(), "text": _text(block.text)}


@_record.register
def _(block: Answered, known: frozenset[str]) -> Record:
    return {
        "kind": "answered",
        "code": printable(block.code),
        "question": _text(block.question),
        "verdict": _text(block.verdict),
        "answer": _text(block.answer),
        "numbers": [{"name": _text(name), **_cell(cell)} for name, cell in block.numbers],
        "definition": _text(block.definition),
        "applicable": block.applicable,
    }


@_record.register
def _(block: Table, known: frozenset[str]) -> Record:
    rest = range(1, len(block.columns))
    chunks = [rest[k : k + MOST_COLUMNS - 1] for k in range(0, len(rest), MOST_COLUMNS - 1)]
    parts = [
        {
            "columns": [_text(block.columns[c]) for c in (0, *chunk)],
            "words": [c == 0 or c in block.words for c in (0, *chunk)],
            "rows": [[_cell(row[c]) for c in (0, *chunk)] for row in block.rows],
        }
        for chunk in chunks or [rest]
    ]
    cells = [cell for row in block.rows for cell in row]
    short = (
        not block.folded
        and len(block.rows) <= SHORT
        and all(len(cell.text) <= 80 for cell in cells)
    )
    return {"kind": "table", "caption": _text(block.caption), "parts": parts, "short": short}


@_record.register
def _(block: Figure, known: frozenset[str]) -> Record:
    return {
        "kind": "figure",
        "file": _file(block),
        "alt": printable(block.plot.alt),
        "caption": _text(block.caption),
        "width": block.plot.size[0],
    }


@_record.register
def _(block: Figures, known: frozenset[str]) -> Record:
    return {"kind": "figures", "parts": [_record(part, known) for part in block.parts]}


@_record.register
def _(block: Code, known: frozenset[str]) -> Record:
    text = printable(block.text.rstrip("\n"), code=True)
    return {"kind": "code", "text": text, "language": block.language}


@_record.register
def _(block: Formula, known: frozenset[str]) -> Record:
    return {"kind": "formula", "typst": block.typst, "alt": printable(block.text)}


@_record.register
def _(block: Definitions, known: frozenset[str]) -> Record:
    items = [
        {
            "term": _text(item.term),
            "meaning": _text(item.meaning),
            "formula": None if item.formula is None else _record(item.formula, known),
            "reference": "" if item.reference is None else printable(str(item.reference)),
        }
        for item in block.definitions
    ]
    return {"kind": "definitions", "items": items}


@_record.register
def _(block: Links, known: frozenset[str]) -> Record:
    items = [
        {
            "text": _text(line),
            "answer": _text(answer),
            "anchor": anchor if anchor in known else "",
        }
        for line, answer, anchor in block.parts
    ]
    return {"kind": "links", "items": items}


@_record.register
def _(block: Placements, known: frozenset[str]) -> Record:
    items = [
        {
            "name": printable(f"{item.name[:1].upper()}{item.name[1:]}: {item.value}"),
            "note": printable(f"median here {item.median}; {further_out(item.place)}"),
            "percentile": ordinal(item.place.percentile),
            "place": item.place.percentile if item.place.further.n else None,
            "within": item.place.within,
        }
        for item in block.items
    ]
    return {"kind": "placements", "items": items}


@_record.register
def _(block: Claims, known: frozenset[str]) -> Record:
    items = [{"claim": _text(item.claim), "here": _text(item.here)} for item in block.items]
    return {"kind": "claims", "items": items}


@_record.register
def _(block: Correction, known: frozenset[str]) -> Record:
    return {"kind": "correction", "claim": _text(block.claim), "right": _text(block.right)}
