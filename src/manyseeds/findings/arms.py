"""The question: which of the arms is the best."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, count, listed, percent, points, quoted
from manyseeds.plots.comparison import ComparisonPlot
from manyseeds.stats.comparison import Comparison, comparisons

__all__ = ["ArmsCompared"]


class ArmsCompared(Finding):
    """Every arm against the one with the best mean, replica by replica."""

    code: ClassVar[str] = "arms"
    of_survivors: ClassVar[bool] = False
    of_one_arm: ClassVar[bool] = False
    question: ClassVar[str] = "Which arm is the best?"

    def _obstacle(self) -> str:
        if len(self.evidence.result.arms) < 2:
            return "There is one arm: sweep a field to compare several."
        if not self.evidence.judged:
            return "Without test rows arms cannot be compared: set some aside."
        if self.evidence.single:
            return self._alone("tell a better arm from a luckier one")
        if not np.isfinite(self._means).any():
            return "All replicas of all arms diverged; there is nothing to compare."
        return ""

    @property
    def _means(self) -> np.ndarray:
        return np.array([arm.accuracy.mean.estimate for arm in self.evidence.successes])

    @property
    def best(self) -> int:
        """Number of the arm with the best mean accuracy."""
        return int(np.nanargmax(self._means))

    @functools.cached_property
    def rivals(self) -> tuple[Comparison, ...]:
        """Every other arm minus the best one; the intervals hold for all at once."""
        labels = [arm.label for arm in self.evidence.result.arms]
        table = np.stack(self.evidence.accuracies, axis=1)
        return comparisons(table, labels, baseline=self.best, level=self.evidence.level)

    @property
    def as_good(self) -> tuple[str, ...]:
        """Arms that are not certainly worse than the best."""
        return tuple(rival.label_a for rival in self.rivals if not rival.difference.high < 0)

    def _verdict(self) -> Verdict:
        return Verdict.UNCLEAR if self.as_good else Verdict.MEASURED

    def _headline(self) -> str:
        label = self.evidence.result.arms[self.best].label
        return f"the arm {label}" if not self.as_good else "no single one"

    def _answer(self) -> str:
        label = self.evidence.result.arms[self.best].label
        mean = self.evidence.successes[self.best].accuracy.mean
        text = f"The arm {label} has the best mean, {quoted(mean)} on {self.evidence.where}. "
        if (self.evidence.result.diverged_at >= 0).any():
            text += "Replicas that diverged are left out, and with them their pairs. "
        if self.as_good:
            many = count(len(self.as_good), "other arm")
            return (
                f"{text}{many} cannot be told from it at {percent(self.evidence.level)} "
                f"confidence: {listed(self.as_good)}."
            )
        next_best = max(self.rivals, key=lambda rival: rival.difference.estimate)
        behind, ahead = next_best.difference, next_best.superiority.estimate
        often = f"{percent(ahead)} of replicas all the same" if ahead else "no replica"
        worse = f"All others are certainly worse; the nearest, {next_best.label_a},"
        if len(self.rivals) == 1:
            worse = f"The other, {next_best.label_a}, is certainly worse,"
        return (
            f"{text}{worse} by "
            f"{points(behind.estimate, 2)} ({between(behind, 2)}), and it is "
            f"ahead in {often}."
        )

    def _numbers(self) -> tuple[Number, ...]:
        return tuple(
            Number(f"{rival.label_a} minus {rival.label_b}", rival.difference, "points")
            for rival in self.rivals
        )

    def _pictures(self) -> tuple[Picture, ...]:
        caption = f"Mean accuracy on {self.evidence.where}, each arm minus the best one."
        return (Picture("arms", caption, ComparisonPlot(self.rivals)),)

    @property
    def definition(self) -> str:
        """How arms are compared."""
        method = self.rivals[0].difference.method if self.applicable else "paired differences"
        return (
            "Replica k of every arm sees the same rows and the same split, so differences are "
            f"taken replica by replica: {method}. That an arm was picked as the best of several "
            "flatters its own mean a little; the intervals of the differences allow for it, as "
            "they hold for all at once."
        )
