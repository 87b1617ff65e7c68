"""One look for every figure: colours, sizes, and the figure that a plot is drawn into.

The two hues differ in lightness as much as in colour, so they are told apart by the colour blind
and in grey print; lines also differ in dashes and points in shape. Every colour is one of `THEME`,
which the SVG writer replaces by variables of the page (`plots/svg.py`), so that the same figure is
right on light and on dark pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import matplotlib
from matplotlib.figure import Figure

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = [
    "CLASS_COLOURS",
    "EMPTY",
    "FIRST",
    "GRID",
    "INK",
    "MARKERS",
    "MUTED",
    "PAPER",
    "SECOND",
    "SIZE",
    "THEME",
    "Plot",
    "drawn",
    "note",
]

INK, MUTED, GRID, PAPER = "#1b2430", "#5a6575", "#d8dde5", "#fefefe"
FIRST, SECOND, THIRD, FOURTH, FIFTH = "#0b5394", "#d97706", "#0f8a6a", "#b04a8f", "#6b5bd2"

THEME = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    PAPER: "paper",
    FIRST: "first",
    SECOND: "second",
    THIRD: "third",
    FOURTH: "fourth",
    FIFTH: "fifth",
}
"""The page's variable for each colour."""

CLASS_COLOURS = (FIRST, SECOND, THIRD, FOURTH, FIFTH)
MARKERS = ("o", "^", "s", "D", "v")

SIZE = (4.4, 3.3)
"""Inches of a usual figure: two stand side by side on a wide page, one fills a telephone."""

EMPTY = "There is no replica to show."
"""The alternative text of a plot whose replicas all diverged."""

SETTINGS: Any = {
    "font.size": 9.5,
    "font.family": ["DejaVu Sans"],
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.titlecolor": MUTED,
    "axes.titlepad": 8,
    "axes.labelsize": 9.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "legend.handlelength": 1.8,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "path.simplify_threshold": 0.25,
    "svg.fonttype": "none",
    "svg.hashsalt": "manyseeds",
}


class Plot(Protocol):
    """A picture of computed statistics."""

    @property
    def size(self) -> tuple[float, float]:
        """Inches of the figure it is made for."""
        ...

    @property
    def alt(self) -> str:
        """What it shows, in a sentence, for whoever does not see it."""
        ...

    def plot(self, ax: Axes) -> Axes:
        """Draw into `ax` and return it."""
        ...

    def frame(self) -> pandas.DataFrame:
        """Return the numbers it shows, one row a mark."""
        ...


def drawn(plot: Plot) -> Figure:
    """Draw `plot` into a new figure of its own, without touching matplotlib's state."""
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=plot.size, layout="constrained")
        plot.plot(figure.subplots())
        return figure


def note(ax: Axes, text: str) -> None:
    """Say above the axes, on the left, what is shown: how many replicas, which interval."""
    ax.set_title(text, loc="left")
