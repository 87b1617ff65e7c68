"""A figure as SVG that can stand in a page: themed, small, without identifiers that clash."""

from __future__ import annotations

import io
import re
from html import escape

import matplotlib
from matplotlib.figure import Figure

from manyseeds.plots.style import SETTINGS, THEME, Plot, drawn

__all__ = ["inline_svg", "plot_svg"]

FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
STYLE = f"stroke-linejoin:round;font-family:{FONTS}"

# What a number in a path loses: a hundredth of a point is less than anyone sees.
DECIMALS = 2


def plot_svg(plot: Plot, name: str) -> str:
    """Draw `plot` and return its SVG; `name` is unique on the page."""
    return inline_svg(drawn(plot), name, plot.alt)


def inline_svg(figure: Figure, name: str, alt: str) -> str:
    """Return `figure` as an ``<svg>`` element.

    Parameters
    ----------
    figure : Figure
    name : str
        Unique on the page; every identifier inside starts with it.
    alt : str
        Read to whoever does not see the figure.

    Notes
    -----
    Text stays text, in the reader's own font. Colours of the theme become variables of the page,
    with the light theme's value where the page has none. The same figure gives the same bytes.
    """
    buffer = io.StringIO()
    with matplotlib.rc_context(SETTINGS):
        engine = figure.get_layout_engine()
        if engine is not None:  # lay out once and draw once, where savefig would draw twice
            engine.execute(figure)
            figure.set_layout_engine("none")
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    body = buffer.getvalue()
    body = body[body.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    body = re.sub(r"<style.*?</style>", "", body, flags=re.S)  # would hold for the whole page
    body = _named(body, name)
    body = _themed(body)
    body = _compact(body)
    start = body.index(">") + 1
    box = re.search(r'viewBox="([^"]+)"', body)
    assert box is not None  # matplotlib always writes one
    width = box.group(1).split()[2]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box.group(1)}" width="{width}" role="img" style="{STYLE}" '
        f'aria-label="{escape(alt, quote=True)}">'
    )
    return opening + body[start:].strip()


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
