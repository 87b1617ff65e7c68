"""Settings beyond those of every run, each against Keras: the same curves from the same start."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import CosineDecay, ExponentialDecay, Network, Split, Study, Training, data
from manyseeds.data import Dataset
from manyseeds.engines.keras import KerasEngine
from manyseeds.engines.native import NativeEngine
from manyseeds.engines.reference import ReferenceEngine
from oracles import ACCURACIES, LOSSES, never, oracle, plan_of, relative, turned

TOLERANCE = 1e-4


def weighted(dataset: str) -> Dataset:
    """A bundled dataset with a weight for each row, some of them 0."""
    plain = data.load(dataset)
    weights = np.random.default_rng(4).choice([0.0, 0.5, 1.0, 3.25], size=len(plain.y))
    return data.arrays(plain.x, plain.y, weights)


def study(dataset="wine", *, network=None, **training) -> Study:
    """Ten epochs with L2 and a partial last batch."""
    settings = {"epochs": 10, "batch_size": 48, "l2": 1e-3, **training}
    return Study(
        data=dataset,
        scaling="none" if dataset == "xor" else "standard",
        network=Network(**{"hidden": (8, 6), **(network or {})}),
        training=Training(**settings),
        split=Split(test=0.2, validation=0.25),
    )


CASES = {
    **{
        f"{name} on {dataset}": study(dataset, network={"activation": name})
        for name in ("leaky_relu", "elu", "gelu", "silu")
        for dataset in ("xor", "wine", "digits")
    },
    "an activation for each layer": study(network={"activation": ["gelu", "sigmoid"]}),
    "three activations": study(
        "digits", network={"hidden": (8, 7, 6), "activation": ["silu", "relu", "elu"]}
    ),
    "sample weights": study(weighted("wine")),
    "sample weights of two classes": study(weighted("breast_cancer")),
    "balanced classes": study(class_weight="balanced"),
    "balanced classes of xor": study("xor", class_weight="balanced"),
    "a table of class weights": study(
        class_weight={"class_0": 0.25, "class_2": 4.0}, optimizer="sgd"
    ),
    "sample and class weights": study(weighted("wine"), class_weight="balanced"),
    "smoothed labels": study(label_smoothing=0.1),
    "smoothed labels of two classes": study("xor", label_smoothing=0.2),
    **{
        f"{kind} decay with {optimizer}": study(schedule=schedule, optimizer=optimizer)
        for kind, schedule in {
            "exponential": ExponentialDecay(decay_steps=7, decay_rate=0.9),
            "staircase": ExponentialDecay(decay_steps=5, decay_rate=0.5, staircase=True),
            "cosine": CosineDecay(decay_steps=15, alpha=0.1),
            "warmed-up cosine": CosineDecay(decay_steps=12, warmup_target=0.01, warmup_steps=4),
        }.items()
        for optimizer in ("sgd", "adamw")
    },
    "clipped values": study(clipvalue=0.01, optimizer="sgd", learning_rate=0.1),
    "clipped norms": study(clipnorm=0.05, optimizer="sgd", momentum=0.9),
    "a clipped global norm": study(global_clipnorm=0.1, optimizer="rmsprop"),
    "a global norm that clips now and then": study(
        "xor", global_clipnorm=0.25, optimizer="sgd", learning_rate=0.1
    ),
    "a sigmoid": study("xor", network={"output": "sigmoid"}),
    "a sigmoid without hidden layers": study(
        "breast_cancer", network={"hidden": (), "output": "sigmoid"}
    ),
    "a sigmoid with smoothed labels": study(
        "breast_cancer", network={"output": "sigmoid"}, label_smoothing=0.1
    ),
    "a sigmoid with weights": study(
        weighted("breast_cancer"), network={"output": "sigmoid"}, class_weight="balanced"
    ),
    "smoothed labels with weights": study(weighted("digits"), label_smoothing=0.1),
}


@pytest.mark.parametrize("name", CASES)
def test_the_curves_are_those_of_keras(name):
    plan = plan_of(CASES[name])
    native = NativeEngine().train(plan, never)
    keras = KerasEngine().train(plan, never)
    exact, ties = oracle(plan)
    for other in (keras, exact):
        difference = relative(native.history[LOSSES, :], other.history[LOSSES, :])
        assert difference.max() <= TOLERANCE
        assert relative(native.test_loss, other.test_loss).max() <= 10 * TOLERANCE
    # An accuracy may differ by as many hits as there are near ties, most often none.
    assert np.all(turned(native, keras, plan) <= ties)
    assert np.isfinite(native.history[ACCURACIES, :]).all()
    assert native.confusion.sum() == keras.confusion.sum() > 0


@pytest.mark.parametrize("name", CASES)
def test_single_precision_is_enough_for_the_reference(name):
    plan = plan_of(CASES[name], 1)
    single = ReferenceEngine(np.float32).train(plan, never)
    native = NativeEngine().train(plan, never)
    assert relative(native.history[LOSSES, :], single.history[LOSSES, :]).max() <= TOLERANCE
