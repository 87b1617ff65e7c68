"""A document as PDF: typeset, tagged for those who have it read aloud, the same bytes each time."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib.resources import files

from manyseeds.report.document import Document
from manyseeds.report.typst_data import FALLBACK, typst_data, typst_files

__all__ = ["STANDARD", "to_pdf"]

STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1:2014): typst refuses what is not accessible, such as a silent figure."""


def to_pdf(document: Document) -> bytes:
    """Render `document` as PDF.

    Notes
    -----
    Fonts are those that come with typst and matplotlib, never those of the machine, and no time is
    written into the file: the same document gives the same bytes.
    """
    import typst

    template = files("manyseeds.report").joinpath("templates", "document.typ")
    sources = {
        "main.typ": template.read_bytes(),
        "document.json": json.dumps(typst_data(document)).encode(),
        **typst_files(document),
    }
    compile_files: Callable[..., bytes] = typst.compile
    return compile_files(sources, format="pdf", pdf_standards=STANDARD, font_paths=_fonts())


@functools.cache
def _fonts() -> object:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[FALLBACK.parent])
