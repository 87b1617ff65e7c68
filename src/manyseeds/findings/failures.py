"""The question: why do failed replicas fail."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import decimal, percent, quoted_percent
from manyseeds.plots.failures import FailuresPlot, told_by_width
from manyseeds.plots.solutions import SolutionsPlot
from manyseeds.plots.width import hidden_words
from manyseeds.stats.classes import class_words
from manyseeds.stats.failures import FailureKind, Failures, failures_by_arm
from manyseeds.stats.interval import Interval
from manyseeds.stats.solutions import solutions_of

__all__ = ["FailureKinds"]


class FailureKinds(Finding):
    """The kind of each replica that misses the target, and the shares of the kinds."""

    code: ClassVar[str] = "failures"
    of_survivors: ClassVar[bool] = False
    question: ClassVar[str] = "Why do failed runs fail?"

    def _obstacle(self) -> str:
        if not self.evidence.judged:
            return "Without test rows success cannot be judged: set some aside."
        if self.evidence.its_own_measure:
            return "One training cannot be its own measure: name a `target` in the criteria."
        if not any(arm.failed for arm in self.by_arm):
            return "No training failed."
        return ""

    @functools.cached_property
    def by_arm(self) -> tuple[Failures, ...]:
        """The failures of every arm."""
        return failures_by_arm(
            self.evidence.result, np.stack(self.evidence.accuracies), self.evidence.target
        )

    @property
    def own(self) -> Failures:
        """Those of the study's own arm."""
        return self.by_arm[self.evidence.arm.index]

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _kinds(self, arm: Failures) -> list[tuple[FailureKind, Interval]]:
        """Kinds that occur, the most frequent first."""
        present = [(kind, share) for kind, share in arm.kinds.items() if share.estimate > 0]
        return sorted(present, key=lambda pair: -pair[1].estimate)

    def _headline(self) -> str:
        kinds = self._kinds(self.own)
        return kinds[0][0].value if kinds else "none does"

    def _answer(self) -> str:
        own, target = self.own, decimal(self.evidence.target)
        if not own.failed:
            who = f"the arm {own.label}" if self.evidence.stands_in else "the study's own network"
            text = f"None of {who} does: all reach {target}."
        elif self.evidence.single:
            missed = f"misses {target}" if np.isfinite(self.evidence.target) else "fails"
            text = f"The training {missed}; the reason is: {self._kinds(own)[0][0].value}."
        else:
            first, *others = self._kinds(own)
            share = own.failed / own.n
            missed = f"miss {target}" if np.isfinite(self.evidence.target) else "fail"
            text = (
                f"{percent(share)} of trainings {missed}. The most frequent reason is "
                f"{first[0].value}: {quoted_percent(first[1])} of all trainings"
            )
            if others:
                rest = ", ".join(f"{kind.value} {percent(s.estimate)}" for kind, s in others)
                text += f"; then {rest}"
            text += "."
        return text + self._other_arms()

    def _other_arms(self) -> str:
        """The leading kind of failure of the arms that fail most often."""
        others = [arm for arm in self.by_arm if arm is not self.own and 2 * arm.failed > arm.n]
        told = []
        for arm in others:
            kind, share = self._kinds(arm)[0]
            name = hidden_words(arm.hidden) if self._by_width else arm.label
            told.append(f"with {name} {kind.value} ({percent(share.estimate)})")
        if not told:
            return ""
        return f" Where most fail, the leading reason is, {', '.join(told)}."

    @property
    def _by_width(self) -> bool:
        """Whether hidden widths are enough to tell the arms apart."""
        return told_by_width(self.by_arm)

    def _numbers(self) -> tuple[Number, ...]:
        return (
            Number("succeed", self.own.success),
            *(Number(kind.value, share) for kind, share in self._kinds(self.own)),
            *(
                Number(f"succeed, {class_words(label)} joined through the middle", share)
                for label, share in self.own.solutions.items()
                if share.estimate > 0
            ),
        )

    def _pictures(self) -> tuple[Picture, ...]:
        by = "width" if self._by_width else "arm"
        plot = FailuresPlot(self.by_arm)
        pictures = [Picture("failures", f"Why trainings fail, by {by}.", plot)]
        if self.evidence.arm.widths[0] == 2:
            caption = "One network of each kind: the regions it gives to the classes."
            evidence, arm = self.evidence, self.evidence.arm
            found = solutions_of(
                evidence.result,
                arm,
                self.own,
                evidence.accuracies[arm.index],
                low=evidence.limits[0],
                high=evidence.limits[1],
            )
            if found.kinds:
                pictures.append(Picture("solutions", caption, SolutionsPlot(found)))
        return tuple(pictures)

    @property
    def definition(self) -> str:
        """What each kind is."""
        return f"Of those that miss the target, {self.by_arm[0].rule}. Interval: Wilson (1927)."
