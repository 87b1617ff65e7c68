"""Accuracy against the number of networks that are averaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from manyseeds.plots.style import FIRST, MUTED, PAPER, SECOND, SIZE, note
from manyseeds.stats.ensemble import EnsembleGrowth

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    from matplotlib.axes import Axes
    from matplotlib.typing import LineStyleType

    from manyseeds.stats.interval import Interval

__all__ = ["EnsemblePlot"]


@dataclass(frozen=True, eq=False)
class EnsemblePlot:
    """Accuracy of the mean of several networks, beside the best one of as many.

    Parameters
    ----------
    found : EnsembleGrowth
    """

    found: EnsembleGrowth

    @property
    def size(self) -> tuple[float, float]:
        """Inches: a usual figure, with its key below."""
        return (SIZE[0], SIZE[1] + 0.5)

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.found
        pairs = zip(found.sizes, found.accuracy, strict=True)
        parts = [f"{size}: {accuracy.estimate:.4f}" for size, accuracy in pairs]
        return f"Accuracy on {found.where} by number of networks averaged: {', '.join(parts)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw both into `ax`."""
        found = self.found
        if found.best:
            name = "the one of them with the best validation accuracy"
            self._line(ax, found.best, name, SECOND, (0, (4, 1.6)), 0.04)
        self._line(ax, found.accuracy, "the mean of their probabilities", FIRST, "-", -0.04)
        ax.axhline(found.accuracy[0].estimate, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
        ax.set_xscale("log", base=2)
        ax.set_xticks(found.sizes, [str(size) for size in found.sizes])
        ax.minorticks_off()
        ax.set(xlabel="networks", ylabel="accuracy")
        ax.legend(loc="upper left", bbox_to_anchor=(-0.1, -0.17), handlelength=2.2)
        level = 100 * found.accuracy[0].level
        note(ax, f"on {found.where}, {level:g} % intervals; dotted: one network")
        return ax

    def _line(
        self,
        ax: Axes,
        values: Sequence[Interval],
        name: str,
        colour: str,
        dashes: LineStyleType,
        shift: float,
    ) -> None:
        """Draw one score with its intervals, a little to the side so that they do not cover."""
        places = [size * 2**shift for size in self.found.sizes]
        ax.vlines(
            places, [v.low for v in values], [v.high for v in values], color=colour, alpha=0.55
        )
        ax.plot(
            places,
            [v.estimate for v in values],
            color=colour,
            linestyle=dashes,
            marker="o" if shift < 0 else "^",
            markersize=6,
            markeredgecolor=PAPER,
            markeredgewidth=0.8,
            label=name,
        )

    def frame(self) -> pandas.DataFrame:
        """Return the scores, one size a row."""
        import pandas

        found = self.found
        scores = {
            name: getattr(found, name)
            for name in ("accuracy", "log_loss", "brier", "error", "best", "gain", "remaining")
        }
        columns: dict[str, Sequence[float]] = {"networks": found.sizes}
        for name, values in scores.items():
            if values:
                columns[name] = [v.estimate for v in values]
                columns[f"{name}_low"] = [v.low for v in values]
                columns[f"{name}_high"] = [v.high for v in values]
        return pandas.DataFrame(columns)
