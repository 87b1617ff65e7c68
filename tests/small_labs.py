"""Small trainings that several tests look at, trained once."""

from __future__ import annotations

import functools

from manyseeds import Network, Result, Split, Study, Training, data
from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.labs.exercise import exercise
from manyseeds.report.document import Document
from manyseeds.report.html import to_html
from manyseeds.report.report import Report
from manyseeds.spec import SOURCES


@functools.cache
def xor_result() -> Result:
    """XOR as the lab has it, with few replicas and widths."""
    study = exercise("xor").study(replicas=48, seed=3)
    sweep = {"network.hidden": [[], [1], [2], [3], [6]]}
    return Study(
        data=study.data,
        network=study.network,
        training=study.training,
        split=study.split,
        replicas=48,
        seed=3,
        sweep=sweep,
    ).run(progress=False)


@functools.cache
def digits_result() -> Result:
    return exercise("digits").study(replicas=24, seed=3).run(progress=False)


@functools.cache
def findings(name: str) -> Findings:
    result = {"xor": xor_result, "digits": digits_result}[name]()
    return result.findings(progress=False)


def evidence(name: str) -> Evidence:
    return findings(name).evidence


@functools.cache
def report(name: str) -> Report:
    return Report(findings(name))


def document(name: str) -> Document:
    return report(name).document


@functools.cache
def page(name: str) -> str:
    return to_html(document(name))


@functools.cache
def half_diverged() -> Result:
    """A study of which some replicas diverge and some do not."""
    return Study(
        data=data.xor(copies=20),
        network=Network(hidden=(4,)),
        training=Training(optimizer="sgd", learning_rate=30.0, epochs=12, divergence_loss=20.0),
        replicas=40,
        vary=SOURCES,
    ).run(progress=False)


@functools.cache
def all_diverged(name: str = "xor") -> Result:
    """An exercise of the lab with a learning rate that no training survives."""
    study = exercise(name).study(replicas=5, sweep=False)
    return Study(
        data=study.data,
        network=study.network,
        training=Training(learning_rate=1e6, epochs=100, divergence_loss=1e3),
        split=study.split,
        replicas=5,
    ).run(progress=False)


@functools.cache
def no_held_out_rows() -> Result:
    """A study without validation and test rows."""
    return Study(
        data=data.xor(copies=20),
        network=Network(hidden=(4,)),
        training=Training(epochs=5),
        split=Split(test=0, validation=0),
        replicas=6,
    ).run(progress=False)
