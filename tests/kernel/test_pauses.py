"""Training with pauses: opened, advanced, scored and closed, it leaves the bits of one call."""

from __future__ import annotations

import ctypes
from dataclasses import fields

import numpy as np
import pytest

from manyseeds.engines import native
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.structures import OutcomeStruct
from manyseeds.kernel.library import library_for
from oracles import never, plan_of

NAMES = ["xor", "wine", "spirals", "diverging", "diverging pairs", "schedules", "dropout"]


class Run:
    """A run of the kernel, with the arrays it writes to."""

    def __init__(self, plan) -> None:
        self.pins, self.block = native.Pins(), TrainedBlock.empty(plan)
        self.replicas = len(plan.replicas)
        sizes = plan.arm.training.step_sizes(plan.rows.train.shape[1])
        outcome = OutcomeStruct(
            *(getattr(self.block, f.name).ctypes.data for f in fields(self.block))
        )
        self.kernel = library_for()
        self.kernel.ms_open.restype = ctypes.c_void_p
        self.pointer = ctypes.c_void_p(
            self.kernel.ms_open(
                ctypes.byref(native.network_struct(plan.arm, self.pins)),
                ctypes.byref(
                    native.training_struct(plan.arm.training, self.pins.pointer(sizes, np.float64))
                ),
                ctypes.byref(native.data_struct(plan, self.pins, None)),
                ctypes.byref(outcome),
            )
        )
        assert self.pointer.value

    def advance(self, epochs: int, first: int = 0, replicas: int | None = None) -> None:
        count = self.replicas if replicas is None else replicas
        numbers = map(ctypes.c_int64, (first, count, epochs))
        assert self.kernel.ms_advance(self.pointer, *numbers) == native.DONE

    def score(self) -> TrainedBlock:
        """What has become of the replicas, with the weights of now."""
        self.kernel.ms_score(self.pointer, ctypes.c_int64(0), ctypes.c_int64(self.replicas))
        return self.block

    def close(self) -> None:
        self.kernel.ms_close(self.pointer)


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
