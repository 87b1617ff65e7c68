"""What the kernel does where memory ends, and where a number is none."""

from __future__ import annotations

import ctypes
from dataclasses import fields, replace

import numpy as np
import pytest

from manyseeds import Network, Split, Study, Training
from manyseeds.engines import native
from manyseeds.engines.native import ACTIVATIONS
from manyseeds.engines.reference import ReferenceEngine
from manyseeds.kernel.library import machine
from oracles import never, plan_of
from paused_run import Run

SCARCE = """
#include <stdlib.h>
#include <stdint.h>

__attribute__((visibility("default"))) int64_t allocations_left;

void *scarce_malloc(size_t bytes) { return allocations_left-- > 0 ? malloc(bytes) : NULL; }
void *scarce_calloc(size_t count, size_t bytes) {
    return allocations_left-- > 0 ? calloc(count, bytes) : NULL;
}
"""


@pytest.fixture
def scarce(build, compile_kernel, tmp_path, monkeypatch):
    """Put a kernel in use that can allocate only so often; return its counter."""
    (tmp_path / "scarce.c").write_text(SCARCE)
    (tmp_path / "scarce.h").write_text(
        "#include <stdlib.h>\nvoid *scarce_malloc(size_t);\nvoid *scarce_calloc(size_t, size_t);\n"
        "#define malloc scarce_malloc\n#define calloc scarce_calloc\n"
    )
    system = build.SYSTEMS[build.target()]
    flags = [flag for flag in build.FLAGS if flag != "-O3"]
    kernel = compile_kernel(
        "scarce.o", "-c", "-target", system.triple, "-DLANES=4", "-O1", "-fPIC",
        *(flag for flag in flags if flag != "-s"),
        "-include", str(tmp_path / "scarce.h"), "src/manyseeds/kernel/manyseeds.c",
    )  # fmt: skip
    path = compile_kernel(
        f"scarce.{system.suffix}", "-target", system.triple, "-O1", "-shared", "-fPIC",
        str(kernel), str(tmp_path / "scarce.c"),
    )  # fmt: skip
    library = ctypes.CDLL(str(path))
    monkeypatch.setattr(native, "library_for", lambda level=None: library)
    return ctypes.c_int64.in_dll(library, "allocations_left")


def test_where_memory_ends_nothing_is_counted_as_diverged(scarce):
    plan = plan_of(Study(data="wine", training=Training(epochs=2), scaling="standard"), 9)
    scarce.value = 1000
    whole = native.NativeEngine().train(plan, never)
    needed = 1000 - scarce.value
    assert needed >= 2
    assert (whole.diverged_at < 0).all()
    for allocations in range(needed):
        scarce.value = allocations
        with pytest.raises(MemoryError, match="could not allocate memory for a block"):
            native.NativeEngine().train(plan, never)
    scarce.value = 0
    with pytest.raises(MemoryError, match="could not allocate memory to predict"):
        native.predict_probabilities(plan.arm, whole.weights, None, plan.tables[0])


def test_where_memory_ends_no_run_is_opened(scarce):
    plan = plan_of(Study(data="wine", training=Training(epochs=2)), 9)
    for allocations in range(2):
        scarce.value = allocations
        assert Run(plan).pointer.value is None
    scarce.value = 2
    run = Run(plan)
    run.advance(2)
    assert (run.score().epochs_run == 2).all()
    run.close()


def poisoned(activation, rows="train", classes=2, **training):
    """A plan whose replica 2 alone meets a row that is no number, so that its sums are none."""
    x = np.where(np.arange(128).reshape(64, 2) % 3, 0.5, -0.5)
    study = Study(
        data=(x, np.arange(64) % classes),
        network=Network(hidden=(3,), activation=activation),
        training=Training(epochs=3, batch_size=8, **training),
        split=Split(test=0.25, validation=0.25),
    )
    plan = plan_of(study, 5)
    tables = np.repeat(plan.tables, 5, axis=0)
    tables[2, getattr(plan.rows, rows)[2, 0]] = np.nan
    return replace(plan, tables=tables)


@pytest.mark.parametrize("rows", ["train", "validation", "test"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_sum_that_is_no_number_ends_as_a_diverged_replica(activation, rows):
    plan = poisoned(activation, rows)
    right = ReferenceEngine().train(plan, never)
    found = native.NativeEngine().train(plan, never)
    assert found.diverged_at[2] == right.diverged_at[2] == (2 if rows == "test" else 0)
    assert found.confusion[2].sum() == 0
    assert np.isnan(found.test_loss[2])
    np.testing.assert_array_equal(found.diverged_at >= 0, right.diverged_at >= 0)
    np.testing.assert_array_equal(found.diverged_at >= 0, np.arange(5) == 2)


@pytest.mark.parametrize("rows", ["train", "validation", "test"])
@pytest.mark.parametrize(
    "loss", [{"classes": 3}, {"label_smoothing": 0.1}, {"class_weight": "balanced"}], ids=str
)
def test_no_loss_hides_it(loss, rows):
    found = native.NativeEngine().train(poisoned("relu", rows, **loss), never)
    np.testing.assert_array_equal(found.diverged_at >= 0, np.arange(5) == 2)


@pytest.mark.parametrize("lanes", [4, 8, 16])
def test_it_leaves_the_same_bits_with_every_number_of_lanes(
    build, compile_kernel, monkeypatch, lanes
):
    level, system = build.LEVELS[machine()][0], build.SYSTEMS[build.target()]
    path = compile_kernel(
        f"poisoned-{lanes}.{system.suffix}", "-target", system.triple, f"-mcpu={level.processor}",
        f"-DLANES={lanes}", *build.FLAGS, *build.linking(system),
        "src/manyseeds/kernel/manyseeds.c",
    )  # fmt: skip
    plan = poisoned("relu")
    expected = native.NativeEngine().train(plan, never)
    library = ctypes.CDLL(str(path))
    monkeypatch.setattr(native, "library_for", lambda level=None: library)
    found = native.NativeEngine().train(plan, never)
    for field in fields(expected):
        assert getattr(found, field.name).tobytes() == getattr(expected, field.name).tobytes()
