"""The built package: a kernel for every level of its system, every module, and nothing stray."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from manyseeds.kernel.library import LEVELS, machine, path_of

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "manyseeds"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The build hook, as a module."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_wheel(folder: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, env={**os.environ, **environment}, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel for this machine."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def files_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_a_wheel_holds_the_package_and_a_kernel_of_each_level(wheel: Path) -> None:
    kept = {".py", ".toml", ".j2", ".css", ".js", ".json", ".svg", ".typ", ".typed"}
    kept |= {".html", ".sha256", ".wasm"}
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in kept]
    kernels = [path_of(level) for level in LEVELS[machine()]]
    kernels.append(kernels[0].with_name("manyseeds-wasm32.wasm"))  # the playground's
    expected = {path.relative_to(PACKAGE.parent).as_posix() for path in [*sources, *kernels]}
    assert files_of(wheel) == expected
    assert wheel.stat().st_size < 1.5 * 2**20


def test_an_installed_wheel_trains(wheel: Path, tmp_path: Path) -> None:
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--no-deps", "--target", str(tmp_path), str(wheel)], check=True)
    code = (
        "import sys, manyseeds\n"
        "study = manyseeds.Study(data='xor', training=manyseeds.Training(epochs=1), replicas=2)\n"
        "sys.stdout.write(f'{manyseeds.__file__} {study.run().test.loss.size}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{tmp_path / 'manyseeds' / '__init__.py'} 2"


def test_a_wheel_for_another_system_is_built_here(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path, MANYSEEDS_TARGET="darwin-arm64")
    assert wheel.name.endswith("-py3-none-macosx_11_0_arm64.whl")
    kernels = {name for name in files_of(wheel) if "/lib/" in name}
    names = {"manyseeds-arm64.dylib", "manyseeds-wasm32.wasm"}
    assert kernels == {f"manyseeds/kernel/lib/{name}" for name in names}


def test_a_system_without_a_kernel_is_named(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYSEEDS_TARGET", "plan9-x86_64")
    with pytest.raises(
        RuntimeError, match="no kernel for 'plan9-x86_64'; it can be built for linux"
    ):
        build.target()


def test_what_the_compiler_said_is_told(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "FLAGS", ["--no-such-flag"])
    with pytest.raises(RuntimeError, match=r"could not build its kernel for [\s\S]*no-such-flag"):
        build.build_libraries(build.target(), tmp_path)
    assert list(tmp_path.iterdir()) == []
