"""The rows that most replicas get wrong, as images: what they are and what they are taken for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.errors import ResultError
from manyseeds.plots.hard_rows import rows_frame
from manyseeds.plots.style import EMPTY, GRID, INK, MUTED, note
from manyseeds.stats.examples import Examples

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["GalleryPlot"]

SIDE, ACROSS, DOWN = 1.0, 0.34, 0.64
"""Side of an image, the gap to the next one, and the room below it for three lines of text."""


@dataclass(frozen=True, eq=False)
class GalleryPlot:
    """The hardest rows, each with its class, the class it is taken for, and how often.

    Parameters
    ----------
    examples : Examples
        Of rows that are images.
    count, columns : int

    Raises
    ------
    ResultError
        Where the rows are no images.
    """

    examples: Examples = field(repr=False)
    count: int = 12
    columns: int = 4

    def __post_init__(self) -> None:
        if self.examples.image_shape is None:
            raise ResultError("A gallery is made of images; the rows of this data are none.")

    @property
    def rows(self) -> list[int]:
        """Numbers of the rows shown, the hardest first: at most `count`, all wrong somewhere."""
        found = self.examples
        return [int(row) for row in found.hardest(self.count) if found.wrong[row]]

    @property
    def size(self) -> tuple[float, float]:
        """Inches: rows of images and captions."""
        lines = max(1, -(-len(self.rows) // self.columns))
        return (4.4, 0.3 + lines * 1.33)

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.examples
        if not found.n:
            return EMPTY
        parts = [
            f"{self._classes(row)} in {_percent(found.share[row])} % of {found.tested[row]}"
            for row in self.rows
        ]
        if not parts:
            return f"No row is wrong in any of {found.n:,} replicas."
        return f"The {len(parts)} hardest images of {len(found.labels):,}: {'; '.join(parts)}."

    def _classes(self, row: int) -> str:
        found = self.examples
        return f"{found.classes[found.labels[row]]} read as {found.classes[found.taken_for[row]]}"

    def plot(self, ax: Axes) -> Axes:
        """Draw the images into `ax`."""
        found, rows = self.examples, self.rows
        low, high = float(found.x.min()), float(found.x.max())
        for place, row in enumerate(rows):
            line, column = divmod(place, self.columns)
            left, top = column * (SIDE + ACROSS), line * (SIDE + DOWN)
            ax.imshow(
                np.reshape(found.x[row], found.image_shape),
                extent=(left, left + SIDE, top + SIDE, top),
                cmap="gray_r",
                vmin=low,
                vmax=high,
                interpolation="none",
            )
            right, bottom = left + SIDE, top + SIDE
            ax.plot(
                [left, right, right, left, left],
                [top, top, bottom, bottom, top],
                color=GRID,
                linewidth=0.8,
            )
            self._caption(ax, row, left + SIDE / 2, bottom)
        lines = max(1, -(-len(rows) // self.columns))
        ax.set(
            xlim=(-ACROSS / 2, self.columns * (SIDE + ACROSS) - ACROSS / 2),
            ylim=(lines * (SIDE + DOWN) - 0.05, -0.02),
            aspect="equal",
        )
        ax.set_axis_off()
        note(ax, f"{found.n:,} replicas; {100 * found.level:g} % intervals for all rows at once")
        return ax

    def _caption(self, ax: Axes, row: int, middle: float, bottom: float) -> None:
        found = self.examples
        low, high = (_percent(bounds[row]) for bounds in (found.low, found.high))
        share = f"{_percent(found.share[row])} % of {found.tested[row]}"
        for k, text in enumerate((self._classes(row), share, f"{low} to {high} %")):
            ax.text(
                middle,
                bottom + 0.07 + 0.165 * k,
                text,
                ha="center",
                va="top",
                fontsize=8.8 if k == 0 else 8.2,
                fontweight="bold" if k == 0 else "normal",
                color=MUTED if k == 2 else INK,
            )

    def frame(self) -> pandas.DataFrame:
        """Return the rows shown with their shares, the hardest first."""
        return rows_frame(self.examples, self.rows)


def _percent(share: float) -> str:
    """In percent with a decimal, so that nearly all does not read as all."""
    return f"{100 * share:.1f}".removesuffix(".0") if share in (0.0, 1.0) else f"{100 * share:.1f}"
