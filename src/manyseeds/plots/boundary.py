"""The decision boundary: how replicas vote over the plane, and where single ones draw the line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from scipy import special

from manyseeds._types import Array
from manyseeds.plots.scatter import draw_points
from manyseeds.plots.style import CLASS_COLOURS, EMPTY, FIRST, INK, note
from manyseeds.stats.boundary import Boundary

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

__all__ = ["BoundaryPlot", "BoundarySpreadPlot"]

STRONGEST = 0.6
"""Opacity where all replicas agree; none where they are split evenly."""


@dataclass(frozen=True, eq=False)
class BoundaryPlot:
    """Votes as colour, single boundaries as lines, rows as points.

    Parameters
    ----------
    boundary : Boundary
    x : array (samples, 2)
        Rows of one replica, drawn as points.
    y : int array (samples,)
    features : sequence of str
    """

    boundary: Boundary
    x: Array = field(repr=False)
    y: Array = field(repr=False)
    features: tuple[str, ...] = ("x0", "x1")

    @property
    def size(self) -> tuple[float, float]:
        """Inches: square axes and a colour bar."""
        return (4.4, 3.45)

    @property
    def alt(self) -> str:
        """What it shows."""
        if not self.boundary.n:
            return EMPTY
        found = self.boundary
        sure = float(np.mean(found.agreement >= 0.9))
        return (
            f"Votes of {found.n:,} replicas over the plane; nine in ten agree on "
            f"{100 * sure:.0f} % of it. Lines are the boundaries of {len(found.singles)} single "
            f"replicas, points the {len(self.y)} rows of one."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the votes, boundaries and points into `ax`."""
        found = self.boundary
        extent = (found.x0[0], found.x0[-1], found.x1[0], found.x1[-1])
        if found.n:
            ax.imshow(self._ground(), extent=extent, origin="lower", interpolation="none")
        draw_points(ax, self.x, self.y, found.classes, size=3.2, halo=True)
        for margins in found.margins:
            # Two classes share one boundary; with more, each has its own.
            for field_ in margins[:1] if len(margins) == 2 else margins:
                if field_.min() < 0 < field_.max():
                    ax.contour(
                        found.x0, found.x1, field_, levels=[0.0], colors=[INK], linewidths=0.9
                    )
        ax.set(xlim=extent[:2], ylim=extent[2:], aspect="equal")
        ax.set(xlabel=self.features[0], ylabel=self.features[1])
        ax.grid(visible=False)
        lines = f"; lines: {len(found.singles)} single ones" if found.singles else ""
        note(ax, f"votes of {found.n:,} replicas{lines}")
        if len(found.classes) == 2:
            self._colour_bar(ax)
        return ax

    def _ground(self) -> Array:
        """Return the vote as colour: the class that leads, as opaque as it leads."""
        shares = self.boundary.shares
        lead = np.sort(shares, axis=0)
        opacity = STRONGEST * (lead[-1] - lead[-2])
        palette = np.array([to_rgb(colour) for colour in CLASS_COLOURS])
        colours = palette[shares.argmax(axis=0) % len(palette)]
        return np.concatenate([colours, opacity[..., None]], axis=2)

    def _colour_bar(self, ax: Axes) -> None:
        first, second = (to_rgb(colour) for colour in CLASS_COLOURS[:2])
        stops = [
            (0.0, (*first, STRONGEST)),
            (0.5, (*first, 0.0)),
            (0.5, (*second, 0.0)),
            (1.0, (*second, STRONGEST)),
        ]
        shades = LinearSegmentedColormap.from_list("votes", stops)
        bar = ax.figure.colorbar(
            ScalarMappable(Normalize(0, 1), shades),
            ax=ax,
            fraction=0.045,
            pad=0.03,
            ticks=(0, 0.25, 0.5, 0.75, 1),
        )
        bar.ax.set_yticklabels(["0 %", "25 %", "50 %", "75 %", "100 %"])
        bar.set_label(f"share of replicas that vote {self.boundary.classes[1]}")
        bar.outline.set_visible(False)

    def frame(self) -> pandas.DataFrame:
        """Return the share of votes for each class, one grid point a row."""
        import pandas

        found = self.boundary
        x0, x1 = np.meshgrid(found.x0, found.x1)
        shares = {f"share_{c}": found.shares[k].ravel() for k, c in enumerate(found.classes)}
        return pandas.DataFrame({"x0": x0.ravel(), "x1": x1.ravel(), **shares})


