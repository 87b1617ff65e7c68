"""The Keras engine: what it adds to the curves that tests/parity compares."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import weakref
from dataclasses import replace

import keras
import numpy as np
import pytest

from manyseeds import EngineError, Network, Split, Study, Training
from manyseeds._types import METRICS
from manyseeds.engines import keras as engine
from manyseeds.engines.engine import engine_named
from manyseeds.engines.keras import KerasEngine
from manyseeds.engines.keras_backend import _installed
from manyseeds.engines.keras_model import build_optimizer
from manyseeds.engines.native import NativeEngine
from oracles import never, plan_of


def assert_agrees(study, replicas=4):
    """Everything in a block is what the native engine has, rounding apart."""
    plan = plan_of(study, replicas)
    found, native = KerasEngine().train(plan, never), NativeEngine().train(plan, never)
    np.testing.assert_array_equal(found.diverged_at, native.diverged_at)
    np.testing.assert_array_equal(found.epochs_run, native.epochs_run)
    kept = native.diverged_at < 0
    np.testing.assert_array_equal(found.best_epoch[kept], native.best_epoch[kept])
    np.testing.assert_allclose(found.history[:, kept], native.history[:, kept], rtol=1e-4)
    np.testing.assert_allclose(found.weights[kept], native.weights[kept], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(found.test_loss, native.test_loss, rtol=1e-4)
    np.testing.assert_allclose(found.test_accuracy, native.test_accuracy, rtol=1e-6)
    np.testing.assert_array_equal(found.confusion, native.confusion)
    return found


def wine(**training):
    return Study(
        data="wine",
        network=Network(hidden=(4,), activation="tanh"),
        training=Training(**{"batch_size": 50, "epochs": 3, **training}),
        scaling="standard",
    )


@pytest.mark.parametrize(
    ("monitor", "restore"), [*((monitor, True) for monitor in METRICS), ("val_loss", False)]
)
def test_early_stopping(monitor, restore):
    rule = {
        "monitor": monitor,
        "patience": 2,
        "min_delta": 0.03 if "loss" in monitor else 0.0,
        "restore_best_weights": restore,
        "start_from_epoch": 2,
    }
    block = assert_agrees(wine(learning_rate=0.05, epochs=12, early_stopping=rule))
    assert block.epochs_run.min() < 12


def test_a_rule_that_never_comes_into_force_keeps_the_last_weights():
    block = assert_agrees(wine(early_stopping={"start_from_epoch": 9}), replicas=1)
    assert block.best_epoch.tolist() == [2]


def test_every_setting_reaches_the_optimizer():
    training = Training(
        optimizer="adamw", learning_rate=0.3, beta_1=0.4, beta_2=0.5, epsilon=0.6, weight_decay=0.7
    )
    found = build_optimizer(training).get_config()
    assert found["learning_rate"] == pytest.approx(0.3)
    assert [found[k] for k in ("beta_1", "beta_2", "epsilon", "weight_decay")] == [
        0.4,
        0.5,
        0.6,
        0.7,
    ]
    for optimizer in ("sgd", "rmsprop"):
        assert_agrees(
            wine(
                optimizer=optimizer,
                momentum=0.7,
                nesterov=True,
                rho=0.6,
                epsilon=0.1,
                weight_decay=0.02,
            )
        )


def test_a_stratified_split_without_validation_and_test_rows():
    study = wine().model_copy(update={"split": Split(test=0, validation=0, stratify=True)})
    block = assert_agrees(study, replicas=2)
    assert np.isnan(block.history[2:]).all()
    assert np.isnan(block.test_loss).all()


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam", "adamw"])
def test_an_absurd_learning_rate_is_divergence(optimizer):
    study = Study(
        data={"name": "xor", "copies": 20},
        network=Network(hidden=(4,)),
        training=Training(optimizer=optimizer, learning_rate=1e6, epochs=10, early_stopping={}),
    )
    plan = plan_of(study, 3)
    block = KerasEngine().train(plan, never)
    gone = block.diverged_at >= 0
    assert gone.any()
    np.testing.assert_array_equal(block.epochs_run[gone], block.diverged_at[gone] + 1)
    assert np.isnan(block.test_loss[gone]).all()
    assert not block.confusion[gone].any()
    assert np.isfinite(block.test_loss[~gone]).all()


def test_a_replica_after_a_diverged_one_starts_afresh():
    """The model is shared by a block: neither weights nor moments may be left over."""
    plan = plan_of(wine(), 3)
    weights = plan.initial_weights.copy()
    weights[1] *= 1e30
    found = KerasEngine().train(replace(plan, initial_weights=weights), never)
    expected = KerasEngine().train(plan, never)
    assert found.diverged_at.tolist() == [-1, 0, -1]
    for place in (0, 2):
        np.testing.assert_array_equal(found.history[:, place], expected.history[:, place])
        np.testing.assert_array_equal(found.weights[place], expected.weights[place])


def test_several_arms_on_two_threads():
    study = wine().model_copy(update={"replicas": 18, "sweep": {"network.hidden": ((2,), ())}})
    found = study.run(engine="keras", threads=2)
    np.testing.assert_allclose(found.curves, study.run().curves, rtol=1e-4)


def test_it_stops_at_the_end_of_an_epoch():
    asked = []

    def should_stop():
        asked.append(None)
        return len(asked) >= 3

    assert KerasEngine().train(plan_of(wine(epochs=20), 2), should_stop) is None
    assert 3 <= len(asked) <= 4, "asked once an epoch, and once more after the replica"


def test_nothing_global_is_left_changed():
    before = (
        keras.config.floatx(),
        keras.config.dtype_policy().name,
        random.getstate(),
        np.random.get_state()[1].tolist(),  # noqa: NPY002
        dict(os.environ),
    )
    KerasEngine().train(plan_of(wine(), 2), never)
    after = (
        keras.config.floatx(),
        keras.config.dtype_policy().name,
        random.getstate(),
        np.random.get_state()[1].tolist(),  # noqa: NPY002
        dict(os.environ),
    )
    assert before == after


def test_the_users_dtype_policy_does_not_matter():
    expected = KerasEngine().train(plan_of(wine(), 1), never)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        found = KerasEngine().train(plan_of(wine(), 1), never)
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_array_equal(found.history, expected.history)


def test_models_are_not_kept(monkeypatch):
    """A thousand replicas are sixty-three models: each must go when its block is done."""
    built = []
    plain = engine.build_model

    def watched(arm):
        model = plain(arm)
        built.append(weakref.ref(model))
        return model

    monkeypatch.setattr(engine, "build_model", watched)
    KerasEngine().train(plan_of(wine(epochs=1), 1), never)
    assert len(built) == 1
    assert built[0]() is None


def run_python(program: str, **environment: str) -> str:
    """Run a program in a Python of its own; return what it prints."""
    kept = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


HIDE = """
import importlib.util, sys
plain = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in {hidden} else plain(name, *rest)
"""
ASK = """
from manyseeds.engines.engine import engine_named
from manyseeds import EngineError
try:
    engine_named("keras")
    import keras, os
    print(keras.backend.backend(), os.environ.get("KERAS_BACKEND"))
