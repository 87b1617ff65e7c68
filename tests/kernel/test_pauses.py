"""Training with pauses: opened, advanced, scored and closed, it leaves the bits of one call."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from manyseeds.engines import native
from manyseeds.engines.engine import TrainedBlock
from oracles import never, plan_of
from paused_run import Run

NAMES = ["xor", "wine", "spirals", "diverging", "diverging pairs", "schedules", "dropout"]


def assert_same(found: TrainedBlock, right: TrainedBlock) -> None:
    for field in fields(right):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(right, field.name))


@pytest.mark.parametrize("looks", [False, True], ids=["in the dark", "with looks"])
@pytest.mark.parametrize("name", NAMES)
def test_pauses_and_looks_change_no_bit(bits, name, looks):
    plan = plan_of(bits.STUDIES[name], 19, arm=-1)
    whole = native.NativeEngine().train(plan, never)
    run = Run(plan)
    for epochs in (1, 2, 0, 100):
        run.advance(epochs)
        if looks:
            run.score()
    assert_same(run.score(), whole)
    run.close()


def test_a_look_is_what_a_shorter_study_ends_with(bits):
    """Replicas that have not ended are scored with the weights of now."""
    study = bits.STUDIES["digits"]
    plan = plan_of(study, 5)
    run = Run(plan)
    for epochs in (1, 2):
        run.advance(1)
        shorter = study.changed(training=study.training.changed(epochs=epochs))
        right = native.NativeEngine().train(plan_of(shorter, 5), never)
        found = run.score()
        for name in (
            "weights",
            "test_loss",
            "test_accuracy",
            "confusion",
            "epochs_run",
            "best_epoch",
        ):
            np.testing.assert_array_equal(getattr(found, name), getattr(right, name))
        np.testing.assert_array_equal(found.history[:, :, :epochs], right.history)
        assert np.isnan(found.history[:, :, epochs:]).all()
    run.close()


def test_before_the_first_epoch_the_first_weights_are_scored(bits):
    plan = plan_of(bits.STUDIES["digits"], 5)
    run = Run(plan)
    np.testing.assert_array_equal(run.score().weights, plan.initial_weights)
    assert (run.block.epochs_run == 0).all()
    assert (run.block.confusion.sum(axis=(1, 2)) == plan.rows.test.shape[1]).all()
    run.close()


def test_some_replicas_can_go_ahead_of_the_others(bits):
    plan = plan_of(bits.STUDIES["moons"], 40)
    whole = native.NativeEngine().train(plan, never)
    run = Run(plan)
    run.advance(100, first=16, replicas=16)
    assert run.score().epochs_run.tolist() == [0] * 16 + [6] * 16 + [0] * 8
    run.advance(100, first=32, replicas=8)
    run.advance(100, first=0, replicas=16)
    assert_same(run.score(), whole)
    run.close()
