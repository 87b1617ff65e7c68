"""Weights of rows and classes: what they are, what they mean, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from manyseeds import DataError, Network, SpecificationError, Study, Training, data, train
from manyseeds.class_weights import balanced, class_weights
from manyseeds.results.store import load, save
from oracles import plan_of

X = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0]]
Y = ["a", "b", "b", "b", "c", "c", "b", "b"]


@pytest.mark.parametrize("labels", [[0, 0, 1], [0, 1, 2, 2, 2, 2], [0, 2, 2], [1]])
def test_balanced_is_that_of_scikit_learn(labels):
    present = np.unique(labels)
    expected = compute_class_weight("balanced", classes=present, y=labels)
    np.testing.assert_allclose(balanced(np.array(labels), 3)[present], expected, rtol=1e-15)


def test_balanced_weights_are_of_each_replica_s_own_training_rows():
    study = Study(data="wine", training=Training(class_weight="balanced"))
    plan = plan_of(study, 4)
    assert len(np.unique(plan.class_weights[:, 0])) > 1
    for place, rows in enumerate(plan.rows.train):
        expected = compute_class_weight("balanced", classes=np.arange(3), y=study.data.y[rows])
        np.testing.assert_allclose(plan.class_weights[place], expected, rtol=1e-6)


def test_a_table_may_leave_labels_out_and_is_written_to_toml():
    training = Training(class_weight={1: 2.5})
    found = class_weights(training, (0, 1), np.array([0, 1]), np.array([[0, 1]]))
    assert found.tolist() == [[1.0, 2.5]]
    study = Study(data="xor", training=training)
    assert Study.from_toml(study.to_toml()) == study


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"d": 1.0}, "`class_weight` must be of labels among a, b, c; got 'd'."),
        ({"a": -1.0}, "`class_weight` must be 'balanced', or a table of a finite number >= 0"),
        ("balance", "for each label; got 'balance'."),
    ],
)
def test_class_weights_that_cannot_be_are_refused(weights: Any, words: str):
    with pytest.raises(SpecificationError) as refused:
        Study(data=(X, Y), training=Training(class_weight=weights))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "weights", [[1.0] * 7, [-1.0] + [1.0] * 7, [float("nan")] * 8, ["one"] * 8, [[1.0]] * 8, 1.0]
)
def test_sample_weights_that_cannot_be_are_refused(weights: Any):
    with pytest.raises(DataError, match="`sample_weight` must be"):
        data.arrays(X, Y, weights)


@pytest.mark.parametrize("engine", ["native", "reference", "keras"])
def test_losses_are_weighted_sums_over_the_number_of_rows_and_accuracy_is_not(engine):
    weights = [np.zeros((1, 2)), np.zeros(2)]
    block = train(
        Network(),
        Training(epochs=1, batch_size=4, learning_rate=1e-12, class_weight={1: 3.0}),
        [[0.0], [1.0], [0.0], [1.0]],
        [0, 1, 0, 1],
        sample_weight=[0.0, 2.0, 1.0, 1.0],
        initial_weights=weights,
        orders=[[0, 1, 2, 3]],
        validation=([[0.0], [1.0]], [0, 1], [4.0, 1.0]),
        test=([[1.0], [1.0]], [1, 1]),
        engine=engine,
    )
    # Every loss is log 2; classes weigh in training alone.
    shares = np.array([(0 + 6 + 1 + 3) / 4, (4 + 1) / 2])
    np.testing.assert_allclose(block.history[[0, 2], 0, 0], np.log(2) * shares, rtol=1e-6)
    np.testing.assert_allclose(block.history[[1, 3], 0, 0], [0.5, 0.5])
    np.testing.assert_allclose(block.test_loss, np.log(2), rtol=1e-6)


def test_weights_of_one_change_rounding_alone():
    plain = Study(data=(X, Y), training=Training(epochs=3), replicas=2).run()
    ones = Study(data=(X, Y, np.ones(8)), training=Training(epochs=3), replicas=2).run()
    np.testing.assert_allclose(ones.curves, plain.curves, rtol=1e-5)


def test_weighted_data_is_saved_and_loaded(tmp_path):
    study = Study(data=(X, Y, range(8)), training=Training(epochs=1), replicas=2)
    save(study.run(), tmp_path / "result")
    again = load(tmp_path / "result").study
    assert again == study
    assert again.data != data.arrays(X, Y)
    assert again.data.weights.tolist() == list(range(8))
