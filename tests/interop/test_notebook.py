"""The notebook for users of Keras: as its script makes it, and running from top to bottom."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"


def test_the_notebook_is_what_its_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_notebook", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.TARGET.read_text(encoding="utf-8") == script.notebook()


@pytest.mark.slow
def test_the_notebook_runs_and_keras_s_own_run_is_one_of_the_thousand(tmp_path: Path) -> None:
    notebook = nbformat.read(FOLDER / "keras.ipynb", as_version=4)
    extra = nbformat.v4.new_code_cell("print(float((accuracies < accuracy).mean()))")
    notebook.cells.append(extra)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert 0 <= float(notebook.cells[-1].outputs[0].text) <= 1
    shown = [c for c in notebook.cells if c.source.startswith("findings[")]
    assert all("<svg" in cell.outputs[0].data["text/html"] for cell in shown)
