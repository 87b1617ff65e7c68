"""Stores at the command line: filled, gone on with, shared out, verified, mended, exported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import pytest
import xarray
from typer.testing import CliRunner, Result

import manyseeds
from manyseeds.cli.main import app
from manyseeds.interop.tables import write_table
from storing import bits, small_chunks, study


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(autouse=True)
def chunks(monkeypatch):
    small_chunks(monkeypatch)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "iris.toml"
    path.write_text(study().to_toml(), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    study().run(progress=False).save(tmp_path / "iris.zarr")
    return tmp_path / "iris.zarr"


def test_a_study_is_run_into_a_store_and_goes_on_there(toml: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "kept.zarr", tmp_path / "out"
    first = call("run", toml, "--store", path, "--replicas", 20, "--out", out)
    assert first.exit_code == 0, first.output
    assert "40 trainings in" in first.output
    assert "has 40 of 40" in " ".join(first.output.split())
    assert {p.suffix for p in out.iterdir()} == {".html", ".pdf", ".ipynb", ".json"}
    more = call("run", toml, "--store", path, "--replicas", 40, "--out", out)
    assert "40 trainings in" in more.output
    assert "has 80 of 80" in " ".join(more.output.split())
    assert bits(manyseeds.load(path)) == bits(study().run(progress=False))
    none = call("run", toml, "--store", path, "--replicas", 40, "--out", out)
    assert "0 trainings in" in none.output


def test_another_study_is_refused(toml: Path, tmp_path: Path) -> None:
    call("run", toml, "--store", tmp_path / "s", "--replicas", 8, "--out", tmp_path / "out")
    found = call("run", toml, "--store", tmp_path / "s", "--seed", 5, "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert "is of another study: `seed` differ" in " ".join(found.output.split())


def test_precision_does_not_go_with_a_store(toml: Path, tmp_path: Path) -> None:
    found = call("run", toml, "--store", tmp_path / "s", "--precision", 0.01)
    assert found.exit_code == 2
    assert "`--precision` must be left out with `--store`" in found.output


def test_a_shard_needs_a_store(toml: Path) -> None:
    found = call("run", toml, "--shard", "1/2")
    assert found.exit_code == 2
    assert "`--shard` needs `--store`" in found.output


def test_shards_are_merged_and_shown(toml: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.zarr"
    for number in (1, 2):
        found = call("run", toml, "--store", path, "--shard", f"{number}/2", "--replicas", 40)
        assert found.exit_code == 0, found.output
        assert "When every shard has ended: manyseeds merge" in found.output
    assert not (Path("run") / "iris.html").exists()
    merged = call("merge", path)
    assert merged.exit_code == 0
    assert "has 80 of 80 trainings" in " ".join(merged.output.split())
    shown = call("show", path, "accuracy", "--follow")
    assert shown.exit_code == 0
    assert "80 of 80 trainings" in shown.output
    assert bits(manyseeds.load(path)) == bits(study().run(progress=False))


@pytest.mark.parametrize("shard", ["3/2", "0/2", "two"])
def test_a_shard_that_is_none_is_one_sentence(shard: str, toml: Path, tmp_path: Path) -> None:
    found = call("run", toml, "--store", tmp_path / "s", "--shard", shard)
    assert found.exit_code == 2
    assert "`shard` must be i/n with i from 1 to n" in found.output


def test_following_shows_more_as_there_is_more(store: Path, monkeypatch) -> None:
    from manyseeds.cli import show

    part = store.parent / "part.zarr"
    study(20).run(progress=False).save(part)
    log = part / "log" / "main.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:1]))
    looks = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        with log.open("ab") as file:
            file.write(b"".join(lines[1:]) if len(looks) == 2 else b"")

    monkeypatch.setattr(show.time, "sleep", sleep)
    found = call("show", part, "size", "--follow")
    assert found.exit_code == 0, found.output
    assert found.output.count("40 of 40 trainings") == 1
    assert len(looks) == 2


def test_a_sound_store_is_said_to_be_so(store: Path) -> None:
    found = call("verify", store, "--retrain", 5)
    assert found.exit_code == 0
    assert "6 chunks looked at, 5 trainings made again: all as it should be." in found.output


def test_a_wrong_bit_is_named_and_mended(store: Path) -> None:
    chunk = store / "val_loss" / "c.1.2.0"
    content = bytearray(chunk.read_bytes())
    content[40] ^= 4
    chunk.write_bytes(bytes(content))
    found = call("verify", store)
    assert found.exit_code == 1
    assert "val_loss/c.1.2.0" in found.output
    assert "--repair" in found.output
    assert call("show", store, "size").exit_code == 2
    mended = call("verify", store, "--repair")
    assert mended.exit_code == 0
    assert "Mended: 8 trainings made anew." in mended.output
    assert call("verify", store, "--retrain", 80).exit_code == 0


def test_exports_hold_what_the_result_holds(store: Path, tmp_path: Path) -> None:
    kinds = ("--csv", "--parquet", "--netcdf", "--safetensors")
    found = call("export", store, *kinds, "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *(f"iris-{t}{e}" for t in ("replicas", "history") for e in (".csv", ".parquet")),
        "iris.nc",
        "iris-weights-arm-0.safetensors",
        "iris-weights-arm-1.safetensors",
    }
    result = manyseeds.load(store)
    out = tmp_path / "out"
    for table in (
        pandas.read_csv(out / "iris-replicas.csv"),
        pandas.read_parquet(out / "iris-replicas.parquet"),
    ):
        assert table["replica"].tolist() == [*range(40)] * 2
        accuracies = table["test_accuracy"].to_numpy(np.float32)
        np.testing.assert_array_equal(accuracies, result.test_accuracy.ravel())
    history = pandas.read_csv(out / "iris-history.csv")
    assert len(history) == 2 * 40 * 3
    last = history[(history.arm == 1) & (history.replica == 7)]["val_loss"].to_numpy(np.float32)
    np.testing.assert_array_equal(last, result.curves[2, 1, 7])
    with xarray.open_dataset(out / "iris.nc", engine="scipy") as dataset:
        np.testing.assert_array_equal(dataset["confusion"], result.confusion)
    weights = manyseeds.load_weights(out / "iris-weights-arm-1.safetensors")
    np.testing.assert_array_equal(weights.of(3)[0], result.weights(1, 3)[0])


def test_what_is_not_installed_is_told_before_anything_is_written(
    store: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setitem(sys.modules, "safetensors", None)
    found = call("export", store, "--csv", "--safetensors", "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert "pip install manyseeds[safetensors]" in found.output
    assert not (tmp_path / "out").exists()


def test_tables_are_exported_if_nothing_is_asked_for(store: Path) -> None:
    found = call("export", store)
    assert found.exit_code == 0
    assert {p.name for p in store.parent.glob("*.csv")} == {"iris-replicas.csv", "iris-history.csv"}


def test_no_spreadsheet_takes_an_exported_text_for_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "x=1", None]
    table = pandas.DataFrame({"label": texts, "=cmd()": [-0.5, *range(7)]})
    table["kind"] = pandas.Categorical(["=a"] * 8)
    write_table(table, tmp_path / "t.csv")
    again = pandas.read_csv(tmp_path / "t.csv", keep_default_na=False, lineterminator="\n")
    assert again.columns.tolist() == ["label", "'=cmd()", "kind"]
    assert again["label"].tolist() == [*(f"'{t}" for t in texts[:6]), "x=1", ""]
    assert again["'=cmd()"].tolist() == [-0.5, *range(7)]
    assert set(again["kind"]) == {"'=a"}
    assert table["label"].tolist()[0] == "=1+1"


# Signals are as in a terminal, also where the tests themselves were started with some ignored.
LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.path.insert(0, {here!r})
from manyseeds.results import store
store.chunk_size = lambda arms, rows: 16
from manyseeds.__main__ import main
sys.argv = ["manyseeds", *sys.argv[1:]]
main()
"""


