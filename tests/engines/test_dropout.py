"""Dropout: the masks' distribution and streams, and what they do in training and out of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats

from manyseeds import Network, SpecificationError, Split, Study, Training
from manyseeds.engines.keras import KerasEngine
from manyseeds.engines.native import NativeEngine
from oracles import LOSSES, never, oracle, plan_of, relative


def study(vary=("split", "init", "order"), **network) -> Study:
    """Two hidden layers that lose a fifth and a half."""
    return Study(
        data="wine",
        scaling="standard",
        network=Network(**{"hidden": (9, 6), "dropout": [0.2, 0.5], **network}),
        training=Training(epochs=6, batch_size=19, l2=1e-3),
        split=Split(test=0.2, validation=0.2),
        vary=vary,
    )


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh", "sigmoid", "elu", "gelu"])
@pytest.mark.parametrize("dropout", [0.3, [0.2, 0.5], [0.0, 0.5]])
def test_kernel_and_reference_draw_the_same_masks(activation, dropout):
    plan = plan_of(study(activation=activation, dropout=dropout), 3)
    native, (exact, _) = NativeEngine().train(plan, never), oracle(plan)
    assert relative(native.history[LOSSES, :], exact.history[LOSSES, :]).max() < 1e-4
    assert relative(native.test_loss, exact.test_loss).max() < 1e-3


def test_a_share_is_lost_and_the_rest_makes_up_for_it():
    plan = plan_of(study(), 2)
    masks = [plan.masks(place, epoch) for place in range(2) for epoch in range(30)]
    for layer, rate in enumerate((0.2, 0.5)):
        values = np.concatenate([mask[layer] for mask in masks])
        assert set(np.unique(values)) == {0.0, np.float32(1 / (1 - rate))}
        # Once in a million runs of correct masks.
        lost = int((values == 0).sum())
        assert scipy.stats.binomtest(lost, values.size, rate).pvalue > 1e-6
        correlations = np.corrcoef(values == 0, rowvar=False)
        np.fill_diagonal(correlations, 0)
        assert np.abs(correlations).max() < 6 / np.sqrt(len(values))


def test_masks_differ_between_replicas_epochs_and_samples():
    plan = plan_of(study(), 2)
    first = plan.masks(0, 0)[1]
    for other in (plan.masks(1, 0)[1], plan.masks(0, 1)[1], np.roll(first, 1, axis=0)):
        assert (first != other).any()


def test_masks_belong_to_the_source_order():
    held = plan_of(study(vary=("init",)), 3)
    for place in (1, 2):
        np.testing.assert_array_equal(held.masks(0, 2)[1], held.masks(place, 2)[1])


def test_validation_and_test_lose_nothing():
    plan = plan_of(study(), 2)
    still = plan.arm.training.model_copy(update={"learning_rate": 1e-30})
    whole = plan.arm.network.model_copy(update={"dropout": 0.0})
    plans = [replace(plan, arm=replace(plan.arm, training=still, network=network))
             for network in (plan.arm.network, whole)]  # fmt: skip
    dropped, kept = (NativeEngine().train(p, never) for p in plans)
    np.testing.assert_array_equal(dropped.history[2:], kept.history[2:])
    np.testing.assert_array_equal(dropped.test_loss, kept.test_loss)
    assert (dropped.history[0] != kept.history[0]).all()


def test_keras_has_masks_of_its_own_that_are_the_same_in_any_company():
    together = KerasEngine().train(plan_of(study(), 3), never)
    alone = KerasEngine().train(plan_of(study(), (2,)), never)
    np.testing.assert_array_equal(together.weights[2], alone.weights[0])
    assert (together.weights[0] != together.weights[2]).any()
    native = NativeEngine().train(plan_of(study(), 3), never)
    assert relative(native.history[0, :, -1], together.history[0, :, -1]).max() < 0.5


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ({"dropout": 1.0}, "`dropout` must be a number in [0, 1), or a list of one for each"),
        ({"hidden": 6, "dropout": [0.1, 0.1]}, "`dropout` must be of one share for each of the 1"),
    ],
)
def test_shares_that_cannot_be_are_refused(network, words):
    with pytest.raises(SpecificationError) as refused:
        Network(**network)
    assert words in str(refused.value)