@dataclass(frozen=True, eq=False)
class BoundarySpreadPlot:
    """Where replicas disagree: the share that votes against the majority, and a line around it.

    Parameters
    ----------
    boundary : Boundary
    enough : float
        Agreement that counts as the same; the line is drawn where it is met.
    features : sequence of str
    """

    boundary: Boundary
    enough: float = 0.95
    features: tuple[str, ...] = ("x0", "x1")

    @property
    def size(self) -> tuple[float, float]:
        """Inches: square axes and a colour bar."""
        return (4.4, 3.45)

    @property
    def against(self) -> Array:
        """Share of replicas that do not vote with the majority."""
        return np.asarray(1 - self.boundary.agreement)

    @property
    def unsure(self) -> float:
        """Share of the grid's points at which fewer than `enough` agree."""
        return float(np.mean(self.boundary.agreement < self.enough))

    @property
    def alt(self) -> str:
        """What it shows."""
        found = self.boundary
        if not found.n:
            return EMPTY
        return (
            f"Share of {found.n:,} replicas that vote against the majority, over the plane. "
            f"Fewer than {100 * self.enough:g} % agree on {100 * self.unsure:.0f} % of it; at "
            f"most {100 * self.against.max():.0f} % are against the majority."
        )

    def plot(self, ax: Axes) -> Axes:
        """Draw the shares and the line into `ax`."""
        found = self.boundary
        extent = (found.x0[0], found.x0[-1], found.x1[0], found.x1[-1])
        most = 1 - 1 / len(found.classes)  # all classes have as many votes
        shades = LinearSegmentedColormap.from_list(
            "against", [(*to_rgb(FIRST), 0.0), (*to_rgb(FIRST), 0.9)]
        )
        scale = Normalize(0, most)
        if found.n:
            against = self.against
            colours = shades(scale(against))
            ax.imshow(colours, extent=extent, origin="lower", interpolation="none")
            if against.min() < 1 - self.enough < against.max():
                levels = [1 - self.enough]
                ax.contour(found.x0, found.x1, against, levels=levels, colors=[INK], linewidths=0.9)
        ax.set(xlim=extent[:2], ylim=extent[2:], aspect="equal")
        ax.set(xlabel=self.features[0], ylabel=self.features[1])
        ax.grid(visible=False)
        if found.n:
            where = f"on {100 * self.unsure:.0f} % of the plane"
            note(ax, f"fewer than {100 * self.enough:g} % of {found.n:,} agree {where}")
        ticks = np.linspace(0, most, 6)
        bar = ax.figure.colorbar(
            ScalarMappable(scale, shades), ax=ax, fraction=0.045, pad=0.03, ticks=ticks
        )
        bar.ax.set_yticklabels([f"{100 * tick:.0f} %" for tick in ticks])
        bar.set_label("share against the majority")
        bar.outline.set_visible(False)
        return ax

    def frame(self) -> pandas.DataFrame:
        """Return agreement and entropy of the votes, one grid point a row."""
        import pandas

        found = self.boundary
        x0, x1 = np.meshgrid(found.x0, found.x1)
        return pandas.DataFrame(
            {
                "x0": x0.ravel(),
                "x1": x1.ravel(),
                "agreement": found.agreement.ravel(),
                "entropy_bits": special.entr(found.shares).sum(axis=0).ravel() / np.log(2),
                "agreed": (found.agreement >= self.enough).ravel(),
            }
        )
