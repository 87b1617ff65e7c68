"""The confusion matrix: the share of each true class that was taken for each class."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle

from manyseeds.plots.style import EMPTY, FIRST, INK, PAPER, note
from manyseeds.stats.confusion import Confusion

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["ConfusionPlot"]

NORM = PowerNorm(0.5, 0.0, 1.0)
"""Opacity of a cell is the square root of its share, so that one in a hundred can be seen."""

FONTS = {2: (15.0, 8.5), 3: (12.0, 7.5), 4: (10.0, 6.8)}
"""Points of the share, and of what stands below it, where there are so few classes."""

TICKS = (0.0, 0.01, 0.05, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class ConfusionPlot:
    """The matrix over all replicas, each row divided by the count of its true class.

    Parameters
    ----------
    confusion : Confusion
    """

    confusion: Confusion

    @property
    def size(self) -> tuple[float, float]:
        """Inches: square cells and a colour bar."""
        return (4.4, 3.7)

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.confusion.n:
            return EMPTY
        found = self.confusion
        parts = [
            f"{label}: {100 * share:.1f} %"
            for label, share in zip(found.classes, np.diagonal(found.shares), strict=True)
        ]
        return (
            f"Confusion matrix over {found.n:,} replicas, rows are true classes. "
            f"Found of each class: {', '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the matrix into `ax`."""
        found = self.confusion
        size = len(found.classes)
        for true in range(size):
            for predicted in range(size):
                self._cell(ax, true, predicted, size)
        labels = [str(label) for label in found.classes]
        ax.set(xlim=(0, size), ylim=(size, 0), aspect="equal", xlabel="predicted", ylabel="true")
        middles = np.arange(size) + 0.5
        ax.set_xticks(middles, labels)
        ax.set_yticks(middles, labels)
        ax.tick_params(length=0)
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        level = f", {100 * found.recall_means[0].level:g} % intervals" if self._bounded else ""
        note(ax, f"% of each true class, {found.n:,} replicas{level}")
        self._colour_bar(ax)
        return ax

    @property
    def _bounded(self) -> bool:
        """Whether there is room for the bounds of each share, and anything known of them."""
        return len(self.confusion.classes) in FONTS and self.confusion.n > 1

    def _cell(self, ax: Axes, true: int, predicted: int, size: int) -> None:
        share = float(self.confusion.shares[true, predicted])
        strength = float(NORM(share)) if np.isfinite(share) else 0.0
        gap = 0.02
        ax.add_patch(
            Rectangle(
                (predicted + gap, true + gap),
                1 - 2 * gap,
                1 - 2 * gap,
                facecolor=FIRST,
                alpha=max(strength, 0.025),
                linewidth=0,
            )
        )
        ax.text(
            predicted + 0.5,
            true + 0.5 if size not in FONTS else true + 0.36,
            _percent(share, wide=size in FONTS),
            ha="center",
            va="center",
            color=PAPER if strength > 0.6 else INK,
            fontsize=FONTS.get(size, (8.0,))[0],
        )
        if size in FONTS and self.confusion.n:
            low, high = self.confusion.share_low, self.confusion.share_high
            bounds = f"{100 * low[true, predicted]:.1f} to {100 * high[true, predicted]:.1f}"
            rows = f"{self.confusion.mean_counts[true, predicted]:.1f} rows"
            for text, down in ((bounds if self._bounded else "", 0.56), (rows, 0.73)):
                ax.text(
                    predicted + 0.5,
                    true + down,
                    text,
                    ha="center",
                    va="center",
                    color=PAPER if strength > 0.6 else INK,
                    fontsize=FONTS[size][1],
                )

    def _colour_bar(self, ax: Axes) -> None:
        """Draw the scale as cells like those of the matrix, so that both follow the page."""
        bar = ax.inset_axes((1.04, 0.0, 0.045, 1.0))
        steps = np.linspace(0.0, 1.0, 26)
        for low, high in itertools.pairwise(steps):
            bar.add_patch(
                Rectangle((0, low), 1, high - low, facecolor=FIRST, alpha=high, linewidth=0)
            )
        bar.set(xlim=(0, 1), ylim=(0, 1), xticks=())
        bar.yaxis.tick_right()
        bar.set_yticks([float(NORM(tick)) for tick in TICKS], [f"{100 * t:g} %" for t in TICKS])
        bar.spines[:].set_visible(False)
        bar.grid(visible=False)

    def frame(self) -> pandas.DataFrame:
        """Return each cell's mean count and its share with bounds, one a row."""
        import pandas

        found = self.confusion
        size = len(found.classes)
        return pandas.DataFrame(
            {
                "true": np.repeat(list(found.classes), size),
                "predicted": np.tile(list(found.classes), size),
                "mean_count": found.mean_counts.ravel(),
                "share": found.shares.ravel(),
                "low": found.share_low.ravel(),
                "high": found.share_high.ravel(),
            }
        )


def _percent(share: float, *, wide: bool) -> str:
    """The text of a cell: in percent, empty where it would round to nothing."""
    if not np.isfinite(share):
        return ""
    percent = 100 * share
    if wide:
        return f"{percent:.1f} %"
    return "" if percent < 0.05 else f"{percent:.0f}" if percent >= 9.95 else f"{percent:.1f}"
