"""A training of the kernel that can be paused, as the playground has it."""

from __future__ import annotations

import ctypes
from dataclasses import fields

import numpy as np

from manyseeds.engines import native
from manyseeds.engines.engine import TrainedBlock
from manyseeds.engines.structures import OutcomeStruct
from manyseeds.plan import BlockPlan


class Run:
    """A run, with the arrays it writes to; its pointer is None where memory ended."""

    def __init__(self, plan: BlockPlan) -> None:
        self.pins, self.block = native.Pins(), TrainedBlock.empty(plan)
        self.replicas = len(plan.replicas)
        sizes = plan.arm.training.step_sizes(plan.rows.train.shape[1])
        outcome = OutcomeStruct(
            *(getattr(self.block, f.name).ctypes.data for f in fields(self.block))
        )
        self.kernel = native.library_for()
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
