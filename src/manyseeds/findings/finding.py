"""A finding: one question, answered from statistics, with the picture that shows it."""

from __future__ import annotations

import abc
import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from manyseeds.errors import ResultError
from manyseeds.findings.scope import scope_of
from manyseeds.findings.wording import (
    bounds,
    count,
    decimal,
    percent,
    percent_bounds,
    sentence_case,
)
from manyseeds.plots.style import Plot
from manyseeds.stats.interval import Interval

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from manyseeds.findings.evidence import Evidence

__all__ = ["EXACT", "Finding", "Number", "Picture", "Unit", "Verdict"]

EXACT = "exact"
"""Method of the interval of a number that no chance is in."""
ALONE = "one training, which has no interval"
"""Method of a number of a single training."""

Unit = Literal["accuracy", "share", "points", "loss", "epochs", "count"]


class Verdict(enum.Enum):
    """The shortest answer; its value is the text."""

    YES = "yes"
    MOSTLY = "in most runs"
    SOMETIMES = "in some runs"
    NO = "no"
    NONE_SEEN = "in no run seen"
    ALL_SEEN = "in every run seen"
    UNCLEAR = "cannot be told"
    MEASURED = "measured"
    NOT_APPLICABLE = "not applicable"

    @classmethod
    def of_share(cls, share: Interval, enough: float) -> Verdict:
        """Judge a share of runs: its whole interval must be on one side.

        Of a single run the answer is about that run.

        Examples
        --------
        >>> Verdict.of_share(Interval(0.98, 0.97, 0.99, 0.95, "Wilson", 1000), enough=0.95)
        <Verdict.YES: 'yes'>
        >>> Verdict.of_share(Interval(0.3, 0.27, 0.33, 0.95, "Wilson", 1000), enough=0.95).value
        'in some runs'
        """
        if share.n == 1:
            return cls.YES if share.estimate else cls.NO
        if share.low >= enough:
            return cls.YES
        if share.high <= 1 - enough:
            return cls.NO
        if share.estimate in (0, 1):  # too few runs to rule the rest out
            return cls.ALL_SEEN if share.estimate else cls.NONE_SEEN
        if share.low > 0.5:
            return cls.MOSTLY
        return cls.SOMETIMES if share.high < 0.5 else cls.UNCLEAR


@dataclass(frozen=True)
class Number:
    """A number with its interval, and how it is read.

    Parameters
    ----------
    name : str
    value : Interval
    unit : {"accuracy", "share", "points", "loss", "epochs", "count"}
        Shares are shown in percent, points are hundredths of an accuracy.

    Examples
    --------
    >>> number = Number("converged", Interval(0.981, 0.971, 0.988, 0.95, "Wilson (1927)", 1000))
    >>> number.text, number.bounds
    ('98.1 %', '97.1 to 98.8 %')
    """

    name: str
    value: Interval
    unit: Unit = "share"

    @property
    def alone(self) -> Number:
        """The same number of one training, which has no interval."""
        nan, value = float("nan"), self.value
        if value.method == EXACT:
            return self
        return replace(self, value=replace(value, low=nan, high=nan, method=ALONE))

    @property
    def text(self) -> str:
        """The estimate as it is read."""
        estimate = self.value.estimate
        if self.unit == "share":
            return percent(estimate)
        if self.unit == "points":
            return f"{decimal(100 * estimate, 2)} points"
        if self.unit == "epochs":
            return decimal(estimate, 0)
        return count(estimate) if self.unit == "count" else decimal(estimate, 4)

    @property
    def bounds(self) -> str:
        """The bounds as they are read; empty where the number is exact."""
        if self.value.method in (EXACT, ALONE):
            return ""
        if self.unit == "share":
            return percent_bounds(self.value)
        if self.unit == "points":
            low, high = (decimal(100 * bound, 2) for bound in (self.value.low, self.value.high))
            return f"{low} to {high}"
        return bounds(self.value, 0 if self.unit in ("epochs", "count") else 4)


@dataclass(frozen=True)
class Picture:
    """A plot with its caption; the name is unique among those of a study."""

    name: str
    caption: str
    plot: Plot = field(repr=False)