def start(*arguments: object) -> subprocess.Popen:
    code = LONG.format(here=str(Path(__file__).parents[1]))
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("sent", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_with_one_line_and_all_that_was_committed(
    sent: str, toml: Path, tmp_path: Path
) -> None:
    path = tmp_path / "s.zarr"
    job = start("run", toml, "--store", path, "--replicas", 1_000_000, "--out", tmp_path / "o")
    log = path / "log" / "main.log"
    while not (log.exists() and log.stat().st_size):
        assert job.poll() is None, job.communicate()
        time.sleep(0.02)
    job.send_signal(getattr(signal, sent))
    _, errors = job.communicate(timeout=60)
    assert job.returncode == 130
    assert errors.startswith("Stopped (interrupted after ")
    assert errors.count("\n") == 1
    assert f"kept in {path}; run the same command to go on." in errors
    found = manyseeds.load(path)
    assert len(found.replicas) >= 16
    first = found.replicas[:16]
    few = study(int(first[-1]) + 1).run(only=first, progress=False)
    np.testing.assert_array_equal(found.curves[:, :, :16], few.curves)
    assert call("verify", path).exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_disk_that_fills_up_is_one_sentence_and_can_be_gone_on_with(
    toml: Path, tmp_path: Path, note
) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        note("a disk that fills up: not played, no small disk can be mounted here")
        return
    try:
        arguments = ("run", toml, "--store", disk / "s", "--replicas", 2000)
        job = start(*arguments, "--out", tmp_path / "out")
        _, errors = job.communicate(timeout=120)
        assert job.returncode == 1, errors
        assert errors.count("\n") == 1
        assert "No space left on device. What was committed before is kept" in errors
        kept = manyseeds.load(disk / "s").replicas
        assert len(kept) >= 16
        assert call("verify", disk / "s", "--retrain", 4).exit_code == 0
        larger = ["mount", "-o", "remount,size=20m", str(disk)]
        subprocess.run(larger, check=True)
        done = call(*arguments, "--shard", "1/1")
        assert done.exit_code == 0, done.output
        assert bits(manyseeds.load(disk / "s")) == bits(study(2000).run(progress=False))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
