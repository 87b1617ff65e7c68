"""``manyseeds run``: a table or a study in a file, to reports, a store and findings in short."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas
import pytest
from typer.testing import CliRunner, Result

import manyseeds
from manyseeds.cli.main import app

QUICK = ["--replicas", "6", "--epochs", "3"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    frame = pandas.DataFrame(rng.normal(size=(80, 2)).round(3), columns=["a", "b"])
    frame["patient"] = np.arange(80) // 4
    frame["when"] = pandas.date_range("2026-01-01", periods=80).strftime("%Y-%m-%d")
    frame["species"] = np.where(frame.a > 0, "x", "y")
    frame.loc[5, "b"] = None
    frame.to_csv(tmp_path / "data.csv", index=False)
    return tmp_path / "data.csv"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["run", *map(str, arguments)])


def test_a_table_becomes_reports_a_store_and_findings(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run(table, "--target", "species", "--hidden", 4, *QUICK, "--out", out)
    assert found.exit_code == 0, found.output
    assert {path.name for path in out.iterdir()} == {
        f"data.{ending}" for ending in ("zarr", "html", "pdf", "ipynb", "json")
    }
    for words in ("patient", "median", "6 trainings", "Which columns matter?", "Open "):
        assert words in found.output
    page = (out / "data.html").read_text()
    assert "What was done to each of 5 columns" in page
    assert "Which columns matter?" in page
    assert 'target = "species"' in page.replace("&#34;", '"').replace("&quot;", '"')
    study = manyseeds.load(out / "data.zarr").study
    assert study.network.hidden == (4,)
    assert study.scaling == "standard"
    assert study.data.features[:3] == ("a", "b", "b missing")
    assert json.loads((out / "data.json").read_text())


def test_every_option_reaches_the_study(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run(
        *(table, "--target", "species", "--sweep-hidden", "0,2,3", "--activation", "tanh"),
        *("--optimizer", "sgd", "--learning-rate", 0.1, "--batch-size", 8, "--seed", 3),
        *("--test", 0.25, "--validation", 12, "--group", "patient", "--leave-out", "when"),
        *("--scaling", "minmax", "--missing", "impute", *QUICK, "--out", out, "--threads", 1),
    )
    assert found.exit_code == 0, found.output
    study = manyseeds.load(out / "data.zarr").study
    assert study.sweep == {"network.hidden": ((), (2,), (3,))}
    assert study.network.activation == "tanh"
    assert (study.training.optimizer, study.training.step_size) == ("sgd", 0.1)
    assert (study.training.batch_size, study.seed) == (8, 3)
    assert (study.split.test, study.split.validation, study.split.group) == (0.25, 12, "patient")
    assert study.scaling == "minmax"
    assert study.data.features == ("a", "b", "b missing")


def test_by_time_with_the_specification_read_again(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run(table, "--target", "species", "--time", "when", *QUICK, "--out", out)
    assert found.exit_code == 0, found.output
    study = manyseeds.load(out / "data.zarr").study
    assert study.split.time == "when"
    assert "when" not in study.data.features
    (tmp_path / "study.toml").write_text(study.to_toml())
    again = run(tmp_path / "study.toml", "--replicas", 3, "--out", tmp_path / "again")
    assert again.exit_code == 0, again.output
    assert manyseeds.load(tmp_path / "again" / "study.zarr").study.replicas == 3


def test_a_test_file(table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("".join(table.read_text().splitlines(keepends=True)[:20]))
    out = tmp_path / "out"
    found = run(table, "--target", "species", "--test-file", other, *QUICK, "--out", out)
    assert found.exit_code == 0, found.output
    assert manyseeds.load(out / "data.zarr").study.data.test_rows == 19


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "`--target` is missing"),
        (["--target", "specie"], "Did you mean 'species'?"),
        (["--target", "species", "--hidden", "x"], "`--hidden` must be whole numbers"),
        (["--target", "species", "--hidden", "-1"], "`hidden` must be a list of integers"),
        (["--target", "species", "--test", "half"], "`--test` must be a share"),
        (["--target", "species", "--test", "1.5"], "`test` must be a share"),
        (["--target", "species", "--missing", "refuse"], "1 are missing"),
        (["--target", "species", "--group", "nobody"], "`--group` must be one of the columns"),
        (["--target", "species", "--optimizer", "adm"], "Did you mean 'adam'?"),
        (["--target", "species", "--group", "patient", "--stratify"], "parted in one way"),
        (["--target", "species", "--replicas", "0"], "`replicas` must be an integer in [1"),
        (["--target", "species", "--learning-rate", "0"], "`learning_rate` must be a finite"),
        (["--target", "species", "--batch-size", "0"], "`batch_size` must be an integer in"),
        (["--target", "species", "--weight", "species"], "columns other than the target"),
        (["--target", "species", "--weight", "b"], "'b' must be of finite weights >= 0; got"),
        (["--target", "species", "--class-weight", "equal"], "`class_weight` must be 'balanced'"),
    ],
)
def test_wrong_input_gets_one_sentence(options: list[str], said: str, table: Path) -> None:
    found = run(table, *QUICK, *options, "--out", table.parent / "out")
    assert found.exit_code == 2
    assert said in found.output
    assert "Traceback" not in found.output
    assert not (table.parent / "out" / "data.zarr").exists()


def test_rows_and_classes_are_weighed(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = run(
        *(table, "--target", "species", "--weight", "patient", "--class-weight", "balanced"),
        *(*QUICK, "--out", out),
    )
    assert found.exit_code == 0, found.output
    study = manyseeds.load(out / "data.zarr").study
    assert study.data.weights.tolist() == [k // 4 for k in range(80)]
    assert "patient" not in study.data.features
    assert study.training.class_weight == "balanced"


def test_a_seed_of_zero_is_taken(tmp_path: Path) -> None:
    text = 'data = "iris"\nreplicas = 2\nseed = 7\n[training]\nepochs = 1\n'
    (tmp_path / "s.toml").write_text(text)
    found = run(tmp_path / "s.toml", "--seed", "0", "--out", tmp_path)
    assert found.exit_code == 0, found.output
    assert manyseeds.load(tmp_path / "s.zarr").study.seed == 0


def test_a_toml_file_says_itself_what_is_trained(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('data = "iris"\nreplicas = 2\n')
    found = run(tmp_path / "s.toml", "--hidden", "3")
    assert found.exit_code == 2
    assert "`--hidden` must be left out with a TOML file" in found.output
