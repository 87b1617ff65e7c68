"""The program as ``python -m manyseeds``, and in surroundings that are not as they should be."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import manyseeds
from manyseeds import Study, Training
from manyseeds.__main__ import main
from manyseeds.cli.console import errors, rich_table, show
from manyseeds.report.tables import lab_tables

ROOT = Path(__file__).parents[2]


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "manyseeds", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small result, saved."""
    path = tmp_path_factory.mktemp("results") / "xor.zarr"
    Study(data="xor", training=Training(epochs=3), replicas=8).run().save(path)
    return str(path)


def test_the_module_is_the_command() -> None:
    found = ran("--version")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == f"manyseeds {manyseeds.__version__}\n"
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"manyseeds": f"manyseeds.__main__:{main.__name__}"}


@pytest.mark.parametrize("columns", ["0", "1", "40"])
def test_a_narrow_terminal_cuts_no_number(
    columns: str, store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    tables = lab_tables(manyseeds.load(store).findings().evidence)
    show(*map(rich_table, tables))
    output = capsys.readouterr().out
    assert "…" not in output
    assert len(re.findall(r"\d\.\d{4}", output)) > 20
    errors().print("a sentence", soft_wrap=True)
    assert capsys.readouterr().err == "a sentence\n"


def test_a_home_that_is_none_and_a_wrong_backend_do_no_harm(store: str, tmp_path: Path) -> None:
    nowhere = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"), "")
    surroundings = {"HOME": os.devnull, "MPLBACKEND": "nonsense", **nowhere}
    found = ran("report", store, "--html", "--out", str(tmp_path), **surroundings)
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stderr
    assert (tmp_path / "xor.html").stat().st_size > 10_000


INTERRUPTED = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)

# A shell that starts tests in the background has them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting())
from manyseeds.__main__ import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_while_the_program_starts_is_one_line() -> None:
    found = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "doctor"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 128 + signal.SIGINT
    assert (found.stdout, found.stderr) == ("", "Stopped. Nothing was written.\n")
