"""A study as TOML: what is written is read back; what cannot be read gets one sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given

import specifications
from manyseeds import (
    EarlyStopping,
    ManySeedsError,
    Network,
    SpecificationError,
    Split,
    Study,
    Training,
    data,
)


@given(specifications.studies)
def test_toml_reads_back_what_it_wrote(study: Study) -> None:
    text = study.to_toml()
    again = Study.from_toml(text)
    assert again == study
    assert again.to_toml() == text


def test_only_what_is_not_default_is_written() -> None:
    study = Study(data="xor", network=Network(hidden=(6,)), training=Training(epochs=200))
    assert tomllib.loads(study.to_toml()) == {
        "data": {"name": "xor", "copies": 200, "noise": 0.3},
        "network": {"hidden": [6]},
        "training": {"epochs": 200},
    }


def test_early_stopping_by_its_defaults_is_not_forgotten() -> None:
    study = Study(data="xor", training=Training(early_stopping=EarlyStopping()))
    assert Study.from_toml(study.to_toml()).training.early_stopping == EarlyStopping()


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text('data = "iris"\nreplicas = 7\n[split]\ntest = 30\n', encoding="utf-8")
    assert Study.from_toml(file) == Study(data=data.iris(), replicas=7, split=Split(test=30))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("data = ", "The specification is not valid TOML: Invalid value (at"),
        ("study.toml", "To read a file, pass Path('study.toml')."),
        ("", "`data` is missing."),
        ('data = "xor"\nreplica = 5', "`Study field` must be one of 'data', 'network', 'training'"),
        ('data = "xor"\nreplica = 5', "got 'replica'. Did you mean 'replicas'?"),
        (
            'data = "xor"\n[training]\noptimiser = "adam"',
            "got 'optimiser'. Did you mean 'optimizer'?",
        ),
        ('data = "xor"\n[training]\noptimizer = "adamm"', "got 'adamm'. Did you mean 'adam'?"),
        ('data = "xor"\n[network]\nactivation = "gleu"', "`activation` must be one of 'linear', "),
        (
            'data = "mnist"',
            "`dataset` must be one of 'xor', 'moons', 'circles', 'spirals', 'blobs', ",
        ),
        (
            '[data]\nname = "xor"\ncopies = "many"',
            "`copies` must be an integer in [1, 2500000]; got 'many'.",
        ),
        (
            'data = "xor"\n[sweep]\n"network.hidden" = [0]',
            "`hidden` must be a list of integers in [1",
        ),
        (
            'data = ["xor"]',
            "or a pair (x, y) or triple (x, y, sample_weight); got ['xor'].",
        ),
        ('data = "xor"\nnetwork = 3', "`network` must be a Network; got 3."),
    ],
)
def test_text_that_is_no_study_is_refused(text: str, words: str) -> None:
    with pytest.raises(ManySeedsError) as caught:
        Study.from_toml(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecificationError, match="Cannot read '.*nowhere.toml': No such file"):
        Study.from_toml(tmp_path / "nowhere.toml")
    with pytest.raises(SpecificationError, match="Cannot read '.*': Is a directory"):
        Study.from_toml(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'data = "\xe4"')
    with pytest.raises(SpecificationError, match="not valid TOML: 'utf-8' codec"):
        Study.from_toml(tmp_path / "latin.toml")


def test_arrays_and_none_have_no_toml_form() -> None:
    with pytest.raises(SpecificationError, match="A study of arrays has no TOML form"):
        Study(data=([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1])).to_toml()
    swept = Study(data="xor", sweep={"training.early_stopping": [None, EarlyStopping()]})
    with pytest.raises(SpecificationError, match="A sweep over None has no TOML form"):
        swept.to_toml()
