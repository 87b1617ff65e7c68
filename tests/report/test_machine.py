"""The JSON of a report: complete, valid, the same each time, numbers in full."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import jsonschema
import numpy as np
import pandas
import pytest

import sample_report
import small_labs
from manyseeds.labs.exercise import EXERCISES
from manyseeds.report import machine
from manyseeds.report.document import Cell, Document, Figure, Figures, Section, Table
from manyseeds.report.machine import SCHEMA_VERSION, json_schema, to_json

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def read(document: Document, **about: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(document, about))
    return found


@pytest.fixture(scope="module")
def blocks() -> dict[str, Any]:
    """The first block of each kind of the sample."""
    section = read(sample_report.document())["sections"][0]
    return {block["kind"]: block for block in reversed(section["blocks"])}


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION


@pytest.mark.parametrize("label", ["one", sample_report.HOSTILE], ids=["plain", "hostile"])
def test_a_report_with_every_kind_of_block_is_valid(label: str) -> None:
    VALIDATOR.validate(read(sample_report.document(label)))


def shortened(value: Any) -> Any:
    """Leave out all but the first numbers of figures, which are many and alike."""
    if isinstance(value, dict):
        value = {key: shortened(item) for key, item in value.items()}
        return {**value, "rows": value["rows"][:20]} if value.get("kind") == "figure" else value
    return [shortened(item) for item in value] if isinstance(value, list) else value


def test_the_schema_refuses_what_is_no_report() -> None:
    found = read(sample_report.document())
    (table,) = [b for b in found["sections"][0]["blocks"] if b.get("name") == "table-3"]
    del table["columns"]
    assert not VALIDATOR.is_valid(found)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reports_of_the_lab_are_valid_and_complete(name: str) -> None:
    document = small_labs.document(name)
    found = read(document)
    VALIDATOR.validate(shortened(found))
    assert [s["anchor"] for s in found["sections"]] == [s.anchor for s in document.sections]
    for section, record in zip(document.sections, found["sections"], strict=True):
        assert len(section.blocks) == len(record["blocks"])


def test_text_is_as_it_was_given() -> None:
    found = read(sample_report.document(sample_report.HOSTILE))
    assert sample_report.HOSTILE in found["title"]
    assert "{" in found["title"]


def test_numbers_are_in_full_and_words_stay_words(blocks: dict[str, Any]) -> None:
    row = dict(zip(blocks["table"]["columns"], blocks["table"]["rows"][0], strict=True))
    assert row["share"]["interval"]["low"] == 0.97
    assert row["share"]["value"] == sample_report.SHARE.estimate
    assert row["mean"]["value"] == 1 / 3
    assert row["rows"]["value"] == 1797
    assert row["nothing"]["value"] is None
    assert row["name"]["value"] is None


def test_digits_in_a_column_of_words_are_no_numbers() -> None:
    table = Table.of("t", "c", ("label", "n", "version"), [("7", "7", "3.10")], words={2})
    section = Section("s", "s", (table,))
    document = dataclasses.replace(sample_report.document(), sections=(section,))
    row = read(document)["sections"][0]["blocks"][0]["rows"][0]
    assert [cell["value"] for cell in row] == [None, 7, None]


def test_a_figure_is_the_numbers_it_shows(blocks: dict[str, Any]) -> None:
    figure, plot = blocks["figure"], sample_report.plot()
    assert figure["alt"] == plot.alt
    frame = pandas.DataFrame(figure["rows"], columns=figure["columns"])
    pandas.testing.assert_frame_equal(frame, plot.frame(), check_dtype=False)


def test_a_placement_has_its_percentile(blocks: dict[str, Any]) -> None:
    placed, nowhere = blocks["placements"]["items"]
    assert placed["percentile"] == 95.0
    assert placed["further"]["estimate"] == 0.1
    assert nowhere["percentile"] is None


def test_a_formula_is_there_in_words_too(blocks: dict[str, Any]) -> None:
    assert blocks["formula"]["text"] == sample_report.WILSON.text
    assert blocks["definitions"]["items"][1]["reference"] == "Wilson 1927, page 212"


@dataclasses.dataclass(frozen=True, eq=False)
class Odd:
    """A plot whose numbers are not all finite."""

    alt: str = "odd"
    size: tuple[float, float] = (1, 1)

    def plot(self, ax: Any) -> Any:
        return ax

    def frame(self) -> pandas.DataFrame:
        return pandas.DataFrame(
            {"a": [np.nan, np.inf, 0.1], "b": ["x", None, "y"], "c": np.arange(3, dtype=np.int32)}
        )


def test_what_is_not_finite_is_null() -> None:
    figures = Figures((Figure("odd", "Odd.", Odd()),))
    document = dataclasses.replace(
        sample_report.document(), hero=None, sections=(Section("s", "s", (figures,)),)
    )
    found = read(document, more=[float("-inf"), np.float32(0.5), np.arange(2)])
    VALIDATOR.validate(found)
    (part,) = found["sections"][0]["blocks"][0]["parts"]
    assert part["rows"] == [[None, "x", 0], [None, None, 1], [0.1, "y", 2]]
    assert found["about"] == {"more": [None, 0.5, [0, 1]]}


def test_a_figure_of_too_many_marks_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MOST_ROWS", 2)
    figures = Figures((Figure("odd", "Odd.", Odd()),))
    document = dataclasses.replace(
        sample_report.document(), hero=None, sections=(Section("s", "s", (figures,)),)
    )
    found = read(document)
    VALIDATOR.validate(found)
    (part,) = found["sections"][0]["blocks"][0]["parts"]
    assert (part["columns"], part["rows"], part["left_out"]) == (["a", "b", "c"], [], 3)


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = (to_json(sample_report.document()) for _ in range(2))
    assert first == second
    assert first.endswith("}\n")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.890", 0.89),
        ("−0.5", -0.5),
        ("1,797", 1797),
        ("98.1 %", 0.981),
        ("0 %", 0),
        ("0.04 %", 0.0004),
    ],
)
def test_numbers_as_reports_write_them_are_read(text: str, number: float) -> None:
    assert Cell(text).number == number


@pytest.mark.parametrize(
    "text", ["", "–", "007", "1,79", "0.8 to 0.9", "78/87", "1e5", "x", "1 in 9"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert Cell(text).number is None


def test_a_value_that_is_not_finite_is_none_shown() -> None:
    assert Cell("0.9", value=math.nan).number is None
