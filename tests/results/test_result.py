"""What a result offers: labelled arrays, weights in Keras's order, predictions, a summary."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from manyseeds import (
    DataError,
    EarlyStopping,
    Network,
    Result,
    ResultError,
    SpecificationError,
    Split,
    Study,
    Training,
)
from manyseeds.engines.reference import forward, log_softmax

LABELS = ["cat", "dog", "owl"] * 20


@pytest.fixture(scope="module")
def study() -> Study:
    x = np.random.default_rng(5).normal(size=(60, 3)) + np.arange(60)[:, None] % 3
    return Study(
        data=(x, LABELS),
        training=Training(epochs=6, batch_size=16, learning_rate=0.02),
        scaling="standard",
        sweep={"network.hidden": [(), (4,), (5, 3)], "training.epochs": [4, 6]},
        replicas=20,
        seed=3,
    )


@pytest.fixture(scope="module")
def result(study: Study) -> Result:
    return study.run(threads=2)


def test_history_is_labelled_and_ends_where_an_arm_ends(result: Result) -> None:
    history = result.history
    assert dict(history.sizes) == {"arm": 6, "replica": 20, "epoch": 6}
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert history["epoch"].values.tolist() == [1, 2, 3, 4, 5, 6]
    assert history["label"].values[:2].tolist() == [
        "hidden=none, epochs=4",
        "hidden=none, epochs=6",
    ]
    short, long = history.isel(arm=slice(0, None, 2)), history.isel(arm=slice(1, None, 2))
    for name in history:
        assert np.isfinite(short[name].sel(epoch=[1, 2, 3, 4])).all()
        assert np.isnan(short[name].sel(epoch=[5, 6])).all()
        assert np.isfinite(long[name]).all()


def test_arms_that_differ_in_epochs_alone_start_alike(result: Result) -> None:
    loss = result.history["loss"]
    for arm in (0, 2, 4):
        np.testing.assert_array_equal(loss.sel(arm=arm)[:, :4], loss.sel(arm=arm + 1)[:, :4])


def test_the_test_s_scores_agree_with_its_confusion_counts(result: Result) -> None:
    test = result.test
    assert (
        test["true"].values.tolist() == test["predicted"].values.tolist() == ["cat", "dog", "owl"]
    )
    counts = test["confusion"]
    assert (counts.sum(["true", "predicted"]) == 12).all()
    right = np.trace(counts.values, axis1=2, axis2=3)
    np.testing.assert_allclose(test["accuracy"], right / 12, rtol=1e-6)


def test_predictions_are_those_of_the_test(result: Result, study: Study) -> None:
    from manyseeds.plan import plan_block

    for arm in (1, 5):
        rows = plan_block(study, result.arms[arm], np.arange(20)).rows.test
        probabilities = result.predict(study.data.x, arm=arm)
        assert probabilities.shape == (20, 60, 3)
        np.testing.assert_allclose(probabilities.sum(axis=2), 1, atol=1e-6)
        for replica in range(20):
            own = probabilities[replica, rows[replica]]
            true = study.data.y[rows[replica]]
            right = (own.argmax(axis=1) == true).mean()
            loss = -np.log(own[np.arange(12), true]).mean()
            np.testing.assert_allclose(right, result.test["accuracy"][arm, replica], rtol=1e-6)
            np.testing.assert_allclose(loss, result.test["loss"][arm, replica], rtol=1e-4)


def test_weights_are_in_keras_s_order_and_predict(result: Result, study: Study) -> None:
    from manyseeds.plan import plan_block

    weights = result.weights(arm=5, replica=7)
    assert [w.shape for w in weights] == [(3, 5), (5,), (5, 3), (3,), (3, 3), (3,)]
    inputs = plan_block(study, result.arms[5], np.array([7])).inputs(0)
    logits = forward([w.astype(float) for w in weights], result.arms[5].activations, inputs)[-1]
    ours = result.predict(study.data.x, arm=5, replica=7)
    np.testing.assert_allclose(ours, np.exp(log_softmax(logits)), rtol=1e-4, atol=1e-6)


def test_one_replica_s_predictions_are_those_it_has_among_all(result: Result, study: Study) -> None:
    everyone = result.predict(study.data.x, arm=3)
    for replica in (0, 15, 16, 19):
        np.testing.assert_array_equal(
            result.predict(study.data.x, arm=3, replica=replica), everyone[replica]
        )


def test_a_result_of_some_replicas_is_asked_by_their_numbers(study: Study, result: Result) -> None:
    some = study.run(only=[3, 18])
    np.testing.assert_array_equal(some.weights(1, 18)[0], result.weights(1, 18)[0])
    np.testing.assert_array_equal(
        some.predict(study.data.x, 1, 3), result.predict(study.data.x, 1, 3)
    )
    with pytest.raises(ResultError, match="`replica` must be a replica of this result, 3 to 18"):
        some.weights(replica=4)


def test_without_test_and_validation_rows_there_are_no_scores() -> None:
    study = Study(
        data="iris", split=Split(test=0, validation=0), training=Training(epochs=2), replicas=17
    )
    result = study.run()
    assert np.isfinite(result.history["loss"]).all()
    assert np.isnan(result.history["val_loss"]).all()
    assert np.isnan(result.history["val_accuracy"]).all()
    assert np.isnan(result.test["accuracy"]).all()
    assert (result.test["confusion"] == 0).all()
    assert (result.outcome["diverged_at"] == 0).all()


def test_divergence_is_reported_and_nothing_else_breaks() -> None:
    training = Training(optimizer="sgd", learning_rate=1e6, epochs=3)
    result = Study(data="iris", network=Network(hidden=(4,)), training=training, replicas=20).run()
    diverged = result.outcome["diverged_at"].values[0] > 0
    assert diverged.any()
    assert np.isnan(result.test["accuracy"].values[0, diverged]).all()
    assert (result.test["confusion"].values[0, diverged] == 0).all()


def test_early_stopping_is_reported_per_replica() -> None:
    stopping = EarlyStopping(monitor="val_loss", patience=1)
    training = Training(epochs=200, learning_rate=0.05, early_stopping=stopping)
    result = Study(data="iris", scaling="standard", training=training, replicas=20).run()
    run, best = result.outcome["epochs_run"][0], result.outcome["best_epoch"][0]
    assert len(set(run.values.tolist())) > 1
    assert (best == run - 1).all()
    for replica in range(20):
        curve = result.history["val_loss"][0, replica]
        assert np.isfinite(curve[: int(run[replica])]).all()
        assert np.isnan(curve[int(run[replica]) :]).all()
        assert np.nanargmin(curve.values) + 1 == best[replica]


def test_a_summary_is_what_keras_prints(result: Result) -> None:
    assert str(result.summary(arm=4)).splitlines()[2:5] == [
        "dense (Dense, relu)      (None, 5)             20",
        "dense_1 (Dense, relu)    (None, 3)             18",
        "dense_2 (Dense, softmax) (None, 3)             12",
    ]
    assert result.summary(arm=4).parameters == 50


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        (lambda r: r.weights(arm=6), ResultError, "`arm` must be an integer from 0 to 5; got 6."),
        (
            lambda r: r.weights(arm="0"),
            ResultError,
            "`arm` must be an integer from 0 to 5; got '0'.",
        ),
        (
            lambda r: r.weights(replica=20),
            ResultError,
            "a replica of this result, 0 to 19; got 20.",
        ),
        (
            lambda r: r.weights(replica=-1),
            ResultError,
            "a replica of this result, 0 to 19; got -1.",
        ),
        (lambda r: r.summary(arm=-1), ResultError, "`arm` must be an integer from 0 to 5; got -1."),
        (
            lambda r: r.predict([[0, 0]]),
            DataError,
            "`x` must be a table of 3 columns; got shape (1, ",
        ),
        (lambda r: r.predict([0, 0, 0]), DataError, "For one feature, pass x.reshape(-1, 1)."),
        (lambda r: r.predict([[0, 0, np.nan]]), DataError, "`x` must be of finite numbers"),
        (lambda r: r.predict([["a", "b", "c"]]), DataError, "`x` must be a table of numbers"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    result: Result, asked: Any, error: Any, words: str
) -> None:
    with pytest.raises(error) as caught:
        asked(result)
    assert words in str(caught.value)


def test_a_result_can_be_pickled(result: Result) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again.study == result.study
    np.testing.assert_array_equal(again.curves, result.curves)


@pytest.mark.parametrize("answer", ["findings", "report"])
def test_a_setting_that_no_finding_takes_is_refused(result: Result, answer: str) -> None:
    with pytest.raises(SpecificationError, match=r"got 'companion'. Did you mean 'companions'\?"):
        getattr(result, answer)(companion=False)


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_rows_too_large_for_a_probability_are_refused(scaling: str) -> None:
    x = np.random.default_rng(5).normal(size=(60, 3))
    training = Training(epochs=2)
    trained = Study(data=(x, LABELS), training=training, scaling=scaling, replicas=20).run()
    assert np.isfinite(trained.predict([[1e6, -1e6, 0]])).all()
    rows = [[0, 0, 0], [3e38, 3e38, -3e38]]
    for ask in (trained.predict, trained.ensemble().predict, trained.ensemble().classes):
        with pytest.raises(DataError, match=r"row 1 is too large for \d+ of 20\. Look for a wrong"):
            ask(rows)


def test_replicas_that_diverged_may_have_no_probabilities() -> None:
    trained = Study(data="iris", training=Training(epochs=1), replicas=4).run()
    trained.flat_weights[0][2] = np.nan
    trained.diverged_at[0, 2] = 0
    x = trained.study.data.x
    assert np.isnan(trained.predict(x)).any(axis=(1, 2)).tolist() == [False, False, True, False]
    assert np.isfinite(trained.ensemble().predict(x)).all()