@dataclass(frozen=True, eq=False)
class Finding(abc.ABC):
    """One question about a study.

    A subclass says when it cannot be asked, the verdict, the answer, the numbers behind it and
    the pictures that show it. Everything follows from `evidence`.

    Parameters
    ----------
    evidence : Evidence
    """

    evidence: Evidence = field(repr=False)

    code: ClassVar[str]
    question: ClassVar[str]
    counts_replicas: ClassVar[bool] = True
    """Whether replicas are taken for independent, which those of a crossed design are not."""
    of_survivors: ClassVar[bool] = True
    """Whether replicas that diverged are left out."""
    of_one_arm: ClassVar[bool] = True
    """Whether it is about the study's own arm, or what stands in for it, and no other."""

    @property
    def obstacle(self) -> str:
        """Why the question cannot be asked of this study, in a sentence; empty where it can."""
        if self.counts_replicas and self.evidence.study.design == "crossed":
            return "Replicas of a crossed design share their chance: train independent ones."
        return self._obstacle()

    @property
    def applicable(self) -> bool:
        """Whether the question can be asked of this study."""
        return not self.obstacle

    @property
    def verdict(self) -> Verdict:
        """The shortest answer."""
        return self._verdict() if self.applicable else Verdict.NOT_APPLICABLE

    @property
    def headline(self) -> str:
        """The answer in a few words: the verdict, or where that says too little the number."""
        return self._headline() if self.applicable else self.verdict.value

    @property
    def answer(self) -> str:
        """The answer in words, or why there is none."""
        return self.obstacle or f"{self._answer()} {scope_of(self)}".rstrip()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers behind the answer, each with its interval."""
        if not self.applicable:
            return ()
        numbers = self._numbers()
        if self.counts_replicas and self.evidence.single:
            return tuple(number.alone for number in numbers if number.unit != "share")
        return numbers

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The plots that show it, the most telling first."""
        return self._pictures() if self.applicable else ()

    @property
    @abc.abstractmethod
    def definition(self) -> str:
        """What the words of the answer mean: the thresholds, and the source of the method."""

    @abc.abstractmethod
    def _verdict(self) -> Verdict: ...

    @abc.abstractmethod
    def _answer(self) -> str: ...

    @abc.abstractmethod
    def _numbers(self) -> tuple[Number, ...]: ...

    def _headline(self) -> str:
        return self.verdict.value

    def _obstacle(self) -> str:
        """The usual one: nothing survived to be judged. A subclass adds its own."""
        main = self.evidence.main
        if main.kept:
            return ""
        return f"All {count(main.replicas, 'replica')} diverged; there is nothing to judge."

    def _alone(self, done: str) -> str:
        """Why one run is too few: what it cannot do."""
        main, trained = self.evidence.main, self.evidence.trained
        if self.evidence.single and trained > 1:
            return (
                f"Nothing differs between the {trained:,} replicas: they are one training, which "
                f"cannot {done}."
            )
        left = ", and all others diverged" if main.replicas > 1 else ""
        return f"One run cannot {done}{left}: train more replicas."

    def _pictures(self) -> tuple[Picture, ...]:
        return ()

    def frame(self) -> pandas.DataFrame:
        """Return the numbers as a table, one a row, with level, method and n."""
        import pandas

        columns = ("name", "estimate", "low", "high", "unit", "level", "method", "n", "resampled")
        rows = [
            (
                number.name,
                number.value.estimate,
                number.value.low,
                number.value.high,
                number.unit,
                number.value.level,
                number.value.method,
                number.value.n,
                number.value.resampled,
            )
            for number in self.numbers
        ]
        return pandas.DataFrame(rows, columns=list(columns))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw its first picture into `ax`, or into a figure of its own.

        Raises
        ------
        ResultError
            Where there is no picture.
        """
        from manyseeds.plots.style import drawn

        if not self.pictures:
            why = (
                self.obstacle or "it is told in words and numbers alone, by `answer` and `frame()`."
            )
            raise ResultError(f"The finding {self.code!r} has no picture: {why}")
        picture = self.pictures[0].plot
        return drawn(picture).axes[0] if ax is None else picture.plot(ax)

    def __str__(self) -> str:
        return f"{self.question} {sentence_case(self.headline)}. {self.answer}"

    def _repr_html_(self) -> str:
        from manyseeds.findings.notebook import finding_html

        return finding_html(self)
