"""A document as one HTML file that needs nothing else: no network, no fonts, no scripts."""

from __future__ import annotations

import functools
import re
from typing import Any

import jinja2
from markupsafe import Markup, escape

from manyseeds.plots.svg import plot_svg
from manyseeds.report.document import Block, Document, Figure
from manyseeds.report.numbers import further_out, ordinal

__all__ = ["index_html", "to_html"]


def to_html(document: Document) -> str:
    """Render `document` as a page."""
    return _environment().get_template("page.html.j2").render(document=document)


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
    )
    filters: dict[str, Any] = {
        "text": _text,
        "kind": _kind,
        "svg": _svg,
        "ordinal": ordinal,
        "further": further_out,
    }
    environment.filters.update(filters)
    return environment


def _text(text: str) -> Markup:
    """Escape `text`, set what stands between backticks as code, keep numbers with their sign."""
    whole = re.sub(r"(?<=\d) %", "\u00a0%", str(escape(text)))
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", whole))


def _kind(block: Block) -> str:
    return type(block).__name__


def _svg(figure: Figure) -> Markup:
    # The writer escapes all text; nothing in it comes from a user unescaped.
    return Markup(plot_svg(figure.plot, figure.name))
