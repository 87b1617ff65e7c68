"""Training from explicit weights and orders: what it takes, what it leaves, what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from manyseeds import (
    DataError,
    EarlyStopping,
    ManySeedsError,
    Network,
    Study,
    Training,
    data,
    train,
)
from manyseeds.arms import arms_of
from manyseeds.engines.engine import TrainedBlock
from manyseeds.plan import plan_block

X = np.random.default_rng(0).normal(size=(12, 3))
Y = np.array(["a", "b", "c"] * 4)
WEIGHTS = [np.full((3, 2), 0.1), np.zeros(2), np.eye(2, 3), np.zeros(3)]
ORDERS = np.stack([np.random.default_rng(epoch).permutation(12) for epoch in range(4)])
NAN = float("nan")


def run(**changes: Any) -> TrainedBlock:
    fields: dict[str, Any] = {
        "network": Network(hidden=(2,), activation="tanh"),
        "training": Training(epochs=4, batch_size=5),
        "x": X,
        "y": Y,
        "initial_weights": WEIGHTS,
        "orders": ORDERS,
        **changes,
    }
    return train(**fields)


def test_native_and_reference_agree() -> None:
    parts = {"validation": (X[:5], Y[:5]), "test": (X[3:9], Y[3:9])}
    native, reference = run(**parts), run(engine="reference", **parts)
    np.testing.assert_allclose(native.history, reference.history, rtol=1e-5)
    np.testing.assert_allclose(native.weights, reference.weights, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(native.test_loss, reference.test_loss, rtol=1e-5)
    np.testing.assert_array_equal(native.confusion, reference.confusion)
    assert native.confusion.sum() == 6
    assert native.history.shape == (4, 1, 4)


def test_the_first_loss_is_that_of_the_first_weights() -> None:
    zeros = [np.zeros_like(w) for w in WEIGHTS]
    block = run(initial_weights=zeros, training=Training(epochs=4, batch_size=12))
    assert block.history[0, 0, 0] == pytest.approx(np.log(3), rel=1e-6)
    assert np.isnan(block.history[2:]).all()
    assert np.isnan(block.test_loss).all()


def test_orders_matter() -> None:
    assert not np.array_equal(run().weights, run(orders=ORDERS[::-1]).weights)
    assert np.array_equal(run().weights, run(orders=ORDERS.astype(np.uint8)).weights)


def test_a_study_s_replica_can_be_trained_by_hand() -> None:
    study = Study(
        data=data.blobs(samples=60),
        network=Network(hidden=(4,)),
        training=Training(epochs=3, batch_size=8),
        scaling="standard",
        replicas=20,
        seed=4,
    )
    result = study.run(only=[13])
    plan = plan_block(study, arms_of(study)[0], np.array([13]))
    inputs, rows = plan.inputs(0), plan.rows
    labels = np.array(study.data.classes)[study.data.y]
    cut = np.cumsum([8, 4, 12])
    flat = plan.initial_weights[0]
    block = train(
        study.network,
        study.training,
        inputs[rows.train[0]],
        labels[rows.train[0]],
        initial_weights=[
            flat[: cut[0]].reshape(2, 4),
            flat[cut[0] : cut[1]],
            flat[cut[1] : cut[2]].reshape(4, 3),
            flat[cut[2] :],
        ],
        orders=[plan.order(0, epoch) for epoch in range(3)],
        validation=(inputs[rows.validation[0]], labels[rows.validation[0]]),
        test=(inputs[rows.test[0]], labels[rows.test[0]]),
    )
    np.testing.assert_array_equal(block.history[:, 0], result.curves[:, 0, 0])
    np.testing.assert_array_equal(block.weights[0], result.flat_weights[0][0])
    np.testing.assert_array_equal(block.confusion[0], result.confusion[0, 0])


def test_labels_may_be_one_hot_and_lists() -> None:
    one_hot = np.eye(3)[np.arange(12) % 3]
    as_lists = run(
        x=X.tolist(), y=one_hot.tolist(), validation=(X[:3].tolist(), one_hot[:3].tolist())
    )
    np.testing.assert_array_equal(as_lists.weights, run(validation=(X[:3], Y[:3])).weights)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": X[0]}, "`x` must be a table with rows and columns"),
        ({"x": X * NAN}, "`x` must be of finite numbers"),
        ({"y": Y[:5]}, "`x` must be rows with one label each, 12 labels; got shape (5,)."),
        ({"y": 3}, "`x` must be rows with one label each, 12 labels; got shape ()."),
        ({"y": [1] * 12}, "`y` must be of at least two classes"),
        ({"validation": (X[:, :2], Y)}, "`validation` must be of 3 columns; got 2."),
        ({"test": (X[:, :2], Y)}, "`test` must be of 3 columns; got 2."),
        ({"validation": (X, Y[:3])}, "`validation` must be rows with one label each, 12 labels;"),
        ({"validation": (X, np.eye(3)[np.arange(12) % 3])}, "Labels must be given alike for train"),
        ({"validation": (X, list(range(12)))}, "all of one kind; got number, text."),
        (
            {"initial_weights": WEIGHTS[:2]},
            "`initial_weights` must have shapes ((3, 2), (2,), (2, 3)",
        ),
        (
            {"initial_weights": [w.T for w in WEIGHTS]},
            "`initial_weights` must have shapes ((3, 2), ",
        ),
        ({"initial_weights": [w * NAN for w in WEIGHTS]}, "`initial_weights` must be finite"),
        ({"initial_weights": ["a"]}, "`initial_weights` must be a list of arrays; got ['a']."),
        ({"initial_weights": 5}, "`initial_weights` must be a list of arrays; got 5."),
        (
            {"orders": ORDERS[:3]},
            "`orders` must have shape (epochs, samples) = (4, 12); got (3, 12).",
        ),
        ({"orders": ORDERS * 0}, "`orders` must hold the number of every row once an epoch."),
        ({"orders": ORDERS + 1}, "`orders` must hold the number of every row once an epoch."),
        ({"orders": ORDERS + 0.5}, "`orders` must hold the number of every row once an epoch."),
        ({"orders": [[0], [0, 1]]}, "`orders` must be a table of row numbers; got [[0], [0, 1]]."),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError) as caught:
        run(**changes)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_stopping_by_validation_needs_validation_rows() -> None:
    training = Training(epochs=4, early_stopping=EarlyStopping(patience=1))
    with pytest.raises(
        ManySeedsError, match="`early_stopping.monitor` must be 'loss' or 'accuracy'"
    ):
        run(training=training)
    assert run(training=training, validation=(X, Y)).epochs_run[0] <= 4
