"""Success against hidden width: how accurate replicas become, and which share is good enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from manyseeds.plots.style import FIRST, INK, MUTED, PAPER, SIZE, note
from manyseeds.stats.width import ArmSuccess

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["WidthAccuracyPlot", "WidthSuccessPlot"]


@dataclass(frozen=True)
class WidthAccuracyPlot:
    """Median accuracy of each arm with the bands that hold 50 % and 90 % of its replicas.

    Parameters
    ----------
    arms : sequence of ArmSuccess
    ceiling : float, optional
        The best accuracy possible.
    """

    arms: Sequence[ArmSuccess]
    ceiling: float | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Inches."""
        return SIZE

    @property
    def alt(self) -> str:
        """What it shows."""
        parts = [f"{hidden_name(arm)} {arm.accuracy.median:.3f}" for arm in self.arms]
        return f"Median accuracy by hidden width: {', '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the ranges into `ax`."""
        for place, arm in enumerate(self.arms):
            found = arm.accuracy
            ax.plot([place, place], [found.low, found.high], color=FIRST, linewidth=6, alpha=0.35)
            ax.plot(
                [place],
                [found.median],
                "o",
                color=FIRST,
                markersize=7,
                markeredgecolor=PAPER,
                markeredgewidth=1,
            )
        if self.ceiling is not None:
            ax.axhline(self.ceiling, color=INK, linewidth=0.9, linestyle=(0, (1, 2)))
            ax.annotate(
                f"best possible {self.ceiling:.3f}",
                (0, self.ceiling),
                xycoords=("axes fraction", "data"),
                xytext=(3, 3),
                textcoords="offset points",
                fontsize=8.5,
                color=MUTED,
            )
        _widths(ax, self.arms)
        ax.set_ylabel("accuracy")
        note(ax, f"median and 90 % of {_count(self.arms)} replicas a width")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each arm's accuracy and share, one a row."""
        return frame_of(self.arms)


@dataclass(frozen=True)
class WidthSuccessPlot:
    """The share of replicas that reach the target, with its interval, for each arm.

    Parameters
    ----------
    arms : sequence of ArmSuccess
    """

    arms: Sequence[ArmSuccess]

    @property
    def size(self) -> tuple[float, float]:
        """Inches."""
        return SIZE

    @property
    def alt(self) -> str:
        """What it shows."""
        parts = [f"{hidden_name(arm)} {100 * arm.share.estimate:.0f} %" for arm in self.arms]
        return f"Share of replicas that succeed by hidden width: {', '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the shares into `ax`."""
        for place, arm in enumerate(self.arms):
            share = arm.share
            ax.bar([place], [share.estimate], width=0.62, color=FIRST, alpha=0.4, linewidth=0)
            ax.plot([place, place], [share.low, share.high], color=FIRST, linewidth=2.2)
            ax.annotate(
                f"{100 * share.estimate:.0f}",
                (place, share.high),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
            )
        _widths(ax, self.arms)
        ax.set_ylim(0, 1.09)
        ax.set_yticks((0, 0.25, 0.5, 0.75, 1), ("0 %", "25 %", "50 %", "75 %", "100 %"))
        target = self.arms[0].target if self.arms else float("nan")
        ax.set_ylabel(f"share at {target:.3g} or better")
        note(ax, f"share of {_count(self.arms)} replicas a width, 95 % interval")
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return each arm's accuracy and share, one a row."""
        return frame_of(self.arms)


def hidden_name(arm: ArmSuccess) -> str:
    """Return the hidden widths as text: ``6``, ``16x8``, ``none``."""
    return "x".join(map(str, arm.hidden)) or "none"


def hidden_words(hidden: tuple[int, ...]) -> str:
    """Return hidden widths in words: ``6``, ``16 and 8``, ``none``."""
    return " and ".join(map(str, hidden)) or "none"


def _count(arms: Sequence[ArmSuccess]) -> str:
    return f"{max((arm.accuracy.n for arm in arms), default=0):,}"


def _widths(ax: Axes, arms: Sequence[ArmSuccess]) -> None:
    ax.set_xticks(range(len(arms)), [hidden_name(arm) for arm in arms])
    ax.set_xlabel("hidden neurons")
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="x", visible=False)
    ax.set_xlim(-0.6, len(arms) - 0.4)


def frame_of(arms: Sequence[ArmSuccess]) -> pandas.DataFrame:
    """Return the arms as a table."""
    import pandas

    return pandas.DataFrame(
        {
            "hidden": [hidden_name(arm) for arm in arms],
            "parameters": [arm.parameters for arm in arms],
            "mean": [arm.accuracy.mean.estimate for arm in arms],
            "low": [arm.accuracy.mean.low for arm in arms],
            "high": [arm.accuracy.mean.high for arm in arms],
            "q5": [arm.accuracy.low for arm in arms],
            "median": [arm.accuracy.median for arm in arms],
            "q95": [arm.accuracy.high for arm in arms],
            "target": [arm.target for arm in arms],
            "share": [arm.share.estimate for arm in arms],
            "share_low": [arm.share.low for arm in arms],
            "share_high": [arm.share.high for arm in arms],
            "diverged": [arm.accuracy.missing for arm in arms],
        }
    )
