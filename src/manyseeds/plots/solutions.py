"""Kinds of solutions as small multiples: the regions of a typical replica of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb

from manyseeds._types import Array
from manyseeds.plots.style import CLASS_COLOURS, EMPTY, INK, MARKERS, MUTED, PAPER, note
from manyseeds.stats.solutions import Solution, Solutions

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["SolutionsPlot"]

OPACITY = (0.25, 0.6)
"""Of a region where the class is barely the most probable, and where it is certain."""


@dataclass(frozen=True)
class SolutionsPlot:
    """One panel a kind: regions as colour, the boundary as a line, the corners as points.

    Parameters
    ----------
    solutions : Solutions
    columns : int
    """

    solutions: Solutions
    columns: int = 3

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are rows of panels."""
        rows = max(1, -(-len(self.solutions.kinds) // self.columns))
        return (4.4, 0.35 + 1.85 * rows)

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.solutions.kinds:
            return EMPTY
        parts = [f"{kind.name} {_percent(kind)}" for kind in self.solutions.kinds]
        return (
            f"Decision regions of a typical replica of each kind, with the share of "
            f"{self.solutions.n:,} replicas that are of it: {', '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the panels into `ax`."""
        kinds = self.solutions.kinds
        rows = max(1, -(-len(kinds) // self.columns))
        ax.set(xlim=(0, self.columns), ylim=(rows, 0))
        ax.set_axis_off()
        for place, kind in enumerate(kinds):
            row, column = divmod(place, self.columns)
            # In shares of the axes: a square with room for two lines above it.
            box = (column + 0.02) / self.columns, (rows - row - 0.98) / rows
            panel = ax.inset_axes((*box, 0.96 / self.columns, 0.75 / rows))
            self._panel(panel, kind)
        note(ax, f"share of {self.solutions.n:,} replicas; a typical one of each kind")
        return ax

    def _panel(self, panel: Axes, kind: Solution) -> None:
        found = self.solutions
        extent = (found.x0[0], found.x0[-1], found.x1[0], found.x1[-1])
        panel.imshow(_ground(kind.margins), extent=extent, origin="lower", interpolation="none")
        fields = kind.margins[:1] if len(kind.margins) == 2 else kind.margins
        for field in fields:
            if field.min() < 0 < field.max():
                panel.contour(found.x0, found.x1, field, levels=[0.0], colors=[INK], linewidths=1)
        for (a, b), c in zip(found.corners, found.corner_classes, strict=True):
            panel.plot(
                [a],
                [b],
                MARKERS[c % len(MARKERS)],
                color=CLASS_COLOURS[c % len(CLASS_COLOURS)],
                markersize=5,
                markeredgecolor=PAPER,
                markeredgewidth=0.8,
            )
        panel.set(xlim=extent[:2], ylim=extent[2:], aspect="equal", xticks=(), yticks=())
        panel.grid(visible=False)
        for side in panel.spines.values():
            side.set(visible=True, color=MUTED, linewidth=0.7)
        mark = "✓" if kind.succeeded else "✗"
        panel.set_title(
            f"{mark} {kind.name}\n{_percent(kind)}, accuracy {kind.accuracy:.3f}",
            color=INK,
            fontsize=8,
            pad=3,
        )

    def frame(self) -> pandas.DataFrame:
        """Return the kinds, one a row."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "kind": kind.name,
                    "succeeded": kind.succeeded,
                    "share": kind.share.estimate,
                    "share_low": kind.share.low,
                    "share_high": kind.share.high,
                    "replica": kind.replica,
                    "accuracy": kind.accuracy,
                }
                for kind in self.solutions.kinds
            ]
        )


def _ground(margins: Array) -> Array:
    """Return the regions as colour: the class of the largest margin, more opaque where surer."""
    palette = np.array([to_rgb(colour) for colour in CLASS_COLOURS])
    colours = palette[margins.argmax(axis=0) % len(palette)]
    low, high = OPACITY
    opacity = low + (high - low) * np.clip(margins.max(axis=0), 0, 1)
    return np.concatenate([colours, opacity[..., None]], axis=2)


def _percent(kind: Solution) -> str:
    share = 100 * kind.share.estimate
    return f"{share:.1f} %" if share < 1 else f"{share:.0f} %"