except EngineError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("hidden", "asked", "expected"),
    [
        (
            ["keras"],
            None,
            "The engine 'keras' needs Keras, which is not installed. Install Keras with a backend: "
            "pip install manyseeds[keras].",
        ),
        (
            ["jax", "torch", "tensorflow"],
            None,
            "The engine 'keras' needs a backend of Keras, and none is installed. Install Keras "
            "with a backend: pip install manyseeds[keras].",
        ),
        (
            ["jax"],
            "jax",
            "The engine 'keras' needs the backend 'jax' that KERAS_BACKEND names, which is not "
            "installed. Install Keras with a backend: pip install manyseeds[keras].",
        ),
        (["tensorflow", "torch"], None, "jax None"),
        ([], "jax", "jax jax"),
    ],
)
def test_what_is_missing_is_said_and_an_installed_backend_is_found(
    hidden, asked, expected, tmp_path
):
    environment = {"KERAS_HOME": str(tmp_path), **({"KERAS_BACKEND": asked} if asked else {})}
    assert run_python(HIDE.format(hidden=hidden) + ASK, **environment).strip() == expected


def test_the_backend_of_the_users_configuration_is_taken(tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "numpy"}')
    assert run_python("from manyseeds.engines import keras_backend as k; "
                      "print(k._configured_backend())",
                      KERAS_HOME=str(tmp_path), KERAS_BACKEND="jax").strip() == "numpy"  # fmt: skip


def test_the_curves_are_the_same_on_torch(note):
    if not _installed("torch"):
        note("Keras's PyTorch backend: not compared, torch is not installed")
        return
    program = """
import numpy as np
from manyseeds import Network, Study, Training
study = Study(data="wine", network=Network(hidden=(4,)), training=Training(epochs=3, l2=1e-3),
              scaling="standard", replicas=2)
found, native = study.run(engine="keras", threads=1), study.run()
np.testing.assert_allclose(found.curves, native.curves, rtol=1e-4)
np.testing.assert_array_equal(found.confusion, native.confusion)
import keras
print(keras.backend.backend())
"""
    assert run_python(program, KERAS_BACKEND="torch").strip() == "torch"


def test_an_unknown_engine_is_refused():
    with pytest.raises(EngineError, match=r"Did you mean 'keras'\?"):
        engine_named("kera")
