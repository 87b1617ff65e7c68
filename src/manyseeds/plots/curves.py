"""A metric against epoch: the median replica, with the bands that hold half and most of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array
from manyseeds.plots.style import EMPTY, FIRST, INK, MUTED, PAPER, SECOND, SIZE, note
from manyseeds.stats.curves import CurveBands

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["CurvePlot"]

BANDS = ((0.05, 0.95), (0.25, 0.75))
"""Lower and upper probability of the outer and the inner band."""

# Colour, dashes, and how opaque the bands are. The second curve's bands are mostly outline, so
# that two that lie upon each other are still two.
LOOKS = ((FIRST, "-", (0.16, 0.3)), (SECOND, (0, (4, 1.6)), (0.05, 0.07)))


@dataclass(frozen=True, eq=False)
class CurvePlot:
    """Curves of one metric.

    Parameters
    ----------
    metric : str
        The name on the axis.
    bands : mapping of str to CurveBands
        Up to two, such as training and validation.
    published : pair of arrays, optional
        Epochs and values of one given run.
    ceiling : float, optional
        The best value possible.
    logarithmic : bool
    """

    metric: str
    bands: Mapping[str, CurveBands]
    published: tuple[Array, Array] | None = None
    ceiling: float | None = None
    logarithmic: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Inches."""
        return SIZE

    @property
    def n(self) -> int:
        """Replicas behind the first epoch."""
        return max((int(bands.n.max(initial=0)) for bands in self.bands.values()), default=0)

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.n:
            return EMPTY
        ends = []
        for name, bands in self.bands.items():
            first, last = bands.median[0], bands.median[-1]
            ends.append(f"the {name} median goes from {first:.3g} to {last:.3g}")
        return (
            f"{self.metric.capitalize()} against epoch for {self.n:,} replicas, medians with "
            f"50 % and 90 % bands: {'; '.join(ends)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the curves into `ax`."""
        for place, (name, bands) in enumerate(self.bands.items()):
            colour, dashes, opacities = LOOKS[place % len(LOOKS)]
            for (low, high), opacity in zip(BANDS, opacities, strict=True):
                edges = bands.quantile(low), bands.quantile(high)
                ax.fill_between(bands.epochs, *edges, color=colour, alpha=opacity, linewidth=0)
                if place:
                    for edge in edges:
                        ax.plot(bands.epochs, edge, color=colour, linewidth=0.7, linestyle=dashes)
            ax.plot(bands.epochs, bands.median, color=colour, linestyle=dashes, label=name)
        if self.published is not None:
            ax.plot(*self.published, color=INK, linewidth=0.9, label="published run")
        if self.ceiling is not None:
            ax.axhline(self.ceiling, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
            ax.annotate(
                f"best possible {self.ceiling:.3f}",
                (0, self.ceiling),
                xycoords=("axes fraction", "data"),
                xytext=(3, 2.5),
                textcoords="offset points",
                color=MUTED,
                fontsize=8.5,
                bbox={"facecolor": PAPER, "alpha": 0.8, "linewidth": 0, "pad": 0.8},
            )
        if self.logarithmic:
            ax.set_yscale("log")
        ax.set(xlabel="epoch", ylabel=self.metric)
        ax.margins(x=0.01)
        ax.legend(loc="best")
        note(ax, f"median, 50 % and 90 % of {self.n:,} replicas")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return the quantiles, one epoch of one curve a row."""
        import pandas

        tables = []
        for name, bands in self.bands.items():
            columns = {f"q{100 * p:g}": bands.quantile(p) for p in bands.probabilities}
            curve = np.full(len(bands.epochs), name)
            tables.append(
                pandas.DataFrame({"curve": curve, "epoch": bands.epochs, "n": bands.n, **columns})
            )
        return pandas.concat(tables, ignore_index=True) if tables else pandas.DataFrame()
