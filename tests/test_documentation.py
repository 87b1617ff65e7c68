"""The documentation: examples run, links lead somewhere, and nothing of the program is left out."""

from __future__ import annotations

import ast
import doctest
import functools
import importlib
import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import manyseeds
from manyseeds import Network, Result, Study, Training, data
from manyseeds.criteria import Criteria
from manyseeds.data.catalogue import LOADERS
from manyseeds.findings.catalogue import FINDINGS, findings_of
from manyseeds.report.formulas import STATISTICS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS / "_extensions"))

from generated import GENERATORS, MARKER, expanded  # noqa: E402
from generated.commands import commands_text, program  # noqa: E402
from generated.docstrings import numbered_references, restored, spared  # noqa: E402
from generated.edges import EDGES  # noqa: E402
from generated.findings import CRITERIA, SHOWN, findings_text  # noqa: E402
from generated.markdown import prose, table  # noqa: E402
from generated.python import functions_text, loaders_text, python_text  # noqa: E402
from generated.specification import PARTS, datasets_text, specification_text  # noqa: E402
from generated.statistics import FUNCTIONS, function_of, notes_of, statistics_text  # noqa: E402

PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
WITH_EXAMPLES = [page for page in PAGES if ">>> " in TEXTS[page]]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def expanded_quickly(text: str) -> str:
    """The text with what is generated of the program; what needs trainings is left out."""
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith(("<!-- generated: picture", "<!-- generated: findings"))
    ]
    return expanded("\n".join(lines))


def links_of(text: str) -> Iterator[str]:
    prose_only = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose_only)


LABELS = {f"finding-{kind.code}" for kind in FINDINGS}.union(
    *(
        re.findall(r"^\(([\w-]+)\)=$", expanded_quickly(text), re.MULTILINE)
        for text in TEXTS.values()
    )
)


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_examples_run(page: Path) -> None:
    found = doctest.testfile(str(page), module_relative=False, optionflags=FLAGS)
    assert found.attempted > 0
    assert found.failed == 0


def test_pages_that_teach_have_examples() -> None:
    names = {str(page.relative_to(ROOT)) for page in WITH_EXAMPLES}
    guides = {f"docs/howto/{page.name}" for page in (DOCS / "howto").glob("*.md")}
    assert {"README.md", "docs/tutorial.md"} | (guides - {"docs/howto/index.md"}) <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in links_of(expanded_quickly(TEXTS[page])) if "://" not in link]
    wrong = [
        link
        for link in links
        if (link[1:] not in LABELS if link.startswith("#") else not (page.parent / link).exists())
    ]
    assert wrong == []


def test_a_link_that_leads_nowhere_would_be_found() -> None:
    assert list(links_of("[a](b.md) and [c](#d)\n```python\nx[0](y)\n```\n")) == ["b.md", "#d"]
    assert "specification-study" in LABELS
    assert "no-such-label" not in LABELS


def test_commands_that_pages_show_are_commands() -> None:
    lines = [
        line
        for text in TEXTS.values()
        for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    called = [shlex.split(line)[1:] for line in lines if line.startswith("manyseeds ")]
    assert len(called) > 5
    whole = program()
    for words in called:
        whole.commands[words[0]].make_context(words[0], words[1:])  # fails on what it cannot read


def test_make_targets_that_pages_show_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    texts = [*TEXTS.values(), (ROOT / "CONTRIBUTING.md").read_text("utf-8")]
    shown = {
        name for text in texts for name in re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)
    }
    assert {"lab", "docs"} <= shown <= targets


def test_every_statistic_is_there_with_formula_source_and_function() -> None:
    text = statistics_text()
    assert {definition.term for definition in STATISTICS} == set(FUNCTIONS)
    assert text.count("<math ") == len(STATISTICS)
    for definition in STATISTICS:
        part = text.split(f"### {definition.term}\n")[1].split("\n### ")[0]
        assert prose(definition.meaning) in part
        assert str(definition.reference.year) in part
        assert FUNCTIONS[definition.term] in part


def test_what_intervals_say_at_their_edges_is_told() -> None:
    text = statistics_text()
    assert set(EDGES) < set(FUNCTIONS)
    assert "| 0 of 20 | 0, interval 0 to 0.1611 |" in text  # z² / (n + z²)
    assert "Refused: `values` must be finite; got 1 of 2 that are not." in text
    assert notes_of("manyseeds.stats.paired.paired_difference").startswith("Where all differences")
    assert notes_of("manyseeds.data.xor") == ""


def test_every_finding_is_there_with_its_criteria() -> None:
    assert list(CRITERIA) == [kind.code for kind in FINDINGS]
    assert {name for names in CRITERIA.values() for name in names} | {"level"} == set(
        Criteria.model_fields
    )


@pytest.mark.slow
def test_findings_are_shown_as_they_answer() -> None:
    text = findings_text()
    for kind in FINDINGS:
        part = text.split(f"(finding-{kind.code})=")[1].split("\n(finding-")[0]
        assert prose(kind.question) in part
        assert "Not applicable" not in part
        assert all(f"| `{name}` |" in part for name in CRITERIA[kind.code])


