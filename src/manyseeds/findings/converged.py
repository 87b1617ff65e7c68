"""The question: did the training converge, and when."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.curves import curve_pictures
from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.scope import SOURCE_WORDS, differing
from manyseeds.findings.wording import decimal, listed, most_runs, percent, quoted_percent, spread

__all__ = ["Converged"]


class Converged(Finding):
    """Whether the loss settled, and from which epoch on."""

    code: ClassVar[str] = "converged"
    of_survivors: ClassVar[bool] = False
    question: ClassVar[str] = "Did the training converge, and when?"

    def _obstacle(self) -> str:
        return ""  # a replica that diverged is an answer too

    def _verdict(self) -> Verdict:
        return Verdict.of_share(self.evidence.main.convergence.share, self.evidence.criteria.enough)

    def _headline(self) -> str:
        share = percent(self.evidence.main.convergence.share.estimate)
        if self.evidence.single:
            return super()._headline()
        return f"{self.verdict.value}, {share}"

    def _answer(self) -> str:
        main = self.evidence.main
        found = main.convergence
        if self.evidence.single:
            return self._one()
        parts = [f"{quoted_percent(found.share)} of replicas converged"]
        if found.epoch.n:
            parts.append(
                f"; half of these had settled by epoch {decimal(found.epoch.median, 0)}, "
                f"{most_runs(found.epoch.n)} at {_epochs(spread(found.epoch, 0))}"
                if found.epoch.n > 1
                else f"; it had settled by epoch {decimal(found.epoch.median, 0)}"
            )
        parts.append(".")
        if main.diverged:
            parts.append(f" {percent(main.diverged / main.replicas)} diverged.")
        return "".join(parts) + self._nearby() + self._still_falling()

    def _one(self) -> str:
        """What a single training did."""
        main = self.evidence.main
        if main.diverged:
            return "The training diverged."
        if not main.convergence.epoch.n:
            return f"The training did not converge.{self._still_falling()}"
        epoch = decimal(main.convergence.epoch.median, 0)
        return f"The training converged: it had settled by epoch {epoch}."

    def _nearby(self) -> str:
        """What the share would be with another patience, where that would move it much."""
        found = self.evidence.main.convergence
        if not found.hangs_on_hold:
            return ""
        told = listed(f"{percent(share)} with {percent(hold)}" for hold, share in found.nearby)
        return (
            f" This hangs on the {percent(self.evidence.criteria.hold)} of the epochs for which "
            f"a loss must have stayed: it would be {told}."
        )

    def _still_falling(self) -> str:
        """How much was still to be gained, where not all converged."""
        found, criteria = self.evidence.main.convergence, self.evidence.criteria
        if not found.still_falling.n or found.share.low >= criteria.enough:
            return ""
        fall = round(100 * found.still_falling.median, 1)
        who = "" if found.still_falling.n == 1 else " in the median replica"
        last = f" In the last {percent(criteria.hold)} of the epochs"
        if not criteria.hold:
            last = " In the last epoch"
        if not fall:
            return f"{last} the loss no longer changed{who}: more epochs would not help."
        if fall < 0:
            return f"{last} the loss rose by {-fall:.1f} %{who}: more epochs would not help."
        return (
            f"{last} the loss still fell by {fall:.1f} %{who}: more epochs would still change it."
        )

    def _numbers(self) -> tuple[Number, ...]:
        found = self.evidence.main.convergence
        numbers = [Number("replicas that converged", found.share)]
        if found.epoch.n:
            names = ("early one (5 %)", "median one", "late one (95 %)")
            numbers += [
                Number(f"epoch from which the {name} had settled", quantile, "epochs")
                for name, quantile in zip(names, found.epoch.quantiles, strict=True)
            ]
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        return curve_pictures(self.evidence, ("loss", "accuracy"))

    @property
    def definition(self) -> str:
        """What converged means."""
        main = self.evidence.main
        monitored = "validation" if main.sizes.validation else "training"
        differs = differing(self.evidence.result)
        sources = listed(SOURCE_WORDS[source] for source in differs)
        return (
            f"On the {monitored} loss: {main.convergence.rule}. A diverged replica has not "
            f"converged. Between replicas differ: {sources or 'nothing'}. Interval of the share: "
            f"{main.convergence.share.method}; of quantiles: order statistics (David and Nagaraja "
            "2003, section 7.1)."
        )


def _epochs(between: str) -> str:
    """A range of epochs, which may be a single one."""
    low, _, high = between.partition(" to ")
    return f"epoch {low}" if low == high else f"epochs {between}"
