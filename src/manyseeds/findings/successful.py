"""The question: was the training successful, against chance, a linear model, the best."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, decimal, percent, points, quoted, quoted_percent
from manyseeds.plots.distribution import DistributionPlot
from manyseeds.stats.comparison import Comparison, comparisons
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import Interval
from manyseeds.stats.width import ArmSuccess

__all__ = ["Successful"]


class Successful(Finding):
    """Whether trainings reach the target, and where they stand between chance and the best."""

    code: ClassVar[str] = "successful"
    of_survivors: ClassVar[bool] = False
    question: ClassVar[str] = "Was the training successful?"

    def _obstacle(self) -> str:
        if not self.evidence.judged:
            return "Without test rows success cannot be judged: set some aside."
        if self.evidence.its_own_measure:
            return "One training cannot be its own measure: name a `target` in the criteria."
        return super()._obstacle()

    @property
    def chance(self) -> float:
        """Accuracy of always naming the most frequent class."""
        return self.evidence.chance

    @property
    def success(self) -> ArmSuccess:
        """Of the study's own network."""
        return self.evidence.successes[self.evidence.arm.index]

    @functools.cached_property
    def over_linear(self) -> Comparison | None:
        """The network against the linear model, replica by replica; None where there is none."""
        linear, arm = self.evidence.linear_accuracies, self.evidence.arm
        if linear is None or not arm.network.hidden:
            return None
        own = self.evidence.accuracies[arm.index][: len(linear)]
        table = np.stack([linear, own], axis=1)
        (found,) = comparisons(table, ["linear", "network"], baseline=0, level=self.evidence.level)
        return found

    def _verdict(self) -> Verdict:
        mean = self.success.accuracy.mean
        if mean.high <= self.chance or (mean.n == 1 and mean.estimate <= self.chance):
            return Verdict.NO
        found = Verdict.of_share(self.success.share, self.evidence.criteria.enough)
        failed = (Verdict.NO, Verdict.NONE_SEEN, Verdict.SOMETIMES)
        if mean.low <= self.chance and found not in failed:
            return Verdict.UNCLEAR  # not certainly better than knowing nothing
        return found

    def _answer(self) -> str:
        success, evidence = self.success, self.evidence
        mean = success.accuracy.mean
        if evidence.single:
            reached = "reaches" if success.share.estimate else "misses"
            first = (
                f"The training {reached} {decimal(success.target)}, {evidence.target_words}. It is"
            )
        else:
            reach = "reaches" if success.share.n == 1 else "reach"
            first = (
                f"{quoted_percent(success.share)} of trainings {reach} "
                f"{decimal(success.target)}, {evidence.target_words}. On average "
                f"{self._who} right in"
            )
        text = (
            f"{first}{' right in' if evidence.single else ''} {quoted(mean)} of "
            f"{evidence.where}, where always naming the most frequent class is right in "
            f"{decimal(self.chance)}"
        )
        ceiling = evidence.study.data.bayes_accuracy
        if ceiling is not None:
            text += f" and no rule in more than {decimal(ceiling, 4)}"
        return f"{text}.{self._against_linear()}"

    @property
    def _who(self) -> str:
        main = self.evidence.main
        if not main.diverged:
            return "they are"
        return f"the {main.kept:,} of {main.replicas:,} that did not diverge are"

    def _against_linear(self) -> str:
        found = self.over_linear
        if found is None:
            if self.evidence.arm.network.hidden:
                return ""
            return " The network is itself linear: there is no simpler one to beat."
        gain, better = found.difference, found.superiority
        if gain.n < 2:
            return self._one_against_linear(gain)
        if gain.low > 0:
            gained = f"{points(gain.estimate)} more than"
        elif gain.high < 0:
            gained = f"{points(gain.estimate)} less than"
        else:
            return " A linear model, trained alike, is not measurably worse."
        return (
            f" That is {gained} a linear model trained alike on the same rows "
            f"({between(gain)}); in {percent(better.estimate)} of "
            "replicas the network is the better of the two."
        )

    def _one_against_linear(self, gain: Interval) -> str:
        if not gain.n:
            return ""
        side = "more" if gain.estimate > 0 else "less"
        if gain.estimate == 0:
            return " A linear model, trained alike on the same rows, is as good."
        return (
            f" That is {points(gain.estimate)} {side} than a linear model trained alike on the "
            "same rows; one pair does not tell whether it is always so."
        )

    def _numbers(self) -> tuple[Number, ...]:
        success = self.success
        numbers = [
            Number(f"trainings at {decimal(success.target)} or better", success.share),
            Number("accuracy, mean", success.accuracy.mean, "accuracy"),
        ]
        if self.over_linear is not None:
            numbers += [
                Number("more than a linear model", self.over_linear.difference, "points"),
                Number("better than the linear model", self.over_linear.superiority),
            ]
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        rows: dict[str, Distribution] = {"network": self.success.accuracy}
        if self.over_linear is not None and self.evidence.linear_accuracies is not None:
            rows["linear model"] = distribution_of(
                self.evidence.linear_accuracies, self.evidence.level, share=True
            )
        plot = DistributionPlot(rows, ceiling=self.evidence.study.data.bayes_accuracy)
        caption = f"Accuracy on {self.evidence.where}."
        return (Picture("success", caption, plot),)

    @property
    def _first(self) -> str:
        linear = self.evidence.linear_accuracies
        if linear is None or len(linear) == len(self.evidence.result.replicas):
            return ""
        return f", its first {len(linear):,} replicas"

    @property
    def definition(self) -> str:
        """What success is, and what it is compared with."""
        return (
            f"A training succeeds with {self.evidence.target_words}, measured on "
            f"{self.evidence.where}; one that diverged has not succeeded. The linear model is the "
            f"same study without hidden layers{self._first}; replica k of both sees the same rows, "
            "and differences are taken replica by replica (Student 1908). Interval of shares: "
            "Wilson (1927)."
        )
