"""Distributions of accuracy, one above the other on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.plots.style import EMPTY, FIRST, INK, MUTED, PAPER, SECOND, note
from manyseeds.stats.distribution import Distribution

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["DistributionPlot"]


@dataclass(frozen=True)
class DistributionPlot:
    """Histograms of a number over replicas.

    Parameters
    ----------
    rows : mapping of str to Distribution
        From the top down.
    steps : mapping of str to float
        Smallest difference the number can have in a row (one test row of 160 is 1/160), so that
        no bar gathers more of the possible values than its neighbours.
    ceiling : float, optional
        The best value possible.
    published : mapping of str to sequence of float
        Values of given runs, by row.
    metric : str
    """

    rows: Mapping[str, Distribution]
    steps: Mapping[str, float] = field(default_factory=dict)
    ceiling: float | None = None
    published: Mapping[str, Sequence[float]] = field(default_factory=dict)
    metric: str = "accuracy"

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are rows."""
        return (4.4, 0.9 + 0.72 * len(self.rows))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not any(row.n for row in self.rows.values()):
            return EMPTY
        parts = [
            f"{name} {row.median:.3f} ({row.low:.3f} to {row.high:.3f})"
            for name, row in self.rows.items()
        ]
        return (
            f"Histograms of {self.metric}: median and the range of 90 % of replicas are "
            f"{'; '.join(parts)}."
        )

    def limits(self) -> tuple[float, float]:
        """Return the range of values drawn, marks included: all but the lowest half percent."""
        known = [row.values for row in self.rows.values() if row.n]
        marks = [v for values in self.published.values() for v in values]
        marks += [] if self.ceiling is None else [self.ceiling]
        lows = [float(np.quantile(values, 0.005)) for values in known] + marks
        highs = [float(values.max()) for values in known] + marks
        low, high = min(lows, default=0.0), max(highs, default=1.0)
        edge = max(0.04 * (high - low), 0.005)
        return low - edge, high + edge

    def plot(self, ax: Axes) -> Axes:
        """Draw the histograms into `ax`."""
        low, high = self.limits()
        for place, (name, row) in enumerate(self.rows.items()):
            base = float(len(self.rows) - 1 - place)
            self._histogram(ax, name, row, base, (low, high))
            for value in self.published.get(name, ()):
                ax.plot(
                    [value],
                    [base + 0.12],
                    "v",
                    color=SECOND,
                    markersize=6,
                    markeredgecolor=PAPER,
                    markeredgewidth=0.6,
                )
        if self.ceiling is not None:
            ax.axvline(self.ceiling, color=INK, linewidth=0.9, linestyle=(0, (1, 2)))
            ax.text(
                self.ceiling,
                len(self.rows) - 0.1,
                "best possible",
                ha="center",
                va="bottom",
                fontsize=8.5,
            )
        names = list(self.rows)
        ax.set(xlim=(low, high), ylim=(-0.25, len(names)), xlabel=self.metric)
        ax.set_yticks(range(len(names)), names[::-1])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y", visible=False)
        n = max((row.n for row in self.rows.values()), default=0)
        marks = ", ▾ published" if any(self.published.values()) else ""
        note(ax, f"{n:,} replicas; line: 90 %, dot: median{marks}")
        return ax

    def _histogram(
        self, ax: Axes, name: str, row: Distribution, base: float, limits: tuple[float, float]
    ) -> None:
        if not row.n:
            ax.text(sum(limits) / 2, base, "no replica", ha="center", color=MUTED)
            return
        edges = _edges(limits, self.steps.get(name, 0.0))
        counts, _ = np.histogram(row.values, edges)
        heights = 0.72 * counts / max(counts.max(), 1)
        ax.stairs(
            base + heights, edges, baseline=base, fill=True, color=FIRST, alpha=0.4, linewidth=0
        )
        ax.plot([row.low, row.high], [base, base], color=FIRST, linewidth=2.4)
        ax.plot(
            [row.median],
            [base],
            "o",
            color=FIRST,
            markersize=6,
            markeredgecolor=PAPER,
            markeredgewidth=1,
        )

    def frame(self) -> pandas.DataFrame:
        """Return every replica's value, one a row."""
        import pandas

        pairs: list[tuple[str, Array]] = [(name, row.values) for name, row in self.rows.items()]
        return pandas.DataFrame(
            {
                "part": np.repeat([name for name, _ in pairs], [len(v) for _, v in pairs]),
                self.metric: np.concatenate([v for _, v in pairs]) if pairs else np.empty(0),
            }
        )


def _edges(limits: tuple[float, float], step: float, most: int = 60) -> Array:
    """Return edges of bars about a fiftieth of the range, a whole number of steps wide."""
    low, high = limits
    width = (high - low) / most
    if step > 0:
        width = step * max(1, round(width / step))
        low = (np.floor(low / step) - 0.5) * step
    return np.arange(low, high + width, width)
