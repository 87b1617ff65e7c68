"""Rows that are images, as a gallery with a caption under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import Array

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["ImageGallery"]

GAP = 2


@dataclass(frozen=True, eq=False)
class ImageGallery:
    """Images in rows, darker where the value is larger.

    Parameters
    ----------
    images : array (images, height, width)
    captions : sequence of str
        One an image.
    columns : int
    """

    images: Array = field(repr=False)
    captions: Sequence[str]
    columns: int = 5

    @property
    def size(self) -> tuple[float, float]:
        """Inches: rows of images and captions."""
        rows = -(-len(self.images) // self.columns)
        return (4.4, 1.12 * rows)

    @property
    def alt(self) -> str:
        """What it shows."""
        return f"{len(self.images)} images with their targets: {', '.join(self.captions)}."

    def plot(self, ax: Axes) -> Axes:
        """Draw the gallery into `ax`."""
        count, height, width = self.images.shape
        top = float(self.images.max(initial=0)) or 1.0
        for k in range(count):
            row, column = divmod(k, self.columns)
            left, upper = column * (width + GAP), row * (height + 2 * GAP)
            ax.imshow(
                self.images[k] / top,
                extent=(left, left + width, upper + height, upper),
                cmap="gray_r",
                vmin=0,
                vmax=1,
                interpolation="none",
            )
            ax.text(left + width / 2, upper + height + 0.4, self.captions[k], ha="center", va="top")
        rows = -(-count // self.columns)
        ax.set(
            xlim=(0, self.columns * (width + GAP) - GAP),
            ylim=(rows * (height + 2 * GAP), 0),
            aspect="equal",
        )
        ax.set_axis_off()
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return the pixels, one image a row."""
        import pandas

        flat = np.asarray(self.images).reshape(len(self.images), -1)
        table = pandas.DataFrame(flat, columns=[f"pixel_{d}" for d in range(flat.shape[1])])
        table.insert(0, "caption", list(self.captions))
        return table
