"""Why failed replicas fail, by hidden width: bars of all replicas, parted by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.plots.style import (
    EMPTY,
    FIFTH,
    FIRST,
    FOURTH,
    INK,
    MUTED,
    PAPER,
    SECOND,
    THIRD,
    note,
)
from manyseeds.stats.failures import FailureKind, Failures

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["FailuresPlot", "told_by_width"]

SUCCESS = "successful"
MOST_LETTERS = 48
"""Names of arms that are longer together stand upright."""

# From the foot of a bar up. Hatches tell the kinds apart in grey print.
LOOKS: dict[str, dict[str, Any]] = {
    SUCCESS: {"facecolor": FIRST},
    FailureKind.STILL_IMPROVING.value: {"facecolor": FIRST, "alpha": 0.35, "hatch": "...."},
    FailureKind.BAND.value: {"facecolor": SECOND, "hatch": "////"},
    FailureKind.CORNER.value: {"facecolor": THIRD, "hatch": "xxxx"},
    FailureKind.CORNERS.value: {"facecolor": THIRD, "alpha": 0.5, "hatch": "oo"},
    FailureKind.LINEAR.value: {"facecolor": FOURTH, "hatch": "----"},
    FailureKind.DEAD_UNITS.value: {"facecolor": FIFTH, "hatch": "\\\\\\\\"},
    FailureKind.DIVERGED.value: {"facecolor": INK},
    FailureKind.OTHER.value: {"facecolor": MUTED, "alpha": 0.4},
}

FEWEST = 5
"""Bars that there is always room for, so that one alone is no wall."""


@dataclass(frozen=True)
class FailuresPlot:
    """The share of replicas of each kind, one bar an arm.

    Parameters
    ----------
    arms : sequence of Failures
    """

    arms: Sequence[Failures]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: bars, and the names of the kinds beside them."""
        longest = max((len(line) for name in self._ticks() for line in name.split("\n")), default=0)
        return (5.6, 3.3 + (0.075 * longest if self._upright else 0))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.arms:
            return EMPTY
        parts = []
        for arm in self.arms:
            kinds = [
                f"{kind.value} {100 * share.estimate:.0f} %"
                for kind, share in arm.kinds.items()
                if share.estimate >= 0.005
            ]
            parts.append(f"{self._name(arm)}: {', '.join(kinds) or 'none'}")
        by = "hidden width" if self._by_width else "arm"
        return f"Kinds of failure by {by}, as shares of all replicas: {'; '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the bars into `ax`."""
        shares = self._shares()
        foot = np.zeros(len(self.arms))
        for name, values in shares.items():
            look: dict[str, Any] = {"edgecolor": PAPER, "linewidth": 0.8} | LOOKS[name]
            ax.bar(range(len(self.arms)), values, 0.74, bottom=foot, label=name, **look)
            foot += values
        for place, arm in enumerate(self.arms):
            ends = [arm.success.low, arm.success.high]
            ax.plot([place, place], ends, color=PAPER, linewidth=3.6)
            ax.plot([place, place], ends, color=INK, linewidth=1.4)
        ax.set_xticks(range(len(self.arms)), self._ticks())
        if self._upright:
            ax.tick_params(axis="x", labelrotation=90)
        label = "hidden neurons" if self._by_width else ""
        beside = 0.55 + max(0.0, FEWEST - len(self.arms)) / 2
        ax.set(xlim=(-beside, len(self.arms) - 1 + beside), ylim=(0, 1), xlabel=label)
        ax.set_yticks((0, 0.25, 0.5, 0.75, 1), ("0 %", "25 %", "50 %", "75 %", "100 %"))
        ax.tick_params(axis="x", length=0)
        ax.grid(visible=False)
        handles, labels = ax.get_legend_handles_labels()
        if self.arms:
            target = self.arms[0].target
            reached = f",\naccuracy ≥ {target:.3g}" if np.isfinite(target) else ""
            labels[0] = f"{SUCCESS}{reached}"
        ax.legend(
            handles[::-1],
            labels[::-1],
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
            borderaxespad=0,
            handleheight=1.6,
            labelspacing=0.7,
        )
        n = max((arm.n for arm in self.arms), default=0)
        level = self.arms[0].success.level if self.arms else 0.95
        each = "a width" if self._by_width else "an arm"
        note(ax, f"{n:,} replicas {each}; line: {100 * level:g} % interval of success")
        return ax

    def _shares(self) -> dict[str, list[float]]:
        """Return the shares of each kind that any arm has, from the foot of the bars up."""
        shares = {SUCCESS: [arm.success.estimate for arm in self.arms]}
        shares |= {
            kind.value: [arm.kinds[kind].estimate for arm in self.arms] for kind in FailureKind
        }
        return {name: shares[name] for name in LOOKS if name == SUCCESS or any(shares[name])}

    def frame(self) -> pandas.DataFrame:
        """Return the shares with their intervals, one kind of one arm a row."""
        import pandas

        rows = [
            {
                "arm": self._name(arm),
                "kind": name,
                "share": share.estimate,
                "share_low": share.low,
                "share_high": share.high,
                "n": arm.n,
            }
            for arm in self.arms
            for name, share in (
                (SUCCESS, arm.success),
                *((kind.value, share) for kind, share in arm.kinds.items()),
            )
        ]
        return pandas.DataFrame(rows)

    def _ticks(self) -> list[str]:
        """Names of the arms, each field on a line of its own."""
        return [self._name(arm).replace(", ", "\n") for arm in self.arms]

    @property
    def _upright(self) -> bool:
        return sum(max(map(len, name.split("\n"))) for name in self._ticks()) > MOST_LETTERS

    @property
    def _by_width(self) -> bool:
        return told_by_width(self.arms)

    def _name(self, arm: Failures) -> str:
        return _width(arm) if self._by_width else arm.label


def _width(arm: Failures) -> str:
    return "x".join(map(str, arm.hidden)) or "none"


def told_by_width(arms: Sequence[Failures]) -> bool:
    """Return whether the hidden widths are all that sets the arms apart."""
    return all(arm.label in ("", f"hidden={_width(arm)}") for arm in arms)
