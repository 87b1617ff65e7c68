"""Who is compared, and how one contender is run: alone, in a process of its own.

Thread pools, environment variables and allocators of one library therefore never reach another.
Run as a program, this module trains one contender once and prints its outcome as JSON.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.exercises import EXERCISES, Exercise
from benchmarks.outcome import Outcome, cores

ROOT = Path(__file__).resolve().parent.parent

# Settings that make a library slower than it is on this processor, or that cap its threads.
CLEARED = {
    *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"),
    *("MKL_NUM_THREADS", "MKL_ENABLE_INSTRUCTIONS", "XLA_FLAGS", "JAX_PLATFORMS"),
    *("KERAS_BACKEND", "MANYSEEDS_ISA"),
}

# glibc gives large blocks back to the system at once; each new tensor then pays for fresh pages.
KEEP_PAGES = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "MALLOC_TOP_PAD_": str(1 << 28),
}
DEVICE_A_CORE = {"XLA_FLAGS": f"--xla_force_host_platform_device_count={cores()}"}


@dataclass(frozen=True)
class Contender:
    """One program that trains an exercise.

    Parameters
    ----------
    name, title : str
        For the command line and files, and for people.
    function : str
        ``module.function`` in this package: (exercise, replicas, seed) -> Outcome.
    packages : tuple of str
        What must be importable.
    replicas : dict
        Exercise -> replicas of one run; an exercise not named is not run.
    quick : dict
        The same for ``--quick``.
    environment : dict
        Variables set for it.
    needs_compiler : bool
        Whether it needs a C++ compiler on the machine.
    note : str
        What a reader must know.
    other_model : tuple of str
        Exercises for which the tool cannot train the exercise's own network. Its accuracies are
        compared and shown all the same, but a difference there is no fault of the comparison.
    """

    name: str
    title: str
    function: str
    packages: tuple[str, ...]
    replicas: dict[str, int]
    quick: dict[str, int]
    environment: dict[str, str] = field(default_factory=dict)
    needs_compiler: bool = False
    note: str = ""
    other_model: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What is not installed, in words; empty if nothing."""
        absent = [name for name in self.packages if importlib.util.find_spec(name) is None]
        if absent:
            return f"not installed: {', '.join(absent)}"
        if self.needs_compiler and not any(map(shutil.which, ("g++", "clang++", "c++"))):
            return "not installed: a C++ compiler"
        return ""


def _both(xor: int, digits: int) -> dict[str, int]:
    return {"xor": xor, "digits": digits}


CONTENDERS = (
    Contender(
        "manyseeds", "manyseeds", "manyseeds_run.run", ("manyseeds",),
        _both(10_000, 2_000), _both(2_000, 1_000),
    ),
    Contender(
        "torch-compiled", "PyTorch, torch.compile, replica axis last", "torch_compiled.run",
        ("torch",), {"xor": 2048}, {"xor": 1024}, KEEP_PAGES, needs_compiler=True,
        note="XOR only",
    ),
    Contender(
        "jax-last", "JAX, one program by hand, replica axis last", "jax_last.run",
        ("jax",), {"xor": 1024}, {"xor": 512}, DEVICE_A_CORE,
        note="XOR only: for digits slower than jit(vmap(train))",
    ),
    Contender(
        "jax-vmap", "JAX, jit(vmap(train)), tuned", "jax_vmap.run", ("jax",),
        _both(1024, 1024), _both(512, 256), DEVICE_A_CORE,
    ),
    Contender(
        "jax-plain", "JAX, jit(vmap(train)), untuned", "jax_plain.run", ("jax",),
        _both(1000, 512), _both(256, 128),
    ),
    Contender(
        "torch-batched", "PyTorch, bmm, gradients by hand", "torch_batched.run", ("torch",),
        _both(1024, 1024), _both(512, 256), KEEP_PAGES,
    ),
    Contender(
        "sklearn", "scikit-learn, MLPClassifier", "sklearn_mlp.run", ("sklearn",),
        _both(64, 64), _both(24, 24),
        note="no validation curve; XOR with one logistic output, another model than the exercise's",
        other_model=("xor",),
    ),
    Contender(
        "keras-tuned", "Keras 3 (JAX), fit, a process a core", "keras_fit.run_tuned",
        ("keras", "jax"), _both(16, 16), _both(6, 6),
        note="a quarter of an epoch a dispatch",
    ),
    Contender(
        "keras", "Keras 3 (JAX), fit", "keras_fit.run", ("keras", "jax"),
        _both(5, 5), _both(2, 2),
    ),
)  # fmt: skip


def clean_environment(extra: dict[str, str]) -> dict[str, str]:
    """Return this process's environment without `CLEARED` and with `extra`."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return kept | extra | {"PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "2"}


def call(module: str, arguments: list[str], extra: dict[str, str]) -> dict[str, object]:
    """Run ``python -m benchmarks.<module>``; return the JSON object it writes."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", f"benchmarks.{module}", str(answer), *arguments]
        done = subprocess.run(
            command, env=clean_environment(extra), capture_output=True, text=True, check=False
        )
        if done.returncode or not answer.exists():
            raise RuntimeError(f"{' '.join(command[1:])} failed:\n{done.stderr[-3000:]}")
        loaded: dict[str, object] = json.loads(answer.read_text())
        return loaded


def train(contender: Contender, exercise: Exercise, replicas: int, seed: int) -> Outcome:
    """Train one contender once, in its own process."""
    arguments = [contender.name, exercise.name, str(replicas), str(seed)]
    return Outcome(**call("contenders", arguments, contender.environment))  # type: ignore[arg-type]


def main(answer: str, name: str, exercise: str, replicas: str, seed: str) -> None:
    """Train the named contender in this process and write its outcome."""
    contender = next(c for c in CONTENDERS if c.name == name)
    module, function = contender.function.split(".")
    run = getattr(importlib.import_module(f"benchmarks.{module}"), function)
    outcome = run(EXERCISES[exercise], int(replicas), int(seed))
    Path(answer).write_text(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
