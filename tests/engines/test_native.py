"""The native engine against the reference engine, and against itself."""

from __future__ import annotations

import threading
import time
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manyseeds import EngineError, Network, Split, Study, Training
from manyseeds._types import METRICS
from manyseeds.engines.early_stopping import EarlyStopper
from manyseeds.engines.native import NativeEngine, predict_probabilities
from manyseeds.engines.reference import ReferenceEngine, forward, unflatten
from manyseeds.executors import StopFlag
from oracles import LOSSES, growth, never, oracle, plan_of, relative, turned
from strategies import RULES, studies

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu")
OPTIMIZERS = {
    "sgd": {"learning_rate": 0.05},
    "sgd momentum": {"momentum": 0.9},
    "sgd nesterov": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    "rmsprop": {"epsilon": 1e-3},
    "rmsprop momentum": {"momentum": 0.5, "rho": 0.8},
    "adam": {"learning_rate": 0.01},
    "adamw": {"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4},
}


def with_training(plan, **changes):
    """The plan with other settings of its training."""
    training = plan.arm.training.model_copy(update=changes)
    return replace(plan, arm=replace(plan.arm, training=training))


def assert_agrees(plan):
    """Curves, weights and scores are the oracle's, as far as rounding lets them be."""
    native = NativeEngine().train(plan, never)
    exact, ties = oracle(plan)
    far = growth(plan, exact)
    difference = relative(native.history[LOSSES, :], exact.history[LOSSES, :]).max(axis=0)
    assert np.all(difference <= 40 * far + 4e-6)
    assert np.all(turned(native, exact, plan) <= ties)
    for name in ("epochs_run", "best_epoch", "diverged_at"):
        np.testing.assert_array_equal(getattr(native, name), getattr(exact, name), err_msg=name)
    settled = far[:, -1] < 1e-5
    assert np.all(relative(native.test_loss, exact.test_loss)[settled] < 1e-3)
    np.testing.assert_allclose(
        native.weights[settled], exact.weights[settled], rtol=1e-2, atol=1e-3
    )
    counts = native.confusion.sum(axis=(1, 2))
    expected = np.where(exact.diverged_at < 0, plan.rows.test.shape[1], 0)
    np.testing.assert_array_equal(counts, expected)
    return native, exact


@settings(max_examples=60)
@given(studies())
def test_any_study_agrees_with_the_oracle(study):
    assert_agrees(plan_of(study, (0, 5, 3)))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_and_activation_at_every_depth(optimizer, activation):
    for depth in range(5):
        study = Study(
            data={"name": "blobs", "samples": 50, "classes": 3},
            network=Network(hidden=(7, 4, 6, 5)[:depth], activation=activation),
            training=Training(
                optimizer=optimizer.split()[0], batch_size=9, epochs=4, l2=1e-3,
                **OPTIMIZERS[optimizer],
            ),
            scaling="standard",
        )  # fmt: skip
        assert_agrees(plan_of(study))


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 63, 64, 65, 128, 129, 130])
@pytest.mark.parametrize("batch_size", [1, 4, 64, 1000])
def test_any_number_of_rows_and_any_batch(rows, batch_size):
    """Around the sizes at which the kernel's loops end, and batches larger than the table."""
    study = Study(
        data={"name": "blobs", "samples": 159, "classes": 3},
        network=Network(hidden=(3,)),
        training=Training(batch_size=batch_size, epochs=2),
        split=Split(test=5, validation=154 - rows),
    )
    assert_agrees(plan_of(study))


@pytest.mark.parametrize("features", range(1, 10))
def test_any_number_of_features(features):
    """Rows are packed in fours, the label last."""
    random = np.random.default_rng(features)
    x, y = random.normal(size=(40, features)), random.integers(0, 3, size=40)
    study = Study(data=(x, y), training=Training(epochs=3), scaling="minmax")
    assert_agrees(plan_of(study, 17))


def test_no_validation_and_no_test_rows_leave_nan():
    study = Study(data="iris", training=Training(epochs=3), split=Split(test=0, validation=0))
    native, _ = assert_agrees(plan_of(study))
    assert np.isnan(native.history[2:]).all()
    assert np.isnan(native.test_loss).all()
    assert np.isnan(native.test_accuracy).all()
    assert not native.confusion.any()


