"""The question: how many epochs would do."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, bounds, count, decimal, percent, points
from manyseeds.plots.epochs import EpochsPlot
from manyseeds.stats.epochs import EpochsEnough, epochs_of

__all__ = ["Epochs"]

NEARLY = 0.9
"""Fewer epochs than this share of those that were run count as fewer."""


class Epochs(Finding):
    """What stopping earlier would have cost."""

    code: ClassVar[str] = "epochs"
    question: ClassVar[str] = "Would fewer epochs do, and how many?"

    @functools.cached_property
    def found(self) -> EpochsEnough:
        """The cost of stopping after each epoch."""
        return epochs_of(self.evidence.result, self.evidence.arm.index)

    @property
    def run(self) -> int:
        """Epochs that were run."""
        return len(self.found.epochs)

    def _verdict(self) -> Verdict:
        if self.found.too_few:
            return Verdict.NO
        enough = self.found.mean_epoch
        bound = enough.estimate if self.found.n < 2 else enough.high
        return Verdict.YES if bound <= NEARLY * self.run else Verdict.UNCLEAR

    def _headline(self) -> str:
        if self.verdict is not Verdict.YES:
            return super()._headline()
        return f"yes, {decimal(self.found.mean_epoch.estimate, 0)}"

    def _answer(self) -> str:
        found = self.found
        what = "validation accuracy" if found.metric == "val_accuracy" else "training accuracy"
        if found.too_few:
            return (
                f"Not even the {self.run} that were run are enough: their last tenth still added "
                f"{points(found.still_rising.estimate, 2)} of {what} "
                f"({between(found.still_rising, 2)}); train for longer."
            )
        first, all_but = found.mean_epoch, found.replicas_epoch
        interval = f" ({bounds(first, 0)})" if found.n > 1 else ""
        text = (
            f"After {count(first.estimate, 'epoch')}{interval} of {self.run} the "
            f"{'mean ' if found.n > 1 else ''}{what} is {_near(found.tolerance)} its end and stays "
            "there"
        )
        if found.n > 1:
            text += (
                f". A single run is luckier or less: for {percent(found.enough)} of runs to be "
                f"{_near(found.replica_tolerance)} their own end it takes "
                f"{decimal(all_but.estimate, 0)}"
            )
        half = max(1, self.run // 2)
        cost = found.at(half)
        average = " on average" if found.n > 1 else ""
        side = "cost" if cost.estimate >= 0 else "gained"
        return f"{text}. Stopping half-way would have {side} {points(cost.estimate, 2)}{average}."

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        if found.n < 2:
            return ()
        added = Number("added by the last tenth of the epochs", found.still_rising, "points")
        if found.too_few:
            return (added,)
        share = percent(found.enough)
        return (
            Number("epochs that are enough for the mean", found.mean_epoch, "epochs"),
            Number(f"epochs that are enough for {share} of runs", found.replicas_epoch, "epochs"),
            added,
        )

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "What stopping after each epoch would have cost."
        return (Picture("epochs", caption, EpochsPlot(self.found)),)

    @property
    def definition(self) -> str:
        """When epochs are enough."""
        criteria = self.evidence.criteria
        within = 100 * criteria.epochs_within
        return (
            f"Each replica's accuracy at its end minus that after an epoch is what stopping there "
            f"would have cost it. Epochs are enough for the mean when the mean cost is at most "
            f"{within:g} points from there on; for a single run when its own is at most "
            f"{100 * criteria.run_within:g} points. They are not even enough if the last tenth "
            "certainly added more than that. Interval: bootstrap percentiles over replicas (Efron "
            "1979); nothing is said of more epochs than were run."
        )


def _near(within: float) -> str:
    """Say how near an accuracy must be to its end."""
    return f"within {100 * within:g} points of" if within else "not below"
