"""The question: which examples are wrong in nearly every replica, and which by chance."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import count, percent, quoted_percent
from manyseeds.plots.gallery import GalleryPlot
from manyseeds.plots.hard_points import HardPointsPlot
from manyseeds.plots.hard_rows import HardRowsPlot
from manyseeds.stats.classes import class_words
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
        if self.evidence.main.kept == 1:
            return self._alone("tell hard examples from unlucky ones")
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
        found = self.found
        known = found.can_be_certain or len(found.by_chance) or not found.wrong.any()
        return Verdict.MEASURED if known else Verdict.UNCLEAR

    def _headline(self) -> str:
        if self.verdict is Verdict.UNCLEAR:
            return super()._headline()
        return f"{len(self.found.nearly_always) or 'none'} nearly always"

    def _answer(self) -> str:
        found = self.found
        if not found.wrong.any():
            return f"No {self._what} was wrong in any replica that was asked."
        rows, hard, chance = len(found.labels), len(found.nearly_always), len(found.by_chance)
        above = percent(found.hard_above)
        certain = f"certainly wrong in more than {above} of replicas"
        told = f"none is {certain}"
        if not found.can_be_certain:
            asked = count(int(found.tested.max()), "replica")
            told += f", and none could be: {asked} a {self._what} at most are too few to show it"
        elif hard:
            which = ("is", "it accounts") if hard == 1 else ("are", "they account")
            told = (
                f"{hard:,} {which[0]} {certain}, and {which[1]} for "
                f"{quoted_percent(found.accounted)} of all errors"
            )
        text = (
            f"Of {count(rows, self._what)}, {told}; {f'{chance:,}' if chance else 'none'} "
            f"{'are' if chance > 1 else 'is'} certainly neither nearly always wrong nor nearly "
            f"always right{': there it is a matter of chance' if chance else ''}."
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
                    f" The hardest is row {row}, of {class_words(label)}, wrong in "
                    f"{percent(float(found.share[row]))} of the {int(found.tested[row]):,} "
                    "replicas that tested it and most often taken for "
                    f"{class_words(found.classes[taken])}."
                )
        return text

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        if not found.wrong.any():
            return ()
        numbers = []
        if len(found.nearly_always):
            name = "errors at examples that are nearly always wrong"
            numbers.append(Number(name, found.accounted))
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
