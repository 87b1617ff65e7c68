"""Rows of two features as points of the plane, coloured and shaped by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.plots.style import CLASS_COLOURS, MARKERS, PAPER, note
from manyseeds.stats.classes import class_words

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["DataScatter", "draw_points"]


@dataclass(frozen=True, eq=False)
class DataScatter:
    """A scatter plot of rows.

    Parameters
    ----------
    x : array (samples, 2)
    y : int array (samples,)
        Index of each row's class.
    classes : sequence
        Labels.
    features : sequence of str
        Names of the two columns.
    title : str
    limits : tuple of float, optional
        Of both axes; what the rows need if left out.
    """

    x: Array = field(repr=False)
    y: Array = field(repr=False)
    classes: Sequence[Any]
    features: Sequence[str] = ("x0", "x1")
    title: str = ""
    limits: tuple[float, float] | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Inches: square axes with room for the legend."""
        return (4.4, 3.9)

    @property
    def alt(self) -> str:
        """What it shows."""
        counts = np.bincount(self.y, minlength=len(self.classes))
        each = ", ".join(
            f"{n} of {class_words(c)}" for c, n in zip(self.classes, counts, strict=True)
        )
        return f"Scatter plot of {len(self.y)} points, {each}."

    @property
    def outside(self) -> int:
        """Points that the limits leave out."""
        if self.limits is None:
            return 0
        low, high = self.limits
        return int(((self.x < low) | (self.x > high)).any(axis=1).sum())

    def plot(self, ax: Axes) -> Axes:
        """Draw the points into `ax`."""
        few = len(self.y) <= 20
        draw_points(ax, self.x, self.y, self.classes, size=9.0 if few else 3.0)
        ax.set(xlabel=self.features[0], ylabel=self.features[1], aspect="equal")
        if self.limits:
            ticks = np.linspace(*self.limits, 5)
            ax.set(xlim=self.limits, ylim=self.limits, xticks=ticks, yticks=ticks)
        ax.legend(
            title="class",
            loc="upper left",
            bbox_to_anchor=(1.01, 1),
            borderaxespad=0,
            markerscale=1.0 if few else 2.0,
            handletextpad=0.1,
        )
        note(ax, self.title + (f" ({self.outside} outside the frame)" if self.outside else ""))
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return the points, one a row."""
        import pandas

        columns = {name: self.x[:, d] for d, name in enumerate(self.features)}
        return pandas.DataFrame({**columns, "class": np.asarray(self.classes)[self.y]})


def draw_points(
    ax: Axes, x: Array, y: Array, classes: Sequence[Any], size: float, *, halo: bool = False
) -> None:
    """Draw rows as points; with `halo`, ringed so that they stand out from a coloured ground."""
    for c, label in enumerate(classes):
        points = x[y == c]
        ax.plot(
            points[:, 0],
            points[:, 1],
            MARKERS[c % len(MARKERS)],
            color=CLASS_COLOURS[c % len(CLASS_COLOURS)],
            markersize=size,
            markeredgecolor=PAPER if halo else "none",
            markeredgewidth=0.5 if halo else 0,
            alpha=1.0 if halo or len(y) <= 20 else 0.75,
            label=str(label),
        )
