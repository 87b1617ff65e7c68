"""The PDF of a report: typeset, tagged, complete, the same bytes, and no text is markup."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
import typst

import sample_report
import small_labs
from manyseeds.labs.exercise import EXERCISES
from manyseeds.plots.svg import drawing, printed_svg
from manyseeds.report.document import Document, Figure, Figures, Paragraph, Section, Table
from manyseeds.report.formulas import STATISTICS
from manyseeds.report.pdf import to_pdf
from manyseeds.report.terms import Definitions, Formula
from manyseeds.report.typst_data import printable


@functools.cache
def pdf(label: str) -> bytes:
    """A report's PDF: of the lab, or of the sample."""
    if label in EXERCISES:
        return to_pdf(small_labs.document(label))
    return to_pdf(sample_report.document(label))


@functools.cache
def pages(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def text_of(content: bytes) -> str:
    return " ".join(pages(content)).replace("\u200b", "")


def only(*blocks: Any) -> Document:
    sections = (Section("only", "Only", blocks),)
    return dataclasses.replace(sample_report.document(), sections=sections, hero=None)


def elements(content: bytes) -> list[dict[str, Any]]:
    """The structure elements, as a screen reader meets them."""

    def within(node: Any) -> Iterator[dict[str, Any]]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from within(child)
        elif isinstance(node, dict):
            yield node
            yield from within(node.get("/K", []))

    return list(within(pypdf.PdfReader(io.BytesIO(content)).root_object["/StructTreeRoot"]))


def figures(document: Document) -> list[Figure]:
    blocks = [b for s in document.sections for b in s.blocks]
    parts = [p for b in blocks for p in (b.parts if isinstance(b, Figures) else (b,))]
    hero = [document.hero] if document.hero is not None else []
    return hero + [part for part in parts if isinstance(part, Figure)]


@pytest.mark.parametrize("name", EXERCISES)
def test_everything_is_in_it(name: str) -> None:
    document, text = small_labs.document(name), text_of(pdf(name))
    for section in document.sections:
        assert " ".join(section.title.split()) in text
    for fact in document.facts:
        assert fact.value in text.replace("\u00a0", " ")
    assert len(pdf(name)) < 2_000_000


@pytest.mark.parametrize("name", EXERCISES)
def test_it_is_tagged_and_has_words_for_every_figure(name: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(name)))
    root, document = reader.root_object, small_labs.document(name)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    said = {element["/Alt"] for element in elements(pdf(name)) if "/Alt" in element}
    for figure in figures(document):
        assert printable(figure.plot.alt) in said


def test_contents_have_page_numbers_and_pages_are_numbered() -> None:
    first, *rest = found = pages(pdf("xor"))
    assert "Contents" in first
    for number, page in enumerate(found, 1):
        assert f"{number} / {len(found)}" in page
    title = small_labs.document("xor").title
    assert all(page.startswith(title) for page in rest)
    outline = pypdf.PdfReader(io.BytesIO(pdf("xor"))).outline
    assert len(outline) == len(small_labs.document("xor").sections)


def test_all_fonts_are_embedded_and_none_is_the_machine_s() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf("one")))
    names = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            names.add(font["/BaseFont"])
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    families = {re.sub(r"^/[A-Z]{6}\+|-.*$", "", name) for name in names}
    assert families <= {"LibertinusSerif", "DejaVuSansMono", "DejaVuSans", "NewCMMath"}
    assert "LibertinusSerif" in families


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(sample_report.document("one")) == pdf("one")


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib, sample_report\n"
        "from manyseeds.report.pdf import to_pdf\n"
        "print(hashlib.sha256(to_pdf(sample_report.document('one'))).hexdigest())\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": os.pathsep.join([str(Path(sample_report.__file__).parent), *sys.path]),
    }
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(pdf("one")).hexdigest()


