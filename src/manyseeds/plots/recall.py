"""Recall of each class over replicas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from manyseeds.plots.style import EMPTY, FIRST, PAPER, SECOND, note
from manyseeds.stats.confusion import Confusion

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["RecallPlot"]


@dataclass(frozen=True)
class RecallPlot:
    """The share of each class that was found: median, and the range of 90 % of replicas.

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
        return (4.4, 1.0 + 0.27 * max(len(self.confusion.classes), 4))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.confusion.n:
            return EMPTY
        parts = [
            f"{label} {recall.median:.3f} ({recall.low:.3f} to {recall.high:.3f})"
            for label, recall in zip(self.confusion.classes, self.confusion.recall, strict=True)
        ]
        return (
            f"Recall of each class, median and range of 90 % of {self.confusion.n:,} replicas: "
            f"{'; '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the ranges into `ax`."""
        found = self.confusion
        for c, recall in enumerate(found.recall):
            ax.plot([recall.low, recall.high], [c, c], color=FIRST, linewidth=5, alpha=0.35)
            ax.plot(
                [recall.median],
                [c],
                "o",
                color=FIRST,
                markersize=6.5,
                markeredgecolor=PAPER,
                markeredgewidth=1,
            )
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
        labels: list[Any] = [str(label) for label in found.classes]
        ax.set_yticks(range(len(labels)), labels)
        ax.set(ylim=(len(labels) - 0.4, -0.6), xlabel="recall", ylabel="true class")
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        mark = ", ◆ published" if self.published else ""
        note(ax, f"median and 90 % of {found.n:,} replicas{mark}")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each class's recall, one a row."""
        import pandas

        found = self.confusion
        return pandas.DataFrame(
            {
                "class": list(found.classes),
                "mean": [recall.mean.estimate for recall in found.recall],
                "low": [recall.mean.low for recall in found.recall],
                "high": [recall.mean.high for recall in found.recall],
                "q5": [recall.low for recall in found.recall],
                "median": [recall.median for recall in found.recall],
                "q95": [recall.high for recall in found.recall],
                "worst": [share.estimate for share in found.worst],
            }
        )
