"""Pages made from the program itself: a comment in a page is replaced by text that is generated.

``<!-- generated: statistics -->`` in a page stands for the Markdown that `statistics_text` returns.
Nothing here needs Sphinx but `setup`, so all of it can be tested without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from generated.commands import commands_text
from generated.docstrings import after, before
from generated.examples import answer_text, picture_text
from generated.findings import findings_text
from generated.python import functions_text, loaders_text, python_text
from generated.specification import datasets_text, specification_text
from generated.statistics import statistics_text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["GENERATORS", "MARKER", "expanded", "setup"]

MARKER = re.compile(r"^<!-- generated: (\w+)((?: [\w.-]+)*) -->$", re.MULTILINE)
"""A line that stands for generated text: its name, and what it is generated of."""

BEFORE_FENCE = re.compile(r"\n(?=\n```$)", re.MULTILINE)
"""The empty line that doctest needs before the end of a block, and a reader does not."""

GENERATORS: Mapping[str, Callable[..., str]] = {
    "answer": answer_text,
    "commands": commands_text,
    "datasets": datasets_text,
    "findings": findings_text,
    "functions": functions_text,
    "loaders": loaders_text,
    "picture": picture_text,
    "python": python_text,
    "specification": specification_text,
    "statistics": statistics_text,
}
"""What makes the text of each name."""


def expanded(page: str) -> str:
    """Return the Markdown of a page with generated text in place of its markers."""

    def text(match: re.Match[str]) -> str:
        return GENERATORS[match[1]](*match[2].split())

    return BEFORE_FENCE.sub("", MARKER.sub(text, page))


def setup(app: Sphinx) -> dict[str, Any]:
    """Let Sphinx expand pages as it reads them, each time: what they are made of may be new."""

    def read(app: Sphinx, name: str, source: list[str]) -> None:
        source[0] = expanded(source[0])

    def outdated(app: Sphinx, env: Any, *changes: set[str]) -> list[str]:
        pages = {name: app.srcdir / f"{name}.md" for name in env.found_docs}
        return [name for name, path in pages.items() if MARKER.search(path.read_text("utf-8"))]

    app.connect("source-read", read)
    app.connect("env-get-outdated", outdated)
    app.connect("autodoc-process-docstring", before, priority=400)  # napoleon is at 500
    app.connect("autodoc-process-docstring", after, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
