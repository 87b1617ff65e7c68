"""The pairs of classes that are confused most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from manyseeds.plots.style import EMPTY, FIRST, INK, note
from manyseeds.stats.classes import Classes

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from manyseeds.stats.confusion import ConfusedPair

__all__ = ["PairsPlot"]


@dataclass(frozen=True, eq=False)
class PairsPlot:
    """Share of a class that is taken for another, with its interval, the largest on top.

    Parameters
    ----------
    classes : Classes
    count : int
        Pairs shown.
    """

    classes: Classes = field(repr=False)
    count: int = 10

    @property
    def pairs(self) -> tuple[ConfusedPair, ...]:
        """Those shown."""
        return self.classes.pairs[: self.count]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are pairs."""
        return (4.4, 1.1 + 0.25 * max(len(self.pairs), 2))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.classes.n:
            return EMPTY
        if not self.pairs:
            return f"No two classes are confused in any of {self.classes.n:,} replicas."
        parts = [
            f"{pair.true} taken for {pair.predicted} {100 * pair.share.estimate:.1f} %"
            for pair in self.pairs
        ]
        return f"Most confused classes over {self.classes.n:,} replicas: {'; '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the bars into `ax`."""
        for place, pair in enumerate(self.pairs):
            share = pair.share
            ax.barh(
                [place], [100 * share.estimate], height=0.66, color=FIRST, alpha=0.4, linewidth=0
            )
            bounds = [100 * share.low, 100 * share.high]
            ax.plot(bounds, [place, place], color=FIRST, linewidth=2.2, solid_capstyle="butt")
            end = share.high if share.high == share.high else share.estimate
            ax.annotate(
                f"{100 * share.estimate:.1f}",
                (100 * end, place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=INK,
            )
        labels = [f"{pair.true} → {pair.predicted}" for pair in self.pairs]
        ax.set_yticks(range(len(labels)), labels)
        ax.set_ylim(max(len(labels), 1) - 0.4, -0.6)
        ax.margins(x=0.09)
        ax.set_xlim(left=0)
        ax.set(xlabel="% of the true class")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        level = f"{100 * self.classes.level:g} % intervals"
        note(ax, f"true → predicted, {self.classes.n:,} replicas;\n{level} for all pairs at once")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return every pair that is met, not only those shown, the most frequent first."""
        import pandas

        found = self.classes.pairs
        return pandas.DataFrame(
            {
                "true": [pair.true for pair in found],
                "predicted": [pair.predicted for pair in found],
                "mean_count": [pair.mean_count for pair in found],
                "share": [pair.share.estimate for pair in found],
                "low": [pair.share.low for pair in found],
                "high": [pair.share.high for pair in found],
            }
        )
