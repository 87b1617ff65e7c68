"""The SVG of a figure: themed, self-contained, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas
import pytest

from manyseeds.plots.scatter import DataScatter
from manyseeds.plots.style import THEME
from manyseeds.plots.svg import drawing, plot_svg

PLOT = DataScatter(
    np.random.default_rng(0).random((30, 2)), np.arange(30) % 2, ("<a>", '"b" & c'), title="x < y"
)


@pytest.fixture(scope="module")
def svg() -> str:
    return plot_svg(PLOT, "picture")


def test_it_is_well_formed_and_says_what_it_shows(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == PLOT.alt
    assert "viewBox" in root.attrib


def test_it_refers_to_nothing_outside_itself(svg: str) -> None:
    references = re.findall(r'(?:href="|url\()([^")]+)', svg)
    assert references
    assert all(reference.startswith("#picture-") for reference in references)
    identifiers = re.findall(r' id="([^"]+)"', svg)
    assert len(identifiers) == len(set(identifiers))
    assert {reference.removeprefix("#") for reference in references} == set(identifiers)
    outside = re.sub(r'xmlns(:xlink)?="[^"]+"', "", svg)
    assert "http" not in outside


def test_colours_follow_the_page(svg: str) -> None:
    for colour in re.findall(r"#[0-9a-f]{6}", svg):
        assert f"var(--{THEME[colour]},{colour})" in svg
    assert "var(--first," in svg
    assert "var(--ink," in svg


def test_text_is_text_and_escaped(svg: str) -> None:
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter() if node.text]
    assert "x < y" in texts
    assert "<a>" in texts
    assert "DejaVu" not in svg


def test_the_same_plot_gives_the_same_bytes(svg: str) -> None:
    assert plot_svg(PLOT, "picture") == svg


def test_numbers_are_short(svg: str) -> None:
    assert not re.search(r'(?: d| x| y)="[^"]*\d\.\d{3}', svg)


@dataclass(frozen=True)
class Logarithmic:
    """A plot with logarithmic axes, up to `highest`."""

    highest: float
    size: tuple[float, float] = (4, 3)
    alt: str = "powers"

    def plot(self, ax: Any) -> Any:
        ax.loglog([0.02, self.highest], [0.02, self.highest])
        ax.set_title("costs $x_1$, or $\\foo$")
        return ax

    def frame(self) -> pandas.DataFrame:
        return pandas.DataFrame()


@pytest.mark.parametrize(("highest", "label"), [(50, "10⁻¹"), (0.06, "2 × 10⁻²")])
def test_dollar_signs_are_no_formulas_and_powers_are_plain(highest: float, label: str) -> None:
    texts = ["".join(t.itertext()) for t in ElementTree.fromstring(drawing(Logarithmic(highest)))]
    found = "".join(texts)
    assert label in found
    assert "costs $x_1$, or $\\foo$" in found
    assert "mathdefault" not in found


def test_letters_that_no_font_here_has_stay_letters_and_controls_go() -> None:
    plot = DataScatter(np.zeros((2, 2)), np.arange(2), ("中文", "a\x00\x07b"))
    svg = plot_svg(plot, "picture")
    assert "中文" in svg
    assert "ab" in "".join(ElementTree.fromstring(svg).itertext())
