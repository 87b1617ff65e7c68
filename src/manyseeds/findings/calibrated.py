"""The question: are the probabilities to be trusted."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.ensemble import obstacle_to_growth
from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, count, points, quoted
from manyseeds.plots.reliability import ReliabilityPlot
from manyseeds.stats.calibration import Calibration
from manyseeds.stats.ensemble import EnsembleGrowth
from manyseeds.stats.interval import Interval

__all__ = ["Calibrated"]

ROWS = 100
"""Fewest rows on which probabilities can be found to be right."""


class Calibrated(Finding):
    """How far the probability of the predicted class is from the share that is right."""

    code: ClassVar[str] = "calibrated"
    question: ClassVar[str] = "Are the probabilities to be trusted?"

    def _obstacle(self) -> str:
        return super()._obstacle() or obstacle_to_growth(self)

    @property
    def growth(self) -> EnsembleGrowth:
        """Scores by number of networks."""
        assert self.evidence.growth is not None  # else there is an obstacle
        return self.evidence.growth

    @property
    def single(self) -> Calibration:
        """Of one network."""
        return self.growth.calibration[0]

    @property
    def together(self) -> Calibration | None:
        """Of the largest number together; None where there is but one."""
        return self.growth.calibration[-1] if len(self.growth.sizes) > 1 else None

    @property
    def few_rows(self) -> bool:
        """Whether there are too few rows for a rare error to be among them."""
        return not self.evidence.study.data.drawn_anew and self.single.error.n < ROWS

    @property
    def trusted(self) -> float:
        """Largest calibration error of probabilities that are to be trusted."""
        return self.evidence.criteria.calibrated_within

    def _verdict(self) -> Verdict:
        error = self.single.error
        if error.high <= self.trusted:
            return Verdict.UNCLEAR if self.few_rows else Verdict.YES
        return Verdict.NO if error.low > self.trusted else Verdict.UNCLEAR

    def _answer(self) -> str:
        found, most = self.growth, count(self.growth.sizes[-1])
        text = (
            f"One network's probabilities are {_off(self.single.error)} away from the share that "
            f"is right: {_lean(self.single.overconfidence)}"
        )
        if self.together is not None:
            text += (
                f" Averaged over {most} networks they are {_off(self.together.error)} away: "
                f"{_lean(self.together.overconfidence)}"
            )
        if self.few_rows:
            text += f" {count(self.single.error.n, 'row')} are too few to show that they are right."
        return f"{text} Measured on {found.where}; Brier score {quoted(found.brier[0])} of one."

    def _numbers(self) -> tuple[Number, ...]:
        found, most = self.growth, count(self.growth.sizes[-1])
        numbers = [
            Number("calibration error of one network", self.single.error, "points"),
            Number("confidence minus accuracy of one", self.single.overconfidence, "points"),
            Number("Brier score of one network", found.brier[0], "loss"),
        ]
        if self.together is not None:
            over = self.together.overconfidence
            numbers += [
                Number(f"calibration error of {most} together", self.together.error, "points"),
                Number(f"confidence minus accuracy of {most} together", over, "points"),
                Number(f"Brier score of {most} together", found.brier[-1], "loss"),
            ]
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        found = {"one network": self.single}
        if self.together is not None:
            found[f"{count(self.growth.sizes[-1])} together"] = self.together
        plot = ReliabilityPlot(found, self.growth.where)
        return (Picture("reliability", "Confidence against the share that is right.", plot),)

    @property
    def definition(self) -> str:
        """What calibration error is, and how it is estimated."""
        return (
            "Rows, of all networks together, are put into ten bins of equally many by the "
            "probability of the class that is predicted. The calibration error is the root mean "
            "square over bins of the distance between that probability and the share that is "
            "right, less what chance alone would make of it (Kumar, Liang and Ma 2019). "
            "Probabilities are to be trusted if it is certainly at most "
            f"{100 * self.trusted:g} points on at least {ROWS} rows, and not if it is "
            "certainly more. Interval: basic bootstrap (Davison and Hinkley 1997). The Brier "
            "score is the sum of squared distances over classes (Brier 1950)."
        )


def _off(error: Interval) -> str:
    return f"{points(error.estimate)} ({between(error)})"


def _lean(over: Interval) -> str:
    """Say on which side probabilities are wrong."""
    if over.low > 0:
        return f"too high, by {points(over.estimate)} ({between(over)})."
    if over.high < 0:
        return f"too low, by {points(over.estimate)} ({between(over)})."
    return f"neither too high nor too low by more than chance ({between(over)} points)."
