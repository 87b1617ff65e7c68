"""What each column is worth: the accuracy lost without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.plots.style import EMPTY, FIRST, INK, MUTED, note
from manyseeds.stats.importance import Importance

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["ImportancePlot"]

LONGEST = 22
"""Characters of a column's name that are shown."""


@dataclass(frozen=True)
class ImportancePlot:
    """A bar for each column, the most important first: the mean drop with its interval.

    Columns whose interval reaches zero are pale: they do not measurably matter.

    Parameters
    ----------
    found : Importance
    most : int
        Columns shown at most.
    """

    found: Importance
    most: int = 15

    @property
    def _shown(self) -> Array:
        return self.found.order[: self.most]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are columns."""
        return (4.8, 1.35 + 0.25 * max(len(self._shown), 3))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.found.n:
            return EMPTY
        parts = []
        for c in self._shown:
            mean = self.found.means[c]
            bounds = f" ({100 * mean.low:.1f} to {100 * mean.high:.1f})" if mean.n > 1 else ""
            parts.append(f"{self.found.names[c]} {100 * mean.estimate:.1f}{bounds}")
        return (
            f"Points of test accuracy lost when a column is permuted, mean of {self.found.n:,} "
            f"replicas: {'; '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the bars into `ax`."""
        found, shown = self.found, self._shown
        for row, c in enumerate(shown):
            mean = found.means[c]
            matters = mean.low > 0
            ax.barh([row], [100 * mean.estimate], 0.62, color=FIRST, alpha=0.6 if matters else 0.25)
            if np.isfinite(mean.low):
                ends = [100 * mean.low, 100 * mean.high]
                ax.plot(ends, [row, row], color=INK, linewidth=1.4, solid_capstyle="butt")
            ax.annotate(
                f"{100 * mean.estimate:.1f}".replace("-", "−"),
                (1.02, row),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8,
                color=INK if matters else MUTED,
            )
        ax.axvline(0, color=MUTED, linewidth=0.8)
        ax.set_yticks(range(len(shown)), [_short(found.names[c]) for c in shown], parse_math=False)
        ax.set(
            ylim=(len(shown) - 0.4, -0.6), xlabel="points of test accuracy lost without the column"
        )
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        left = len(found.names) - len(shown)
        more = f"\n{left:,} less important columns are not shown" if left else ""
        interval = f"mean of {found.n:,} replicas"
        if found.n > 1:
            interval += f", {100 * found.level:g} % interval\nfor all columns at once"
        note(ax, f"{interval}; pale: not above zero{more}")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each column's mean drop, one a row, the most important first."""
        import pandas

        means = [self.found.means[c] for c in self.found.order]
        return pandas.DataFrame(
            {
                "column": [self.found.names[c] for c in self.found.order],
                "drop": [mean.estimate for mean in means],
                "low": [mean.low for mean in means],
                "high": [mean.high for mean in means],
            }
        )


def _short(name: str) -> str:
    """A name on one line, cut where it is long."""
    text = " ".join(name.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
