"""Given runs among the replicas: each figure's percentile on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from manyseeds.plots.style import EMPTY, FIRST, GRID, PAPER, SECOND, note
from manyseeds.stats.placement import Placement

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["PlacementPlot"]


@dataclass(frozen=True)
class PlacementPlot:
    """Percentiles as points on a scale from 0 to 100; the middle 90 % shaded.

    Parameters
    ----------
    rows : mapping of str to Placement
        From the top down.
    """

    rows: Mapping[str, Placement]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are rows."""
        return (4.4, 0.8 + 0.3 * len(self.rows))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not any(row.further.n for row in self.rows.values()):
            return EMPTY
        parts = [f"{name} at {row.percentile:.0f}" for name, row in self.rows.items()]
        return f"Percentile of each published figure among the replicas: {'; '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the percentiles into `ax`."""
        ax.axvspan(5, 95, color=FIRST, alpha=0.13, linewidth=0)
        ax.axvline(50, color=GRID, linewidth=1.2)
        for place, (name, row) in enumerate(self.rows.items()):
            inside = row.within
            # Beside the point, on the side with more room.
            left = row.percentile > 50
            ax.annotate(
                name,
                (row.percentile, place),
                xytext=(-7 if left else 7, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=8.5,
            )
            ax.plot(
                [row.percentile],
                [place],
                "o" if inside else "D",
                clip_on=False,
                color=FIRST if inside else SECOND,
                markersize=7 if inside else 6.5,
                markeredgecolor=PAPER,
                markeredgewidth=0.8,
                zorder=3,
            )
        ax.set_yticks(())
        ax.set_xticks((5, 25, 50, 75, 95))
        ax.set(xlim=(-1, 101), ylim=(len(self.rows) - 0.4, -0.6), xlabel="percentile")
        ax.grid(visible=False)
        ax.spines["left"].set_visible(False)
        note(ax, "shaded: 90 % of replicas; ◆ outside")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each figure's place, one a row."""
        import pandas

        return pandas.DataFrame(
            {
                "name": list(self.rows),
                "value": [row.value for row in self.rows.values()],
                "percentile": [row.percentile for row in self.rows.values()],
                "further": [row.further.estimate for row in self.rows.values()],
                "further_low": [row.further.low for row in self.rows.values()],
                "further_high": [row.further.high for row in self.rows.values()],
            }
        )
