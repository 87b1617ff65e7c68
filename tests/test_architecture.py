"""The shape of the code: imports run one way, modules are short, and what a library must not do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "manyseeds"
MODULES = sorted(SOURCES.rglob("*.py"))

# From the bottom up: a module imports only from its own layer and from those before it.
LAYERS = (
    ("errors", "_types"),
    ("kernel",),
    ("streams",),
    ("data",),
    ("specified",),
    ("schedules",),
    ("criteria", "network", "training"),
    ("spec",),
    ("arms",),
    ("toml",),
    ("splits", "initializers", "missing", "class_weights"),
    ("parts",),
    ("plan",),
    ("engines",),
    ("executors", "progress"),
    ("results",),
    ("cluster",),
    ("run", "explicit"),
    ("stored_run",),
    ("verification",),
    ("labs",),
    ("stats",),
    ("growth",),
    ("plots",),
    ("findings",),
    ("playground",),
    ("report",),
    ("interop",),
    ("cli",),
    ("__main__",),
)
LAYER = {part: level for level, parts in enumerate(LAYERS) for part in parts}

# Functions of a study that are conveniences for what lies above it, imported when called.
UPWARD = {
    ("spec", "_sweep", "arms"),
    ("spec", "_consistent", "arms"),
    ("spec", "_consistent", "class_weights"),
    ("spec", "_consistent", "parts"),
    ("spec", "to_toml", "toml"),
    ("spec", "from_toml", "toml"),
    ("spec", "run", "run"),
    ("spec", "run", "stored_run"),
    ("results.result", "findings", "findings.catalogue"),
    ("results.result", "report", "report.report"),
    ("network", "from_keras", "interop.keras_file"),
    ("results.result", "save_weights", "interop.safetensors"),
    ("results.result", "to_keras", "interop.keras_file"),
    ("results.result", "to_onnx", "interop.onnx"),
}

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50


def name_of(path: Path) -> str:
    """The module's name below the package: ``data.arrays``; empty for the package itself."""
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of the package that one import statement names."""
    if isinstance(node, ast.ImportFrom) and node.module == "manyseeds":
        for alias in node.names:
            known = (SOURCES / f"{alias.name}.py").exists() or (SOURCES / alias.name).is_dir()
            yield alias.name if known else ""
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("manyseeds."):
        yield node.module.removeprefix("manyseeds.")
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == "manyseeds":
                yield alias.name.removeprefix("manyseeds").removeprefix(".")


def imports_of(node: ast.AST, function: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of function (empty at the top of the module) and module imported there."""
    for child in ast.iter_child_nodes(node):
        if not only_for_types(child):
            yield from ((function, name) for name in imported(child))
            inside = child.name if isinstance(child, ast.FunctionDef) else function
            yield from imports_of(child, inside)


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
IMPORTS = [
    (module, function, target)
    for module, tree in TREES.items()
    for function, target in imports_of(tree)
]


def test_every_part_of_the_package_has_its_layer() -> None:
    parts = {name.split(".")[0] for name in TREES} - {""}
    assert parts <= set(LAYER)


def test_imports_run_only_from_a_layer_to_those_below_it() -> None:
    assert len(IMPORTS) > 50
    upward = {
        (module, function, target)
        for module, function, target in IMPORTS
        if target and module and LAYER[target.split(".")[0]] > LAYER[module.split(".")[0]]
    }
    assert upward == UPWARD


def test_the_package_itself_imports_nothing_of_its_own_until_asked() -> None:
    assert [target for module, _, target in IMPORTS if not module] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, function, target in IMPORTS:
        if not function and target:
            graph.setdefault(module, set()).add(target)
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_relative_imports_are_not_used() -> None:
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert ast.get_docstring(TREES[name_of(path)])


@pytest.mark.parametrize("module", TREES)
def test_a_function_fits_on_a_screen(module: str) -> None:
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.FunctionDef):
            documentation = (ast.get_docstring(node) or "").count("\n")
            lines = (node.end_lineno or 0) - node.lineno - documentation
            assert lines <= MOST_LINES_OF_A_FUNCTION, node.name


FORBIDDEN = {
    "NumPy's global random state": r"np\.random\.(?!default_rng\(|Generator|Philox|SeedSequence)",
    "a generator without a seed": r"default_rng\(\)",
    "the standard library's random numbers": r"^\s*(import|from) random\b",
    "pickle": r"^\s*(import|from) (pickle|cloudpickle|joblib|shelve|marshal|dill)\b|allow_pickle",
    "evaluation of text": r"(?<![\w.])(eval|exec)\(",
}


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=FORBIDDEN)
def test_no_module_uses(pattern: str) -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(pattern, text, re.MULTILINE), name_of(path)


def test_only_the_command_line_prints() -> None:
    for module, tree in TREES.items():
        if module.split(".")[0] not in ("cli", "__main__"):
            names = [ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)]
            assert not {"print", "sys.stdout.write", "sys.stderr.write"} & set(names), module


def project_texts() -> Iterator[Path]:
    """The project's own text files, those that a reader meets."""
    yield from (ROOT / name for name in ("Makefile", "pyproject.toml", "hatch_build.py", ".ci/run"))
    yield from ROOT.glob("*.md")
    yield from ROOT.glob("requirements/*")
    for folder in ("src", "tests", "benchmarks", "docs"):
        for suffix in ("py", "md", "toml", "c", "h", "html", "css"):
            yield from (ROOT / folder).rglob(f"*.{suffix}")


def test_no_text_names_a_place_on_somebody_s_machine() -> None:
    folders = "|".join(["work", "root", "home", "Users"])
    places = re.compile(rf"(?<![\w.)])/({folders})/\w")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in project_texts()
        for match in places.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
