"""The kernel compiled for processors other than this one, and run where they can be emulated."""

from __future__ import annotations

import shutil
import struct
import subprocess
from dataclasses import fields

import numpy as np
import pytest

from manyseeds import streams
from manyseeds.engines import native
from oracles import never, plan_of

# zig's target and processor, lanes, and the emulator without which the program cannot run here;
# the kernel without any of x86-64's extensions runs on every x86-64.
MACHINES = {
    "arm64": ("aarch64-linux-musl", "generic", 4, "qemu-aarch64"),
    "x86-64 of 2003": ("x86_64-linux-musl", "x86_64", 4, "qemu-x86_64"),
}
NAMES = ["xor", "digits", "wine", "moons", "spirals", "diverging"]
REPLICAS = 9


def job_of(plan) -> bytes:
    """A plan as driver.c reads it."""
    tables, samples, _ = plan.tables.shape
    shift, scale = plan.scaling or (None, None)
    rows = (plan.rows.train, plan.rows.validation, plan.rows.test)
    codes = [native.ACTIVATIONS.index(name) for name in plan.arm.activations]
    counts = [len(plan.replicas), samples, tables == 1, *(part.shape[1] for part in rows)]
    blocks = [
        struct.pack("<q", len(codes)),
        np.array(plan.arm.widths, np.int32),
        np.array(codes, np.int32),
        bytes(native.training_struct(plan.arm.training)),
        struct.pack("<6qQq", *counts, plan.seed, streams.ORDER),
        plan.tables,
        np.ascontiguousarray(np.broadcast_to(plan.labels, (tables, samples))),
        *rows,
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


def expected(plan) -> bytes:
    """What driver.c writes, made by the library in use here."""
    block = native.NativeEngine().train(plan, never)
    probabilities = native.predict_probabilities(
        plan.arm, block.weights, plan.scaling, plan.tables.reshape(-1, plan.arm.widths[0])[:5]
    )
    normals = streams.normals(plan.seed, streams.DATA, plan.order_keys[:1], 8, part=2)
    arrays = [getattr(block, field.name) for field in fields(block)]
    return b"".join(map(bytes, [*arrays, probabilities, normals]))


@pytest.fixture(scope="module", params=MACHINES)
def program(request, compile_kernel, build):
    """The driver compiled for another machine, and how to run it here, if it can be."""
    triple, processor, lanes, emulator = MACHINES[request.param]
    flags = [flag for flag in build.FLAGS if flag != "-shared"]
    path = compile_kernel(
        request.param.replace(" ", "-"), "-target", triple, f"-mcpu={processor}",
        f"-DLANES={lanes}", *flags, "-static", "-Isrc/manyseeds/kernel",
        "src/manyseeds/kernel/manyseeds.c", "tests/kernel/driver.c",
    )  # fmt: skip
    return request.param, path, runner(triple.split("-")[0], emulator)


def runner(architecture: str, emulator: str) -> list[str] | None:
    """What to put before a program of an architecture to run it; None where nothing can."""
    import platform
    import sys

    if sys.platform == "linux" and platform.machine() == architecture:
        return []
    return [emulator] if shutil.which(emulator) else None


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
    assert outcome.read_bytes() == expected(plan)
    note(f"kernel for {machine}: {'emulated' if before else 'run'}, same bits as the library here")


@pytest.mark.parametrize("system", ["linux-arm64", "linux-x86_64"])
def test_the_build_hook_compiles_every_level(build, system, tmp_path):
    libraries = build.build_libraries(system, tmp_path / "lib")
    levels = build.LEVELS[system.split("-")[1]]
    assert [path.name for path in libraries] == [f"manyseeds-{level.name}.so" for level in levels]
    machine_code = {"linux-arm64": 183, "linux-x86_64": 62}  # ELF's e_machine
    for path in libraries:
        header = path.read_bytes()[:20]
        assert header[:4] == b"\x7fELF"
        assert int.from_bytes(header[18:20], "little") == machine_code[system]
