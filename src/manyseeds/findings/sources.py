"""The question: what makes runs differ, the data, the split, the first weights, the order."""

from __future__ import annotations

import functools
from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.scope import SOURCE_WORDS, differing
from manyseeds.findings.wording import (
    count,
    listed,
    percent,
    points,
    quoted_percent,
    sentence_case,
    within_share,
)
from manyseeds.plots.sources import SourcesPlot
from manyseeds.stats.interval import Interval
from manyseeds.stats.sources import VarianceShares, sources_of
from manyseeds.stats.test_set import table_rows_of

__all__ = ["Sources"]

COMBINATIONS = "combinations of sources"


class Sources(Finding):
    """Where the variance of accuracy comes from."""

    code: ClassVar[str] = "sources"
    question: ClassVar[str] = "What makes the accuracy differ from run to run?"
    counts_replicas: ClassVar[bool] = False
    of_survivors: ClassVar[bool] = False

    def _obstacle(self) -> str:
        obstacle = super()._obstacle()
        if not self.evidence.judged:
            obstacle = "Without test rows there is no accuracy whose variance could be split."
        elif not differing(self.evidence.result):
            obstacle = "Nothing differs between replicas, so there is no variance to be split."
        if obstacle:
            return obstacle
        if self.evidence.crossed is None:
            return "No crossed replicas were trained, which alone can tell sources apart."
        if self.found.groups < 2:
            return "Too few groups of crossed replicas survived to tell sources apart."
        if self.found.standard_deviation.estimate == 0:
            return "The accuracy does not differ from run to run."
        return ""

    @functools.cached_property
    def found(self) -> VarianceShares:
        """The variance and its shares."""
        assert self.evidence.crossed is not None  # else there is an obstacle
        return sources_of(self.evidence.crossed)

    @property
    def rivals(self) -> tuple[str, ...]:
        """Parts that may be as large as the one with the largest estimate: intervals overlap."""
        (_, first), *others = self._parts()
        return tuple(name for name, share in others if not share.high < first.low)

    def _verdict(self) -> Verdict:
        return Verdict.UNCLEAR if self.rivals else Verdict.MEASURED

    def _parts(self) -> list[tuple[str, Interval]]:
        """What makes the variance, the largest part first."""
        found = self.found
        parts = [
            (SOURCE_WORDS[source], share)
            for source, share in zip(found.sources, found.own, strict=True)
        ]
        if found.test_set is not None and found.test_set_is_part:
            parts.append(("the luck of a finite test set", found.test_set))
        parts.append((COMBINATIONS, found.interactions))
        return sorted(parts, key=lambda part: -part[1].estimate)

    def _theirs(self, others: int) -> str:
        """Whose intervals overlap with that of the largest part."""
        if len(self.rivals) == others:
            return "those of all others" if others > 1 else "that of the other"
        return (
            f"that of {self.rivals[0]}"
            if len(self.rivals) == 1
            else f"those of {listed(self.rivals)}"
        )

    def _headline(self) -> str:
        name, share = self._parts()[0]
        if self.rivals:
            return super()._headline()
        return f"{name.removeprefix('the ')} {percent(within_share(share).estimate)}"

    def _answer(self) -> str:
        found = self.found
        first, *others = self._parts()
        most = "most" if first[1].low > 0.5 else "the largest part"
        verb = "make" if first[0] == COMBINATIONS else "makes"
        share = quoted_percent(within_share(first[1]))
        if self.rivals:
            text = (
                f"Which part of the variance is the largest cannot be told: {first[0]} {verb} "
                f"{share}, an interval that overlaps with {self._theirs(len(others))}. The others: "
            )
        else:
            text = f"{sentence_case(first[0])} {verb} {most} of the variance, {share}; "
        text += (
            ", ".join(f"{name} {percent(within_share(share).estimate)}" for name, share in others)
            + f". In all it is a standard deviation of {points(found.standard_deviation.estimate)}."
        )
        if found.test_set is not None and not found.test_set_is_part:
            text += (
                f" The luck of {count(self.evidence.main.sizes.test, 'test row')} alone would make "
                f"{quoted_percent(within_share(found.test_set))}; it is inside the split's share "
                "and the combinations'."
            )
        return text

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        numbers = []
        for source, own, total in zip(found.sources, found.own, found.total, strict=True):
            numbers.append(Number(f"{SOURCE_WORDS[source]}, by itself", own))
            numbers.append(Number(f"{SOURCE_WORDS[source]}, with all its combinations", total))
        numbers.append(Number(COMBINATIONS, found.interactions))
        if found.test_set is not None:
            numbers.append(Number("finite test set", found.test_set))
        numbers.append(Number("standard deviation", found.standard_deviation, "points"))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "Shares of the variance of accuracy, by source of chance."
        return (Picture("sources", caption, SourcesPlot(self.found)),)

    @property
    def definition(self) -> str:
        """How the variance is split."""
        crossed = self.evidence.crossed
        runs = count(self.found.runs, "replica") if crossed is not None else "replicas"
        groups = count(self.found.groups, "group") if crossed is not None else "groups"
        floor = ""
        if self.applicable and self.found.test_set is not None:
            table = table_rows_of(self.evidence.study)
            factor = f"(1 − n / N) p (1 − p) / n over runs, N being {table:,}" if table else ""
            floor = (
                f"The finite test set's part is the mean of {factor or 'p (1 − p) / n over runs'}. "
            )
        return (
            f"Beside the study, {runs} were trained in {groups}, each of every combination of two "
            "levels of each source. A source's own share is the variance of its effect whatever "
            "the others are; combinations are effects that need several sources together "
            f"(Hoeffding 1948; Sobol 1993). {floor}The estimates are unbiased, so a share near "
            "zero may come out a little below it. The largest part is named if its "
            "interval is above those of all others. Interval: jackknife over groups."
        )
