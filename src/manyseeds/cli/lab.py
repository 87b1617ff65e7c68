"""``manyseeds lab``: both exercises of the lab, trained many times, as tables and as reports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.console import ended_well, rich_table, show, working

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Exercise
    from manyseeds.report.document import Document
    from manyseeds.results.result import Result
    from manyseeds.spec import Study

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
    threads: Annotated[
        int | None, typer.Option(help="Threads; as many as processors if left out.")
    ] = None,
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
        from manyseeds.labs.exercise import EXERCISES
        from manyseeds.labs.exercise import exercise as exercise_named

        names = EXERCISES if exercise is None else (exercise,)
        exercises = [exercise_named(name) for name in names]
        studies = [e.study(replicas=replicas, seed=seed, sweep=sweep) for e in exercises]
        folder = _folder(out, names)
        documents = {}
        for item, study in zip(exercises, studies, strict=True):
            result = _trained(study, precision, threads)
            documents[f"{item.name}.html"] = _answered(item, result, folder, threads, written)
        show(f"Open {_front_page(documents, folder, written)} in a browser.")


def _folder(out: Path, names: Sequence[str]) -> Path:
    """Make sure, before training, that all there is to be written can be written to `out`."""
    from manyseeds.cli.output import checked_folder
    from manyseeds.report.report import FORMATS
    from manyseeds.results.store import check_vacant

    files = [f"{name}{ending}" for name in names for ending in FORMATS]
    folder = checked_folder(out, files + ["index.html"] * (len(names) > 1))
    for name in names:
        check_vacant(folder / f"{name}.zarr", replace=True)
    return folder


def _front_page(documents: dict[str, Document], folder: Path, written: list[Path]) -> Path:
    """Return the page to open first; of several, write one that leads to them."""
    if len(documents) == 1:
        return folder / next(iter(documents))
    from manyseeds.report.files import write
    from manyseeds.report.html import index_html

    write(folder / "index.html", index_html(documents))
    written.append(folder / "index.html")
    return folder / "index.html"


def _kept(written: list[Path]) -> str:
    if not written:
        return "No page was written."
    return f"Kept: {', '.join(map(str, written))}. Nothing else was written."


def _trained(study: Study, precision: float | None, threads: int | None) -> Result:
    """Train a study, growing it where a precision is asked for; say how long it took."""
    from rich.text import Text

    started = time.monotonic()
    if precision is None:
        result = study.run(threads=threads)
    else:
        from manyseeds.cli.growing import grown

        result = grown(study, precision, threads)
    trained = time.monotonic() - started
    trainings = len(result.arms) * len(result.replicas)
    took = f": {trainings:,} trainings in {trained:.1f} s"
    show("", Text.assemble((study.data.name, "bold"), took), "")
    return result


def _answered(
    exercise: Exercise, result: Result, folder: Path, threads: int | None, written: list[Path]
) -> Document:
    """Write the store and every report of an exercise, print its tables."""
    from manyseeds.report.report import FORMATS
    from manyseeds.report.tables import lab_tables

    store = folder / f"{exercise.name}.zarr"
    result.save(store, replace=True)
    written.append(store)
    report = result.report(threads=threads)
    for ending, name in FORMATS.items():
        with working(f"writing {name} of {exercise.name}"):
            written.append(report.save(folder / f"{exercise.name}{ending}"))
    show(*map(rich_table, lab_tables(report.findings.evidence)))
    files = ", ".join(path.name for path in written if path.stem == exercise.name)
    show(f"Wrote {files} into {folder}")
    return report.document
