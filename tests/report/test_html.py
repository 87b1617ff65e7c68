"""What a page carries along: tables and figures as CSV, cards, formulas; and what it forbids."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from html import unescape
from urllib.parse import unquote

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_report
import small_labs
from manyseeds.labs.exercise import EXERCISES
from manyseeds.report.document import Answered, Document, Section, Table
from manyseeds.report.html import index_html, to_html
from manyseeds.report.spreadsheet import RISKY, csv_link, csv_text, frame_csv, table_csv
from manyseeds.stats.interval import Interval

PREFIX = "data:text/csv;charset=utf-8,"


@pytest.fixture(scope="module")
def html() -> str:
    return to_html(sample_report.document())


def saved(html: str) -> dict[str, str]:
    """The files that a page's links save, by their names."""
    links = re.findall(r'<a class="csv" download="([^"]+)" href="([^"]+)"', html)
    return {name: unquote(unescape(link).removeprefix(PREFIX)) for name, link in links}


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def only(*blocks: Answered | Table) -> Document:
    sections = (Section("only", "Only", blocks),)
    return dataclasses.replace(sample_report.document(), sections=sections, hero=None)


def test_tables_figures_and_findings_can_be_saved(html: str) -> None:
    files = {"table-table-3.csv", "table-table-2.csv", "table-table-1.csv"}
    files |= {"figure-single.csv", "figure-left.csv", "finding-successful.csv"}
    assert set(saved(html)) == files


def test_a_saved_table_has_numbers_in_full_with_their_bounds(html: str) -> None:
    header, first, *rest = read(saved(html)["table-table-3.csv"])
    assert header == [
        "name",
        "share",
        "share, low",
        "share, high",
        "mean",
        "rows",
        "nothing",
        "one",
    ]
    number = str(sample_report.SHARE.estimate)
    assert first == ["one", number, "0.97", "0.988", str(1 / 3), "1797", "–", "words on one"]
    assert len(rest) == 2


def test_a_saved_table_keeps_notes_where_there_are_no_intervals() -> None:
    table = sample_report.table()
    rows = tuple(
        tuple(dataclasses.replace(cell, interval=None) for cell in row) for row in table.rows
    )
    header, first, *_ = read(table_csv(dataclasses.replace(table, rows=rows)))
    assert header[:3] == ["name", "share", "share, note"]
    assert first[:3] == ["one", "0.981", "97 to 98.8 %"]


def test_a_saved_figure_is_the_numbers_that_it_shows(html: str) -> None:
    frame = pandas.read_csv(io.StringIO(saved(html)["figure-single.csv"]))
    pandas.testing.assert_frame_equal(frame, sample_report.plot().frame(), check_dtype=False)


def test_a_saved_finding_says_how_sure_its_numbers_are(html: str) -> None:
    frame = pandas.read_csv(io.StringIO(saved(html)["finding-successful.csv"]))
    assert list(frame["name"]) == ["share", "epochs"]
    assert frame["value"].tolist() == [sample_report.SHARE.estimate, 75]
    assert frame["n"][0] == 1000
    assert frame["method"][0] == "Wilson (1927)"


@pytest.mark.parametrize("name", EXERCISES)
def test_each_table_of_the_lab_can_be_saved(name: str) -> None:
    page, files = small_labs.page(name), saved(small_labs.page(name))
    tables = page.count('<div class="tabular">')
    assert sum(file.startswith("table-") for file in files) == tables > 5
    assert any(file.startswith("figure-") for file in files)
    for text in files.values():
        header, *rows = read(text)
        assert rows
        assert {len(row) for row in rows} == {len(header)}


FIELDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
)


@given(st.lists(st.lists(FIELDS, min_size=2, max_size=2)))
def test_csv_comes_back_as_it_was(rows: list[list[str | float]]) -> None:
    text = csv_text(["a", "b"], rows)
    assert unquote(csv_link(text).removeprefix(PREFIX)) == text
    assert text.endswith("\r\n")
    for row, found in zip(rows, read(text)[1:], strict=True):
        for value, field in zip(row, found, strict=True):
            if isinstance(value, str):
                assert field.removeprefix("'") == value.removeprefix("'")
                assert not field.startswith(RISKY)
            else:
                assert type(value)(field) == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_spreadsheet_takes_text_for_a_formula(text: str) -> None:
    ((header,), (field,)) = read(csv_text([text], [[text]]))
    assert header == field == f"'{text}"


def test_a_negative_number_is_no_formula() -> None:
    assert csv_text(["a"], [[-0.5]]) == "a\r\n-0.5\r\n"
    assert frame_csv(pandas.DataFrame({"a": [-0.5, float("inf")]})) == 'a\r\n-0.5\r\n""\r\n'


def test_a_figure_of_too_many_numbers_is_not_carried_along() -> None:
    xor = saved(small_labs.page("xor"))
    assert "figure-boundary.csv" not in xor
    assert "figure-curve-loss.csv" in xor


def test_a_card_has_question_verdict_answer_and_numbers(html: str) -> None:
    (card, other) = re.findall(r'<article class="answered.*?</article>', html, re.DOTALL)
    heading = re.search(r'<h3 id="([^"]+)">Is one good\?</h3>', card)
    assert heading
    assert f'aria-labelledby="{heading.group(1)}"' in card
    for piece in ("in 98.1\u00a0% of runs", "It is one.", "97 to 98.8\u00a0%", "What good means."):
        assert piece in card
    assert "not applicable" in other
    assert "<table>" not in other


def test_a_card_follows_its_numbers() -> None:
    cell = dataclasses.replace(sample_report.table().rows[0][1], text="12 %")
    interval = Interval(0.12, 0.1, 0.14, 0.95, "x", 9)
    number = dataclasses.replace(cell, interval=interval)
    html = to_html(only(Answered("c", "q", "v", "a", (("n", number),))))
    assert "12\u00a0%" in html
    assert read(saved(html)["finding-c.csv"])[1][1:4] == ["0.12", "0.1", "0.14"]


def test_formulas_are_mathml_with_words(html: str) -> None:
    formulas = re.findall(r'<math display="block" alttext="([^"]+)">(.*?)</math>', html, re.DOTALL)
    assert len(formulas) == 3
    assert {unescape(text) for text, _ in formulas} == {sample_report.WILSON.text}
    assert all("<mfrac>" in mathml for _, mathml in formulas)
    assert "(Wilson 1927, page 212)" in html


def test_labels_that_mean_harm_are_text() -> None:
    html = to_html(sample_report.document(sample_report.HOSTILE))
    assert "<script" not in html
    assert html.count("<style>") == html.count("</style>") == 1
    assert "{{ i }} {% j %}" in html
    assert not re.search("[\x00-\x08\u202a-\u202e]", html)
    assert "中文" in html


@pytest.mark.parametrize("page", ["report", "index"])
def test_a_page_forbids_the_network_and_scripts(page: str) -> None:
    sample = sample_report.document()
    html = to_html(sample) if page == "report" else index_html({"sample.html": sample})
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
    assert policy
    assert policy.start() < html.index("<style>")
    rules = dict(rule.split(" ", 1) for rule in unescape(policy.group(1)).split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "style-src", "img-src", "base-uri", "form-action"}
    assert not re.search(r"\son\w+=|javascript:", html)


def test_the_same_document_gives_the_same_page(html: str) -> None:
    assert to_html(sample_report.document()) == html
