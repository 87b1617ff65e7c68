"""A document as JSON, for programs: everything that it says, with every number in full.

The layout is described by ``schema.json`` beside this module (JSON Schema 2020-12). A number that
is missing or not finite is null. No clock is read, so the same document gives the same bytes.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np

from manyseeds.findings.placed import Placed
from manyseeds.report.cells import Cell, Table
from manyseeds.report.document import (
    Answer,
    Answered,
    Block,
    Claims,
    Code,
    Correction,
    Document,
    Fact,
    Figure,
    Figures,
    Links,
    Paragraph,
    Placements,
    Section,
)
from manyseeds.report.terms import Definitions, Formula
from manyseeds.stats.interval import Interval

__all__ = ["SCHEMA_VERSION", "json_schema", "to_json"]

SCHEMA_VERSION = 1

MOST_ROWS = 100_000
"""Of a figure. A mark for each of a million replicas would take gigabytes; the store has them."""

Record = dict[str, Any]


def to_json(document: Document, about: Mapping[str, Any] | None = None) -> str:
    """Render `document` for programs.

    Parameters
    ----------
    document : Document
    about : mapping, optional
        What else is known and can be written as JSON, such as the specification and the versions.

    Returns
    -------
    str
        JSON, indented; a row of numbers is one line.
    """
    record = {
        "schema_version": SCHEMA_VERSION,
        "language": document.language,
        "title": document.title,
        "kicker": document.kicker,
        "introduction": document.introduction,
        "facts": [_fact(fact) for fact in document.facts],
        "hero": None if document.hero is None else _record(document.hero),
        "sections": [_section(section) for section in document.sections],
        "footer": document.footer,
        "about": dict(about or {}),
    }
    return _written(_plain(record)) + "\n"


def json_schema() -> Record:
    """Return the JSON Schema that `to_json` keeps to."""
    text = files("manyseeds.report").joinpath("schema.json").read_text(encoding="utf-8")
    schema: Record = json.loads(text)
    return schema


def _section(section: Section) -> Record:
    return {
        "anchor": section.anchor,
        "number": section.number,
        "title": section.title,
        "asks": section.asks,
        "blocks": [_record(block) for block in section.blocks],
    }


def _fact(fact: Fact) -> Record:
    cell = Cell(fact.value)
    return {"label": fact.label, "text": fact.value, "value": cell.number, "note": fact.note}


def _interval(interval: Interval | None) -> Record | None:
    if interval is None:
        return None
    names = ("estimate", "low", "high", "level", "method", "n", "resampled")
    return {name: getattr(interval, name) for name in names}


def _cell(cell: Cell) -> Record:
    found = {"text": cell.text, "note": cell.note, "value": cell.number}
    return {**found, "interval": _interval(cell.interval)}


@functools.singledispatch
def _record(block: Block) -> Record:
    raise TypeError(f"no JSON for {type(block).__name__}")


@_record.register
def _(block: Paragraph) -> Record:
    return {"kind": "paragraph", "text": block.text}


@_record.register
def _(block: Answer) -> Record:
    return {"kind": "answer", "text": block.text}


@_record.register
def _(block: Answered) -> Record:
    return {
        "kind": "answered",
        "code": block.code,
        "question": block.question,
        "verdict": block.verdict,
        "answer": block.answer,
        "numbers": [{"name": name, **_cell(cell)} for name, cell in block.numbers],
        "definition": block.definition,
        "applicable": block.applicable,
    }


@_record.register
def _(block: Table) -> Record:
    rows = []
    for row in block.rows:
        cells = [_cell(cell) for cell in row]
        for place, cell in enumerate(row):  # words stay words, also where they are digits
            if (place == 0 or place in block.words) and cell.value is None is cell.interval:
                cells[place]["value"] = None
        rows.append(cells)
    found = {"kind": "table", "name": block.name, "caption": block.caption}
    return {**found, "columns": list(block.columns), "rows": rows}


@_record.register
def _(block: Figure) -> Record:
    frame = block.plot.frame()
    left_out = len(frame) if len(frame) > MOST_ROWS else 0
    frame = frame.iloc[:0] if left_out else frame
    columns = [frame[name].tolist() for name in frame.columns]
    return {
        "kind": "figure",
        "name": block.name,
        "caption": block.caption,
        "alt": block.plot.alt,
        "columns": list(map(str, frame.columns)),
        "rows": [list(row) for row in zip(*columns, strict=True)],
        **({"left_out": left_out} if left_out else {}),
    }


@_record.register
def _(block: Figures) -> Record:
    return {"kind": "figures", "parts": [_record(part) for part in block.parts]}


@_record.register
def _(block: Code) -> Record:
    return {"kind": "code", "language": block.language, "text": block.text}


@_record.register
def _(block: Formula) -> Record:
    names = ("text", "mathml", "typst", "latex")
    return {"kind": "formula", **{name: getattr(block, name) for name in names}}


@_record.register
def _(block: Definitions) -> Record:
    items = [
        {
            "term": item.term,
            "meaning": item.meaning,
            "formula": None if item.formula is None else _record(item.formula),
            "reference": None if item.reference is None else str(item.reference),
        }
        for item in block.definitions
    ]
    return {"kind": "definitions", "items": items}


@_record.register
def _(block: Links) -> Record:
    items = [{"text": text, "anchor": anchor} for text, anchor in block.items]
    return {"kind": "links", "items": items}


@_record.register
def _(block: Placements) -> Record:
    return {"kind": "placements", "items": [_placed(item) for item in block.items]}


def _placed(item: Placed) -> Record:
    return {
        "step": item.step,
        "name": item.name,
        "text": item.value,
        "value": item.place.value,
        "median": item.median,
        "percentile": item.place.percentile,
        "further": _interval(item.place.further),
        "side": item.place.side,
        "within": item.place.within,
    }


@_record.register
def _(block: Claims) -> Record:
    items = [{"claim": item.claim, "here": item.here} for item in block.items]
    return {"kind": "claims", "items": items}


@_record.register
def _(block: Correction) -> Record:
    return {"kind": "correction", "claim": block.claim, "right": block.right}


def _plain(value: Any) -> Any:
    """Make numpy's numbers Python's, and those that are not finite None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic | np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _written(value: Any, depth: int = 0) -> str:
    """Write JSON that people can read too: what holds no list and no object is one line."""
    if not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    items = value.values() if isinstance(value, dict) else value
    if not any(isinstance(item, dict | list) for item in items):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    space, end = "  " * (depth + 1), "  " * depth
    lines = [_written(item, depth + 1) for item in items]
    if isinstance(value, dict):
        keys = [json.dumps(key, ensure_ascii=False) for key in value]
        lines = [f"{key}: {line}" for key, line in zip(keys, lines, strict=True)]
    first, last = "{}" if isinstance(value, dict) else "[]"
    joined = ",\n".join(space + line for line in lines)
    return f"{first}\n{joined}\n{end}{last}"
