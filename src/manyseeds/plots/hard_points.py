"""Where in the plane replicas are wrong, and how many of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.errors import ResultError
from manyseeds.plots.style import EMPTY, FIRST, INK, MARKERS, note
from manyseeds.stats.examples import Examples

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["HardPointsPlot"]

STEPS = 10
"""Shades. A point's is that of its tenth, so that equal shades are equal shares."""


@dataclass(frozen=True, eq=False)
class HardPointsPlot:
    """Points of the plane, the darker the more replicas are wrong there, shaped by class.

    Parameters
    ----------
    examples : Examples
        Of two features.
    features : sequence of str
    limits : tuple of float, optional
        Of both axes; what the points need if left out.

    Raises
    ------
    ResultError
        Where the data is not of two features.
    """

    examples: Examples = field(repr=False)
    features: tuple[str, ...] = ("x0", "x1")
    limits: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.examples.x.shape[1] != 2:
            columns = self.examples.x.shape[1]
            raise ResultError(f"Points are drawn over two features; this data has {columns}.")

    @property
    def size(self) -> tuple[float, float]:
        """Inches: square axes, a colour bar and the classes above."""
        return (4.4, 3.75)

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.examples
        if not found.n:
            return EMPTY
        points, always = int((found.tested > 0).sum()), len(found.nearly_always)
        text = (
            f"{points:,} points of the plane, the darker the more of {found.n:,} replicas are "
            f"wrong there; {always} are wrong in nearly all"
        )
        if found.best_wrong is not None:
            both = int(found.best_wrong[found.nearly_always].sum())
            text += f", {both} of them under the best possible rule too"
        return f"{text}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the points into `ax`, the hardest on top."""
        found = self.examples
        step = np.minimum((STEPS * np.nan_to_num(found.share)).astype(int), STEPS - 1)
        for k, c in itertools.product(range(STEPS), range(len(found.classes))):
            points = found.x[(step == k) & (found.labels == c) & (found.tested > 0)]
            ax.plot(
                points[:, 0],
                points[:, 1],
                MARKERS[c % len(MARKERS)],
                color=FIRST,
                alpha=_opacity(k),
                markersize=2.6 + 1.6 * k / STEPS,
                markeredgewidth=0,
            )
        for c, label in enumerate(found.classes):
            marker = MARKERS[c % len(MARKERS)]
            ax.plot([], [], marker, color=INK, markersize=5, label=str(label))
        ax.set(xlabel=self.features[0], ylabel=self.features[1], aspect="equal")
        if self.limits is not None:
            ax.set(xlim=self.limits, ylim=self.limits)
        ax.grid(visible=False)
        ax.legend(title="class", loc="lower left", bbox_to_anchor=(1.0, 0.66), handletextpad=0.0)
        self._colour_bar(ax)
        note(ax, f"share of {found.n:,} replicas that are wrong there")
        return ax

    def _colour_bar(self, ax: Axes) -> None:
        """Draw the shades as the points have them, so that both follow the page."""
        bar = ax.inset_axes((1.05, 0.0, 0.05, 0.6))
        for k in range(STEPS):
            bar.bar([0.5], [1], bottom=[k], width=1, color=FIRST, alpha=_opacity(k), linewidth=0)
        bar.set(xlim=(0, 1), ylim=(0, STEPS), xticks=())
        bar.yaxis.tick_right()
        bar.set_yticks(np.arange(0, STEPS + 1, 2), [f"{10 * k} %" for k in range(0, 11, 2)])
        bar.tick_params(length=0)
        bar.spines[:].set_visible(False)
        bar.grid(visible=False)

    def frame(self) -> pandas.DataFrame:
        """Return each point with its share and bounds, one a row."""
        import pandas

        found = self.examples
        columns = {name: found.x[:, d] for d, name in enumerate(self.features)}
        table = pandas.DataFrame(
            {
                **columns,
                "class": np.asarray(found.classes)[found.labels],
                "tested": found.tested,
                "wrong": found.wrong,
                "share": found.share,
                "low": found.low,
                "high": found.high,
            }
        )
        if found.best_wrong is not None:
            table["best_rule_wrong"] = found.best_wrong
        return table


def _opacity(step: int) -> float:
    return 0.12 + 0.88 * step / (STEPS - 1)
