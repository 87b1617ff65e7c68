"""The program: what it prints, writes and refuses, and how it ends."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import manyseeds
from manyseeds.cli import doctor as doctor_module
from manyseeds.cli.doctor import GOLDEN, bits_of
from manyseeds.cli.main import app
from manyseeds.kernel.library import available_levels

PROGRAM = [sys.executable, "-c", "from manyseeds.cli.main import main; main()"]
XOR_FILES = {f"xor.{ending}" for ending in ("zarr", "html", "pdf", "ipynb", "json")}
QUICK = ["lab", "xor", "--replicas", "4", "--no-sweep"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def started(*arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload, no-any-return]


def test_the_version() -> None:
    assert run("--version").output == f"manyseeds {manyseeds.__version__}\n"


@pytest.mark.parametrize("command", [[], ["lab"], ["doctor"]])
def test_help_has_an_example_that_runs(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run(*command, "--help")
    assert found.exit_code == 0
    (example,) = re.findall(r"Example: manyseeds (.*)", found.output)
    arguments = shlex.split(example)
    assert arguments[: len(command)] == command
    monkeypatch.chdir(tmp_path)
    if arguments[0] == "lab":  # as the example has it, but smaller
        arguments = [a for a in arguments if a != "1000"]
        arguments = [a for a in arguments if a != "--replicas"] + ["--replicas", "3", "--no-sweep"]
    assert run(*arguments).exit_code == 0


def test_without_arguments_the_program_shows_its_commands() -> None:
    output = run().output
    assert "lab" in output
    assert "doctor" in output


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; import manyseeds.cli.main; "
        "print(*{m.split('.')[0] for m in sys.modules} & "
        "{'numpy', 'scipy', 'sklearn', 'xarray', 'zarr', 'matplotlib', 'pydantic', 'jinja2'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_both_exercises_are_written_and_printed(tmp_path: Path) -> None:
    found = run("lab", "--replicas", "4", "--no-sweep", "--out", str(tmp_path / "new" / "lab"))
    assert found.exit_code == 0, found.output
    files = {path.name for path in (tmp_path / "new" / "lab").iterdir()}
    digits = {name.replace("xor", "digits") for name in XOR_FILES}
    assert files == {*XOR_FILES, *digits, "index.html"}
    for words in ("accuracy, test", "worst class in", "parameters", "converged", "650"):
        assert words in found.output
    assert "…" not in found.output  # no column is cut at 80 characters
    assert max(map(len, found.output.splitlines())) <= 80 or "Wrote" in found.output


@pytest.mark.parametrize("name", ["a[/b]", "[bold]:smile:"])
def test_a_path_is_printed_as_it_is(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(*QUICK, "--out", name)
    assert found.exit_code == 0, found.output
    assert f"into {name}" in " ".join(found.output.split())
    assert f"Open {Path(name, 'xor.html')} in" in found.output
    found = run("report", f"{name}/xor.zarr", "--json")
    assert found.exit_code == 0, found.output
    assert f"{Path(name, 'xor.json')}" in found.output.replace("\n", "")
    assert run("show", f"{name}/xor.zarr").exit_code == 0
    assert name in run("compare", *[f"{name}/xor.zarr"] * 2).output
    assert name in run("show", f"{name}/none.zarr").output


def test_the_sweep_is_in_the_table(tmp_path: Path) -> None:
    found = run("lab", "xor", "--replicas", "2", "--out", str(tmp_path))
    rows = re.findall(r"^ (none|\d+) +\d+ ", found.output, re.MULTILINE)
    assert rows[-10:] == ["none", "1", "2", "3", "4", "5", "6", "7", "8", "16"]
    assert not (tmp_path / "index.html").exists()


def test_the_same_command_gives_the_same_page(tmp_path: Path) -> None:
    pages = []
    for threads in ("1", "2"):
        folder = tmp_path / threads
        assert run(*QUICK, "--threads", threads, "--out", str(folder)).exit_code == 0
        pages.append((folder / "xor.html").read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lab", "nope"], "`exercise` must be one of"),
        (["lab", "digit"], "Did you mean 'digits'"),
        (["lab", "xor", "--replicas", "0"], "`replicas` must be"),
        (["lab", "xor", "--replicas", "-5"], "`replicas` must be"),
        (["lab", "xor", "--replicas", "1.5"], "--replicas"),
        (["lab", "xor", "--seed", "-1"], "`seed` must be"),
        (["lab", "xor", "--threads", "0"], "`threads` must be"),
        (["lab", "--nonsense"], "--nonsense"),
        (["labb"], "labb"),
        (["lab", "xor", "digits"], "digits"),
    ],
)
def test_wrong_input_is_a_sentence_and_exit_code_2(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(*arguments)
    assert found.exit_code == 2
    assert words in found.output
    assert "Traceback" not in found.output
    assert not list(tmp_path.rglob("*.html"))


def test_a_folder_that_cannot_be_written_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "taken" / "xor.html").mkdir(parents=True)
    for place in ("file", "file/below", "taken"):
        begun = time.monotonic()
        found = run("lab", "xor", "--replicas", "1000000", "--out", str(tmp_path / place))
        assert found.exit_code == 2
        assert "`--out` must be a folder" in found.output
        assert time.monotonic() - begun < 5


INTERRUPTED = """
import os, signal, time
from manyseeds.cli.main import main
from manyseeds.results.result import Result

