"""`import manyseeds` costs nothing that is not used, and offers every public name."""

from __future__ import annotations

import subprocess
import sys

import pytest

import manyseeds

HEAVY = {"numpy", "scipy", "sklearn", "xarray", "pandas", "zarr", "pydantic", "matplotlib", "rich"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\n{code}\nsys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_the_package_loads_no_other() -> None:
    assert not HEAVY & modules_after("import manyseeds")


def test_a_specification_loads_neither_plots_nor_files() -> None:
    loaded = modules_after("import manyseeds\nmanyseeds.Study(data='xor')")
    assert "pydantic" in loaded
    assert not {"matplotlib", "zarr", "xarray", "pandas", "sklearn", "keras"} & loaded


@pytest.mark.parametrize("name", manyseeds.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert name in dir(manyseeds)
    assert getattr(manyseeds, name) is not None


def test_all_names_can_be_imported_at_once() -> None:
    loaded: dict[str, object] = {}
    exec("from manyseeds import *", loaded)
    assert set(manyseeds.__all__) <= set(loaded)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Studdy'"):
        manyseeds.Studdy  # noqa: B018
