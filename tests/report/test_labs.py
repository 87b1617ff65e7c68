"""The exercises as data: complete, in order, and with the published figures they are known by."""

from __future__ import annotations

import pytest

from manyseeds import SpecificationError
from manyseeds.arms import arms_of
from manyseeds.findings.catalogue import FINDINGS
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


PUBLISHED = {
    "xor": {
        "1.6": {"settled": "75"},
        "1.7": {"accuracy": "about 0.9", "val_accuracy": "about 0.9"},
        "1.10": {"test_rows 0": "87", "test_rows 1": "73", "recall 0": "78/87",
                 "recall 1": "69/73"},
        "1.11": {"test_loss": "0.201993", "test_accuracy": "0.91875"},
        "1.13": {"test_accuracy with 3": "0.85", "test_accuracy with 2": "0.85",
                 "test_accuracy with 1": "0.7"},
    },
    "digits": {
        "2.7": {"accuracy": "0.9383", "val_accuracy": "0.9436 0.9258", "val_loss": "0.1983"},
        "2.8": {f"recall {d}": f"{k}/{n}" for d, (k, n) in enumerate(zip(
            (36, 47, 43, 39, 45, 40, 38, 45, 37, 38),
            (37, 51, 46, 43, 48, 46, 39, 52, 41, 47), strict=True))}
        | {f"test_rows {d}": str(n) for d, n in enumerate(
            (37, 51, 46, 43, 48, 46, 39, 52, 41, 47))},
        "2.9": {"test_loss": "0.324952", "test_accuracy": "0.906667"},
    },
}  # fmt: skip
"""Every number of the published reports that differs from run to run, by step."""

CURVE = {
    "val_loss": {4: 6.3607, 5: 5.5526, 10: 3.1862, 15: 1.9192, 20: 1.3024, 25: 0.9866, 30: 0.7845,
                 40: 0.5359, 50: 0.3994, 60: 0.3208, 75: 0.2538, 90: 0.2165, 100: 0.1983},
    "val_accuracy": {4: 0.1751, 5: 0.1958, 10: 0.3294, 15: 0.4955, 20: 0.6409, 25: 0.7151,
                     30: 0.7507, 40: 0.8249, 50: 0.8694, 60: 0.8872, 75: 0.9199, 90: 0.9347,
                     100: 0.9436},
    "accuracy": {50: 0.8825, 75: 0.9356, 90: 0.9330, 100: 0.9383},
}  # fmt: skip
"""What is printed of the published curves of the digits."""

CLAIMS = {
    "xor": {
        ("1.1", "0, 1, 1 and 0", None), ("1.2", "800 points", None), ("1.3", "(800, 2)", None),
        ("1.4", "512", None), ("1.4", "128", None), ("1.4", "160", None),
        ("1.5", "18 and 14", None), ("1.5", "32 in all", None), ("1.6", "200 epochs", None),
        ("1.6", "batches of 32", None), ("1.6", "100 epochs would do", "epochs"),
        ("1.7", "converged", "converged"), ("1.7", "a little in some runs", "overfitted"),
        ("1.8", "32 parameters the network is small", "size"), ("1.9", "about 0.9", "accuracy"),
        ("1.13", "successful", "successful"), ("1.13", "6 and 4 hidden neurons work", "width"),
    },
    "digits": {
        ("2.1", "1797 images of 10 classes", None), ("2.2", "(1797, 10)", None),
        ("2.3", "1010", None), ("2.3", "337", None), ("2.3", "450", None),
        ("2.4", "650 parameters", None), ("2.5", "100 epochs of 8 batches", None),
        ("2.6", "no overfitting", "overfitted"), ("2.10", "successful", "successful"),
        ("2.10", "Class 0 is nearly perfect", "classes"),
    },
}  # fmt: skip
"""Words of every claim, and the finding that answers it."""

ERRATA = {
    "xor": {
        ("1.5", "categorical_entropy", None), ("1.5", "keras.model_selection", None),
        ("1.6", "one run", "converged"), ("1.7", "one run", "overfitted"),
        ("1.9", "not the same, but close", "sameness"), ("1.10", "divides its columns", None),
        ("1.12", "level 0", None), ("1.13", "79 % and 81 %", None),
        ("1.13", "Two hidden neurons are the minimum, four", "width"),
    },
    "digits": {
        ("2.1", "10 values", None), ("2.6", "converged", "converged"),
        ("2.7", "0.9436, or 0.9258", "sameness"), ("2.9", "0.908 and a loss of 0.313", None),
        ("2.10", "5, 7 and 9 fail most, and 9 is the worst, with 9 errors", "classes"),
    },
}  # fmt: skip
"""Words of everything the published reports get wrong, and the finding that shows it."""


@pytest.mark.parametrize("name", EXERCISES)
def test_no_published_figure_is_lost(name: str) -> None:
    found: dict[str, dict[str, str]] = {}
    for figure in exercise(name).published:
        key = figure.metric + (f" {figure.class_}" if figure.class_ is not None else "")
        key += f" with {figure.hidden[0]}" if figure.hidden else ""
        texts = found.setdefault(figure.step, {})
        texts[key] = f"{texts[key]} {figure.text}" if key in texts else figure.text
    assert found == PUBLISHED[name]


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(("kind", "known"), [("claims", CLAIMS), ("errata", ERRATA)])
def test_no_claim_and_no_erratum_is_lost(
    name: str, kind: str, known: dict[str, set[tuple[str, str, str | None]]]
) -> None:
    found = getattr(exercise(name), kind)
    for step, words, code in known[name]:
        fitting = [c for c in found if (c.step, c.finding) == (step, code) and words in c.claim]
        assert len(fitting) == 1, (step, words)
    for claim in found:  # and none is there that the list does not have
        assert any(
            (claim.step, claim.finding) == (step, code) and words in claim.claim
            for step, words, code in known[name]
        ), claim
    codes = {kind.code for kind in FINDINGS}
    assert {claim.finding for claim in found} <= {*codes, None}


def test_the_published_curve_is_as_printed() -> None:
    curve = exercise("digits").curve
    assert curve is not None
    for metric, printed in CURVE.items():
        values = dict(zip(curve.epochs, curve.values[metric], strict=True))
        assert {epoch: values[epoch] for epoch in printed} == printed
    assert curve.listed == tuple(CURVE["val_loss"])


def test_what_the_exercises_set_is_as_published() -> None:
    xor, digits = exercise("xor").study(), exercise("digits").study()
    assert (len(xor.data.y), len(xor.data.classes)) == (800, 2)
    assert (len(digits.data.y), len(digits.data.classes)) == (1797, 10)
    assert (xor.training.epochs, xor.training.batch_size) == (200, 32)
    assert (digits.training.epochs, -(-1010 // digits.training.batch_size)) == (100, 8)
    (small,), (large,) = (arms_of(study) for study in (exercise("xor").study(sweep=False), digits))
    assert small.widths == (2, 6, 2)
    assert (small.parameters, large.parameters) == (32, 650)


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
