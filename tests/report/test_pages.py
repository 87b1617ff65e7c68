"""The pages: self-contained, accessible, complete, and their sentences follow the numbers."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import small_labs
from manyseeds import Study
from manyseeds.labs.exercise import EXERCISES, Claim, exercise
from manyseeds.report.document import (
    Answer,
    Answered,
    Claims,
    Correction,
    Document,
    Figure,
    Figures,
    Placements,
    Section,
    Table,
)
from manyseeds.report.html import index_html, to_html
from manyseeds.report.lab import lab_document
from manyseeds.report.published import answer_of
from manyseeds.report.tables import lab_tables

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.images: list[str | None] = []
        self.tables = self.captions = 0
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.note(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.note(tag, attrs)

    def note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [found["id"]] if found.get("id") else []  # type: ignore[list-item]
        self.references += [v for k, v in attrs if k in {"href", "src", "xlink:href"} and v]
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "svg" or found.get("role") == "img":
            self.images.append(found.get("aria-label"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.fixture(params=EXERCISES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def document(name: str) -> Document:
    return small_labs.document(name)


@pytest.fixture
def html(name: str) -> str:
    return small_labs.page(name)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", " ".join(Page(html).words))


def test_the_page_is_well_formed_and_ids_are_unique(html: str) -> None:
    page = Page(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert html.startswith("<!doctype html>")
    assert '<html lang="en">' in html


def test_the_page_needs_nothing_else(html: str) -> None:
    for reference in Page(html).references:
        assert reference.startswith(("#", "data:image/png;base64,", "data:text/csv;")), reference
    assert not re.search(r"<(script|iframe|object|embed|link)\b|@import|@font-face", html)
    outside = re.sub(r'xmlns(:xlink)?="http://www\.w3\.org/[^"]+"|http-equiv', "", html)
    assert "http" not in outside


def test_links_lead_somewhere(html: str) -> None:
    page = Page(html)
    anchors = {r[1:] for r in page.references if r.startswith("#")}
    assert anchors <= set(page.ids)


def test_every_picture_has_words_and_every_table_a_caption(html: str) -> None:
    page = Page(html)
    assert len(page.images) > 5
    assert all(page.images)
    assert page.tables == page.captions > 5


def test_headings_are_in_order(html: str) -> None:
    headings = Page(html).headings
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_the_page_is_small_themed_and_printable(html: str) -> None:
    assert len(html.encode()) < 1_500_000
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert "width=device-width" in html


def test_no_number_is_missing_without_a_dash(html: str) -> None:
    text = text_of(html).replace("(None,", "")
    assert not re.search(r"\b(nan|inf|None(?! (of|tried|does|nearly)))\b", text)


def test_every_step_asks_and_answers(document: Document) -> None:
    steps = [section for section in document.sections if section.number]
    assert len(steps) in {10, 13}
    for section in steps:
        assert section.asks
        assert any(isinstance(b, Answer | Answered) for b in section.blocks), section.number


def test_every_figure_that_the_exercise_asks_for_is_there(document: Document) -> None:
    names = set()
    for section in document.sections:
        for block in section.blocks:
            parts = block.parts if isinstance(block, Figures) else (block,)
            names |= {part.name for part in parts if isinstance(part, Figure)}
    common = {"curve-loss", "curve-accuracy", "accuracy", "confusion", "placement"}
    assert common <= names
    own = {"corners", "noisy", "boundary", "width-accuracy", "width-success"}
    assert own <= names or {"images", "recall"} <= names


def test_every_published_figure_and_erratum_has_its_place(name: str, document: Document) -> None:
    found = exercise(name)
    blocks = [block for section in document.sections for block in section.blocks]
    names = {figure.name for figure in found.published}
    (table,) = (b for b in blocks if isinstance(b, Table) and b.name == "placement")
    assert {row[0].text for row in table.rows} >= names - {
        f.name for f in found.published if f.hidden
    }
    placed = {item.name for b in blocks if isinstance(b, Placements) for item in b.items}
    told = {name for name in names - placed if name.startswith("test rows of digit")}
    assert placed | told == names
    claims = [item.claim for b in blocks if isinstance(b, Claims) for item in b.items]
    assert claims == [claim.claim for claim in found.claims]
    errata = [block.claim for block in blocks if isinstance(block, Correction)]
    assert sorted(errata) == sorted(erratum.claim for erratum in found.errata)


def test_the_whole_published_curve_is_placed() -> None:
    curve = exercise("digits").curve
    assert curve is not None
    blocks = [b for section in small_labs.document("digits").sections for b in section.blocks]
    figures = [f for b in blocks if isinstance(b, Figures) for f in b.parts]
    (figure,) = (f for f in figures if f.name == "published-curve")
    assert isinstance(figure, Figure)
    frame = figure.plot.frame()
    assert len(frame) == 3 * len(curve.epochs)
    assert frame["percentile"].between(0, 100).all()
    (table,) = (b for b in blocks if isinstance(b, Table) and b.name == "published-curve")
    assert [row[0].text for row in table.rows] == [str(epoch) for epoch in curve.listed]
    (row,) = (row for row in table.rows if row[0].text == "75")
    assert [cell.text for cell in row[1:]] == ["0.9356", "0.2538", "0.9199"]
    place = frame[(frame["metric"] == "validation loss") & (frame["epoch"] == 10)].iloc[0]
    values = small_labs.digits_result().curves[2, 0, :, 9]
    assert place["percentile"] == pytest.approx(100 * (values < 3.1862).mean())


def test_claims_are_answered_by_what_was_found() -> None:
    findings = small_labs.findings("xor")
    claim = Claim("1.8", "It is small.", "size", sentences=2)
    assert answer_of(findings, claim) == findings["size"].answer
    assert findings["size"].answer.startswith(answer_of(findings, Claim("1.8", "", "size")))
    number = next(n for n in findings["width"].numbers if n.name == "succeed with 6 hidden neurons")
    named = Claim("1.13", "6 work.", "width", numbers=(number.name,))
    assert (
        answer_of(findings, named)
        == f"succeed with 6 hidden neurons {number.text} ({number.bounds})."
    )
    unknown = Claim("1.13", "9 work.", "width", numbers=("succeed with 9 hidden neurons",))
    assert answer_of(findings, unknown) in findings["width"].answer
    assert answer_of(findings, Claim("1.1", "0, 1, 1, 0")) == ""


def test_what_is_known_beforehand_is_on_the_page() -> None:
    xor = text_of(small_labs.page("xor"))
    for fact in ("(800, 2)", "512 are for training, 128 for validation and 160", "32 parameters",
                 "0.9090", "2 × 6 + 6", "3,200 steps"):  # fmt: skip
        assert fact in xor, fact
    digits = text_of(small_labs.page("digits"))
    for fact in ("1,797 images", "64 values from 0 to 16", "(1797, 10)", "650 parameters",
                 "1,010 are for training, 337 for validation and 450", "8 batches"):  # fmt: skip
        assert fact in digits, fact


def test_the_specification_on_the_page_makes_the_same_study(name: str, html: str) -> None:
    study = small_labs.evidence(name).result.study
    (text,) = re.findall(r'<code class="language-toml">(.*?)</code>', html, re.DOTALL)
    assert Study.from_toml(text.replace("&#34;", '"').replace("&lt;", "<")) == study
    assert f"--seed {study.seed}" in html


def test_no_answer_is_a_fixed_sentence_where_the_numbers_differ() -> None:
    first = small_labs.document("xor")
    study = small_labs.xor_result().study
    other = Study(
        **{name: getattr(study, name) for name in ("network", "split", "sweep")},
        data={"name": "xor", "copies": 30, "noise": 0.45},
        training={"epochs": 30},
        replicas=12,
        seed=8,
    ).run(progress=False)
    second = lab_document(other.findings(progress=False), exercise("xor"))
    # What the truth table is and what the network is made of does not depend on the numbers.
    same = {"1.1", "1.5"}
    for one, two in zip(first.sections, second.sections, strict=True):
        if one.number and one.number not in same:
            first_words, second_words = _answers(one), _answers(two)
            assert first_words
            for question in first_words.keys() & second_words.keys():
                assert first_words[question] != second_words[question], (one.number, question)


def _answers(section: Section) -> dict[str, str]:
    """The answers of a section by question, those that numbers can change."""
    plain = [block.text for block in section.blocks if isinstance(block, Answer)]
    return {str(place): text for place, text in enumerate(plain)} | {
        b.code: b.answer for b in section.blocks if isinstance(b, Answered) and b.applicable
    }


def test_where_every_replica_diverged_there_is_still_a_page(name: str) -> None:
    result = small_labs.all_diverged(name)
    text = text_of(to_html(lab_document(result.findings(progress=False), exercise(name))))
    assert "5 diverged and are left out" in text
    assert not re.search(r"\b-?nan\b", text)


def test_one_replica_is_enough_for_a_page_and_makes_no_claims() -> None:
    result = exercise("xor").study(replicas=1, sweep=False).run(progress=False)
    document = result.report(progress=False).document
    assert not re.search(r"\b-?nan\b", text_of(to_html(document)))
    assert document.facts[0].note == "mean, –"


def test_the_terminal_s_tables_are_those_of_the_page() -> None:
    tables = {table.name: table for table in lab_tables(small_labs.evidence("xor"))}
    assert list(tables) == ["accuracy", "layers", "convergence", "confusion", "recall", "width"]
    assert [row[0].text for row in tables["width"].rows] == ["none", "1", "2", "3", "6"]
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
    digits = [table.name for table in lab_tables(small_labs.evidence("digits"))]
    assert "width" not in digits


def test_markup_in_labels_is_escaped() -> None:
    table = Table.of("t", "<b>caption</b>", ("<i>", "b"), [("<script>", "1")])
    document = dataclasses.replace(
        small_labs.document("xor"), title="<script>alert(1)</script>", sections=()
    )
    section = dataclasses.replace(small_labs.document("xor").sections[0], blocks=(table,))
    html = to_html(dataclasses.replace(document, sections=(section,)))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_index_leads_to_the_pages(tmp_path: Path) -> None:
    documents = {f"{n}.html": small_labs.document(n) for n in EXERCISES}
    page = Page(index_html(documents))
    assert {r for r in page.references if r.endswith(".html")} == set(documents)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert all(page.images)