def test_scores_are_those_of_the_kept_weights():
    study = Study(data="digits", network=Network(hidden=(9,)), training=Training(epochs=2))
    plan = plan_of(study, 3)
    native = NativeEngine().train(plan, never)
    for place, rows in enumerate(plan.rows.test):
        weights = unflatten(native.weights[place], plan.arm, np.float64)
        logits = forward(weights, plan.arm.activations, plan.inputs(place)[rows])[-1]
        labels = plan.labels[rows]
        expected = np.zeros((10, 10), int)
        np.add.at(expected, (labels, logits.argmax(axis=1)), 1)
        np.testing.assert_array_equal(native.confusion[place], expected)
        assert native.test_accuracy[place] == np.float32(expected.trace() / len(rows))


@settings(max_examples=100)
@given(studies(), RULES, st.integers(5, 20))
def test_early_stopping_keeps_what_the_unstopped_training_had(study, rule, epochs):
    """To the bit: the same curves up to the stop, and the weights of the best or last epoch."""
    without_validation = study.split.validation == 0 and rule.monitor.startswith("val_")
    rule = rule.model_copy(update={"monitor": "loss"}) if without_validation else rule
    plan = with_training(plan_of(study, 3), epochs=epochs)
    free = NativeEngine().train(plan, never)
    stopped = NativeEngine().train(with_training(plan, early_stopping=rule), never)
    for place in range(3):
        stopper = EarlyStopper(rule)
        curves = free.history[:, place]
        run = next(e for e in range(epochs) if stopper.stop(e, curves[:, e], []) or e == epochs - 1)
        best = run if stopper.best_epoch is None else stopper.best_epoch
        kept = best if rule.restore_best_weights else run
        assert stopped.epochs_run[place] == run + 1
        assert stopped.best_epoch[place] == kept
        np.testing.assert_array_equal(stopped.history[:, place, : run + 1], curves[:, : run + 1])
        assert np.isnan(stopped.history[:, place, run + 1 :]).all()
        then = NativeEngine().train(with_training(plan, epochs=int(kept) + 1), never)
        for name in ("weights", "test_loss", "test_accuracy", "confusion"):
            at = getattr(stopped, name)[place]
            np.testing.assert_array_equal(at, getattr(then, name)[place], err_msg=name)


@pytest.mark.parametrize("restore", [True, False])
@pytest.mark.parametrize("monitor", METRICS)
def test_early_stopping_agrees_with_the_oracle(monitor, restore):
    study = Study(
        data="wine",
        network=Network(hidden=(5,), activation="tanh"),
        training=Training(
            learning_rate=0.02,
            epochs=60,
            early_stopping={
                "monitor": monitor, "patience": 3, "restore_best_weights": restore,
                "start_from_epoch": 4, "min_delta": 0.004 if "loss" in monitor else 0.0,
            },
        ),
        scaling="standard",
    )  # fmt: skip
    native, _ = assert_agrees(plan_of(study, 16))
    assert len(set(native.epochs_run)) > 3, "lanes are to stop at different epochs"


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "adamw"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_absurd_learning_rate_is_reported_replica_by_replica(optimizer, activation):
    study = Study(
        data="xor",
        network=Network(hidden=(6,), activation=activation),
        training=Training(optimizer=optimizer, learning_rate=1e6, epochs=20),
    )
    plan = plan_of(study, 16)
    native, exact = NativeEngine().train(plan, never), ReferenceEngine().train(plan, never)
    for block in (native, exact):
        gone = block.diverged_at >= 0
        # Saturated units may hold the loss below the limit; without them nothing does.
        assert gone.all() or activation in ("tanh", "sigmoid")
        np.testing.assert_array_equal(block.epochs_run[gone], block.diverged_at[gone] + 1)
        assert np.isnan(block.test_loss[gone]).all()
        assert np.isnan(block.test_accuracy[gone]).all()
        assert not block.confusion[gone].any()
        assert np.isfinite(block.test_loss[~gone]).all()
    first = (native.diverged_at == 0) == (exact.diverged_at == 0)
    assert first.mean() > 0.8