@pytest.mark.parametrize("code", CRITERIA)
def test_criteria_named_with_a_finding_are_those_it_reads(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = small_digits() if SHOWN.get(code) == "digits" else small_xor()
    read: set[str] = set()
    plain = Criteria.__getattribute__

    def recorded(criteria: Criteria, name: str) -> object:
        read.add(name)
        return plain(criteria, name)

    monkeypatch.setattr(Criteria, "__getattribute__", recorded)
    finding = findings_of(result, companions=False, progress=False)[code]
    _ = finding.verdict, finding.answer, finding.numbers, finding.definition
    assert set(CRITERIA[code]) <= read


@functools.cache
def small_xor() -> Result:
    study = Study(
        data="xor",
        network=Network(hidden=(6,)),
        training=Training(epochs=30),
        sweep={"network.hidden": [[2], [6]]},
        replicas=16,
    )
    return study.run(progress=False)


@functools.cache
def small_digits() -> Result:
    training = Training(epochs=20, batch_size=128)
    return Study(data="digits", training=training, replicas=16).run(progress=False)


def test_every_field_of_the_specification_is_there() -> None:
    text = specification_text()
    for model in PARTS:
        part = text.split(f"\n## {model.__name__}\n")[1].split("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        assert rows == list(model.model_fields)
        for name, field in model.model_fields.items():
            assert prose(str(field.description)) in part
            assert prose(model.rule_of(name)) in part
    assert set(re.findall(r"^\| `(\w+)` \|", datasets_text(), re.MULTILINE)) == set(LOADERS)


def test_every_public_name_is_there() -> None:
    described = set(
        re.findall(r"::\s(manyseeds[\w.]+)", python_text() + loaders_text() + functions_text())
    )
    names = {f"manyseeds.{name}" for name in manyseeds.__all__ if name != "data"}
    names |= {f"manyseeds.data.{name}" for name in data.__all__}
    assert names <= described
    assert set(FUNCTIONS.values()) - {"manyseeds.Result.predict"} <= described
    for path in described:
        assert function_of(path).__doc__


def test_every_command_is_there_with_its_example_and_options() -> None:
    text = commands_text()
    for name, command in program().commands.items():
        part = text.split(f"(command-{name})=")[1].split("\n(command-")[0]
        assert command.epilog.removeprefix("Example: ") in part
        for parameter in command.params:
            assert prose(parameter.help) in part
            if parameter.param_type_name == "option":
                assert all(f"`{option}`" in part for option in parameter.opts)


def test_markers_stand_for_generated_text() -> None:
    used = {match[1] for text in TEXTS.values() for match in MARKER.finditer(text)}
    assert used | {"answer"} == set(GENERATORS)
    assert expanded("a\n<!-- generated: datasets -->\nb").startswith("a\n| name |")
    assert expanded("```python\n>>> 1\n1\n\n```") == "```python\n>>> 1\n1\n```"
    with pytest.raises(KeyError):
        expanded("<!-- generated: nothing -->")


def test_text_is_no_markup() -> None:
    assert prose("a_b *c* `d_e` <f> --g") == r"a\_b \*c\* `d_e` \<f> `--g`"
    assert table(("a", "b"), [("`x|y`", "c")]).splitlines()[-1] == r"| `x\|y` | c |"


@pytest.mark.parametrize("path", sorted((DOCS / "_extensions").rglob("*.py")), ids=lambda p: p.stem)
def test_examples_of_generators_run(path: Path) -> None:
    name = "generated" if path.stem == "__init__" else f"generated.{path.stem}"
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_docstrings_are_prepared_for_napoleon() -> None:
    lines = ["As Box did [1]_.", ".. [1] Box (1953).", "   Biometrika 40."]
    assert numbered_references(lines) == ["As Box did [1].", "1. Box (1953).", "   Biometrika 40."]
    first = ["The answer: the verdict.", "See: more."]
    assert ":" not in spared("property", first)[0]
    assert restored(spared("property", first)) == first
    assert spared("function", first) == first


def test_documentation_names_no_machine_and_no_place_of_packages() -> None:
    for path in [*PAGES, *DOCS.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(?:work|root|tmp|home)/|pypi\.org|index-url", text), path


needs_sphinx = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("sphinx", "myst_parser", "furo")),
    reason="the documentation is not built: pip install -r requirements/docs.txt",
)


class Loads(HTMLParser):
    """What a page loads when it is opened, and where its links go."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.math = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.math += tag == "math"
        if tag in ("script", "img", "iframe", "source"):
            self.loaded.append(values.get("src") or "")
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.loaded.append(values.get("href") or "")


@pytest.mark.slow
@needs_sphinx
def test_the_documentation_builds_without_a_warning_and_opens_from_disk(tmp_path: Path) -> None:
    flags = ["-W", "--keep-going", "-n", "-q", "-d", str(tmp_path / "doctrees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *flags, str(DOCS), str(tmp_path / "html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = sorted((tmp_path / "html").rglob("*.html"))
    built = {str(page.relative_to(tmp_path / "html").with_suffix("")) for page in pages}
    assert {str(page.relative_to(DOCS).with_suffix("")) for page in PAGES[1:]} <= built
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert [name for name in loads.loaded if "//" in name] == []
        assert loads.math == (len(STATISTICS) if page.stem == "statistics" else 0)
    index = (tmp_path / "html" / "reference" / "python.html").read_text(encoding="utf-8")
    assert all(f'id="manyseeds.{name}"' in index for name in manyseeds.__all__ if name != "data")


@needs_sphinx
def test_pages_are_set_up_for_sphinx() -> None:
    """What `make docs` builds with is there, and nothing in it would load from a network."""
    settings = ast.parse((DOCS / "conf.py").read_text(encoding="utf-8"))
    values = {
        node.targets[0].id: node.value for node in settings.body if isinstance(node, ast.Assign)
    }
    extensions = ast.literal_eval(values["extensions"])
    assert not {"sphinx.ext.mathjax", "sphinx.ext.intersphinx"} & set(extensions)
    assert all(importlib.util.find_spec(name) for name in extensions)
