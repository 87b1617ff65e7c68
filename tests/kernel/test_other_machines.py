"""The kernel compiled for processors other than this one, and run where they can be emulated."""

from __future__ import annotations

import platform
import shutil
import struct
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

from manyseeds import streams
from manyseeds.engines import native
from oracles import never, plan_of

# zig's target and processor, how to link, and what runs the program where this is no such machine.
MACHINES = {
    "arm64": ("aarch64-linux-musl", "generic", "-static", "qemu-aarch64"),
    "x86-64 of 2003": ("x86_64-linux-gnu.2.17", "x86_64", "-dynamic", "qemu-x86_64"),
}
NAMES = [
    "xor",
    "digits",
    "wine",
    "moons",
    "spirals",
    "diverging",
    "activations",
    "schedules",
    "weights",
    "missing",
]
REPLICAS = 9


def job_of(plan) -> bytes:
    """A plan as driver.c reads it."""
    tables, samples, _ = plan.tables.shape
    shift, scale = plan.scaling or (None, None)
    rows = (plan.rows.train, plan.rows.validation, plan.rows.test)
    codes = [native.ACTIVATIONS.index(name) for name in plan.arm.activations]
    counts = [len(plan.replicas), samples, tables == 1, *(part.shape[1] for part in rows)]
    weights = plan.sample_weights
    if weights is not None:
        weights = np.ascontiguousarray(np.broadcast_to(weights, (tables, samples)))
    blocks = [
        struct.pack("<qq", len(codes), plan.arm.network.output == "sigmoid"),
        np.array(plan.arm.widths, np.int32),
        np.array(codes, np.int32),
        np.array(plan.arm.dropouts) if any(plan.arm.dropouts) else None,
        bytes(native.training_struct(plan.arm.training)),
        plan.arm.training.step_sizes(plan.rows.train.shape[1]),
        struct.pack("<6qQqq", *counts, plan.seed, streams.ORDER, streams.DROPOUT),
        plan.tables,
        np.ascontiguousarray(np.broadcast_to(plan.labels, (tables, samples))),
        weights,
        plan.class_weights,
        *rows,
        plan.medians,
        shift,
        scale,
        plan.initial_weights,
        plan.order_keys,
    ]
    job = b""
    for block in blocks:
        content = b"" if block is None else bytes(block)
        job += struct.pack("<q", len(content)) + content + bytes(-len(content) % 8)
    return job


def expected(plan) -> list:
    """The arrays that driver.c writes, made by the library in use here."""
    block = native.NativeEngine().train(plan, never)
    probabilities = native.predict_probabilities(
        plan.arm, block.weights, plan.scaling, plan.tables.reshape(-1, plan.arm.widths[0])[:5]
    )
    normals = streams.normals(plan.seed, streams.DATA, plan.order_keys[:1], 8, part=2)
    return [*(getattr(block, field.name) for field in fields(block)), probabilities, normals]


@pytest.fixture(scope="module", params=MACHINES)
def program(request, compile_kernel, build):
    """The driver compiled for another machine, and how to run it here, if it can be."""
    triple, processor, link, emulator = MACHINES[request.param]
    path = compile_kernel(
        request.param.replace(" ", "-"), "-target", triple, f"-mcpu={processor}", "-DLANES=4",
        *build.FLAGS, link, "-Isrc/manyseeds/kernel", "src/manyseeds/kernel/manyseeds.c",
        "tests/kernel/driver.c",
    )  # fmt: skip
    return request.param, path, runner(triple.split("-")[0], emulator)


def runner(architecture: str, emulator: str) -> list[str] | None:
    """What to put before a program of an architecture to run it; None where nothing can."""
    if sys.platform == "linux" and platform.machine() == architecture:
        return []
    return next(([name] for name in (emulator, f"{emulator}-static") if shutil.which(name)), None)


@pytest.mark.parametrize("name", NAMES)
def test_other_machines_give_the_same_bits(bits, program, name, tmp_path, note):
    machine, path, before = program
    if before is None:
        assert path.stat().st_size > 0
        note(f"kernel for {machine}: compiled, but not run: there is no emulator here")
        return
    plan = plan_of(bits.STUDIES[name], REPLICAS, arm=-1)
    job, outcome = tmp_path / "job", tmp_path / "outcome"
    job.write_bytes(job_of(plan))
    subprocess.run([*before, str(path), str(job), str(outcome)], check=True)
    written = outcome.read_bytes()
    for array in expected(plan):
        found = np.frombuffer(written[: array.nbytes], array.dtype).copy()
        if array.dtype.kind == "f":
            found[np.isnan(found)] = np.nan  # as the engine does, in the kernel's stead
        assert found.tobytes() == array.tobytes()
        written = written[array.nbytes :]
    assert not written
    note(f"kernel for {machine}: {'emulated' if before else 'run'}, same bits as the library here")


def test_the_build_hook_compiles_for_arm64(build, tmp_path):
    library, page = build.build_libraries("linux-arm64", tmp_path / "lib")
    assert (library.name, page.name) == ("manyseeds-arm64.so", "manyseeds-wasm32.wasm")
    assert page.read_bytes()[:8] == b"\0asm\1\0\0\0"
    header = library.read_bytes()[:20]
    assert header[:4] == b"\x7fELF"
    assert int.from_bytes(header[18:20], "little") == 183  # e_machine of AArch64
