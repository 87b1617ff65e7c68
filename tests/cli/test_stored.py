"""Commands on stored results: show, report, compare; and growing to a precision."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import small_labs
from manyseeds import Network, Study, Training, load
from manyseeds.cli.main import app
from manyseeds.findings.catalogue import FINDINGS
from manyseeds.labs.exercise import exercise


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def text_of(found: Result) -> str:
    return re.sub(r"\s+", " ", found.output)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stores") / "digits.zarr"
    small_labs.digits_result().save(path)
    return path


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stores") / "other.zarr"
    study = exercise("digits").study(replicas=20, seed=3)
    fields = {name: getattr(study, name) for name in type(study).model_fields}
    type(study)(**{**fields, "training": {"epochs": 30}}).run(progress=False).save(path)
    return path


def test_show_tells_every_finding_that_applies(store: Path) -> None:
    found = run("show", store)
    assert found.exit_code == 0, found.output
    text = text_of(found)
    for finding in small_labs.findings("digits"):
        if finding.applicable:
            assert re.sub(r"\s+", " ", finding.answer) in text, finding.code
        else:
            assert f"[{finding.code}]" not in text
    left_out = " ".join(
        f"{f.code}: {f.obstacle}" for f in small_labs.findings("digits") if not f.applicable
    )
    assert f"Not applicable to this study: {left_out}" in text.replace(
        "network. hidden", "network.hidden"
    )


@pytest.mark.parametrize("code", [kind.code for kind in FINDINGS])
def test_show_tells_one_finding_with_its_numbers(store: Path, code: str) -> None:
    found = run("show", store, code)
    finding = small_labs.findings("digits")[code]
    text = text_of(found)
    assert found.exit_code == 0
    assert re.sub(r"\s+", " ", finding.definition) in text
    for number in finding.numbers:
        assert number.bounds in text


def test_show_places_the_replica_that_is_asked_for(store: Path) -> None:
    assert "Replica 7 has the test accuracy" in text_of(run("show", store, "run", "--run", 7))
    assert "Replica 99 is not in this result" in text_of(run("show", store, "run", "--run", 99))
    assert "run: Replica 99 is not in this result." in text_of(run("show", store, "--run", 99))


def test_report_writes_what_is_asked_for(store: Path, tmp_path: Path) -> None:
    found = run("report", store, "--json", "--notebook", "--out", tmp_path / "new")
    assert found.exit_code == 0, found.output
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"digits.json", "digits.ipynb"}
    assert (tmp_path / "new" / "digits.json").read_text() == small_labs.report("digits").json()


def test_report_writes_all_formats_beside_the_store(tmp_path: Path) -> None:
    path = tmp_path / "mine.zarr"
    small_labs.no_held_out_rows().save(path)
    assert run("report", path).exit_code == 0
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"mine.zarr", "mine.html", "mine.pdf", "mine.ipynb", "mine.json"}


def test_compare_takes_pairs_where_it_can(store: Path, other: Path) -> None:
    text = text_of(run("compare", store, other))
    assert "The first has the higher test_accuracy" in text
    assert "20 pairs of replicas" in text
    assert "training.epochs 100 30" in text
    assert "higher is better" in text
    loss = text_of(run("compare", store, other, "--metric", "test_loss"))
    assert "The first has the lower test_loss" in loss
    assert "lower is better" in loss


def test_compare_of_a_result_with_itself_finds_nothing(store: Path) -> None:
    text = text_of(run("compare", store, store))
    assert "No difference in test_accuracy is certain" in text
    assert "no field differs" in text


def test_compare_takes_the_arm_that_findings_are_about(tmp_path: Path) -> None:
    study = Study(
        data="xor",
        network=Network(hidden=4),
        training=Training(epochs=60),
        sweep={"network.hidden": [[1], [8]]},
        replicas=16,
    )
    result = study.run(progress=False)
    result.save(tmp_path / "swept.zarr")
    study.changed(sweep={}).run(progress=False).save(tmp_path / "plain.zarr")
    text = text_of(run("compare", tmp_path / "swept.zarr", tmp_path / "plain.zarr"))
    label = result.findings(companions=False).evidence.arm.label
    assert label == "hidden=8"
    assert f"the arm {label} of the first and the only arm of the second" in text
    assert "sweep" in text


def test_compare_does_not_take_copies_for_replicas(store: Path, tmp_path: Path) -> None:
    study = exercise("digits").study(replicas=6).changed(vary=(), training={"epochs": 3})
    study.run(progress=False).save(tmp_path / "copies.zarr")
    text = text_of(run("compare", tmp_path / "copies.zarr", store))
    assert "without an interval" in text
    assert "1 replica against 24, not in pairs" in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "nowhere.zarr"], "there is no such folder"),
        (["show", "{store}", "convergd"], "Did you mean 'converged'"),
        (["report", "nowhere.zarr"], "there is no such folder"),
        (["report", "{store}", "--threads", "0"], "`threads` must be"),
        (["compare", "{store}", "nowhere.zarr"], "there is no such folder"),
        (["compare", "{store}", "{store}", "--metric", "test_acuracy"], "Did you mean"),
        (["lab", "xor", "--precision", "0"], "`precision` must be a number in"),
        (["lab", "xor", "--precision", "nan"], "`precision` must be a number in"),
        (["lab", "xor", "--precision", "2"], "`precision` must be a number in"),
    ],
)
def test_wrong_input_is_one_sentence(
    arguments: list[str],
    words: str,
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(*(argument.replace("{store}", str(store)) for argument in arguments))
    assert found.exit_code == 2, found.output
    assert words in text_of(found)
    assert "Traceback" not in found.output


def test_a_file_in_place_of_a_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zarr").write_text("no result")
    assert run("show", tmp_path / "x.zarr").exit_code == 2


def test_precision_adds_replicas_and_says_how_many_it_took(tmp_path: Path) -> None:
    found = run("lab", "xor", "--no-sweep", "--precision", "0.04", "--out", tmp_path)
    assert found.exit_code == 0, found.output
    said = re.search(r"It took (\d+) replicas: .* corrected for (\d+) look", text_of(found))
    assert said
    result = load(tmp_path / "xor.zarr")
    assert len(result.replicas) == int(said.group(1)) == result.study.replicas
    assert np.isfinite(result.test_accuracy).all()


def test_a_store_that_is_there_makes_way_but_a_folder_of_others_does_not(tmp_path: Path) -> None:
    for seed in (1, 2):
        arguments = ("lab", "xor", "--replicas", 3, "--no-sweep", "--seed", seed)
        assert run(*arguments, "--out", tmp_path).exit_code == 0
    assert load(tmp_path / "xor.zarr").study.seed == 2
    mine = tmp_path / "other"
    (mine / "xor.zarr").mkdir(parents=True)
    (mine / "xor.zarr" / "thesis.txt").write_text("years of work")
    found = run("lab", "xor", "--replicas", "3", "--no-sweep", "--out", mine)
    assert found.exit_code == 2
    assert "what is there is not a result" in text_of(found)
    assert (mine / "xor.zarr" / "thesis.txt").read_text() == "years of work"


def test_run_looks_before_it_trains_whether_its_store_has_room(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('replicas = 4\n[data]\nname = "xor"\n')
    taken = tmp_path / "out" / "study.zarr"
    taken.mkdir(parents=True)
    (taken / "thesis.txt").write_text("years of work")
    found = run("run", tmp_path / "study.toml", "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert "what is there is not a result" in text_of(found)
    assert "trainings in" not in found.output
    assert (taken / "thesis.txt").read_text() == "years of work"
