"""The arms of a sweep: their order, labels and shapes, and the sweeps that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import specifications
from manyseeds import EarlyStopping, Network, SpecificationError, Study, Training, data
from manyseeds.arms import arms_of, own_arm

XOR = data.xor(copies=5)


def test_without_a_sweep_there_is_one_arm_without_a_label() -> None:
    (arm,) = arms_of(Study(data=XOR, network=Network(hidden=(6,))))
    assert (arm.index, arm.label, arm.widths) == (0, "", (2, 6, 2))
    assert arm.shapes == ((2, 6), (6,), (6, 2), (2,))
    assert arm.parameters == 32
    assert arm.activations == ("relu", "linear")


def test_no_hidden_layer_is_softmax_regression() -> None:
    (arm,) = arms_of(Study(data=data.digits()))
    assert (arm.shapes, arm.parameters, arm.activations) == (((64, 10), (10,)), 650, ("linear",))


def test_the_last_swept_field_varies_fastest() -> None:
    sweep = {"network.hidden": [(), 3, (4, 2)], "training.optimizer": ["sgd", "adam"]}
    arms = arms_of(Study(data=XOR, sweep=sweep))
    assert [arm.label for arm in arms] == [
        "hidden=none, optimizer=sgd",
        "hidden=none, optimizer=adam",
        "hidden=3, optimizer=sgd",
        "hidden=3, optimizer=adam",
        "hidden=4x2, optimizer=sgd",
        "hidden=4x2, optimizer=adam",
    ]
    assert [arm.index for arm in arms] == list(range(6))
    assert arms[5].widths == (2, 4, 2, 2)
    assert arms[5].training.optimizer == "adam"


def test_the_order_in_which_a_sweep_is_written_does_not_matter() -> None:
    fields = {"training.optimizer": ["sgd", "adam"], "network.hidden": [1, 2]}
    there = Study(data=XOR, sweep=fields)
    back = Study(data=XOR, sweep=dict(reversed(fields.items())))
    assert there == back
    assert arms_of(there) == arms_of(back)
    assert arms_of(there)[1].label == "hidden=1, optimizer=adam"


def test_what_is_not_swept_is_kept() -> None:
    study = Study(
        data=XOR,
        network=Network(activation="tanh"),
        training=Training(learning_rate=0.5, early_stopping=EarlyStopping(patience=7)),
        sweep={"network.hidden": [1, 2], "training.epochs": [3, 4]},
    )
    for arm in arms_of(study):
        assert arm.network == Network(hidden=arm.network.hidden, activation="tanh")
        assert arm.training.learning_rate == 0.5
        assert arm.training.early_stopping == EarlyStopping(patience=7)


def test_a_swept_rule_is_shown_by_what_it_changes() -> None:
    sweep = {"training.early_stopping": [None, {"patience": 3}, EarlyStopping()]}
    labels = [arm.label for arm in arms_of(Study(data=XOR, sweep=sweep))]
    assert labels == [
        "early_stopping=none",
        "early_stopping=(patience=3)",
        "early_stopping=()",
    ]


@given(specifications.studies)
def test_arms_are_the_product_of_the_sweep(study: Study) -> None:
    arms = arms_of(study)
    sizes = [len(values) for values in study.sweep.values()]
    product = 1
    for size in sizes:
        product *= size
    assert len(arms) == product
    assert len({arm.label for arm in arms}) == product
    for arm in arms:
        assert arm.widths[0] == study.data.x.shape[1]
        assert arm.widths[-1] == len(study.data.classes)


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        (5, "`sweep` must be a table of lists; got 5."),
        (
            {"hidden": [1]},
            "`sweep` must be named network.<field> or training.<field>; got 'hidden'.",
        ),
        ({"split.test": [0.1]}, "Data and split are shared by all arms, so that arms are compared"),
        ({5: [0.1]}, "`sweep` must be named network.<field> or training.<field>; got 5."),
        ({"network.": [1]}, "`sweep` must be named network.<field>"),
        ({"network.hiden": [1]}, "`sweep network` must be one of 'hidden', 'activation', 'initial"),
        ({"training.early_stopping.patience": [1]}, "`sweep training` must be one of 'optimizer'"),
        ({"network.hidden": []}, "`sweep network.hidden` must be a list of at least one value"),
        (
            {"network.hidden": 4},
            "`sweep network.hidden` must be a list of at least one value; got 4.",
        ),
        ({"network.activation": "relu"}, "`sweep network.activation` must be a list of at least"),
        (
            {"network.hidden": [4, (4,)]},
            "`sweep network.hidden` must be a list of different values",
        ),
        ({"network.hidden": [1, 0]}, "`hidden` must be a list of integers in [1, 65536]; got 0."),
        ({"training.optimizer": ["adamm"]}, "`optimizer` must be one of 'sgd', 'rmsprop', 'adam'"),
        (
            {"training.epochs": list(range(1, 102)), "training.batch_size": list(range(1, 101))},
            "`sweep` must be of at most 10000 arms; got 10100.",
        ),
    ],
    ids=str,
)
def test_a_sweep_that_cannot_be_is_refused(sweep: Any, words: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        Study(data=XOR, sweep=sweep)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("sweep", "own"),
    [
        ({}, 0),
        ({"network.hidden": [[2], [6]]}, 1),
        ({"network.hidden": [[2], [3]]}, None),
        ({"training.learning_rate": [0.1, 0.001]}, 1),  # Adam's default, written down
        ({"training.learning_rate": [0.1, 0.01]}, None),
        ({"training.optimizer": ["sgd", "adam"]}, 1),
        ({"network.activation": ["tanh", ["relu"]]}, 1),
    ],
)
def test_the_study_s_own_arm_is_known_by_what_it_means(
    sweep: dict[str, list[object]], own: int | None
) -> None:
    study = Study(data=XOR, network=Network(hidden=(6,)), sweep=sweep)
    assert own_arm(study, arms_of(study)) == own
