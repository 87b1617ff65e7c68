"""The notebook runs from top to bottom, offline, and its numbers are the report's."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import small_labs
from manyseeds import Network, Split, Study, Training
from manyseeds.report.report import Report

FRAMES = """
import json
print(json.dumps({f.code: [n.value.estimate for n in f.numbers] for f in findings.applicable}))
print(json.dumps({f.code: f.answer for f in findings}))
"""


def executed(text: str, folder: Path, extra: str = FRAMES) -> Any:
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(extra))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def printed(notebook: Any) -> list[str]:
    (output,) = notebook.cells[-1].outputs
    return str(output.text).splitlines()


@pytest.mark.parametrize("name", ["xor", "digits"])
def test_it_reproduces_the_report(name: str, tmp_path: Path) -> None:
    report = small_labs.report(name)
    notebook = executed(report.notebook(), tmp_path)
    numbers, answers = map(json.loads, printed(notebook))
    for finding in report.findings:
        assert answers[finding.code] == finding.answer
        if finding.applicable:
            expected = [number.value.estimate for number in finding.numbers]
            np.testing.assert_array_equal(numbers[finding.code], expected)
    shown = [c for c in notebook.cells if c.source.startswith("findings[")]
    assert len(shown) > 8
    for cell in shown:
        assert "<svg" in cell.outputs[0].data["text/html"] or "size" in cell.source


def test_the_same_result_makes_the_same_notebook() -> None:
    again = Report(small_labs.digits_result().findings(progress=False))
    assert small_labs.report("digits").notebook() == again.notebook()


def test_rows_given_as_arrays_are_read_from_the_store(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(120, 3))
    study = Study(
        data=(x, (x[:, 0] > 0).astype(int)),
        network=Network(hidden=(3,)),
        training=Training(epochs=5),
        split=Split(test=0.3, validation=0.2),
        replicas=16,
    )
    result = study.run(progress=False)
    result.save(tmp_path / "result.zarr")
    report = result.report(progress=False)
    notebook = executed(report.notebook(), tmp_path)
    answers = json.loads(printed(notebook)[1])
    assert answers["accuracy"] == report.findings["accuracy"].answer


def test_hostile_names_are_no_markup() -> None:
    rng = np.random.default_rng(6)
    labels = np.array(["<b>$x$</b>", "# *one*", "| _two_ |"])[rng.integers(0, 3, 90)]
    study = Study(data=(rng.normal(size=(90, 2)), labels), training=Training(epochs=2), replicas=4)
    text = study.run(progress=False).report(progress=False).notebook()
    cells = nbformat.reads(text, as_version=4).cells
    markdown = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "<b>" not in markdown.replace("\\<b>", "")


def test_it_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert small_labs.report("digits").notebook()
