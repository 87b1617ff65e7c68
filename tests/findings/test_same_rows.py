"""What the luck of the test rows is, as answers, numbers and definitions tell it."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import Network, Study, Training
from manyseeds.findings.catalogue import Findings
from manyseeds.plots.style import drawn
from manyseeds.stats.sources import sources_of
from manyseeds.stats.test_set import drawn_share, table_rows_of


def found(**fields: object) -> Findings:
    settings = {"data": "iris", "training": Training(epochs=20), "replicas": 32, **fields}
    return Study(**settings).run(progress=False).findings(companions=False)


@pytest.mark.parametrize(
    ("fields", "rows", "share"),
    [
        ({"data": "iris"}, 150, 0.8),
        ({"data": "iris", "vary": ("init", "order")}, 30, 0.0),
        ({"data": "xor"}, None, 1.0),
        ({"data": "xor", "vary": ("split",)}, 800, 0.8),
        ({"data": "xor", "vary": ("init",)}, 160, 0.0),
    ],
)
def test_what_test_rows_are_drawn_from(
    fields: dict[str, object], rows: int | None, share: float
) -> None:
    study = Study(**fields)
    assert table_rows_of(study) == rows
    assert drawn_share(study) == pytest.approx(share)


def test_rows_of_one_table_have_less_luck_and_the_answer_says_so() -> None:
    findings = found()
    finding, result = findings["sameness"], findings.evidence.result
    right = result.test_accuracy[0].astype(float)
    by_hand = np.sqrt(np.mean((1 - 30 / 150) * right * (1 - right) / 29))
    assert f"The luck of 30 test rows out of 150 alone makes {100 * by_hand:.1f} points" in (
        finding.answer
    )
    assert "√((1 − n / N) p (1 − p) / n)" in finding.answer
    assert "times 1 − n / N" in finding.definition


def test_rows_drawn_anew_have_all_of_it() -> None:
    finding = found(data="xor", network=Network(hidden=3))["sameness"]
    assert "The luck of 160 test rows alone makes" in finding.answer
    assert "binomial √(p (1 − p) / n)" in finding.answer
    assert "n / N" not in finding.answer + finding.definition


def test_the_same_rows_have_none() -> None:
    finding = found(vary=("init",))["sameness"]
    assert "All are tested on the same 30 rows: no luck of them is in that." in finding.answer
    assert not [number for number in finding.numbers if "test rows alone" in number.name]
    assert "p (1 − p) / n" not in finding.definition


@pytest.mark.parametrize("vary", [("split", "init"), ("init", "order")])
def test_sources_and_sameness_speak_of_the_same_luck(vary: tuple[str, ...]) -> None:
    study = Study(
        data="iris", training=Training(epochs=20), replicas=64, vary=vary, design="crossed"
    )
    result = study.run(progress=False)
    shares = sources_of(result)
    if "split" not in vary:
        assert shares.test_set is None
        return
    right = result.test_accuracy[0].astype(float)
    floor = (0.8 * right * (1 - right) / 29).mean()
    variance = shares.standard_deviation.estimate**2
    assert shares.test_set is not None
    assert shares.test_set.estimate == pytest.approx(floor / variance)


def test_a_single_source_has_room_to_be_drawn() -> None:
    study = Study(data="iris", training=Training(epochs=5), replicas=32, vary=("init",))
    finding = study.run(progress=False).findings(progress=False)["sources"]
    assert len(finding.numbers) == 4
    for picture in finding.pictures:
        drawn(picture.plot).canvas.draw()
