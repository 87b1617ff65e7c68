"""Trainings made so that findings have to answer each way; each is done once."""

from __future__ import annotations

import functools

import numpy as np

from manyseeds import Criteria, Network, Result, Split, Study, Training, data
from manyseeds.findings.catalogue import Findings


def answered(result: Result, **settings: object) -> Findings:
    return result.findings(progress=False, **settings)


@functools.cache
def xor(hidden: tuple[int, ...] = (6,), epochs: int = 200, replicas: int = 128) -> Findings:
    study = Study(
        data=data.xor(),
        network=Network(hidden=hidden),
        training=Training(epochs=epochs),
        replicas=replicas,
    )
    return answered(study.run(progress=False))


@functools.cache
def widths() -> Findings:
    study = Study(
        data=data.xor(),
        network=Network(hidden=(6,)),
        training=Training(epochs=200),
        replicas=400,
        sweep={"network.hidden": [[], [1], [2], [3], [4], [6], [16]]},
    )
    return answered(study.run(progress=False))


@functools.cache
def overfitting() -> Findings:
    """A wide network on a few blurred points, trained for long."""
    study = Study(
        data=data.moons(samples=60, noise=0.6),
        network=Network(hidden=(64,)),
        training=Training(epochs=400, learning_rate=0.02),
        split=Split(test=0.3, validation=0.4),
        replicas=128,
    )
    return answered(study.run(progress=False))


@functools.cache
def digits() -> Findings:
    study = Study(
        data="digits",
        training=Training(epochs=60, batch_size=128),
        split=Split(test=0.25, validation=0.25),
        replicas=128,
    )
    return answered(study.run(progress=False))


@functools.cache
def stopped_short() -> Findings:
    """Digits while the loss is still in free fall."""
    study = Study(data="digits", training=Training(epochs=12, batch_size=128), replicas=128)
    return answered(study.run(progress=False))


@functools.cache
def nothing_varies() -> Findings:
    study = Study(data="iris", training=Training(epochs=20), replicas=16, vary=())
    return answered(study.run(progress=False))


@functools.cache
def alike() -> Findings:
    """Replicas that end with the same accuracy, each by a way of its own."""
    study = Study(
        data=data.blobs(samples=200, noise=0.05, classes=2),
        training=Training(epochs=60, learning_rate=0.05),
        replicas=32,
    )
    return answered(study.run(progress=False), companions=False)


@functools.cache
def diverged() -> Findings:
    training = Training(optimizer="sgd", learning_rate=1e6, epochs=20, divergence_loss=1e3)
    study = Study(data="xor", network=Network(hidden=(4,)), training=training, replicas=128)
    return answered(study.run(progress=False))


@functools.cache
def no_test_rows() -> Findings:
    study = Study(
        data="iris", training=Training(epochs=5), split=Split(test=0, validation=0), replicas=16
    )
    return answered(study.run(progress=False))


@functools.cache
def hopeless_labels() -> Findings:
    """Labels that have nothing to do with the rows."""
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(200, 5))
    study = Study(
        data=(rows, rng.integers(0, 2, 200)),
        network=Network(hidden=(4,)),
        training=Training(epochs=30),
        replicas=64,
        criteria=Criteria(target=0.8),
    )
    return answered(study.run(progress=False))


@functools.cache
def easy(replicas: int = 128) -> Findings:
    """Two clouds far apart, which every network tells apart."""
    study = Study(
        data=data.blobs(samples=200, noise=0.2, classes=2),
        network=Network(hidden=(8,)),
        training=Training(epochs=80, learning_rate=0.02),
        replicas=replicas,
    )
    return answered(study.run(progress=False))


@functools.cache
def few() -> Findings:
    """Too few replicas to be taken together."""
    return answered(Study(data="xor", training=Training(epochs=5), replicas=8).run(progress=False))


@functools.cache
def small_test() -> Findings:
    """Replicas that are all tested on the same few rows."""
    study = Study(
        data="breast_cancer",
        network=Network(hidden=(8,)),
        training=Training(epochs=40),
        split=Split(test=40, validation=0.2),
        scaling="standard",
        vary=("init", "order"),
        replicas=32,
    )
    return answered(study.run(progress=False))
