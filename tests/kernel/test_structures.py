"""The structures handed to the kernel against the declarations in its header."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import pytest

import manyseeds.kernel
from manyseeds._types import METRICS
from manyseeds.engines import native, structures

ROOT = Path(__file__).parents[2]
FOLDER = Path(manyseeds.kernel.__path__[0])
HEADER = (FOLDER / "interface.h").read_text(encoding="utf-8")
C_TYPES = {
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
    "uint32_t": ctypes.c_uint32,
    "double": ctypes.c_double,
}
STRUCTURES = {
    "ms_network": structures.NetworkStruct,
    "ms_training": structures.TrainingStruct,
    "ms_data": structures.DataStruct,
    "ms_outcome": structures.OutcomeStruct,
}


def declared_fields(name: str) -> list[tuple[str, type]]:
    """Names and ctypes of the fields of a structure, as the header declares them."""
    text = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.DOTALL)
    (body,) = re.findall(r"typedef struct \{([^}]*)\}\s*" + name + ";", text)
    fields = []
    for declaration in filter(None, map(str.strip, body.split(";"))):
        words = re.match(r"(?:const |volatile )*(\w+)\s+(.*)", declaration, flags=re.DOTALL)
        for variable in words[2].split(","):
            pointer = "*" in variable
            fields.append(
                (variable.strip(" *\n"), ctypes.c_void_p if pointer else C_TYPES[words[1]])
            )
    return fields


@pytest.mark.parametrize("name", STRUCTURES)
def test_fields_are_those_of_the_header(name):
    assert declared_fields(name) == list(STRUCTURES[name]._fields_)


def test_every_structure_of_the_header_is_checked():
    assert set(re.findall(r"\}\s*(ms_\w+);", HEADER)) == set(STRUCTURES)


def test_every_compiler_lays_them_out_alike(build, compile_kernel, tmp_path):
    """Nothing compiles where a size or an offset is not what ctypes takes it to be."""
    checks = []
    for name, kind in STRUCTURES.items():
        checks.append(f"sizeof({name}) == {ctypes.sizeof(kind)}")
        fields = (field for field, _ in kind._fields_)
        checks += [f"offsetof({name}, {f}) == {getattr(kind, f).offset}" for f in fields]
    source = tmp_path / "layout.c"
    lines = ["#include <stddef.h>", '#include "interface.h"']
    lines += [f'_Static_assert({check}, "{check}");' for check in checks]
    source.write_text("\n".join(lines) + "\n")
    for system in build.SYSTEMS.values():
        compile_kernel(
            f"{system.triple}.o", "-target", system.triple, "-c", "-I", str(FOLDER), str(source)
        )


# Of the page's structures: sizes of what WebAssembly holds, where pointers are of four bytes.
PAGE_KINDS = {
    "int64": (8, ctypes.c_int64),
    "uint64": (8, ctypes.c_uint64),
    "double": (8, ctypes.c_double),
    "uint32": (4, ctypes.c_uint32),
    "pointer": (4, ctypes.c_void_p),
}


def page_fields(name: str) -> list[tuple[str, str]]:
    """Names and kinds of the fields of a structure, as the playground's source has them."""
    text = (ROOT / "playground" / "src" / "engine" / "structures.ts").read_text(encoding="utf-8")
    constant = name.removeprefix("ms_").upper()
    (body,) = re.findall(rf"export const {constant} = \{{([^}}]*)\}} as const", text)
    return re.findall(r'(\w+): "(\w+)"', body)


@pytest.mark.parametrize("name", STRUCTURES)
def test_fields_of_the_page_are_those_of_the_header(name):
    found = [(field, PAGE_KINDS[kind][1]) for field, kind in page_fields(name)]
    assert found == declared_fields(name)


def test_the_browser_s_compiler_lays_them_out_as_the_page_does(build, compile_kernel, tmp_path):
    """Every field at the next multiple of its own size."""
    checks = []
    for name in STRUCTURES:
        end = 0
        for field, kind in page_fields(name):
            size = PAGE_KINDS[kind][0]
            offset = -(-end // size) * size
            checks.append(f"offsetof({name}, {field}) == {offset}")
            end = offset + size
        widest = max(PAGE_KINDS[kind][0] for _, kind in page_fields(name))
        checks.append(f"sizeof({name}) == {-(-end // widest) * widest}")
    source = tmp_path / "layout.c"
    lines = ["#include <stddef.h>", '#include "interface.h"']
    lines += [f'_Static_assert({check}, "{check}");' for check in checks]
    source.write_text("\n".join(lines) + "\n")
    compile_kernel("layout.o", "-target", build.PAGE.triple, "-c", "-I", str(FOLDER), str(source))


@pytest.mark.parametrize(
    ("enumeration", "names"),
    [("optimizer", native.OPTIMIZERS), ("metric", METRICS), ("activation", native.ACTIVATIONS)],
)
def test_codes_are_the_places_of_the_names(enumeration, names):
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.h")))
    (body,) = re.findall(r"enum " + enumeration + r" \{([^}]*)\}", text)
    codes = {name.strip(): int(code) for name, code in (e.split("=") for e in body.split(","))}
    short = {"VALIDATION_LOSS": "val_loss", "VALIDATION_ACCURACY": "val_accuracy"}
    found = {short.get(name, name.lower()): code for name, code in codes.items()}
    assert {name: found.get(name) for name in names} == {name: i for i, name in enumerate(names)}
