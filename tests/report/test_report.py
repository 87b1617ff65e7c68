"""A report as a value: any study, any format, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import small_labs
from manyseeds import Network, ResultError, Study, Training, load
from manyseeds.report.document import Answered
from manyseeds.report.report import FORMATS, Report


@pytest.fixture(scope="module")
def general() -> Report:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(200, 4))
    labels = np.where(x[:, 0] * x[:, 1] > 0, "yes", "no")
    study = Study(
        data=(x, labels),
        network=Network(hidden=(6,)),
        training=Training(epochs=40),
        sweep={"network.hidden": [[2], [6]]},
        replicas=32,
    )
    return study.run(progress=False).report(progress=False)


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_is_saved(ending: str, tmp_path: Path, general: Report) -> None:
    for name, report in (("lab", small_labs.report("xor")), ("own", general)):
        path = report.save(tmp_path / f"{name}{ending}")
        assert path.stat().st_size > 10_000
    assert not list(tmp_path.glob(".*"))


def test_an_ending_that_is_none_is_refused(tmp_path: Path, general: Report) -> None:
    with pytest.raises(ResultError, match=r"ends in \.html, \.pdf"):
        general.save(tmp_path / "report.docx")
    with pytest.raises(ResultError, match="Cannot write"):
        general.save(tmp_path / "nowhere" / "report.html")


def test_any_study_has_a_report_with_every_question(general: Report) -> None:
    blocks = [block for section in general.document.sections for block in section.blocks]
    asked = {block.code for block in blocks if isinstance(block, Answered)}
    assert asked == {finding.code for finding in general.findings}
    assert "is it luck?" in general.document.title


def test_it_is_complete(general: Report) -> None:
    html = general.html()
    for words in ("Nadeau", "seed 0", "numpy", "32 trainings", "criteria.enough", "Wilson"):
        assert words in html, words


def test_a_stored_result_makes_the_same_report(tmp_path: Path) -> None:
    result = small_labs.digits_result()
    result.save(tmp_path / "digits.zarr")
    again = load(tmp_path / "digits.zarr").report(progress=False)
    first = json.loads(small_labs.report("digits").json())
    second = json.loads(again.json())
    assert first == second


def test_two_studies_share_no_sentence_where_their_numbers_differ(general: Report) -> None:
    rng = np.random.default_rng(9)
    x = rng.normal(size=(150, 4))
    labels = np.where(x[:, 0] + x[:, 2] > 0, "yes", "no")
    study = Study(
        data=(x, labels),
        network=Network(hidden=(5,)),
        training=Training(epochs=25),
        sweep={"network.hidden": [[1], [5]]},
        replicas=24,
    )
    other = study.run(progress=False).findings(progress=False)
    compared = 0
    for finding in general.findings:
        rival = other[finding.code]
        if finding.applicable and rival.applicable and finding.numbers and rival.numbers:
            values = [[n.value.estimate for n in f.numbers] for f in (finding, rival)]
            if not np.array_equal(values[0], values[1]):
                compared += 1
                assert finding.answer != rival.answer, finding.code
    assert compared >= 10


def test_pages_stay_small(tmp_path: Path) -> None:
    assert len(small_labs.report("xor").html().encode()) < 3_000_000
    assert len(small_labs.report("digits").pdf()) < 2_000_000
