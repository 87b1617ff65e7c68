"""Where the variance comes from: one bar for each source of chance."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from manyseeds.plots.style import EMPTY, FIRST, INK, MUTED, PAPER, SECOND, note
from manyseeds.stats.interval import Interval
from manyseeds.stats.sources import VarianceShares

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["SOURCE_NAMES", "SourcesPlot"]

SOURCE_NAMES = {
    "data": "draw of the data",
    "split": "split of the rows",
    "init": "draw of the first weights",
    "order": "order of the batches",
}
"""What each source of chance is called, in pictures and in words."""

TOGETHER, TEST_SET = "combinations", "finite test set"
HEIGHT, PALE = 0.56, 0.25
ROW = 0.4
"""Inches of a row."""

LETTERS = 14
"""Letters of a line of a bar's name."""


@dataclass(frozen=True)
class SourcesPlot:
    """Shares of the variance: a source's own dark, what it does with others pale, an interval.

    Parameters
    ----------
    shares : VarianceShares
    """

    shares: VarianceShares

    @property
    def rows(self) -> list[tuple[str, Interval, Interval | None]]:
        """Name, share and, for a source, total share of each bar, from the top down."""
        found = self.shares
        rows: list[tuple[str, Interval, Interval | None]] = [
            (SOURCE_NAMES.get(source, source), own, total)
            for source, own, total in zip(found.sources, found.own, found.total, strict=True)
        ]
        if len(found.sources) > 1:
            rows.append((TOGETHER, found.interactions, None))
        if found.test_set is not None:
            rows.append((TEST_SET, found.test_set, None))
        return rows

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are bars."""
        return (4.4, 1.5 + ROW * max(len(self.rows), 3))

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.shares
        if not found.largest:
            return EMPTY if not found.groups else "No training differs from another."
        parts = [f"{name} {_percent(own)}" for name, own, _ in self.rows]
        return (
            f"Shares of the variance of {_words(found.metric)} over {found.runs:,} replicas: "
            f"{', '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the bars into `ax`."""
        found, rows = self.shares, self.rows
        right = 0.0
        for place, (name, own, total) in enumerate(rows):
            right = max(
                right, _bar(ax, place, own, total, _look(name, is_part=found.test_set_is_part))
            )
        ax.set_yticks(range(len(rows)), [textwrap.fill(name, LETTERS) for name, _, _ in rows])
        ax.set(ylim=(len(rows) - 0.45, -0.55), xlim=(0, max(right + 0.14, 0.4)))
        ticks = [tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick < ax.get_xlim()[1]]
        ax.set_xticks(ticks, [f"{100 * tick:g} %" for tick in ticks])
        spread = found.standard_deviation
        ax.set_xlabel(
            f"share of the variance of {_words(found.metric)}\n"
            f"(standard deviation {100 * spread.estimate:.2g} points)"
        )
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        handles, labels = ax.get_legend_handles_labels()
        unique = dict(zip(labels, handles, strict=True))
        ax.legend(
            unique.values(),
            unique,
            loc="upper center",
            bbox_to_anchor=(0.36, -0.62 / (ROW * len(rows) + 0.3)),  # below the label
            ncols=3,
            handlelength=1.1,
            columnspacing=1.2,
        )
        note(ax, f"{found.runs:,} replicas; line: {100 * spread.level:g} % interval")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return the shares, one bar a row."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "part": name,
                    "share": own.estimate,
                    "share_low": own.low,
                    "share_high": own.high,
                    "total": total.estimate if total else float("nan"),
                    "total_low": total.low if total else float("nan"),
                    "total_high": total.high if total else float("nan"),
                }
                for name, own, total in self.rows
            ]
        )


def _look(name: str, *, is_part: bool = True) -> dict[str, Any]:
    """Return the colour and label of a bar."""
    if name == TOGETHER:
        return {"color": FIRST, "alpha": PALE, "linewidth": 0, "label": "with other sources"}
    if name != TEST_SET:
        return {"color": FIRST, "linewidth": 0, "label": "by itself"}
    if is_part:
        return {"color": SECOND, "linewidth": 0, "label": "luck of the test rows"}
    dashes = {"facecolor": "none", "edgecolor": SECOND, "linestyle": (0, (3, 1.5))}
    return dashes | {"linewidth": 1.2, "label": "inside the others"}


def _bar(
    ax: Axes, place: int, own: Interval, total: Interval | None, look: dict[str, Any]
) -> float:
    """Draw one bar with its interval and number; return how far right it reaches."""
    if own.estimate != own.estimate:
        ax.text(0.01, place, "no variance", va="center", color=MUTED, fontsize=8.5)
        return 0.0
    # A share is not below zero, whatever its estimate.
    width, low, high = (max(end, 0.0) for end in (own.estimate, own.low, own.high))
    ends = [width]
    ax.barh(place, width, HEIGHT, **look)
    if total and total.estimate > width:
        ax.barh(place, total.estimate - width, HEIGHT, left=width, **_look(TOGETHER))
        ends.append(total.estimate)
    if high > low + 0.005:
        ax.plot([low, high], [place, place], color=PAPER, linewidth=4)
        ax.plot([low, high], [place, place], color=INK, linewidth=1.5)
        ends.append(high)
    ax.annotate(
        _percent(own),
        (max(ends), place),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
    )
    return max(ends)


def _percent(share: Interval) -> str:
    return f"{max(100 * share.estimate, 0.0):.0f} %"


def _words(metric: str) -> str:
    words = {"fresh_accuracy": "test accuracy", "val_accuracy": "validation accuracy"}
    return words.get(metric, metric.replace("_", " "))
