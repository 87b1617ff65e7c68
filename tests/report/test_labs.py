"""The exercises as data: complete, in order, and with the published figures they are known by."""

from __future__ import annotations

import pytest

from manyseeds import SpecificationError
from manyseeds.labs.exercise import EXERCISES, exercise
from manyseeds.splits import split_sizes


def test_each_step_is_there_once_and_in_order() -> None:
    numbers = {name: [step.number for step in exercise(name).steps] for name in EXERCISES}
    assert numbers["xor"] == [f"1.{k}" for k in range(1, 14)]
    assert numbers["digits"] == [f"2.{k}" for k in range(1, 11)]


@pytest.mark.parametrize("name", EXERCISES)
def test_figures_and_errata_belong_to_steps(name: str) -> None:
    found = exercise(name)
    steps = {step.number for step in found.steps}
    assert {figure.step for figure in found.published} <= steps
    assert {erratum.step for erratum in found.errata} <= steps
    assert found.published
    assert found.errata


def test_the_study_of_xor_is_the_exercise_s() -> None:
    study = exercise("xor").study()
    sizes = split_sizes(len(study.data.y), study.split)
    assert (sizes.train, sizes.validation, sizes.test) == (512, 128, 160)
    assert (study.network.hidden, study.training.epochs, study.training.batch_size) == (
        (6,),
        200,
        32,
    )
    assert study.sweep["network.hidden"] == ((), *((k,) for k in (1, 2, 3, 4, 5, 6, 7, 8, 16)))
    assert not exercise("xor").study(sweep=False).sweep


def test_the_study_of_digits_is_the_exercise_s() -> None:
    study = exercise("digits").study(replicas=7, seed=5)
    sizes = split_sizes(len(study.data.y), study.split)
    assert (sizes.train, sizes.validation, sizes.test) == (1010, 337, 450)
    assert (study.replicas, study.seed, study.network.hidden) == (7, 5, ())


def test_a_published_figure_keeps_its_text_and_its_rounding() -> None:
    figures = {(f.name, f.text): f for f in exercise("digits").published}
    accuracy = figures["test accuracy", "0.906667"]
    assert abs(accuracy.value - 408 / 450) < accuracy.tolerance
    recall = figures["recall of digit 9", "38/47"]
    assert recall.value == 38 / 47
    curve = exercise("digits").curve
    assert curve is not None
    assert curve.epochs[0] == 4
    assert len(curve.epochs) == len(curve.values["val_loss"]) == 97
    assert curve.values["val_accuracy"][-1] == 0.9436


def test_an_unknown_exercise_is_named_with_the_nearest() -> None:
    with pytest.raises(SpecificationError, match="Did you mean 'digits'"):
        exercise("digit")