def test_a_diverging_replica_leaves_its_neighbours_alone():
    study = Study(data="xor", network=Network(hidden=(4,)), training=Training(epochs=5))
    plan = plan_of(study, 16)
    weights = plan.initial_weights.copy()
    weights[::3] = 1e30
    block = NativeEngine().train(replace(plan, initial_weights=weights), never)
    healthy = NativeEngine().train(plan, never)
    np.testing.assert_array_equal(block.diverged_at >= 0, np.arange(16) % 3 == 0)
    for field in fields(block):
        axis = 1 if field.name == "history" else 0
        pick = np.flatnonzero(np.arange(16) % 3)
        np.testing.assert_array_equal(
            np.take(getattr(block, field.name), pick, axis),
            np.take(getattr(healthy, field.name), pick, axis),
        )


@pytest.mark.parametrize("part", [0, 0.2])
def test_a_limit_just_below_the_loss_is_divergence_and_at_the_loss_is_not(part):
    study = Study(data="iris", training=Training(epochs=1), split=Split(test=0, validation=part))
    plan = plan_of(study, 1)
    highest = np.nanmax(NativeEngine().train(plan, never).history[LOSSES, :])
    for limit, expected in ((float(highest), -1), (float(np.nextafter(highest, 0)), 0)):
        block = NativeEngine().train(with_training(plan, divergence_loss=limit), never)
        assert block.diverged_at.tolist() == [expected]


def test_a_test_loss_beyond_the_limit_is_divergence_in_the_last_epoch():
    study = Study(
        data={"name": "blobs", "noise": 2.0},
        training=Training(epochs=3, learning_rate=0.05),
        split=Split(test=1, validation=0),
    )
    plan = plan_of(study, 16)
    plan = replace(plan, initial_weights=np.zeros_like(plan.initial_weights))
    free = NativeEngine().train(plan, never)
    highest = float(free.history[0].max())
    gone = free.test_loss > highest
    assert 0 < gone.sum() < 16
    for engine in (NativeEngine(), ReferenceEngine()):
        block = engine.train(with_training(plan, divergence_loss=highest + 1e-6), never)
        np.testing.assert_array_equal(block.diverged_at, np.where(gone, 2, -1))
        np.testing.assert_array_equal(np.isnan(block.test_loss), gone)
        np.testing.assert_array_equal(block.confusion.sum(axis=(1, 2)), np.where(gone, 0, 1))


def test_a_flag_set_by_another_thread_stops_within_an_epoch():
    study = Study(data="digits", training=Training(epochs=200_000), split=Split(test=0))
    plan, stop = plan_of(study, 16), StopFlag()
    thread = threading.Timer(0.2, stop.set)
    started = time.monotonic()
    thread.start()
    assert NativeEngine().train(plan, stop) is None
    assert 0.2 <= time.monotonic() - started < 2


@pytest.mark.parametrize("samples", [1, 3, 4, 5, 9])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_probabilities_are_those_of_the_oracle(samples, activation):
    study = Study(
        data="wine", network=Network(hidden=(5, 4), activation=activation), scaling="standard"
    )
    plan = plan_of(study, 19)
    x = study.data.x[:samples].astype(np.float32)
    found = predict_probabilities(plan.arm, plan.initial_weights, plan.scaling, x)
    assert found.shape == (19, samples, 3)
    for place in range(19):
        weights = unflatten(plan.initial_weights[place], plan.arm, np.float64)
        logits = forward(weights, plan.arm.activations, plan.inputs(place)[:samples])[-1]
        expected = np.exp(logits - logits.max(axis=1, keepdims=True))
        expected /= expected.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(found[place], expected, rtol=3e-5, atol=1e-30)


def test_more_layers_than_the_kernel_has_room_for_are_refused():
    for depth, allowed in ((31, True), (32, False)):
        study = Study(
            data="iris", network=Network(hidden=(2,) * depth), training=Training(epochs=1)
        )
        if allowed:
            assert NativeEngine().train(plan_of(study), never) is not None
        else:
            with pytest.raises(EngineError, match="`hidden` must be at most 31 layers; got 32"):
                NativeEngine().train(plan_of(study), never)
