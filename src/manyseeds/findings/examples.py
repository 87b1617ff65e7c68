"""The question: which examples are wrong in nearly every replica, and which by chance."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import count, percent, quoted_percent
from manyseeds.plots.gallery import GalleryPlot
from manyseeds.plots.hard_points import HardPointsPlot
from manyseeds.plots.hard_rows import HardRowsPlot
from manyseeds.stats.examples import Examples, examples_of

__all__ = ["HardExamples"]

POINTS = 1024
"""Points of the law of the data that are asked about, where rows are drawn anew."""


class HardExamples(Finding):
    """Rows that are hard, and rows whose fate is luck."""

    code: ClassVar[str] = "examples"
    question: ClassVar[str] = "Which examples are wrong in nearly every run, and which by chance?"

    def _obstacle(self) -> str:
        if not self.evidence.judged:
            return "Without test rows single examples cannot be judged: set some aside."
        return super()._obstacle()

    @functools.cached_property
    def found(self) -> Examples:
        """How often each row is wrong."""
        return examples_of(
            self.evidence.result, self.evidence.arm, self.evidence.threads, points=POINTS
        )

    @property
    def _what(self) -> str:
        return "point" if self.evidence.study.data.drawn_anew else "row"

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        return f"{len(self.found.nearly_always):,} nearly always"

    def _answer(self) -> str:
        found = self.found
        if not found.wrong.any():
            return f"No {self._what} was wrong in any replica that was asked."
        rows, hard, chance = len(found.labels), len(found.nearly_always), len(found.by_chance)
        above = percent(found.hard_above)
        text = (
            f"Of {count(rows, self._what)}, {hard:,} are certainly wrong in more than {above} of "
            f"replicas, and they account for {quoted_percent(found.accounted)} of all errors; "
            f"{chance:,} are certainly neither nearly always wrong nor nearly always right: there "
            "it is a matter of chance."
        )
        if found.unavoidable is not None:
            text += (
                f" {quoted_percent(found.unavoidable)} of all errors are made where the best "
                "possible rule is wrong too: no training can avoid them."
            )
        elif len(found.hardest(1)):
            row = int(found.hardest(1)[0])
            label = found.classes[int(found.labels[row])]
            taken = int(found.taken_for[row])
            if taken >= 0:
                text += (
                    f" The hardest is row {row}, a {label}, wrong in "
                    f"{percent(float(found.share[row]))} of the {int(found.tested[row]):,} "
                    f"replicas that tested it and most often taken for {found.classes[taken]}."
                )
        return text

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        if not found.wrong.any():
            return ()
        numbers = [Number("errors at examples that are nearly always wrong", found.accounted)]
        if found.unavoidable is not None:
            name = "errors where the best possible rule is wrong too"
            numbers.append(Number(name, found.unavoidable))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        found = self.found
        if found.image_shape is not None:
            caption = "The hardest rows: what they are, what they are taken for, and how often."
            return (Picture("hardest", caption, GalleryPlot(found)),)
        if found.x.shape[1] == 2:
            caption = f"In how many replicas each {self._what} is wrong."
            limits = self.evidence.limits
            features = (self.evidence.study.data.features[0], self.evidence.study.data.features[1])
            return (Picture("hardest", caption, HardPointsPlot(found, features, limits)),)
        if not found.wrong.any():
            return ()
        caption = "The hardest rows: in what share of replicas each is wrong."
        return (Picture("hardest", caption, HardRowsPlot(found)),)

    @property
    def definition(self) -> str:
        """What is asked of a row."""
        asked = (
            "Every replica is asked about the same points, which stand for the law the data is "
            "drawn from."
            if self.evidence.study.data.drawn_anew
            else "A row counts in the replicas in which it is a test row."
        )
        return (
            f"{asked} A row is nearly always wrong if the interval of its share of wrong replicas "
            f"is above {percent(self.evidence.criteria.hard_above)}, and a matter of chance if it "
            "is within that and one minus that. Wilson's (1927) intervals, at a level that holds "
            "for all rows at once (Bonferroni)."
        )
