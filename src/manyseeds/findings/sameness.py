"""The question: is the accuracy the same on every run."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.accuracy import Accuracy
from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import count, decimal, most_runs, points, sentence_case, spread
from manyseeds.stats.distribution import Distribution
from manyseeds.stats.test_set import Floor, drawn_share, floor_of, table_rows_of

__all__ = ["Sameness"]


class Sameness(Finding):
    """How far runs lie apart, and how much of that a small test set makes."""

    code: ClassVar[str] = "sameness"
    question: ClassVar[str] = "Is the accuracy the same on every run?"

    def _obstacle(self) -> str:
        if self.evidence.main.sizes.test < 2:
            return "Without test rows there is no accuracy to compare between runs: set some aside."
        if self.evidence.main.kept == 1:
            return self._alone("be compared with itself")
        return super()._obstacle()

    @property
    def _test(self) -> Distribution:
        return self.evidence.main.at_end["test_accuracy"]

    @functools.cached_property
    def floor(self) -> Floor:
        """What the luck of the test rows alone makes."""
        return floor_of(self.evidence.result, self.evidence.arm.index, self.evidence.level)

    @property
    def _drawn(self) -> float:
        """Part of the luck of the test rows that differs between replicas."""
        return drawn_share(self.evidence.study)

    @property
    def _table(self) -> int | None:
        """Rows that the test rows of all replicas are drawn from, where these are the same."""
        return table_rows_of(self.evidence.study)

    def _verdict(self) -> Verdict:
        width = self._test.high - self._test.low
        return Verdict.YES if width <= self.evidence.criteria.same_within else Verdict.NO

    def _answer(self) -> str:
        test, rows = self._test, self.evidence.main.sizes.test
        if test.low == test.high:
            return (
                f"{sentence_case(most_runs(test.n))} have the same test accuracy, "
                f"{decimal(test.low)}, to the last row."
            )
        text = (
            f"Test accuracy is {spread(test)} in {most_runs(test.n)}, with a standard deviation of "
            f"{points(test.standard_deviation)}. "
        )
        if not self._drawn:
            one = rows == 1
            text += f"All are tested on the same {'row' if one else f'{rows:,} rows'}: no luck of "
            return f"{text}{'it' if one else 'them'} is in that."
        drawn, factor = count(rows, "test row"), ""
        if self._table:
            drawn, factor = f"{drawn} out of {self._table:,}", "(1 − n / N) "
        text += (
            f"The luck of {drawn} alone makes {points(self.floor.standard_deviation)} of it, the "
            f"binomial √({factor}p (1 − p) / n)."
        )
        fresh = self.evidence.fresh
        if fresh is not None:
            text += (
                " On fresh points, where that luck is gone, what is left is "
                f"{points(fresh.standard_deviation)}: how differently the networks turned out."
            )
        return text

    def _numbers(self) -> tuple[Number, ...]:
        test = self._test
        names = ("5 % quantile", "median", "95 % quantile")
        numbers = [
            Number(f"test accuracy, {name}", quantile, "accuracy")
            for name, quantile in zip(names, test.quantiles, strict=True)
        ]
        if self._drawn:
            name = "share of the variance that test rows alone make"
            numbers.append(Number(name, self.floor.share))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        return Accuracy(self.evidence).pictures

    @property
    def definition(self) -> str:
        """When runs are the same, and what the floor is."""
        within = 100 * self.evidence.criteria.same_within
        unit = "point" if within == 1 else "points"
        alike = f"lie within {within:g} {unit} of one another" if within else "have equal accuracy"
        same = ", times 1 − n / N where those of all replicas are drawn from the same N rows"
        floor = (
            "A network that is right with probability p gets a share of n test rows right whose "
            f"variance is p (1 − p) / n{same if self._table else ''}; its mean over replicas is "
            "the floor, below which no study of n test rows can go. "
        )
        return (
            f"The same: nine runs of ten {alike}. {floor if self._drawn else ''}"
            "Intervals of quantiles: order statistics (David and Nagaraja 2003)."
        )
