"""Recall of each class over replicas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.style import EMPTY, FIRST, PAPER, SECOND, note
from manyseeds.stats.confusion import Confusion
from manyseeds.stats.distribution import Distribution

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["RecallPlot"]


@dataclass(frozen=True)
class RecallPlot:
    """The share of each class that was found: mean with interval, and 90 % of the replicas.

    The intervals hold for all classes at once, so any two of them may be compared. A class
    that is below all others, intervals included, is set in bold.

    Parameters
    ----------
    confusion : Confusion
    published : mapping of class index to float
        Of one given run.
    """

    confusion: Confusion
    published: Mapping[int, float] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are classes."""
        lines = 0.16 if self._tells_worst else 0.0
        return (4.4, 1.15 + lines + 0.27 * max(len(self.confusion.classes), 4))

    @property
    def _tells_worst(self) -> bool:
        """Whether it is said how often the worst class is the worst: of two, no news."""
        return self.worst is not None and len(self.confusion.classes) > 2

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.confusion
        if not found.n:
            return EMPTY
        parts = [
            f"{label} {mean.estimate:.3f} ({recall.low:.3f} to {recall.high:.3f})"
            for label, mean, recall in zip(
                found.classes, found.recall_means, found.recall, strict=True
            )
            if recall.n
        ]
        worst = self.worst
        last = "" if worst is None else f" {found.classes[worst]} is below all others."
        return (
            f"Recall of each class, mean and range of 90 % of {found.n:,} replicas: "
            f"{'; '.join(parts)}.{last}"
        )

    @property
    def worst(self) -> int | None:
        """Index of the class whose mean is below all others, intervals included; else None."""
        means = self.confusion.recall_means
        order = np.argsort([mean.estimate for mean in means])  # NaN is last
        if len(means) < 2 or not means[order[0]].high < means[order[1]].low:
            return None
        return int(order[0])

    def plot(self, ax: Axes) -> Axes:
        """Draw the means and ranges into `ax`."""
        found, worst = self.confusion, self.worst
        for c, recall in enumerate(found.recall):
            self._row(ax, c, recall, strong=c == worst)
        labels = [str(label) for label in found.classes]
        ax.set_yticks(range(len(labels)), labels)
        if worst is not None:
            ax.get_yticklabels()[worst].set_fontweight("bold")
        ax.set(ylim=(len(labels) - 0.4, -0.6), xlabel="recall", ylabel="true class")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        mark = ", ◆ published" if self.published else ""
        last = ""
        if self._tells_worst:
            assert worst is not None
            last = f";\nbold: lowest in {100 * found.worst[worst].estimate:.0f} % of replicas"
        level = found.recall_means[0].level if found.recall_means else 0.95
        note(
            ax,
            f"mean with {100 * level:g} % interval for all classes at once;\n"
            f"pale: 90 % of {found.n:,} replicas{mark}{last}",
        )
        return ax

    def _row(self, ax: Axes, c: int, recall: Distribution, *, strong: bool) -> None:
        """Draw one class: the range of replicas, the mean with its interval, and both in digits."""
        mean = self.confusion.recall_means[c]
        ax.plot([recall.low, recall.high], [c, c], color=FIRST, linewidth=5, alpha=0.35)
        ax.plot([mean.low, mean.high], [c, c], color=FIRST, linewidth=9, solid_capstyle="butt")
        ax.plot([mean.estimate], [c], "|", color=FIRST, markersize=9, markeredgewidth=1.6)
        if c in self.published:
            ax.plot(
                [self.published[c]],
                [c],
                "D",
                color=SECOND,
                markersize=5,
                markeredgecolor=PAPER,
                markeredgewidth=0.6,
            )
        if recall.n:
            bounds = f" [{mean.low:.3f}, {mean.high:.3f}]" if recall.n > 1 else ""
            ax.annotate(
                f"{mean.estimate:.3f}{bounds}",
                (1.03, c),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8,
                fontweight="bold" if strong else "normal",
            )

    def frame(self) -> pandas.DataFrame:
        """Return each class's recall, one a row."""
        import pandas

        found = self.confusion
        return pandas.DataFrame(
            {
                "class": list(found.classes),
                "mean": [mean.estimate for mean in found.recall_means],
                "low": [mean.low for mean in found.recall_means],
                "high": [mean.high for mean in found.recall_means],
                "q5": [recall.low for recall in found.recall],
                "median": [recall.median for recall in found.recall],
                "q95": [recall.high for recall in found.recall],
                "worst": [share.estimate for share in found.worst],
            }
        )
