"""Confidence against accuracy: probabilities that are right lie on the diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.style import CLASS_COLOURS, MARKERS, MUTED, PAPER, SIZE, note
from manyseeds.stats.calibration import Calibration

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["ReliabilityPlot"]


@dataclass(frozen=True, eq=False)
class ReliabilityPlot:
    """A reliability diagram with the interval of each bin.

    Parameters
    ----------
    found : mapping of str to Calibration
        By name; at most five.
    where : str
        What it was measured on.
    """

    found: Mapping[str, Calibration]
    where: str

    @property
    def size(self) -> tuple[float, float]:
        """Inches: a usual figure, with its key below."""
        return (SIZE[0], SIZE[1] + 0.5)

    @property
    def alt(self) -> str:
        """What it shows."""
        parts = [f"{name} by {100 * c.error.estimate:.1f} points" for name, c in self.found.items()]
        return f"Accuracy by confidence, on {self.where}; off the diagonal on average: " + (
            f"{', '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the bins into `ax`."""
        left = bottom = 1.0
        for (name, c), colour, marker in zip(
            self.found.items(), CLASS_COLOURS, MARKERS, strict=False
        ):
            error = c.error
            label = (
                f"{name}: off by {100 * error.estimate:.1f} points "
                f"({100 * error.low:.1f} to {100 * error.high:.1f})"
            )
            ax.vlines(c.confidence, c.low, c.high, color=colour, linewidth=1.6, alpha=0.55)
            ax.plot(
                c.confidence,
                c.accuracy,
                color=colour,
                linewidth=1,
                marker=marker,
                markersize=6,
                markeredgecolor=PAPER,
                markeredgewidth=0.8,
                label=label,
            )
            left, bottom = min(left, *c.confidence), min(bottom, *c.low)
        left, bottom = np.floor(10 * left) / 10, np.floor(10 * bottom) / 10
        ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
        ax.set(xlim=(left, 1.01), ylim=(bottom, 1.02))
        ax.set(xlabel="probability of the class that is predicted", ylabel="share that is right")
        ax.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.17))
        note(ax, f"on {self.where}, {self._level()}")
        return ax

    def _level(self) -> str:
        levels = {c.error.level for c in self.found.values()} or {0.95}
        return f"{100 * max(levels):g} % intervals"

    def frame(self) -> pandas.DataFrame:
        """Return the bins, one a row."""
        import pandas

        rows = [
            (name, *values)
            for name, c in self.found.items()
            for values in zip(c.confidence, c.accuracy, c.low, c.high, c.share, strict=True)
        ]
        columns = ["of", "confidence", "accuracy", "low", "high", "share"]
        return pandas.DataFrame(rows, columns=columns)