# A shell that starts tests in the background has them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
keep, kept = Result.keep, []

def keep_and_interrupt(*arguments):
    keep(*arguments)
    kept.append(1)
    if len(kept) == 5:
        print(time.monotonic(), flush=True)
        os.kill(os.getpid(), signal.SIGINT)

Result.keep = keep_and_interrupt
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_at_once_and_says_what_is_kept(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "lab", "--replicas", "3000", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    ended = time.monotonic()
    assert done.returncode == 130
    assert ended - float(done.stdout) < 3  # a second, on a machine that does nothing else
    (line,) = done.stderr.splitlines()
    sentence = r"Stopped \(interrupted after (\d+) of 30000 trainings\)\. No page was written\."
    count = re.fullmatch(sentence, line)
    assert count
    assert 64 <= int(count.group(1)) < 3000
    assert list(tmp_path.iterdir()) == []


def test_pages_that_are_done_are_kept_on_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from manyseeds.spec import Study

    train = Study.run

    def interrupted(study: Study, **options: object) -> object:
        if study.data.name == "digits":
            raise KeyboardInterrupt
        return train(study, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Study, "run", interrupted)
    found = run("lab", "--replicas", "2", "--no-sweep", "--out", str(tmp_path))
    assert found.exit_code == 130
    assert "Stopped. Kept: " in found.output.replace("\n", " ")
    assert {path.name for path in tmp_path.iterdir()} == XOR_FILES


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("how", ["reader leaves", "closed"])
def test_the_page_is_written_though_nobody_reads_the_tables(how: str, tmp_path: Path) -> None:
    if how == "closed":
        command = shlex.join([*PROGRAM, *QUICK, "--out", str(tmp_path)]) + " >&- 2>&-"
        assert subprocess.run(command, shell=True, check=False).returncode == 0
    else:
        running = started(*QUICK, "--out", str(tmp_path))
        running.stdout.close()  # type: ignore[union-attr]
        assert running.wait(60) == 0
        assert running.stderr.read() == ""  # type: ignore[union-attr]
        running.stderr.close()  # type: ignore[union-attr]
    assert (tmp_path / "xor.html").stat().st_size > 10_000


PRINTING = """
from manyseeds.cli import main as program
from manyseeds.cli.console import errors, show

program.app = lambda: (show("0 → 日"), errors().print("0 → 日"))
program.main()
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_utf_8_shows_what_it_can(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINTING],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 ? ?\n", "0 ? ?\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "Cannot go on: No space left on device."


def test_the_doctor_names_versions_and_checks_the_bits() -> None:
    found = run("doctor")
    assert found.exit_code == 0, found.output
    assert manyseeds.__version__ in found.output
    for level in available_levels():
        assert level in found.output
    assert "Self-check passed" in found.output


@pytest.mark.parametrize("level", available_levels())
def test_every_level_leaves_the_golden_bits(level: str) -> None:
    assert bits_of(level) == GOLDEN


def test_wrong_bits_are_one_sentence_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "GOLDEN", "0" * 16)
    found = run("doctor")
    assert found.exit_code == 1
    assert "The self-check failed on" in found.output


def test_an_instruction_set_that_is_not_there_is_refused() -> None:
    done = subprocess.run(
        [*PROGRAM, "doctor"],
        env={**os.environ, "MANYSEEDS_ISA": "vax"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "`MANYSEEDS_ISA` must be one of" in done.stderr
    assert "Traceback" not in done.stderr
