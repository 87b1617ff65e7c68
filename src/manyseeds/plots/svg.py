"""A figure as SVG that can stand in a page: themed, small, without identifiers that clash.

Or in print, where colours are those of the light theme, and the font is one that is at hand.
"""

from __future__ import annotations

import io
import re
import warnings
from html import escape
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterSciNotation

from manyseeds.plots.style import SETTINGS, THEME, Plot, drawn

__all__ = ["drawing", "inline_svg", "page_svg", "plot_svg", "printed_svg"]

FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
STYLE = f"stroke-linejoin:round;font-family:{FONTS}"

# What a number in a path loses: a hundredth of a point is less than anyone sees.
DECIMALS = 2

RAISED = str.maketrans("-−0123456789", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# What no XML can hold, written in any way.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plot_svg(plot: Plot, name: str) -> str:
    """Draw `plot` and return its SVG for a page; `name` is unique on the page."""
    return page_svg(drawing(plot), name, plot.alt)


def inline_svg(figure: Figure, name: str, alt: str) -> str:
    """Return `figure` as an ``<svg>`` element of a page; see `page_svg`."""
    return page_svg(_written(figure), name, alt)


def drawing(plot: Plot) -> str:
    """Draw `plot` once, for pages and for print: SVG that is neither yet.

    The same plot gives the same bytes.
    """
    # A dollar sign in somebody's labels is a dollar sign. Only powers of ten are set as formulas,
    # which plain letters do as well.
    with matplotlib.rc_context({"text.parse_math": False}):
        figure = drawn(plot)
        for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
            if isinstance(axis.get_major_formatter(), LogFormatterSciNotation):
                axis.set_major_formatter(PlainPowers())
                axis.set_minor_formatter(PlainPowers(labelOnlyBase=False))
        return _written(figure)


class PlainPowers(LogFormatterSciNotation):
    """Labels of a logarithmic axis, without a formula: ``10⁻²``, ``2 × 10⁻²``."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of `x`; empty where it is to have none."""
        label = re.sub(r"\$\\mathdefault\{(.*)\}\$", r"\1", super().__call__(x, pos))
        label = label.replace(r"\times", " × ")
        return re.sub(r"\^\{(.*?)\}", lambda found: found[1].translate(RAISED), label)


def page_svg(drawing: str, name: str, alt: str) -> str:
    """Return a drawing as an ``<svg>`` element that can stand in a page.

    Parameters
    ----------
    drawing : str
    name : str
        Unique on the page; every identifier inside starts with it.
    alt : str
        Read to whoever does not see the figure.

    Notes
    -----
    Text stays text, in the reader's own font. Colours of the theme become variables of the page,
    with the light theme's value where the page has none.
    """
    body = _compact(_themed(_named(drawing, name)))
    start = body.index(">") + 1
    box = re.search(r'viewBox="([^"]+)"', body)
    assert box is not None  # matplotlib always writes one
    width = box.group(1).split()[2]
    label = escape(NOT_XML.sub("", alt), quote=True)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box.group(1)}" width="{width}" role="img" style="{STYLE}" '
        f'aria-label="{label}">'
    )
    return opening + body[start:].strip()


def printed_svg(drawing: str, family: str, scale: float = 1.0) -> str:
    """Return a drawing as a file of its own, for paper.

    Parameters
    ----------
    drawing : str
    family : str
        Font of all text.
    scale : float
        Size of letters against those that the figure was laid out with; more than 1 suits a font
        that is narrower than DejaVu Sans.
    """

    def larger(match: re.Match[str]) -> str:
        return f"font-size:{float(match.group(1)) * scale:.4g}px"

    body = re.sub(r"font-size:([\d.]+)px", larger, _compact(drawing))
    opening = f'<svg style="stroke-linejoin:round;font-family:{escape(family)}" '
    return opening + body.removeprefix("<svg").lstrip()


def _written(figure: Figure) -> str:
    """Return what matplotlib writes, from ``<svg`` on, without notes and rules for the page."""
    buffer = io.StringIO()
    with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
        # Text is drawn by whoever shows the figure, whose fonts have more letters.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        engine = figure.get_layout_engine()
        if engine is not None:  # lay out once and draw once, where savefig would draw twice
            engine.execute(figure)
            figure.set_layout_engine("none")
        for patch in (figure.patch, *(ax.patch for ax in figure.axes)):
            patch.set(facecolor="none", edgecolor="none")
        # Not savefig, which draws all of it once more beforehand, to lay out what is laid out.
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata={"Date": None})
    body = NOT_XML.sub("", buffer.getvalue())
    body = body[body.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    return re.sub(r"<style.*?</style>", "", body, flags=re.S)  # would hold for the whole page


def _named(body: str, name: str) -> str:
    """Begin identifiers, and references to them, with `name`; drop those nobody refers to."""
    used = set(re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', body))

    def identifier(match: re.Match[str]) -> str:
        return f' id="{name}-{match.group(1)}"' if match.group(1) in used else ""

    body = re.sub(r' id="([^"]+)"', identifier, body)
    body = re.sub(r'xlink:href="#', f'xlink:href="#{name}-', body)
    return re.sub(r"url\(#", f"url(#{name}-", body)


def _themed(body: str) -> str:
    """Replace the theme's colours by the page's variables."""

    def variable(match: re.Match[str]) -> str:
        colour = match.group(0)
        return f"var(--{THEME[colour]},{colour})" if colour in THEME else colour

    return re.sub(r"#[0-9a-f]{6}\b", variable, body)


def _compact_style(match: re.Match[str]) -> str:
    text = match.group(0).replace("; ", ";").replace(": ", ":")
    text = re.sub(r"font-family:[^;\"]*;?", "", text)
    return text.replace(";stroke-linejoin:miter", "").replace("stroke-linejoin:miter;", "")


def _compact(body: str) -> str:
    """Shorten numbers, spaces and fonts."""

    def shorter(match: re.Match[str]) -> str:
        text = f"{float(match.group(0)):.{DECIMALS}f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text

    def within(match: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d{3,}", shorter, match.group(0))

    body = re.sub(r'(?: (?:d|x|y|points|transform|width|height)=)"[^"]*"', within, body)
    body = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size:\1px", body)
    body = re.sub(r' style="[^"]*"', _compact_style, body)
    body = re.sub(r"\n\s*(?=[<LMCQzZ\n])", "\n", body)
    return re.sub(r">\s+<", "><", body)
