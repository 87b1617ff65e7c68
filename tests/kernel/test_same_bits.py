"""Replica k is a fact: the same bits in any company, on any number of threads, at every level."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from manyseeds.engines import native
from manyseeds.kernel.library import LEVELS, available_levels, built_levels, machine
from oracles import never, plan_of

# Fingerprints of replicas 0, 7 and 999. They change only where the meaning of a study changes.
GOLDEN = {
    "xor": ["c214a07ef7c2693d", "4d628a997e88727d", "cc9885c5c55bcdf9"],
    "digits": ["6eacea158222c1a1", "b56dab81a0003129", "5efde0371bd8934c"],
    "wine": ["13c312678ffd83db", "ed8671e5629af808", "2f0c9ed4635a5108"],
    "moons": ["057b7aaff435ebf9", "def2b4a5a1f40e87", "a0c466db702ad648"],
    "spirals": ["0f562b2f8fee0bec", "580a7eb1be6df08c", "824b89c3464a1257"],
    "diverging pairs": ["7c3d3e8c6f97354d", "d9133ad556fab123", "e4150f1f03fd365a"],
    "diverging": ["4ac5e4a9a52e84b6", "b6829cceabe7670c", "0c206f632caa6456"],
    "activations": ["149de0e73bb46bd6", "c1b881d1892d09c4", "b377581e353029a3"],
    "schedules": ["042a1127f989ab1e", "a68da0893f7f4717", "64063cefeeec6965"],
    "sigmoid": ["7e5f9ae812af8cee", "f66ed0145a6e0f73", "9219d5db05bcdfc1"],
    "dropout": ["5139e65fe37db2c0", "f332467c26bb20c7", "ddacb896e096dfbe"],
    "weights": ["bd055f93ae8e4961", "88a27260826b35dd", "05f6988d9f138e4a"],
    "missing": ["c9f3f05c39df05ce", "c3d42200bdba84cc", "6fc871fea296a350"],
}
NAMES = list(GOLDEN)


def test_every_study_has_golden_values(bits):
    assert list(bits.STUDIES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_alone(bits, name):
    alone = [bits.fingerprints(bits.STUDIES[name], only=[k]) for k in bits.REPLICAS]
    assert [fingerprint for (fingerprint,) in alone] == GOLDEN[name]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", NAMES)
def test_among_a_thousand(bits, name, threads):
    assert bits.fingerprints(bits.STUDIES[name], threads=threads) == GOLDEN[name]


@pytest.mark.parametrize("company", range(1, 18))
def test_at_every_place_of_a_block(bits, company):
    """A block of any size, with the replica in its last place."""
    only = [*range(company - 1), 999]
    assert bits.fingerprints(bits.STUDIES["moons"], only=only)[-1] == GOLDEN["moons"][-1]


@pytest.mark.parametrize("level", LEVELS.get(machine(), ()))
def test_at_every_level(level, note):
    if level not in available_levels():
        # The build must exist all the same, and be one this machine can at least open.
        assert level in built_levels()
        note(f"kernel level {level}: built, but not run: this processor lacks it")
        return
    script = Path(__file__).with_name("bits.py")
    environment = {**os.environ, "MANYSEEDS_ISA": level}
    run = subprocess.run(
        [sys.executable, str(script)], env=environment, check=True, capture_output=True, text=True
    )
    assert json.loads(run.stdout) == GOLDEN
    note(f"kernel level {level}: same bits as the golden values")


@pytest.mark.parametrize("lanes", [4, 8, 16])
def test_with_every_number_of_lanes(bits, build, compile_kernel, monkeypatch, note, lanes):
    """The code for 4, 8 and 16 lanes on the instruction set at hand, AVX-512's among them."""
    level, system = build.LEVELS[machine()][0], build.SYSTEMS[build.target()]
    path = compile_kernel(
        f"lanes-{lanes}.{system.suffix}", "-target", system.triple, f"-mcpu={level.processor}",
        f"-DLANES={lanes}", *build.FLAGS, *build.linking(system),
        "src/manyseeds/kernel/manyseeds.c",
    )  # fmt: skip
    library = ctypes.CDLL(str(path))
    assert library.ms_lanes() == lanes
    monkeypatch.setattr(native, "library_for", lambda level=None: library)
    for name, study in bits.STUDIES.items():
        assert bits.fingerprints(study, only=bits.REPLICAS) == GOLDEN[name], name
    note(f"kernel with {lanes} lanes, compiled for {level.name}: same bits as the golden values")


@pytest.mark.parametrize("name", NAMES)
def test_from_the_streams_or_from_the_same_orders_written_out(bits, name):
    study = bits.STUDIES[name]
    plan = plan_of(study, 9, arm=-1)
    epochs = range(study.training.epochs)
    orders = np.stack([[plan.order(place, epoch) for epoch in epochs] for place in range(9)])
    drawn = native.NativeEngine().train(plan, never)
    given = native.NativeEngine().train(replace(plan, orders=orders), never)
    for field in fields(drawn):
        np.testing.assert_array_equal(getattr(drawn, field.name), getattr(given, field.name))
