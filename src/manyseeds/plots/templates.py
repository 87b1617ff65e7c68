"""The weights of each class as images: their mean over replicas, and their spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb

from manyseeds._types import Array
from manyseeds.plots.style import EMPTY, FIRST, GRID, INK, MUTED, SECOND, note
from manyseeds.stats.templates import Templates

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["TemplatesPlot"]

GAP = 0.16
"""Between images, in sides of one."""


@dataclass(frozen=True, eq=False)
class TemplatesPlot:
    """Of each class the mean weights, and below them their standard deviation, on one scale.

    Weights against a class are blue and carry a dash, so that they are told from those for it in
    grey print too; the more opaque, the larger. Pixels that are zero in every row are blank.

    Parameters
    ----------
    templates : Templates
    columns : int
        Classes side by side.
    """

    templates: Templates = field(repr=False)
    columns: int = 5

    @property
    def size(self) -> tuple[float, float]:
        """Inches: two rows of images for each row of classes, and a colour bar."""
        _, _, down = self._steps
        return (4.4, 0.3 + 0.55 * self._lines * down)

    @property
    def _lines(self) -> int:
        return -(-len(self.templates.classes) // self.columns)

    @property
    def _steps(self) -> tuple[float, float, float]:
        """An image's height, a mean to its spread, one row of classes to the next."""
        height, width = self.templates.used.shape
        tall = height / width
        return tall, tall + GAP, 2 * tall + GAP + 0.5

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.templates
        if not found.n:
            return EMPTY
        text = (
            f"Weights of {len(found.classes)} classes as images, mean and standard deviation over "
            f"{found.n:,} replicas"
        )
        if found.n == 1:
            return f"{text}."
        size, spread = (
            np.sqrt(np.mean(np.square(values[:, found.used])))
            for values in (found.mean, found.deviation)
        )
        shared = f"{100 * found.shared.estimate:.0f} %"
        return (
            f"{text}: {size:.2f} and {spread:.2f} in size. {shared} of the mean square of the "
            "weights is shared by all replicas."
        )

    @property
    def largest(self) -> float:
        """End of the scale: the largest mean or deviation of a pixel that is used."""
        found = self.templates
        values = np.concatenate([found.mean[:, found.used], found.deviation[:, found.used]])
        known = np.abs(values[np.isfinite(values)])
        return float(known.max(initial=0.0)) or 1.0

    def plot(self, ax: Axes) -> Axes:
        """Draw the images into `ax`."""
        found = self.templates
        tall, below, down = self._steps
        for c, label in enumerate(found.classes):
            line, column = divmod(c, self.columns)
            left, top = column * (1 + GAP), line * down
            self._image(ax, found.mean[c], left, top)
            self._image(ax, found.deviation[c], left, top + below)
            ax.text(left + 0.5, top - 0.07, str(label), ha="center", va="bottom", fontsize=9.5)
        for line in range(self._lines):
            for name, lower in (("mean", 0.0), ("spread", below)):
                middle = line * down + lower + tall / 2
                ax.text(-0.1, middle, name, ha="right", va="center", color=MUTED, fontsize=8.5)
        across = min(self.columns, len(found.classes)) * (1 + GAP) - GAP
        bottom = (self._lines - 1) * down + below + tall
        ax.set(xlim=(-0.04, across + 0.04), ylim=(bottom + 0.04, -0.36), aspect="equal")
        ax.set_axis_off()
        self._colour_bar(ax)
        shared = found.shared
        text = f"weights over {found.n:,} replicas"
        if np.isfinite(shared.low):
            low, high = 100 * shared.low, 100 * shared.high
            text += f"; shared {100 * shared.estimate:.1f} % ({low:.1f} to {high:.1f} %)"
        note(ax, text)
        return ax

    def _image(self, ax: Axes, values: Array, left: float, top: float) -> None:
        height, width = values.shape
        bottom = top + height / width
        used = self.templates.used & np.isfinite(values)
        ax.imshow(
            _coloured(np.where(used, values, 0.0) / self.largest),
            extent=(left, left + 1, bottom, top),
            interpolation="none",
        )
        against = np.argwhere(used & (values < -0.12 * self.largest))
        side = 1 / width
        starts = left + (against[:, 1] + 0.3) * side
        heights = top + (against[:, 0] + 0.5) * side
        nothing = np.full(len(against), np.nan)
        across = np.stack([starts, starts + 0.4 * side, nothing], axis=1).ravel()
        along = np.stack([heights, heights, nothing], axis=1).ravel()
        ax.plot(across, along, color=INK, linewidth=0.5)
        frame = ([left, left + 1, left + 1, left, left], [top, top, bottom, bottom, top])
        ax.plot(*frame, color=GRID, linewidth=0.7)

    def _colour_bar(self, ax: Axes) -> None:
        bar = ax.inset_axes((1.03, 0.0, 0.035, 0.93))
        shades = np.linspace(1, -1, 81)[:, None]
        bar.imshow(_coloured(shades), extent=(0, 1, -1, 1), aspect="auto", interpolation="none")
        bar.yaxis.tick_right()
        bar.set(xticks=())
        ticks = (-1.0, -0.5, 0.0, 0.5, 1.0)
        bar.set_yticks(ticks, [_signed(self.largest * t) for t in ticks])
        bar.tick_params(length=0, labelsize=8)
        bar.spines[:].set_visible(False)
        bar.grid(visible=False)

    def frame(self) -> pandas.DataFrame:
        """Return each weight's mean and standard deviation, one pixel of a class a row."""
        import pandas

        found = self.templates
        size = found.used.size
        width = found.used.shape[1]
        places = np.tile(np.arange(size), len(found.classes))
        return pandas.DataFrame(
            {
                "class": np.repeat(list(found.classes), size),
                "row": places // width,
                "column": places % width,
                "mean": found.mean.ravel(),
                "standard_deviation": found.deviation.ravel(),
                "used": np.tile(found.used.ravel(), len(found.classes)),
            }
        )


def _coloured(values: Array) -> Array:
    """Return blue below and orange above zero, as opaque as far from it: (height, width, 4)."""
    hues = np.where(values[..., None] < 0, to_rgb(FIRST), to_rgb(SECOND))
    return np.concatenate([hues, np.minimum(np.abs(values), 1.0)[..., None]], axis=-1)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if value else "0"
