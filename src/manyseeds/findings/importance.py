"""The question: which columns matter."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import between, count, listed, points
from manyseeds.parts import sizes_of
from manyseeds.plots.importance import ImportancePlot
from manyseeds.stats.importance import Importance, importance_of

__all__ = ["ColumnImportance"]

MOST_COLUMNS = 200
LISTED = 10
"""Columns whose numbers are listed."""


class ColumnImportance(Finding):
    """The accuracy lost where a column says nothing any more."""

    code: ClassVar[str] = "importance"
    question: ClassVar[str] = "Which columns matter?"

    def _obstacle(self) -> str:
        data = self.evidence.study.data
        if data.drawn_anew:
            return "Columns are judged on the test rows of a given table; these are drawn anew."
        if data.image_shape is not None:
            return "These columns are pixels of an image, which say little one by one."
        if len(data.inputs) > MOST_COLUMNS:
            return f"With {len(data.inputs):,} columns, each is of too little worth to be measured."
        if not sizes_of(data, self.evidence.study.split).test:
            return "Without test rows columns cannot be judged: set some aside."
        if self.evidence.main.kept == 1:
            return self._alone("tell what a column is worth from luck")
        return super()._obstacle()

    @functools.cached_property
    def found(self) -> Importance:
        """The drop of each column."""
        return importance_of(
            self.evidence.result,
            self.evidence.arm,
            level=self.evidence.level,
            threads=self.evidence.threads,
        )

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        found = self.found
        if not found.matter:
            return "none measurably"
        if found.first_is_certain:
            return f"above all {found.names[found.order[0]]}"
        return f"{len(found.matter)} of {count(len(found.names), 'column')}"

    def _answer(self) -> str:
        found, matter = self.found, self.found.matter
        if not matter:
            return (
                f"None of {count(len(found.names), 'column')} measurably: permuting any one costs "
                "no accuracy that is certainly above zero. Columns that tell the same can stand "
                "in for one another."
            )
        first = found.means[matter[0]]
        text = (
            f"Without {found.names[matter[0]]}, accuracy on the test rows falls by "
            f"{points(first.estimate)} ({between(first)})"
        )
        if len(found.names) > 1:
            text += (
                ", certainly the most of all columns"
                if found.first_is_certain
                else ", though it is not certainly the most"
            )
            verb = "matters" if len(matter) == 1 else "matter"
            text += f". Of {len(found.names):,} columns, {len(matter):,} measurably {verb}"
        if len(matter) > 1:
            others = listed(
                f"{found.names[c]} ({points(found.means[c].estimate)})" for c in matter[1:4]
            )
            text += f"; next {'come' if len(matter) > 2 else 'comes'} {others}"
        return text + "."

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        return tuple(
            Number(f"lost without {found.names[c]}", found.means[c], "points")
            for c in found.order[:LISTED]
        )

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "Accuracy lost when a column is permuted among the test rows."
        return (Picture("importance", caption, ImportancePlot(self.found)),)

    @property
    def definition(self) -> str:
        """How importance is measured."""
        asked = f" over the first {self.found.n:,} replicas" if self.applicable else ""
        return (
            "The values of a column are permuted among the test rows of a replica, so that it says "
            "nothing any more, and the loss of accuracy is averaged"
            f"{asked}: Breiman's (2001) permutation importance. What a category became is permuted "
            "together. Intervals of means: Student's t (1908), for all columns at once."
        )
