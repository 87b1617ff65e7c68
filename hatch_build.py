"""Builds the kernel while the package is built: one C source, one library an instruction set.

The compiler is clang as the ``ziglang`` package brings it, so a machine without a compiler can
build, every machine compiles the same code, and other systems' libraries can be made here too.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, to build for another machine
    BuildHookInterface = object  # type: ignore[assignment, misc]

ROOT = Path(__file__).parent
KERNEL = ROOT / "src" / "manyseeds" / "kernel"

# No fast-math and no contraction: every level must round alike.
FLAGS = (
    "-O3 -std=c11 -shared -fvisibility=hidden -ffp-contract=off -fno-math-errno "
    "-fno-sanitize=undefined -mprefer-vector-width=512 -Wall -Wextra -Werror -g0"
).split()


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
}

# zig's target triple, the library's suffix, the wheel's platform tag.
SYSTEMS = {
    ("linux", "x86_64"): ("x86_64-linux-gnu.2.17", "so", "manylinux_2_17_x86_64"),
    ("linux", "arm64"): ("aarch64-linux-gnu.2.17", "so", "manylinux_2_17_aarch64"),
    ("darwin", "x86_64"): ("x86_64-macos.11.0", "dylib", "macosx_11_0_x86_64"),
    ("darwin", "arm64"): ("aarch64-macos.11.0", "dylib", "macosx_11_0_arm64"),
    ("win32", "x86_64"): ("x86_64-windows-gnu", "dll", "win_amd64"),
    ("win32", "arm64"): ("aarch64-windows-gnu", "dll", "win_arm64"),
}


def this_system() -> tuple[str, str]:
    """Return the system and machine to build for: this one, or MANYSEEDS_TARGET=system-machine."""
    target = os.environ.get("MANYSEEDS_TARGET")
    if target:
        system, _, name = target.partition("-")
        return system, name
    name = platform.machine().lower()
    return sys.platform, {"amd64": "x86_64", "aarch64": "arm64"}.get(name, name)


def build_libraries(system: str, machine: str, folder: Path) -> list[Path]:
    """Compile every level for one system into `folder`."""
    triple, suffix, _ = SYSTEMS[system, machine]
    folder.mkdir(parents=True, exist_ok=True)
    built = []
    with tempfile.TemporaryDirectory() as cache:
        caches = {"ZIG_LOCAL_CACHE_DIR": cache, "ZIG_GLOBAL_CACHE_DIR": cache}
        for level in LEVELS[machine]:
            output = folder / f"manyseeds-{level.name}.{suffix}"
            command = [sys.executable, "-m", "ziglang", "cc", "-target", triple]
            command += [f"-mcpu={level.processor}", f"-DLANES={level.lanes}", *FLAGS]
            command += [] if system == "win32" else ["-fPIC"]
            command += [str(KERNEL / "manyseeds.c"), "-o", str(output)]
            subprocess.run(command, check=True, env={**os.environ, **caches})
            built.append(output)
    return built


class KernelBuildHook(BuildHookInterface):
    """Hatchling's hook: builds into the source tree, and tags the wheel for its platform."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of the wheel are gathered."""
        if self.target_name != "wheel":
            return
        system, machine = this_system()
        if (system, machine) not in SYSTEMS:
            raise RuntimeError(f"manyseeds has no kernel for {system} on {machine}.")
        built = build_libraries(system, machine, KERNEL / "lib")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{SYSTEMS[system, machine][2]}"
        if version != "editable":
            for path in built:
                build_data["force_include"][str(path)] = f"manyseeds/kernel/lib/{path.name}"


if __name__ == "__main__":
    for made in build_libraries(*this_system(), Path(sys.argv[1])):
        print(made)
