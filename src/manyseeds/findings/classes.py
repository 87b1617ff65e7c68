"""The question: do all classes predict equally well, and which is the worst."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import (
    count,
    decimal,
    percent,
    points,
    quoted_percent,
)
from manyseeds.plots.recall import RecallPlot
from manyseeds.stats.classes import Classes, class_words

__all__ = ["ClassesAlike"]


class ClassesAlike(Finding):
    """Recall of each class, and whether they differ by more than chance."""

    code: ClassVar[str] = "classes"
    question: ClassVar[str] = "Do all classes predict equally well, and which is the worst?"

    def _obstacle(self) -> str:
        if self.evidence.main.sizes.test == 0:
            return "Without test rows classes cannot be compared: set some aside."
        if (inherited := super()._obstacle()) or len(self.found.order) > 1:
            return inherited
        return "Only one class has test rows; there is nothing to compare it with."

    @property
    def found(self) -> Classes:
        """How the classes compare."""
        return self.evidence.classes

    def _verdict(self) -> Verdict:
        return Verdict.UNCLEAR if self.found.equal else Verdict.NO

    def _headline(self) -> str:
        found = self.found
        if self.verdict is not Verdict.NO:
            return super()._headline()
        worst = class_words(found.classes[found.order[0]])
        return f"no, {worst} is worst" if found.separated else super()._headline()

    def _answer(self) -> str:
        found = self.found
        worst, best = found.order[0], found.order[-1]
        recall = found.confusion.recall_means
        names = [class_words(label) for label in found.classes]
        in_a_run = found.confusion.worst[worst]
        average = " on average" if found.n > 1 else ""
        ends = (
            f"of {names[worst]} {quoted_percent(recall[worst])} are found{average}, "
            f"of {names[best]} {quoted_percent(recall[best])}"
        )
        if not np.isfinite(found.equality.p_value):
            return f"{count(found.complete, 'run is', 'runs are')} too few to tell: {ends}."
        if found.equal:
            return (
                f"No class is measurably worse than the others: {ends}, no more apart than chance "
                f"makes them (p = {decimal(found.equality.p_value, 2)})."
            )
        text = f"{ends[0].upper()}{ends[1:]}. "
        if found.separated:
            second = names[found.order[1]]
            text += (
                f"The worst on average is certainly {names[worst]}, "
                f"{points(found.gap.estimate)} below {second}"
            )
        else:
            text += f"The lowest mean is that of {names[worst]}, but not certainly"
        return (
            f"{text}; in a single run it comes out worst with probability "
            f"{quoted_percent(in_a_run)}."
            + (
                f" Otherwise that is most often {self._runner_up}."
                if in_a_run.estimate < 0.9 and len(names) > 2
                else ""
            )
        )

    @property
    def _runner_up(self) -> str:
        """The class that is worst most often, but for the one that is worst on average."""
        found = self.found
        others = [c for c in found.order if c != found.order[0]]
        second = max(others, key=lambda c: found.confusion.worst[c].estimate)
        share = percent(found.confusion.worst[second].estimate)
        return f"{class_words(found.classes[second])} ({share})"

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        numbers = [
            Number(
                f"recall of {class_words(found.classes[c])}, mean", found.confusion.recall_means[c]
            )
            for c in found.order
        ]
        worst = found.order[0]
        name = f"runs in which {class_words(found.classes[worst])} is the worst"
        numbers.append(Number(name, found.confusion.worst[worst]))
        numbers.append(Number("recall of the last but one minus the worst", found.gap, "points"))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        exercise = self.evidence.exercise
        published = {
            figure.class_: figure.value
            for figure in (exercise.published if exercise else ())
            if figure.metric == "recall" and figure.class_ is not None
        }
        caption = "Recall of each class over replicas."
        return (Picture("recall", caption, RecallPlot(self.found.confusion, published)),)

    @property
    def definition(self) -> str:
        """What recall is, and how classes are compared."""
        return (
            "The recall of a class is the share of its test rows that are found. That all mean "
            "recalls are equal is tested by Hotelling's T² (1931), which allows for classes of one "
            "replica depending on one another. The worst class is certain if the interval of its "
            "distance to the next, which holds for all pairs at once, is above zero. A tie for "
            "the last place in a run is shared."
        )
