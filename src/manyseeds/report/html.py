"""A document as one HTML file that needs nothing else: no network, no fonts.

There is no script but that of a live copy, which runs when a reader asks for it.

A page tells the browser to load nothing from anywhere. Tables, and figures of few numbers, carry
their numbers along as CSV, behind a link that saves them.
"""

from __future__ import annotations

import functools
import re
from typing import Any

import jinja2
from markupsafe import Markup, escape

from manyseeds.findings.wording import further_out, ordinal
from manyseeds.plots.svg import page_svg
from manyseeds.report.document import Answered, Block, Document, Figure, Formula, Table, spans
from manyseeds.report.live import Live
from manyseeds.report.spreadsheet import csv_link, csv_text, frame_csv, table_csv

__all__ = ["index_html", "to_html"]

MOST_NUMBERS = 20_000
LONGEST_LINK = 120_000
"""Letters of a link that carries the numbers behind a figure; of more, the JSON has them."""

UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")
"""Controls that no page may hold, and those that turn the direction of all that follows."""


def to_html(document: Document, live: Live | None = None) -> str:
    """Render `document` as a page, with a live copy of the playground in it if there is one."""
    return _environment().get_template("page.html.j2").render(document=document, live=live)


def index_html(documents: dict[str, Document]) -> str:
    """Render a page that leads to several; keys are their file names."""
    return _environment().get_template("index.html.j2").render(documents=documents)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("manyseeds.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )
    filters: dict[str, Any] = {
        "text": _text,
        "kind": _kind,
        "svg": _svg,
        "mathml": _mathml,
        "table_csv": _table_csv,
        "figure_csv": _figure_csv,
        "numbers_csv": _numbers_csv,
        "ordinal": ordinal,
        "further": further_out,
    }
    environment.filters.update(filters)
    return environment


def _shown(value: object) -> object:
    """Leave out of whatever is written what no page may hold."""
    if isinstance(value, Markup):
        return Markup(UNSHOWN.sub("", value))
    return UNSHOWN.sub("", value) if isinstance(value, str) else value


def _text(text: str) -> Markup:
    """Escape `text`, set what stands between backticks as code, keep numbers with their sign."""
    pieces = []
    for piece, code in spans(text):
        whole = re.sub(r"(?<=\d) (?=%)", "\u00a0", str(escape(piece)))
        pieces.append(f"<code>{whole}</code>" if code else whole)
    return Markup("".join(pieces))


def _kind(block: Block) -> str:
    return type(block).__name__


def _svg(figure: Figure) -> Markup:
    # The writer escapes all text; nothing in it comes from a user unescaped.
    return Markup(page_svg(figure.drawing, figure.name, figure.plot.alt))


def _mathml(formula: Formula) -> Markup:
    # Formulas are the project's own; no text of a user becomes part of one.
    return Markup(formula.mathml)


def _table_csv(table: Table) -> str:
    return csv_link(table_csv(table))


def _figure_csv(figure: Figure) -> str:
    """The numbers behind a figure, where they are few enough to be carried along."""
    frame = figure.plot.frame()
    if frame.size > MOST_NUMBERS:
        return ""
    link = csv_link(frame_csv(frame))
    return link if len(link) <= LONGEST_LINK else ""


def _numbers_csv(block: Answered) -> str:
    if not block.numbers:
        return ""
    columns = ("name", "value", "low", "high", "level", "method", "n", "resampled")
    rows: list[tuple[object, ...]] = []
    for name, cell in block.numbers:
        found = cell.interval
        known = (
            (None,) * 6
            if found is None
            else (found.low, found.high, found.level, found.method, found.n, found.resampled)
        )
        rows.append((name, cell.text if cell.number is None else cell.number, *known))
    return csv_link(csv_text(columns, rows))
