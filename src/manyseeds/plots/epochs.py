"""How many epochs would do: what stopping after each epoch would have cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.style import EMPTY, FIRST, INK, PAPER, SECOND, SIZE, note
from manyseeds.stats.epochs import EpochsEnough
from manyseeds.stats.interval import Interval

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.typing import LineStyleType

    from manyseeds._types import Array

__all__ = ["EpochsPlot"]

HEIGHT = 5
"""Largest loss that is drawn, in tolerances of a single replica."""


@dataclass(frozen=True, eq=False)
class EpochsPlot:
    """Accuracy lost by stopping earlier, on average and by nearly every replica.

    Parameters
    ----------
    found : EpochsEnough
    """

    found: EpochsEnough

    @property
    def size(self) -> tuple[float, float]:
        """Inches: a usual figure, with its key below."""
        return (SIZE[0], SIZE[1] + 0.4)

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.found
        if not found.n:
            return EMPTY
        return (
            f"Accuracy that stopping after each epoch would have cost {found.n:,} replicas. The "
            f"mean stays within {100 * found.tolerance:g} points of the end from epoch "
            f"{found.mean_epoch.estimate:.0f} on, {100 * found.enough:g} % of replicas stay within "
            f"{100 * found.replica_tolerance:g} points from epoch "
            f"{found.replicas_epoch.estimate:.0f} on."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the losses into `ax`."""
        found = self.found
        top = 100 * HEIGHT * found.replica_tolerance
        rows: tuple[tuple[str, Array, str, LineStyleType, float, Interval], ...] = (
            (
                f"{100 * found.enough:g} % of replicas",
                found.most,
                SECOND,
                (0, (4, 1.6)),
                found.replica_tolerance,
                found.replicas_epoch,
            ),
            ("on average", found.shortfall, FIRST, "-", found.tolerance, found.mean_epoch),
        )
        ax.fill_between(
            found.epochs, 100 * found.low, 100 * found.high, color=FIRST, alpha=0.25, linewidth=0
        )
        for name, losses, colour, dashes, limit, epoch in rows:
            answer = f"at most {100 * limit:g} points from epoch {epoch.estimate:.0f} on"
            label = f"{name}: {answer}" if found.n else name
            ax.plot(found.epochs, 100 * losses, color=colour, linestyle=dashes, label=label)
            ax.axhline(100 * limit, color=colour, linewidth=0.8, linestyle=(0, (1, 2)))
            _answer(ax, epoch, 100 * limit, colour)
        ax.set(xlabel="stopping after epoch", ylabel="points of accuracy lost")
        last = found.epochs[-1] if len(found.epochs) else 1
        ax.set(xlim=(0, 1.01 * last), ylim=(min(0.0, -0.02 * top), top))
        ax.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.17), handlelength=2.2)
        note(ax, f"{found.n:,} replicas, each against its own end; {self._level()}")
        return ax

    def _level(self) -> str:
        return f"{100 * self.found.mean_epoch.level:g} % intervals"

    def frame(self) -> pandas.DataFrame:
        """Return the losses, one epoch a row."""
        import pandas

        found = self.found
        return pandas.DataFrame(
            {
                "epoch": found.epochs,
                "lost": found.shortfall,
                "lost_low": found.low,
                "lost_high": found.high,
                "most_lose_at_most": found.most,
                "share_within": found.within,
            }
        )


def _answer(ax: Axes, epoch: Interval, height: float, colour: str) -> None:
    """Mark the epoch from which on the loss is small, with its interval."""
    if not np.isfinite(epoch.estimate):
        return
    if np.isfinite(epoch.low):
        ax.plot([epoch.low, epoch.high], [height, height], color=INK, linewidth=1.8)
    ax.plot(
        [epoch.estimate],
        [height],
        "o",
        color=colour,
        markersize=6.5,
        markeredgecolor=PAPER,
        markeredgewidth=1,
        zorder=3,
    )
