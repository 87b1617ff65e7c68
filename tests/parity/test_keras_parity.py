"""The kernel against Keras: the same curves from the same weights and orders.

Every optimizer x activation x depth is compared on one of three datasets, in turn, so that every
pair of these is compared on every dataset. The rest of the full product is marked slow:
``pytest tests/parity -m "slow or not slow"`` compares all of it.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import pytest

from manyseeds import Network, Split, Study, Training
from manyseeds.engines.keras import KerasEngine
from manyseeds.engines.native import NativeEngine
from oracles import ACCURACIES, LOSSES, never, oracle, plan_of, relative, turned

TOLERANCE = 1e-4

OPTIMIZERS = {
    "sgd": {"optimizer": "sgd"},
    "momentum": {"optimizer": "sgd", "momentum": 0.9},
    "nesterov": {"optimizer": "sgd", "momentum": 0.9, "nesterov": True},
    "rmsprop": {"optimizer": "rmsprop"},
    "rmsprop momentum": {"optimizer": "rmsprop", "momentum": 0.9},
    "adam": {"optimizer": "adam"},
    "adamw": {"optimizer": "adamw"},
}
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")
DATASETS = {"xor": "none", "digits": "none", "wine": "standard"}


class Case(NamedTuple):
    """What is compared on what; the learning rate is Keras's default unless given."""

    optimizer: str
    activation: str
    depth: int
    dataset: str
    learning_rate: float | None = None

    def __str__(self) -> str:
        return "-".join(map(str, self[:4])).replace(" ", "-")

    def study(self) -> Study:
        """Ten epochs with L2 and a partial last batch."""
        return Study(
            data=self.dataset,
            scaling=DATASETS[self.dataset],
            network=Network(hidden=(8, 6, 5)[: self.depth], activation=self.activation),
            training=Training(
                epochs=10,
                batch_size=48,
                l2=1e-3,
                learning_rate=self.learning_rate,
                **OPTIMIZERS[self.optimizer],
            ),
            split=Split(test=0, validation=0.25),
        )


def cases():
    """The full product, less those in which an activation would have no layer to act on."""
    layers = [("linear", 0), *itertools.product(ACTIVATIONS, (1, 2, 3))]
    for o, optimizer in enumerate(OPTIMIZERS):
        for activation, depth in layers:
            for d, dataset in enumerate(DATASETS):
                # With momentum 0.9 Keras's default step is ten times as long; on pixels from 0 to
                # 16 that makes training chaotic, see test_chaos.py. A tenth of it is compared.
                long = dataset == "digits" and OPTIMIZERS[optimizer].get("momentum")
                rate = long and (0.001 if OPTIMIZERS[optimizer]["optimizer"] == "sgd" else 0.0001)
                case = Case(optimizer, activation, depth, dataset, rate or None)
                turn = (o + ACTIVATIONS.index(activation) + depth) % len(DATASETS)
                yield pytest.param(case, id=str(case), marks=[] if d == turn else pytest.mark.slow)


CASES = list(cases())


def test_the_cases_of_every_run_cover_all_combinations():
    chosen = [param.values[0] for param in CASES if not param.marks]
    assert {case[:3] for case in chosen} == {param.values[0][:3] for param in CASES}
    for dataset in DATASETS:
        deep = [case for case in chosen if case.dataset == dataset and case.depth > 0]
        assert len({(c.optimizer, c.activation) for c in deep}) == 7 * 4
        assert len({(c.optimizer, c.depth) for c in deep}) == 7 * 3
        assert len({(c.activation, c.depth) for c in deep}) == 4 * 3


@pytest.mark.parametrize("case", CASES)
def test_the_curves_are_those_of_keras(case):
    plan = plan_of(case.study())
    assert plan.rows.train.shape[1] % 48, "the last batch is to be a partial one"
    native = NativeEngine().train(plan, never)
    keras = KerasEngine().train(plan, never)
    exact, ties = oracle(plan)
    for name, block in {"Keras": native, "float64": exact}.items():
        other = keras if name == "Keras" else native
        difference = relative(block.history[LOSSES, :], other.history[LOSSES, :])
        assert difference.max() <= TOLERANCE, f"losses of {name}"
    # An accuracy may differ by as many hits as there are near ties, most often none.
    assert np.all(turned(native, keras, plan) <= ties)
    assert np.isfinite(native.history[ACCURACIES, :]).all()
