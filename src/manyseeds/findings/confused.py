"""The question: which pairs of classes are confused."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import decimal, percent, quoted_percent
from manyseeds.plots.pairs import PairsPlot
from manyseeds.stats.classes import Classes, class_words
from manyseeds.stats.confusion import ConfusedPair

__all__ = ["Confused"]

SHOWN = 5
"""Pairs whose numbers are listed."""


class Confused(Finding):
    """The ordered pairs of classes of which one is taken for the other."""

    code: ClassVar[str] = "confused"
    question: ClassVar[str] = "Which classes are taken for which?"

    def _obstacle(self) -> str:
        if self.evidence.main.sizes.test == 0:
            return "Without test rows nothing can be confused: set some aside."
        return super()._obstacle()

    @property
    def found(self) -> Classes:
        """How the classes compare."""
        return self.evidence.classes

    @property
    def pairs(self) -> tuple[ConfusedPair, ...]:
        """Those met at all, the most frequent first."""
        return self.found.pairs

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED if self.pairs else Verdict.NO

    def _headline(self) -> str:
        if not self.pairs:
            return "none"
        return f"most often {_pair(self.pairs[0], 'for')}"

    def _answer(self) -> str:
        pairs = self.pairs
        if not pairs:
            return "No test row of any replica was taken for another class."
        first = pairs[0]
        text = (
            f"Of the test rows of {class_words(first.true)}, {quoted_percent(first.share)} are "
            f"taken for {class_words(first.predicted)}, {decimal(first.mean_count, 1)} in a run"
        )
        if len(pairs) > 1:
            others = ", ".join(
                f"{_pair(pair, 'for')} ({percent(pair.share.estimate)})" for pair in pairs[1:3]
            )
            text += f". Then {others}"
        if len(pairs) > SHOWN:
            errors = sum(pair.mean_count for pair in pairs)
            top = sum(pair.mean_count for pair in pairs[:SHOWN])
            text += (
                f". The {SHOWN} most frequent of {len(pairs)} pairs that occur "
                f"make {percent(top / errors)} of all errors"
            )
        return f"{text}."

    def _numbers(self) -> tuple[Number, ...]:
        return tuple(Number(_pair(pair, "taken for"), pair.share) for pair in self.pairs[:SHOWN])

    def _pictures(self) -> tuple[Picture, ...]:
        if not self.pairs:
            return ()
        caption = "The classes that are most often taken for another."
        return (Picture("pairs", caption, PairsPlot(self.found)),)

    @property
    def definition(self) -> str:
        """What the share of a pair is."""
        method = self.pairs[0].share.method if self.applicable and self.pairs else "a ratio"
        return (
            "Of all test rows of one class, over all replicas, the share that was taken for the "
            f"other. Interval: {method}; it holds for all pairs at once."
        )


def _pair(pair: ConfusedPair, verb: str) -> str:
    return f"{class_words(pair.true)} {verb} {class_words(pair.predicted)}"
