"""Differences between arms with their intervals, one below the other, against no difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.style import EMPTY, FIRST, INK, MUTED, PAPER, note
from manyseeds.stats.comparison import Comparison

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["ComparisonPlot"]

MINUS = "\N{MINUS SIGN}"
LONGEST = 20
"""Characters of a name beside the axis."""


@dataclass(frozen=True)
class ComparisonPlot:
    """A forest plot of paired differences: mean, simultaneous interval, and a line at zero.

    A filled point is a difference whose interval leaves out zero; a hollow one may be none. On
    the right is in which share of replicas the first arm is ahead, ties counted half.

    Parameters
    ----------
    comparisons : sequence of Comparison
        From the top down.
    metric : str
        What differs.
    most : int
        Rows shown: of more comparisons, those whose intervals are furthest from zero, measured
        in their widths.
    """

    comparisons: Sequence[Comparison]
    metric: str = "test accuracy"
    most: int = 20

    @property
    def shown(self) -> tuple[Comparison, ...]:
        """The comparisons that have a row, in their order."""
        known = [found for found in self.comparisons if np.isfinite(found.difference.low)]
        if len(known) <= self.most:
            return tuple(known)
        order = np.argsort([-_distance(found) for found in known], kind="stable")
        return tuple(known[place] for place in sorted(order[: self.most]))

    @property
    def size(self) -> tuple[float, float]:
        """Inches: as high as there are rows."""
        return (4.4, 1.05 + (0.4 if self._long else 0.27) * max(len(self.shown), 2))

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.shown:
            return EMPTY
        parts = [
            f"{found.label_a} minus {found.label_b} {found.difference.estimate:+.4f} "
            f"({found.difference.low:+.4f} to {found.difference.high:+.4f}), ahead in "
            f"{100 * found.superiority.estimate:.0f} %"
            for found in self.shown
        ]
        return (
            f"Difference of {self.metric} between arms over {self._counts()}, with intervals "
            f"that hold together: {'; '.join(parts)}."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the differences into `ax`."""
        rows = self.shown
        ax.axvline(0, color=INK, linewidth=0.9, zorder=1)
        for place, found in enumerate(rows):
            difference = found.difference
            told = 0 not in difference
            ax.plot(
                [difference.low, difference.high],
                [place, place],
                color=FIRST,
                linewidth=2.2 if told else 1.4,
            )
            ax.plot(
                [difference.estimate],
                [place],
                "o",
                color=FIRST if told else PAPER,
                markersize=6.5,
                markeredgecolor=PAPER if told else FIRST,
                markeredgewidth=1 if told else 1.3,
                zorder=3,
            )
            self._chance(ax, place, found)
        self._name_rows(ax)
        ax.set(
            ylim=(max(len(rows), 2) - 0.4, -0.8 if self._long else -0.6),
            xlabel=f"difference of {self.metric}",
        )
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        ax.locator_params(axis="x", nbins=6)
        if rows:
            self._notes(ax)
        return ax

    def _name_rows(self, ax: Axes) -> None:
        """Name the pairs beside the axis, or above their intervals where names are long."""
        of, names = _names(self.shown)
        if not self._long:
            ax.set_yticks(range(len(names)), names)
            ax.set_ylabel(of)
            return
        ax.set_yticks(())
        for place, name in enumerate(names):
            ax.annotate(
                name,
                (0, place),
                xycoords=("axes fraction", "data"),
                xytext=(4, 6),
                textcoords="offset points",
                va="bottom",
                fontsize=8.5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},  # not struck through
            )

    @property
    def _long(self) -> bool:
        """Whether a name would take more than a third of the width."""
        return max(map(len, _names(self.shown)[1]), default=0) > LONGEST

    def _chance(self, ax: Axes, place: int, found: Comparison) -> None:
        """Write beside a row in which share of replicas its first arm is ahead."""
        ax.annotate(
            f"{100 * found.superiority.estimate:.0f} %",
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(34, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8.5,
        )

    def _notes(self, ax: Axes) -> None:
        level = 100 * self.shown[0].difference.level
        part = ""
        if len(self.shown) < len(self.comparisons):
            part = f"{len(self.shown)} of {len(self.comparisons):,} pairs, "
        joint = "joint " if len(self.comparisons) > 1 else ""
        note(ax, f"{part}{joint}{level:g} % interval, {self._counts()}")
        ax.annotate(
            "ahead in",
            (1.0, 1.0),
            xycoords="axes fraction",
            xytext=(34, 8),
            textcoords="offset points",
            ha="right",
            fontsize=9,
            color=MUTED,
        )

    def _counts(self) -> str:
        """How many replicas were compared, in words."""
        counts = {found.n for found in self.shown}
        low, high = min(counts), max(counts)
        return f"{low:,} replicas" if low == high else f"{low:,} to {high:,} replicas"

    def frame(self) -> pandas.DataFrame:
        """Return every comparison, also those without a row in the picture."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "a": found.label_a,
                    "b": found.label_b,
                    "difference": found.difference.estimate,
                    "low": found.difference.low,
                    "high": found.difference.high,
                    "superiority": found.superiority.estimate,
                    "superiority_low": found.superiority.low,
                    "superiority_high": found.superiority.high,
                    "p_value": found.p_value,
                    "adjusted_p_value": found.adjusted_p_value,
                    "n": found.n,
                    "left_out": found.left_out,
                }
                for found in self.comparisons
            ]
        )


def _distance(found: Comparison) -> float:
    """How far a difference is from zero, in widths of its interval."""
    difference = found.difference
    width = difference.high - difference.low
    return abs(difference.estimate) / width if width > 0 else float(difference.estimate != 0) * 1e9


def _parts(label: str) -> dict[str, str]:
    """The settings of an arm's label by their names; a label without settings is one value."""
    parts: dict[str, str] = {}
    for text in label.split(", "):
        name, _, value = text.rpartition("=")
        parts[name] = f"{parts[name]}, {value}" if name in parts else value
    return parts


def _names(rows: Sequence[Comparison]) -> tuple[str, list[str]]:
    """Return what all pairs are pairs of, and each as a difference; what they share is named once.

    Examples
    --------
    >>> from manyseeds.stats.comparison import comparisons
    >>> _names(comparisons([[0.7, 0.9], [0.8, 0.9]], ["hidden=3", "hidden=6"]))
    ('hidden', ['6 − 3'])
    """
    names, differ = [], set()
    for found in rows:
        first, second = _parts(found.label_a), _parts(found.label_b)
        if set(first) != set(second):
            return "", [f"{found.label_a} {MINUS} {found.label_b}" for found in rows]
        other = [name for name in first if first[name] != second[name]] or list(first)
        same = ", ".join(f"{name}={first[name]}" for name in first if name not in other)
        pair = f" {MINUS} ".join(", ".join(arm[name] for name in other) for arm in (first, second))
        names.append(f"{same}: {pair}" if same else pair)
        differ.add(", ".join(other))
    return (differ.pop() if len(differ) == 1 else ""), names
