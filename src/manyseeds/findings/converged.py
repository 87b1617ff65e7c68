"""The question: did the training converge, and when."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.curves import curve_pictures
from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import decimal, listed, percent, quoted_percent, spread

__all__ = ["Converged"]


class Converged(Finding):
    """Whether the loss settled, and from which epoch on."""

    code: ClassVar[str] = "converged"
    question: ClassVar[str] = "Did the training converge, and when?"

    def _obstacle(self) -> str:
        return ""  # a replica that diverged is an answer too

    def _verdict(self) -> Verdict:
        return Verdict.of_share(self.evidence.main.convergence.share, self.evidence.criteria.enough)

    def _headline(self) -> str:
        share = percent(self.evidence.main.convergence.share.estimate)
        return f"{self.verdict.value}, {share}"

    def _answer(self) -> str:
        main = self.evidence.main
        found = main.convergence
        parts = [f"{quoted_percent(found.share)} of replicas converged"]
        if found.epoch.n:
            parts.append(
                f"; half of these had settled by epoch {decimal(found.epoch.median, 0)}, nine in "
                f"ten at epochs {spread(found.epoch, 0)}"
            )
        parts.append(".")
        if main.diverged:
            parts.append(f" {percent(main.diverged / main.replicas)} diverged.")
        return "".join(parts) + self._still_falling()

    def _still_falling(self) -> str:
        """How much was still to be gained, where not all converged."""
        found, criteria = self.evidence.main.convergence, self.evidence.criteria
        if not found.still_falling.n or found.share.low >= criteria.enough:
            return ""
        fall = found.still_falling.median
        verb = "fell by" if fall >= 0 else "rose by"
        remedy = "would still change it" if fall > 0 else "would not help"
        return (
            f" In the last {percent(criteria.hold)} of the epochs the loss still {verb} "
            f"{decimal(abs(100 * fall), 1)} % in the median replica: more epochs {remedy}."
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
        sources = listed(self.evidence.study.vary)
        return (
            f"On the {monitored} loss: {main.convergence.rule}. A diverged replica has not "
            f"converged. Between replicas differ: {sources or 'nothing'}. Interval of the share: "
            f"{main.convergence.share.method}; of quantiles: order statistics (David and Nagaraja "
            "2003, section 7.1)."
        )
