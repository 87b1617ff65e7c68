"""A given run's curves among the replicas: the percentile of every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from manyseeds.plots.style import CLASS_COLOURS, EMPTY, FIRST, GRID, PAPER, SIZE, note
from manyseeds.stats.placement import Placement

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["PlacedCurvesPlot"]

DASHES = ("-", (0, (4, 1.6)), (0, (1, 1.4)))
MARKS = ("o", "^", "s")


@dataclass(frozen=True)
class PlacedCurvesPlot:
    """Percentiles against epoch, one line a metric; the middle 90 % shaded.

    Parameters
    ----------
    curves : mapping of str to mapping of int to Placement
        Of each metric, by epoch; up to three.
    """

    curves: Mapping[str, Mapping[int, Placement]]

    @property
    def size(self) -> tuple[float, float]:
        """Inches."""
        return SIZE

    @property
    def n(self) -> int:
        """Replicas among which the run is placed."""
        places = (place for curve in self.curves.values() for place in curve.values())
        return max((place.further.n for place in places), default=0)

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.n:
            return EMPTY
        parts = []
        for name, curve in self.curves.items():
            first, last = min(curve), max(curve)
            parts.append(
                f"{name} from {curve[first].percentile:.0f} at epoch {first} to "
                f"{curve[last].percentile:.0f} at epoch {last}"
            )
        return (
            f"Percentile of the published curves among {self.n:,} replicas, by epoch: "
            f"{'; '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the lines into `ax`."""
        ax.axhspan(5, 95, color=FIRST, alpha=0.1, linewidth=0)
        ax.axhline(50, color=GRID, linewidth=1.2)
        for place, (name, curve) in enumerate(self.curves.items()):
            colour = CLASS_COLOURS[place]
            epochs = list(curve)
            heights = [curve[epoch].percentile for epoch in epochs]
            ax.plot(
                epochs,
                heights,
                color=colour,
                linestyle=DASHES[place],
                linewidth=1.4,
                marker=MARKS[place],
                markersize=5,
                markeredgecolor=PAPER,
                markeredgewidth=0.6,
                markevery=[len(epochs) - 1] if epochs else [],
                clip_on=False,
                label=name,
            )
        ax.set_yticks((5, 25, 50, 75, 95))
        ax.set(ylim=(0, 100), xlabel="epoch", ylabel="percentile")
        ax.margins(x=0.01)
        ax.grid(axis="y", visible=False)
        ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.17), ncols=2)
        note(ax, f"published run among {self.n:,} replicas; shaded: 90 %")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each epoch's place, one a row."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "metric": name,
                    "epoch": epoch,
                    "value": place.value,
                    "percentile": place.percentile,
                    "further": place.further.estimate,
                    "further_low": place.further.low,
                    "further_high": place.further.high,
                }
                for name, curve in self.curves.items()
                for epoch, place in curve.items()
            ]
        )
