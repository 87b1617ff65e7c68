"""``manyseeds lab``: both exercises of the lab, trained many times, as tables and as pages."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.console import ended_well, errors, rich_table, show

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Exercise
    from manyseeds.report.document import Document
    from manyseeds.spec import Study

__all__ = ["lab"]


def lab(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[xor|digits]", help="One exercise; both if left out."),
    ] = None,
    replicas: Annotated[int, typer.Option(help="Trainings of each network.")] = 1000,
    seed: Annotated[int, typer.Option(help="Key of every random stream.")] = 0,
    out: Annotated[
        Path, typer.Option(help="Folder for the pages; those there are replaced.")
    ] = Path("lab"),
    threads: Annotated[
        int | None, typer.Option(help="Threads; as many as processors if left out.")
    ] = None,
    sweep: Annotated[
        bool, typer.Option("--sweep/--no-sweep", help="Also train XOR at other hidden widths.")
    ] = True,
) -> None:
    """Train the lab; print tables, write pages.

    Each exercise is trained many times. The pages need nothing else: no network,
    no fonts, no scripts.
    """
    written: list[Path] = []
    with ended_well(lambda: _kept(written)):
        from manyseeds.cli.output import checked_folder, write
        from manyseeds.labs.exercise import EXERCISES
        from manyseeds.labs.exercise import exercise as exercise_named

        names = EXERCISES if exercise is None else (exercise,)
        exercises = [exercise_named(name) for name in names]
        studies = [e.study(replicas=replicas, seed=seed, sweep=sweep) for e in exercises]
        files = [f"{name}.html" for name in names] + ["index.html"] * (len(names) > 1)
        folder = checked_folder(out, files)
        documents = {}
        for item, study in zip(exercises, studies, strict=True):
            documents[f"{item.name}.html"] = _train(item, study, folder, threads, written)
        if len(documents) > 1:
            from manyseeds.report.html import index_html

            write(folder / "index.html", index_html(documents))
            written.append(folder / "index.html")
        show(f"Open {written[-1]} in a browser.")


def _kept(written: list[Path]) -> str:
    if not written:
        return "No page was written."
    return f"Kept: {', '.join(map(str, written))}. Nothing else was written."


def _train(
    exercise: Exercise, study: Study, folder: Path, threads: int | None, written: list[Path]
) -> Document:
    """Train an exercise, write its page, print its tables."""
    from manyseeds.cli.output import write
    from manyseeds.report.evidence import evidence_of
    from manyseeds.report.html import to_html
    from manyseeds.report.lab import lab_document
    from manyseeds.report.tables import lab_tables

    started = time.monotonic()
    result = study.run(threads=threads)
    trained = time.monotonic() - started
    with errors().status(f"writing {exercise.name}.html") if sys.stderr.isatty() else nullcontext():
        evidence = evidence_of(result, exercise, threads)
        document = lab_document(evidence)
        page = folder / f"{exercise.name}.html"
        write(page, to_html(document))
    written.append(page)
    trainings = len(result.arms) * len(result.replicas)
    show(
        "",
        f"[bold]{exercise.title}[/bold]: {trainings:,} trainings in {trained:.1f} s",
        "",
        *map(rich_table, lab_tables(evidence)),
        f"Wrote {page}",
    )
    return document
