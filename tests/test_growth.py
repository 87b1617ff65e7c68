"""Studies that grow until an interval is narrow."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import Network, SpecificationError, Split, Study, Training
from manyseeds.growth import grow
from manyseeds.stats.precision import Looks, sequential_interval

STUDY = Study(data="xor", network=Network(hidden=(4,)), training=Training(epochs=5), seed=2)


def test_it_stops_at_the_first_look_that_is_narrow_enough() -> None:
    grown = grow(STUDY, 0.02, progress=False)
    looks = Looks(width=0.02)
    assert grown.reached
    assert grown.interval.high - grown.interval.low <= 0.02
    assert len(grown.result.replicas) == looks.size(grown.looks)
    assert grown.looks > 1
    before = grow(STUDY, 0.02, most=looks.size(grown.looks - 1), progress=False)
    assert not before.reached


def test_what_it_grew_is_the_study_with_as_many_replicas() -> None:
    grown = grow(STUDY, 0.03, progress=False)
    fields = {name: getattr(STUDY, name) for name in Study.model_fields}
    whole = Study(**{**fields, "replicas": len(grown.result.replicas)}).run(progress=False)
    assert grown.result.study == whole.study
    assert np.array_equal(grown.result.test_accuracy, whole.test_accuracy)
    assert grown.interval.estimate == pytest.approx(float(whole.test_accuracy.mean()), abs=1e-6)


def test_it_gives_up_and_says_so() -> None:
    grown = grow(STUDY, 1e-5, most=80, progress=False)
    assert not grown.reached
    assert len(grown.result.replicas) == 80


@pytest.mark.parametrize("width", [0, -1, 1.0, float("nan"), "0.1", True])
def test_a_width_that_is_none_is_refused(width: object) -> None:
    with pytest.raises(SpecificationError, match="`precision` must be a number in"):
        grow(STUDY, width, progress=False)  # type: ignore[arg-type]


def test_there_must_be_test_rows() -> None:
    study = Study(data="xor", split=Split(test=0))
    with pytest.raises(SpecificationError, match="leaves no test rows"):
        grow(study, 0.1, progress=False)


def test_an_arm_chosen_for_its_mean_gets_a_wider_interval() -> None:
    study = STUDY.changed(training=Training(epochs=30), sweep={"network.hidden": [[1], [6], [8]]})
    grown = grow(study, 0.05, progress=False)
    values = grown.result.test_accuracy.mean(axis=1)
    assert grown.arm.index == values.argmax()
    assert grown.interval.estimate == pytest.approx(float(values.max()), abs=1e-6)
    assert grown.interval.level == 0.95
    looks = Looks(width=0.05, level=1 - 0.05 / 3)
    chosen = grown.result.test_accuracy[grown.arm.index].astype(float)
    plain = sequential_interval(chosen, grown.looks, looks)
    assert (grown.interval.low, grown.interval.high) == pytest.approx((plain.low, plain.high))


def test_an_arm_of_the_study_s_own_is_the_one_that_is_asked_about() -> None:
    study = STUDY.changed(sweep={"network.hidden": [[1], [16], [4]]})
    grown = grow(study, 0.1, progress=False)
    assert grown.arm.network == study.network
