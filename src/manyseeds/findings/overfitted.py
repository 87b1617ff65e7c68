"""The question: did the training overfit, and in which share of runs."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from manyseeds.findings.curves import curve_pictures
from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import (
    decimal,
    most_runs,
    percent_bounds,
    points,
    quoted_percent,
    spread,
)
from manyseeds.stats.overfitting import Overfitting

__all__ = ["Overfitted"]


class Overfitted(Finding):
    """Whether the validation loss rose again after its lowest."""

    code: ClassVar[str] = "overfitted"
    question: ClassVar[str] = "Did it overfit, and in what share of runs?"

    @property
    def _found(self) -> Overfitting:
        found = self.evidence.main.overfitting
        assert found is not None  # else there is an obstacle
        return found

    def _obstacle(self) -> str:
        if self.evidence.main.overfitting is None:
            return "Without validation rows overfitting cannot be seen: set some aside."
        return super()._obstacle()

    def _verdict(self) -> Verdict:
        return Verdict.of_share(self._found.share, self.evidence.criteria.enough)

    def _answer(self) -> str:
        found = self._found
        gap = found.gap.mean
        if self.evidence.single:
            return self._one()
        many = (
            f"No replica (at most {percent_bounds(found.share).split(' to ')[1]})"
            if found.share.estimate == 0
            else f"{quoted_percent(found.share)} of replicas"
        )
        side = "above" if gap.estimate >= 0 else "below"
        told = (
            ""
            if gap.low > 0 or gap.high < 0 or gap.n < 2
            else ", which is no more than chance would make of it"
        )
        return (
            f"{many} ended with a validation loss {found.rule.above} its lowest. "
            f"Training accuracy is on average "
            f"{points(gap.estimate)} {side} validation accuracy{told}"
            + (
                f"; in {most_runs(found.gap.n)} the gap is {self._range()} points."
                if found.gap.n > 1
                else "."
            )
        )

    def _range(self) -> str:
        gap = self._found.gap
        return spread(
            replace(
                gap,
                values=100 * gap.values,
                quantiles=tuple(replace(q, estimate=100 * q.estimate) for q in gap.quantiles),
            ),
            1,
        )

    def _one(self) -> str:
        """What a single training did."""
        found = self._found
        rise, gap = found.rise.median, found.gap.mean.estimate
        risen = f"{decimal(100 * rise, 1)} % above its lowest" if rise > 0 else "at its lowest"
        return (
            f"The training ended with a validation loss {risen}; overfitted is {found.rule.above} "
            f"that. Its training accuracy is {points(gap)} {'above' if gap >= 0 else 'below'} its "
            "validation accuracy."
        )

    def _numbers(self) -> tuple[Number, ...]:
        found = self._found
        return (
            Number("replicas that overfitted", found.share),
            Number("training minus validation accuracy, mean", found.gap.mean, "points"),
            Number("rise of the validation loss, median", found.rise.quantiles[1]),
            Number("rise of the validation loss, 95 % quantile", found.rise.quantiles[2]),
        )

    def _pictures(self) -> tuple[Picture, ...]:
        return curve_pictures(self.evidence, ("loss", "accuracy"))

    @property
    def definition(self) -> str:
        """What overfitted means."""
        rule = self.evidence.main.overfitting.rule if self.evidence.main.overfitting else ""
        return (
            f"A replica overfitted if {rule}. Training metrics are means over the batches of the "
            "epoch, taken while the weights move, as Keras reports them, so the gap is not quite "
            "that of one set of weights. Interval of the share: Wilson (1927); of the mean gap: "
            "Student's t (1908)."
        )
