"""An exercise of the lab: its study, what each step asks, and what one report once answered."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from manyseeds.errors import SpecificationError, one_of

if TYPE_CHECKING:
    from manyseeds.spec import Study

__all__ = [
    "EXERCISES",
    "Claim",
    "Erratum",
    "Exercise",
    "Published",
    "PublishedCurve",
    "Step",
    "exercise",
    "exercise_of",
]

EXERCISES = ("xor", "digits")

AnyClaim = TypeVar("AnyClaim", bound="Claim")


@dataclass(frozen=True)
class Step:
    """What a step of an exercise asks."""

    number: str
    title: str
    asks: str


@dataclass(frozen=True)
class Published:
    """A figure that a report once gave, of one run: to be placed among many, not to be hit.

    Parameters
    ----------
    step, name : str
    metric : str
        What `manyseeds.stats.overview.replica_values` knows; ``settled``, the epoch from which
        the loss stays near its end level; or ``test_rows``, of a class.
    value : float
    text : str
        The value as it was given.
    tolerance : float
        Half a unit of the last digit given.
    epoch, class_ : int, optional
    hidden : tuple of int, optional
        The arm it is about; the exercise's own network if left out.
    """

    step: str
    name: str
    metric: str
    value: float
    text: str
    tolerance: float
    epoch: int | None = None
    class_: int | None = None
    hidden: tuple[int, ...] | None = None


@dataclass(frozen=True)
class PublishedCurve:
    """The curves of the published run.

    Parameters
    ----------
    step : str
    epochs : tuple of int
    listed : tuple of int
        Those that a table shows.
    values : mapping of str to tuple of float
        By metric, at `epochs`, with four decimals.
    """

    step: str
    epochs: tuple[int, ...]
    listed: tuple[int, ...]
    values: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Claim:
    """Something the published report says that is no number of one run.

    Parameters
    ----------
    step, claim : str
    finding : str, optional
        Code of the finding that answers it; without one the exercise sets it.
    sentences : int
        How many of the answer's sentences it takes.
    numbers : tuple of str
        Names of the finding's numbers that answer it, in place of sentences.
    """

    step: str
    claim: str
    finding: str | None = None
    sentences: int = 1
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erratum(Claim):
    """Something the published report got wrong; what is right, and the finding that shows it."""

    right: str = ""


@dataclass(frozen=True)
class Exercise:
    """One exercise of the lab.

    Parameters
    ----------
    name, title, introduction : str
    steps : tuple of Step
    published : tuple of Published
    claims : tuple of Claim
    errata : tuple of Erratum
    curve : PublishedCurve, optional
    scatter, boundary : tuple of float, optional
        Limits of the drawings, for data of two features.
    table : mapping
        The study, as a TOML file would have it.
    """

    name: str
    title: str
    introduction: str
    steps: tuple[Step, ...]
    published: tuple[Published, ...]
    claims: tuple[Claim, ...]
    errata: tuple[Erratum, ...]
    curve: PublishedCurve | None
    scatter: tuple[float, float] | None
    boundary: tuple[float, float] | None
    table: Mapping[str, Any] = field(repr=False)

    def study(
        self, *, replicas: int | None = None, seed: int | None = None, sweep: bool = True
    ) -> Study:
        """Return the study of the exercise, optionally with other replicas, seed, or no sweep.

        Examples
        --------
        >>> study = exercise("xor").study(replicas=100)
        >>> study.replicas, study.network.hidden, len(study.sweep["network.hidden"])
        (100, (6,), 10)
        """
        from manyseeds.spec import Study

        given = {"replicas": replicas, "seed": seed}
        table = {**self.table, **{name: v for name, v in given.items() if v is not None}}
        if not sweep:
            table.pop("sweep", None)
        return Study(**table)


def exercise(name: str) -> Exercise:
    """Return the exercise called `name`.

    Raises
    ------
    SpecificationError
        Where there is none.

    Examples
    --------
    >>> exercise("digits").title
    'Handwritten digits with one layer'
    """
    if name not in EXERCISES:
        raise SpecificationError(one_of("exercise", EXERCISES, name))
    text = resources.files("manyseeds.labs").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Exercise(
        name=name,
        title=table["title"],
        introduction=table["introduction"],
        steps=tuple(Step(**step) for step in table["steps"]),
        published=tuple(_published(**figure) for figure in table["published"]),
        claims=tuple(_claim(Claim, **claim) for claim in table["claims"]),
        errata=tuple(_claim(Erratum, **erratum) for erratum in table["errata"]),
        curve=_curve(**table["curve"]) if "curve" in table else None,
        scatter=_limits(table.get("scatter")),
        boundary=_limits(table.get("boundary")),
        table=table["study"],
    )


def exercise_of(study: Study) -> Exercise | None:
    """Return the exercise that `study` is of, whatever its replicas, seed and sweep; else None.

    Examples
    --------
    >>> from manyseeds import Study
    >>> exercise_of(exercise("xor").study(replicas=5, sweep=False)).name
    'xor'
    >>> exercise_of(Study(data="xor")) is None
    True
    """
    parts = ("data", "network", "training", "split", "scaling")
    for name in EXERCISES:
        found = exercise(name)
        own = found.study()
        if all(getattr(study, part) == getattr(own, part) for part in parts):
            return found
    return None


def _published(
    *, value: float, of: int | None = None, text: str | None = None, **fields: Any
) -> Published:
    if "hidden" in fields:
        fields["hidden"] = tuple(fields["hidden"])
    if "class" in fields:
        fields["class_"] = fields.pop("class")
    if of is not None:
        return Published(value=value / of, text=f"{value}/{of}", tolerance=1e-6, **fields)
    digits = repr(value)
    decimals = len(digits.partition(".")[2])
    return Published(
        value=float(value), text=text or digits, tolerance=0.5 * 10.0**-decimals, **fields
    )


def _claim(kind: type[AnyClaim], *, numbers: list[str] | None = None, **fields: Any) -> AnyClaim:
    return kind(numbers=tuple(numbers or ()), **fields)


def _curve(
    *, step: str, epoch: list[int], listed: list[int], **values: list[float]
) -> PublishedCurve:
    curves = {name: tuple(v) for name, v in values.items()}
    return PublishedCurve(step, tuple(epoch), tuple(listed), curves)


def _limits(pair: list[float] | None) -> tuple[float, float] | None:
    return (pair[0], pair[1]) if pair else None
