"""The question: where is the decision boundary, and do all networks draw it alike."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import decimal, percent
from manyseeds.plots.boundary import BoundaryPlot, BoundarySpreadPlot
from manyseeds.stats.boundary import Boundary

__all__ = ["DecisionBoundary", "boundary_plot"]

# Points drawn over the votes: enough to see the clouds, few enough to see the votes.
POINTS = 240


class DecisionBoundary(Finding):
    """On how much of the plane the replicas agree."""

    code: ClassVar[str] = "boundary"
    question: ClassVar[str] = "Where is the decision boundary, and is it the same in every run?"

    @property
    def _found(self) -> Boundary:
        found = self.evidence.boundary
        assert found is not None  # else there is an obstacle
        return found

    def _obstacle(self) -> str:
        if self.evidence.arm.widths[0] != 2:
            return (
                "A boundary is drawn over two features; this data has "
                f"{self.evidence.arm.widths[0]}."
            )
        return super()._obstacle()

    @property
    def sure(self) -> float:
        """Share of the plane drawn on which as good as all replicas agree."""
        return float(np.mean(self._found.agreement >= self.evidence.criteria.enough))

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        return f"{percent(self.sure)} agreed" if self._found.n > 1 else "of one network"

    def _answer(self) -> str:
        found = self._found
        if found.n == 1:
            return (
                "One network draws the boundary shown; where others would draw theirs cannot be "
                "told from it."
            )
        low, high = (decimal(float(found.x0[end]), 1).removesuffix(".0") for end in (0, -1))
        middle = float(np.median(found.agreement))
        return (
            f"At least {percent(self.evidence.criteria.enough)} of replicas agree on "
            f"{percent(self.sure)} of the plane [{low}, {high}]²; at a point picked at random, "
            f"{percent(middle)} do in the median. "
            + (
                "They differ where classes meet, and far out, where there is no data."
                if self.sure < 0.999
                else "They draw the same boundary."
            )
        )

    def _numbers(self) -> tuple[Number, ...]:
        return ()

    def _pictures(self) -> tuple[Picture, ...]:
        if self._found.n == 1:
            return (boundary_plot(self, "boundary"),)
        features = self.evidence.study.data.features
        spread = BoundarySpreadPlot(
            self._found, self.evidence.criteria.enough, (features[0], features[1])
        )
        caption = "Where the replicas disagree: one minus the share of the majority."
        return (boundary_plot(self, "boundary"), Picture("boundary-spread", caption, spread))

    @property
    def definition(self) -> str:
        """What the boundary is, and what votes are."""
        return (
            "A boundary is where the probabilities of two classes are equal. Each replica votes, "
            "at each point of a grid, for its most probable class. Nothing is estimated from a "
            "sample of points: the shares are exact for these replicas."
        )


def boundary_plot(finding: DecisionBoundary, name: str) -> Picture:
    """Return the votes over the plane, with single boundaries and the rows of one replica."""
    evidence, found = finding.evidence, finding._found
    data = evidence.study.data
    features = (data.features[0], data.features[1])
    plot = BoundaryPlot(found, evidence.points[:POINTS], data.y[:POINTS], features)
    caption = (
        "Share of replicas that vote for each class, the boundaries of a few single replicas, and "
        f"{min(POINTS, len(data.y))} points of one."
    )
    return Picture(name, caption, plot)
