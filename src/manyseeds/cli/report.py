"""``manyseeds report``: the findings of a stored result as a page, a PDF, a notebook, numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from manyseeds.cli.arguments import RunOption, StoreArgument, ThreadsOption
from manyseeds.cli.console import ended_well, show, working

__all__ = ["report"]


def report(
    store: StoreArgument,
    html: Annotated[bool, typer.Option("--html", help="Write a page.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write a PDF.")] = False,
    notebook: Annotated[bool, typer.Option("--notebook", help="Write a notebook.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write the numbers for machines.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; that of the store if left out.")
    ] = None,
    live: Annotated[
        bool, typer.Option(help="Let the page train the study anew, where the playground can.")
    ] = True,
    run: RunOption = None,
    threads: ThreadsOption = None,
) -> None:
    """Write the findings of a stored result.

    All formats are written if none is asked for.
    """
    with ended_well():
        from manyseeds.cli.output import checked_folder
        from manyseeds.report.report import FORMATS, report_of
        from manyseeds.results.store import load

        asked = dict(zip(FORMATS, (html, pdf, notebook, json), strict=True))
        endings = [ending for ending in FORMATS if asked[ending] or not any(asked.values())]
        result = load(store)
        name = store.resolve().stem
        folder = checked_folder(out or store.resolve().parent, [name + e for e in endings])
        found = report_of(result, live=live, run=run, threads=threads)
        for ending in endings:
            with working(f"writing {FORMATS[ending]}"):
                path = found.save(folder / (name + ending))
            show(f"Wrote {path}")
