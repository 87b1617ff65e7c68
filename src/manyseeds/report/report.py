"""A report: the findings of a study as one value, to be saved in any format."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyseeds.errors import ResultError, must_be
from manyseeds.findings.catalogue import Findings
from manyseeds.report.document import Document
from manyseeds.report.lab import lab_document
from manyseeds.report.study import study_document

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["FORMATS", "Report", "report_of"]

FORMATS = {".html": "HTML", ".pdf": "PDF", ".ipynb": "notebook", ".json": "JSON"}
"""What a file's ending asks for."""


@dataclass(frozen=True, eq=False)
class Report:
    """The findings of a study, ready to be shown.

    Parameters
    ----------
    findings : Findings
    live : bool
        Whether the page holds a copy of the playground that trains the study anew, where the
        playground has such a study.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="xor", training=Training(epochs=2), replicas=8).run()
    >>> report = result.report()
    >>> report.document.title
    'Xor: is it luck?'
    >>> report.html().startswith("<!doctype html>")
    True
    """

    findings: Findings = field(repr=False)
    live: bool = True

    @functools.cached_property
    def document(self) -> Document:
        """Sections of text, tables and figures: that of the lab's exercise where it is one."""
        exercise = self.findings.evidence.exercise
        if exercise is not None:
            return lab_document(self.findings, exercise)
        return study_document(self.findings)

    def html(self) -> str:
        """Return the report as a page that needs nothing else."""
        from manyseeds.report.html import to_html
        from manyseeds.report.live import live_copy

        return to_html(self.document, live_copy(self.findings.evidence) if self.live else None)

    def pdf(self) -> bytes:
        """Return the report as a PDF; the same bytes for the same result."""
        from manyseeds.report.pdf import to_pdf

        return to_pdf(self.document)

    def notebook(self) -> str:
        """Return the report as a notebook that trains and answers anew."""
        from manyseeds.report.notebook import to_notebook

        return to_notebook(self.findings, self.document)

    def json(self) -> str:
        """Return the report for machines."""
        from manyseeds.report.machine import to_json

        return to_json(self.document)

    def save(self, path: str | Path) -> Path:
        """Write the report; the ending ``.html``, ``.pdf``, ``.ipynb`` or ``.json`` says how.

        Raises
        ------
        ResultError
            Where the ending is another, or the file cannot be written.
        """
        from manyseeds.results.files import path_of, write

        target = path_of(path)
        content: dict[str, Any] = {
            ".html": self.html,
            ".pdf": self.pdf,
            ".ipynb": self.notebook,
            ".json": self.json,
        }
        if target.suffix not in content:
            rule = f"a file name that ends in {', '.join(FORMATS)}"
            raise ResultError(must_be("path", rule, str(path)))
        write(target, content[target.suffix]())
        return target

    def _repr_html_(self) -> str:
        return self.findings._repr_html_()


def report_of(result: Result, *, live: bool = True, **settings: Any) -> Report:
    """Answer every question about a result; other settings are those of `findings_of`."""
    return Report(result.findings(**settings), live)
