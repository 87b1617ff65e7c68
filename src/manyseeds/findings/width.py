"""The question: how many hidden neurons are enough."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import count, decimal, percent, quoted_percent
from manyseeds.plots.width import WidthAccuracyPlot, WidthSuccessPlot, hidden_name
from manyseeds.stats.interval import Interval
from manyseeds.stats.simultaneous import simultaneous_shares
from manyseeds.stats.width import ArmSuccess

__all__ = ["Width"]


class Width(Finding):
    """The smallest swept width whose share of successes is certainly large enough."""

    code: ClassVar[str] = "width"
    of_survivors: ClassVar[bool] = False
    of_one_arm: ClassVar[bool] = False
    question: ClassVar[str] = "What is the least number of hidden neurons?"

    def _obstacle(self) -> str:
        if not self.evidence.judged:
            return "Without test rows success cannot be judged: set some aside."
        if len(self.evidence.study.sweep) > 1 and "network.hidden" in self.evidence.study.sweep:
            return "Widths were swept together with other fields, so none stands by itself."
        if tuple(self.evidence.study.sweep) != ("network.hidden",):
            return "Only one width was trained: sweep `network.hidden` to compare several."
        if self.evidence.single:
            return self._alone("tell how often a width succeeds")
        return super()._obstacle()

    @property
    def shares(self) -> tuple[tuple[ArmSuccess, Interval], ...]:
        """Each width with its share of successes; the intervals hold for all widths at once."""
        arms = self.evidence.successes
        counts = [round(arm.share.estimate * arm.share.n) for arm in arms]
        together = simultaneous_shares(counts, arms[0].share.n, self.evidence.level)
        return tuple(zip(arms, together, strict=True))

    @property
    def smallest(self) -> tuple[ArmSuccess, Interval] | None:
        """The width with the fewest parameters that passes; None if none does."""
        enough = self.evidence.criteria.enough
        passing = [pair for pair in self.shares if pair[1].low >= enough]
        return min(passing, key=lambda pair: pair[0].parameters, default=None)

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED if self.smallest else Verdict.UNCLEAR

    def _headline(self) -> str:
        if self.smallest is None:
            return "none tried is enough"
        name = hidden_name(self.smallest[0])
        return f"{name} neurons" if name.isdigit() else name

    def _answer(self) -> str:
        enough = percent(self.evidence.criteria.enough)
        target = decimal(self.evidence.target)
        if self.smallest is None:
            arm, share = max(self.shares, key=lambda pair: pair[1].estimate)
            verdict = (
                f"None of the {len(self.shares)} widths tried is certainly enough: with no width "
                f"do {enough} of trainings reach {target} for sure; with {hidden_name(arm)}, "
                f"{quoted_percent(share)} do."
            )
        else:
            arm, share = self.smallest
            verdict = (
                f"{hidden_name(arm)}: the fewest with which at least {enough} of trainings "
                f"certainly reach {target}; {quoted_percent(share)} do."
            )
        chancy = [
            f"{percent(share.estimate)} with {hidden_name(arm)}"
            for arm, share in self.shares
            if 0.005 < share.estimate < self.evidence.criteria.enough
        ]
        hopeless = [hidden_name(arm) for arm, share in self.shares if share.high <= 0.05]
        if chancy:
            verdict += f" Elsewhere it is a matter of chance: {', '.join(chancy)} succeed."
        if hopeless:
            verdict += f" As good as never with {', '.join(hopeless)}."
        return f"{verdict} Success is {self.evidence.target_words}, on {self.evidence.where}."

    def _numbers(self) -> tuple[Number, ...]:
        return tuple(Number(f"succeed with {_neurons(arm)}", share) for arm, share in self.shares)

    def _pictures(self) -> tuple[Picture, ...]:
        arms, ceiling = self.evidence.successes, self.evidence.study.data.bayes_accuracy
        where = self.evidence.where
        accuracy = f"Accuracy on {where}, by width."
        return (
            Picture(
                "width-success",
                "Share of replicas that succeed, by width.",
                WidthSuccessPlot(arms),
            ),
            Picture("width-accuracy", accuracy, WidthAccuracyPlot(arms, ceiling)),
        )

    @property
    def definition(self) -> str:
        """When a width is enough."""
        first = self.shares[0][1] if self.applicable else None
        return (
            "A width is enough if the lower bound of its share of successful trainings is at least "
            f"{percent(self.evidence.criteria.enough)}. The bounds hold for all widths at once"
            + (f": {first.method}." if first else ".")
        )


def _neurons(arm: ArmSuccess) -> str:
    """Hidden widths as a count where there is one layer: ``no hidden neuron``, ``6x3 hidden``."""
    if len(arm.hidden) > 1:
        return f"{hidden_name(arm)} hidden neurons"
    return count(arm.hidden[0], "hidden neuron") if arm.hidden else "no hidden neuron"
