"""The question: are several networks together better than one, and how many are enough."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, count, points, quoted
from manyseeds.plan import crossed_sources
from manyseeds.plots.ensemble import EnsemblePlot
from manyseeds.stats.ensemble import FEWEST, EnsembleGrowth

__all__ = ["Together", "obstacle_to_growth"]


class Together(Finding):
    """What averaging the probabilities of several networks gains."""

    code: ClassVar[str] = "ensemble"
    question: ClassVar[str] = "Are several networks together better than one, and how many do?"

    def _obstacle(self) -> str:
        obstacle = super()._obstacle() or obstacle_to_growth(self)
        if not obstacle and len(self.growth.sizes) < 2:
            return "Too few replicas left each row out to be taken together: train more of them."
        return obstacle

    @property
    def growth(self) -> EnsembleGrowth:
        """Scores by number of networks."""
        assert self.evidence.growth is not None  # else there is an obstacle
        return self.evidence.growth

    @property
    def within(self) -> float:
        """Accuracy that is not worth more networks."""
        return self.evidence.criteria.ensemble_within

    @property
    def _little(self) -> str:
        return f"{100 * self.within:g} points"

    def _verdict(self) -> Verdict:
        gain = self.growth.gain[-1]
        if gain.low > 0:
            return Verdict.YES
        return Verdict.NO if gain.high < self.within else Verdict.UNCLEAR

    def _answer(self) -> str:
        found = self.growth
        most, gain = found.sizes[-1], found.gain[-1]
        text = (
            f"The mean probability of {count(most, 'network')} is right in "
            f"{quoted(found.accuracy[-1])} of {found.where}, one network in "
            f"{quoted(found.accuracy[0])}. "
        )
        if gain.low > 0:
            text += f"Together they gain {points(gain.estimate)} ({between(gain)})."
            enough = found.enough(self.within)
            if enough is None:
                text += f" No fewer are certainly within {self._little} of that: try still more."
            else:
                many = "One is" if enough == 1 else f"{count(enough)} are"
                text += f" {many} certainly within {self._little} of it."
        elif gain.high < 0:
            text += f"Together they lose {points(gain.estimate)} ({between(gain)})."
        else:
            text += f"No gain is measured ({between(gain)} points)."
        if gain.low > 0 and "data" in crossed_sources(self.evidence.study):
            text += " Each was trained on data of its own, so together they have seen more."
        if found.best:
            text += (
                f" Choosing the one of {most} with the best validation accuracy comes to "
                f"{quoted(found.best[-1])}."
            )
        return text

    def _numbers(self) -> tuple[Number, ...]:
        found, most = self.growth, count(self.growth.sizes[-1])
        numbers = [
            Number("accuracy of one network", found.accuracy[0], "accuracy"),
            Number(f"accuracy of {most} together", found.accuracy[-1], "accuracy"),
            Number(f"gained by {most}", found.gain[-1], "points"),
            Number("log loss of one network", found.log_loss[0], "loss"),
            Number(f"log loss of {most} together", found.log_loss[-1], "loss"),
        ]
        if found.best:
            name = f"accuracy of the best of {most} by validation"
            numbers.append(Number(name, found.best[-1], "accuracy"))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "Accuracy by number of networks: together, and the best one of as many."
        return (Picture("ensemble", caption, EnsemblePlot(self.growth)),)

    @property
    def definition(self) -> str:
        """What is averaged, and on what it is judged."""
        fresh = self.evidence.study.data.drawn_anew
        judged = (
            "Ensembles of one size have no member in common, and are judged on fresh points; "
            "intervals: Student's t (1908) over these ensembles."
            if fresh
            else "A row is judged only by networks that had it among their test rows, in a random "
            "order of them (out-of-bag, Breiman 1996); intervals: Student's t (1908) over rows and "
            "over several orders, so they are about other rows from the same source."
        )
        return (
            f"The probabilities of the first {count(256)} replicas at most are averaged. {judged} "
            f"Several are better if the interval of their gain is above zero, and not better if it "
            f"is below {self._little}. The best one is chosen by its "
            "validation rows, never by those it is judged on."
        )


def obstacle_to_growth(finding: Finding) -> str:
    """Return why replicas cannot be judged together; empty where they can."""
    evidence = finding.evidence
    if not evidence.judged:
        return "Without test rows nothing can be judged: set some aside."
    if evidence.main.kept < FEWEST:
        return f"It takes at least {FEWEST} replicas that did not diverge."
    return ""
