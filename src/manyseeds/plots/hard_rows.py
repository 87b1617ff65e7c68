"""The rows that most replicas get wrong, as lines of a chart: for rows that are no pictures."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.plots.style import EMPTY, FIRST, GRID, PAPER, note
from manyseeds.stats.examples import Examples

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["HardRowsPlot", "rows_frame"]

LETTERS = 16
"""Letters of a class's name; more are cut."""


@dataclass(frozen=True, eq=False)
class HardRowsPlot:
    """The hardest rows: the share of replicas that get each wrong, with its interval.

    Parameters
    ----------
    examples : Examples
    count : int
        Most rows shown.
    """

    examples: Examples = field(repr=False)
    count: int = 12

    @property
    def rows(self) -> list[int]:
        """Numbers of the rows shown, the hardest first: at most `count`, all wrong somewhere."""
        found = self.examples
        return [int(row) for row in found.hardest(self.count) if found.wrong[row]]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are rows."""
        return (4.4, 1.1 + 0.27 * max(len(self.rows), 2))

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.examples
        if not found.n:
            return EMPTY
        if not self.rows:
            return f"No row is wrong in any of {found.n:,} replicas."
        parts = [
            f"row {row}, {self._classes(row)}, in {100 * found.share[row]:.0f} % of "
            f"{found.tested[row]:,}"
            for row in self.rows
        ]
        return f"The {len(parts)} hardest rows of {len(found.labels):,}: {'; '.join(parts)}."

    def _classes(self, row: int) -> str:
        found = self.examples
        return f"{found.classes[found.labels[row]]} taken for {found.classes[found.taken_for[row]]}"

    def plot(self, ax: Axes) -> Axes:
        """Draw the shares into `ax`."""
        found, rows = self.examples, self.rows
        ax.axvline(100 * found.hard_above, color=GRID, linewidth=1.2)
        for place, row in enumerate(rows):
            bounds = [100 * found.low[row], 100 * found.high[row]]
            ax.plot(bounds, [place, place], color=FIRST, linewidth=5, alpha=0.35)
            ax.plot(
                [100 * found.share[row]],
                [place],
                "o",
                color=FIRST,
                markersize=6,
                markeredgecolor=PAPER,
                markeredgewidth=0.8,
                clip_on=False,
                zorder=3,
            )
        names = [f"{self._names(row)}  row {row}" for row in rows]
        ax.set_yticks(range(len(rows)), names)
        ax.set(ylim=(max(len(rows), 1) - 0.4, -0.6), xlim=(0, 100))
        ax.set_xlabel("% of the row's replicas that are wrong")
        ax.tick_params(axis="y", length=0, labelsize=8.5)
        ax.grid(axis="y", visible=False)
        note(ax, f"{found.n:,} replicas;\n{100 * found.level:g} % intervals for all rows at once")
        return ax

    def _names(self, row: int) -> str:
        found = self.examples
        return " → ".join(
            textwrap.shorten(str(found.classes[c[row]]), LETTERS, placeholder="…")
            for c in (found.labels, found.taken_for)
        )

    def frame(self) -> pandas.DataFrame:
        """Return the rows shown with their shares, the hardest first."""
        return rows_frame(self.examples, self.rows)


def rows_frame(found: Examples, rows: Sequence[int]) -> pandas.DataFrame:
    """Return what is known of `rows`, one a row of the table."""
    import pandas

    places: Any = np.array(rows, np.int64)
    return pandas.DataFrame(
        {
            "row": places,
            "true": [found.classes[found.labels[row]] for row in rows],
            "taken_for": [found.classes[found.taken_for[row]] for row in rows],
            "tested": found.tested[places],
            "wrong": found.wrong[places],
            "share": found.share[places],
            "low": found.low[places],
            "high": found.high[places],
        }
    )
