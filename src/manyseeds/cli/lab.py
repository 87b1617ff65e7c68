"""``manyseeds lab``: both exercises of the lab, trained many times, as tables and as reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.arguments import ThreadsOption
from manyseeds.cli.console import ended_well, rich_table, show
from manyseeds.cli.training import save_result, trained, write_reports

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Exercise
    from manyseeds.report.document import Document
    from manyseeds.results.result import Result

__all__ = ["lab"]


def lab(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="xor|digits", help="One exercise; both if left out."),
    ] = None,
    replicas: Annotated[int, typer.Option(help="Trainings of each network.")] = 1000,
    seed: Annotated[int, typer.Option(help="Key of every random stream.")] = 0,
    out: Annotated[
        Path, typer.Option(help="Folder for reports and stores; those there are replaced.")
    ] = Path("lab"),
    threads: ThreadsOption = None,
    sweep: Annotated[
        bool, typer.Option("--sweep/--no-sweep", help="Also train XOR at other hidden widths.")
    ] = True,
    precision: Annotated[
        float | None,
        typer.Option(
            help="Add replicas until the interval of mean test accuracy is this wide, in place of "
            "--replicas."
        ),
    ] = None,
) -> None:
    """Train the lab; print tables, write reports.

    Each exercise is trained many times. Written are a page (HTML), a PDF, a
    notebook, the numbers (JSON), and a store for `show`, `report` and `compare`.
    """
    written: list[Path] = []
    with ended_well(lambda: _kept(written)):
        from manyseeds.cli.output import folder_of_results
        from manyseeds.labs.exercise import EXERCISES
        from manyseeds.labs.exercise import exercise as exercise_named

        names = EXERCISES if exercise is None else (exercise,)
        exercises = [exercise_named(name) for name in names]
        studies = [e.study(replicas=replicas, seed=seed, sweep=sweep) for e in exercises]
        folder = folder_of_results(out, names, also=["index.html"] * (len(names) > 1))
        documents = {}
        for item, study in zip(exercises, studies, strict=True):
            result = trained(study, precision, threads, apart=True)
            documents[f"{item.name}.html"] = _answered(item, result, folder, threads, written)
        show(f"Open {_front_page(documents, folder, written)} in a browser.")


def _front_page(documents: dict[str, Document], folder: Path, written: list[Path]) -> Path:
    """Return the page to open first; of several, write one that leads to them."""
    if len(documents) == 1:
        return folder / next(iter(documents))
    from manyseeds.report.html import index_html
    from manyseeds.results.files import write

    write(folder / "index.html", index_html(documents))
    written.append(folder / "index.html")
    return folder / "index.html"


def _kept(written: list[Path]) -> str:
    if not written:
        return "No page was written."
    return f"Kept: {', '.join(map(str, written))}. Nothing else was written."


def _answered(
    exercise: Exercise, result: Result, folder: Path, threads: int | None, written: list[Path]
) -> Document:
    """Write the store and every report of an exercise, print its tables."""
    from manyseeds.report.tables import lab_tables

    save_result(result, exercise.name, folder, written)
    report = result.report(threads=threads)
    write_reports(report, exercise.name, folder, written)
    show(*map(rich_table, lab_tables(report.findings.evidence)))
    files = ", ".join(path.name for path in written if path.stem == exercise.name)
    show(f"Wrote {files} into {folder}")
    return report.document