HARMLESS = (
    "#eval(read(\"a\"))", "*b*", "_c_", "$x^2$", "[e](f)", "@g", "<h>", "<script>alert(1)</script>",
    "&amp;", "{{ i }}", "{% j %}", "\"k\" 'l'", "// m", "/* n */", "שלום", "U+4E2D",
)  # fmt: skip


def test_no_text_is_markup() -> None:
    text = text_of(pdf(sample_report.HOSTILE))
    for piece in HARMLESS:
        # Seven places at least: title, contents, heading, answer, paragraph, caption, cells.
        assert text.count(piece) >= 7, piece
    assert text.replace(" ", "").count("w" * 200) >= 7


def test_nothing_in_it_acts() -> None:
    content = pdf(sample_report.HOSTILE)
    reader = pypdf.PdfReader(io.BytesIO(content))
    kinds = {
        annotation.get_object().get("/A", {}).get("/S", "/GoTo")
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    }
    assert kinds <= {"/GoTo"}
    assert b"/JavaScript" not in content
    assert b"/URI" not in content


@pytest.mark.parametrize(
    "text", ["", "`", "``", "a\r\nb", "\ud83d", "\u200f", "\\u{41}", "%", "\x7f"]
)
def test_odd_text_is_set(text: str) -> None:
    assert to_pdf(only(Paragraph(f"A{text}Z"))).startswith(b"%PDF")


def test_a_long_table_goes_on_with_its_header_on_the_next_page() -> None:
    rows = [(f"row {k}", str(k)) for k in range(150)]
    found = pages(to_pdf(only(Table.of("long", "Long.", ("head of rows", "value"), rows))))
    full = [page for page in found if "row " in page]
    assert len(full) >= 3
    assert all("head of rows" in page for page in full)
    assert all(f"row {k}" in " ".join(found) for k in range(150))


def test_a_wide_table_is_cut_in_parts_that_fit() -> None:
    columns = ("true", *(f"class {k}" for k in range(26)), "rows")
    rows = [(f"class {k}", *("0.4" for _ in range(27))) for k in range(26)]
    content = to_pdf(only(Table.of("wide", "Wide.", columns, rows)))
    text = text_of(content)
    assert all(name in text for name in columns)
    page = pypdf.PdfReader(io.BytesIO(content)).pages[1]
    places: list[float] = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append(cm[4] + tm[4]))
    assert max(places) < float(page.mediabox.width) - 40


def test_formulas_are_typeset_and_said() -> None:
    content = pdf("one")
    said = [element.get("/Alt") for element in elements(content)]
    assert said.count(sample_report.WILSON.text) == 3


def test_every_formula_of_the_project_can_be_set() -> None:
    terms = Definitions(tuple(STATISTICS))
    formulas = [item.formula for item in terms.definitions if item.formula is not None]
    said = {element.get("/Alt") for element in elements(to_pdf(only(terms)))}
    assert len(formulas) > 5
    for formula in formulas:
        assert printable(formula.text) in said
        ElementTree.fromstring(f"<math>{formula.mathml}</math>")


def test_a_formula_without_words_is_refused() -> None:
    with pytest.raises(typst.TypstError, match="missing alt text"):
        to_pdf(only(Formula("<mi>x</mi>", "x", "")))


def test_a_printed_figure_needs_no_page_around_it() -> None:
    drawn = drawing(sample_report.plot("<a> & $\\foo$ \x00 中"))
    svg = printed_svg(drawn, "Libertinus Serif", 1.2)
    root = ElementTree.fromstring(svg)
    assert "var(" not in svg
    assert "Libertinus Serif" in (root.get("style") or "")
    assert "<a> & $\\foo" in "".join(root.itertext())
    sizes = {float(size) for size in re.findall(r"font-size:([\d.]+)px", svg)}
    assert min(sizes) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_a_thousand_replicas_are_a_small_file(name: str) -> None:
    from manyseeds.labs.exercise import exercise

    report = exercise(name).study(replicas=1000).run(progress=False).report(progress=False)
    assert len(to_pdf(report.document)) < 2_000_000
