"""Builds the kernel while the package is built: one C source, one library an instruction set.

The compiler is clang as the ``ziglang`` package brings it, so a machine without a compiler can
build, every machine compiles the same code, and other systems' libraries can be made here too:
``MANYSEEDS_TARGET=darwin-arm64 pip wheel .``
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, to build libraries alone
    BuildHookInterface = object  # type: ignore[assignment, misc]

ROOT = Path(__file__).parent
KERNEL = ROOT / "src" / "manyseeds" / "kernel"

# No fast-math and no contraction: every level must round alike.
FLAGS = [
    "-O3",
    "-std=c11",
    "-s",
    "-fvisibility=hidden",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-sanitize=undefined",
    "-mprefer-vector-width=512",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-g0",
]


class Level(NamedTuple):
    """One instruction-set level: its name, clang's name for it, lanes of a vector."""

    name: str
    processor: str
    lanes: int


LEVELS = {
    "x86_64": (
        Level("x86-64-v2", "x86_64_v2", 4),
        Level("x86-64-v3", "x86_64_v3", 8),
        Level("x86-64-v4", "x86_64_v4", 16),
    ),
    "arm64": (Level("arm64", "generic", 4),),
    "wasm32": (Level("wasm32", "generic+simd128+bulk_memory+sign_ext+nontrapping_fptoint", 4),),
}


class System(NamedTuple):
    """A system to build for: zig's target triple, the library's suffix, the wheel's platform."""

    triple: str
    suffix: str
    wheel: str


SYSTEMS = {
    "linux-x86_64": System("x86_64-linux-gnu.2.17", "so", "manylinux_2_17_x86_64"),
    "linux-arm64": System("aarch64-linux-gnu.2.17", "so", "manylinux_2_17_aarch64"),
    "darwin-x86_64": System("x86_64-macos.11.0", "dylib", "macosx_11_0_x86_64"),
    "darwin-arm64": System("aarch64-macos.11.0", "dylib", "macosx_11_0_arm64"),
    "win32-x86_64": System("x86_64-windows-gnu", "dll", "win_amd64"),
    "win32-arm64": System("aarch64-windows-gnu", "dll", "win_arm64"),
}

PAGE = System("wasm32-freestanding", "wasm", "")
"""The browser's kernel, which every wheel brings for the playground."""


def linking(system: System) -> list[str]:
    """Return the flags by which a library of `system` is made, besides those of all systems."""
    if system.suffix == "wasm":  # no C library, and nothing that the page would have to import
        flags = [
            "--no-entry",
            "--export-dynamic",
            "-z,stack-size=262144",
            "--max-memory=2147483648",
        ]
        return ["-nostdlib", *(f"-Wl,{flag}" for flag in flags)]
    return ["-shared"] if system.suffix == "dll" else ["-shared", "-fPIC"]


def target() -> str:
    """Return what to build for: this machine, or MANYSEEDS_TARGET.

    Raises
    ------
    RuntimeError
        Where the kernel cannot be built for it.
    """
    name = platform.machine().lower()
    name = {"amd64": "x86_64", "aarch64": "arm64"}.get(name, name)
    chosen = os.environ.get("MANYSEEDS_TARGET") or f"{sys.platform}-{name}"
    if chosen not in SYSTEMS:
        raise RuntimeError(
            f"manyseeds has no kernel for {chosen!r}; it can be built for {', '.join(SYSTEMS)}."
        )
    return chosen


def build_libraries(system: str, folder: Path) -> list[Path]:
    """Compile every level of `system`, and the playground's kernel, into `folder`.

    Each is put in place only when whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kernels = [(SYSTEMS[system], level) for level in LEVELS[system.split("-")[1]]]
    kernels += [(PAGE, level) for level in LEVELS["wasm32"]]
    with (
        tempfile.TemporaryDirectory(prefix="manyseeds-") as scratch,
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
    ):
        made = pool.map(lambda kernel: _compile(*kernel, Path(scratch)), kernels)
        return [_put(library, folder) for library in made]


def _compile(system: System, level: Level, scratch: Path) -> Path:
    output = scratch / f"manyseeds-{level.name}.{system.suffix}"
    command = [sys.executable, "-m", "ziglang", "cc", "-target", system.triple]
    command += [f"-mcpu={level.processor}", f"-DLANES={level.lanes}", *FLAGS]
    command += linking(system)
    command += [str(KERNEL / "manyseeds.c"), "-o", str(output)]
    caches = {"ZIG_LOCAL_CACHE_DIR": str(scratch), "ZIG_GLOBAL_CACHE_DIR": str(scratch)}
    done = subprocess.run(
        command, env={**os.environ, **caches}, capture_output=True, text=True, check=False
    )
    if done.returncode or not output.exists():
        raise RuntimeError(
            f"manyseeds could not build its kernel for {level.name} with the clang of the package "
            f"ziglang. Where a wheel of manyseeds exists for this machine, install that instead. "
            f"The compiler said:\n{done.stderr.strip()}"
        )
    return output


def _put(library: Path, folder: Path) -> Path:
    # Renamed into place: a process that has the old library loaded keeps the old file.
    beside = folder / f".{library.name}.new"
    shutil.copy2(library, beside)
    return beside.replace(folder / library.name)


class KernelBuildHook(BuildHookInterface):
    """Hatchling's hook: compiles the kernel and tags the wheel for its platform."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of the wheel are gathered; only an editable one in place."""
        if self.target_name != "wheel":
            return
        system = target()
        self.scratch = tempfile.TemporaryDirectory(prefix="manyseeds-")
        editable = version == "editable"
        built = build_libraries(system, KERNEL / "lib" if editable else Path(self.scratch.name))
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{SYSTEMS[system].wheel}"
        if not editable:
            for path in built:
                build_data["force_include"][str(path)] = f"manyseeds/kernel/lib/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, once it is in the wheel."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()


if __name__ == "__main__":
    for made in build_libraries(target(), Path(sys.argv[1])):
        print(made)
