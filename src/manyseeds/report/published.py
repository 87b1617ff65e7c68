"""What the published report of an exercise says, held against the replicas."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from manyseeds._types import METRICS
from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.placed import Placed
from manyseeds.findings.wording import decimal, further_out, listed, ordinal
from manyseeds.labs.exercise import Claim, Exercise, PublishedCurve
from manyseeds.plots.placed_curves import PlacedCurvesPlot
from manyseeds.report.document import (
    Block,
    Cell,
    Claimed,
    Claims,
    Correction,
    Figure,
    Figures,
    Paragraph,
    Placements,
    Table,
)
from manyseeds.stats.overview import replica_values
from manyseeds.stats.placement import Placement, placement_of

__all__ = ["answer_of", "counts_are_many", "published_blocks"]

SET = "the same, as the exercise sets it."
"""What answers a claim that no chance is in."""

ROUNDING = 0.5e-4
"""Half a unit of the last of the four digits of a curve."""

METRIC_NAMES = {
    "accuracy": "training accuracy",
    "val_loss": "validation loss",
    "val_accuracy": "validation accuracy",
}


def published_blocks(findings: Findings, exercise: Exercise, step: str) -> tuple[Block, ...]:
    """Return what was published on a step: its curves, figures, claims and errata."""
    evidence = findings.evidence
    placed = evidence.placed_at(step)
    counts = tuple(item for item in placed if item.metric == "test_rows")
    told = counts if counts_are_many(counts) else ()
    strips = tuple(item for item in placed if item not in told)
    claims = tuple(
        Claimed(claim.claim, answer_of(findings, claim) or SET)
        for claim in exercise.claims
        if claim.step == step
    )
    corrections = (
        Correction(erratum.claim, f"{erratum.right} {answer_of(findings, erratum)}".strip())
        for erratum in exercise.errata
        if erratum.step == step
    )
    curve = exercise.curve if exercise.curve and exercise.curve.step == step else None
    return (
        *(_curve_blocks(evidence, curve) if curve else ()),
        *((Placements(strips),) if strips else ()),
        *((_counts(told),) if told else ()),
        *((Claims(claims),) if claims else ()),
        *corrections,
    )


def counts_are_many(counts: tuple[Placed, ...]) -> bool:
    """Whether counts of test rows are told in a sentence rather than drawn one by one."""
    return len(counts) > 2


def answer_of(findings: Findings, claim: Claim) -> str:
    """Return what the finding says to a claim, in short; empty where the exercise answers it."""
    if claim.finding is None:
        return ""
    finding = findings[claim.finding]
    numbers = {number.name: number for number in finding.numbers}
    if claim.numbers and all(name in numbers for name in claim.numbers):
        found = [numbers[name] for name in claim.numbers]
        parts = (f"{number.name} {number.text} ({number.bounds})" for number in found)
        return f"{'; '.join(parts)}."
    sentences = re.split(r"(?<=\.) ", finding.answer)
    return " ".join(sentences[: claim.sentences])


def _counts(counts: tuple[Placed, ...]) -> Paragraph:
    """How the test rows of the published run are spread over the classes."""
    rows = [item.place.value for item in counts]
    outside = [item for item in counts if not item.place.within]
    told = listed(
        f"{item.name.removeprefix('test rows of ')} ({item.value}: {further_out(item.place)})"
        for item in outside
    )
    return Paragraph(
        f"The published test rows are {min(rows):g} to {max(rows):g} a class. "
        + (
            f"Outside the middle 90 % of the replicas' counts: {told}."
            if outside
            else "Each count is in the middle 90 % of the replicas' counts."
        )
    )


def _curve_blocks(evidence: Evidence, curve: PublishedCurve) -> tuple[Block, ...]:
    """The whole published curves among the replicas: a picture, and a table of some epochs."""
    curves = {METRIC_NAMES[metric]: places for metric, places in _places(evidence, curve)}
    figure = Figure(
        "published-curve",
        "The published run's curves among the replicas: the percentile of each epoch.",
        PlacedCurvesPlot(curves),
    )
    rows = [
        (str(epoch), *(_placed(places[epoch]) for places in curves.values()))
        for epoch in curve.listed
    ]
    caption = (
        f"The published curves, at {len(curve.listed)} of {len(curve.epochs)} epochs; below each "
        "value its percentile among the replicas, and how many are at least as far out."
    )
    columns = ("epoch", *curves)
    table = Table.of("published-curve", caption, columns, rows, folded=True)
    return (Figures((figure,)), table)


def _placed(place: Placement) -> Cell | str:
    return Cell(
        decimal(place.value, 4),
        f"{ordinal(place.percentile)}; {further_out(place)}",
        value=place.value,
    )


def _places(
    evidence: Evidence, curve: PublishedCurve
) -> Iterator[tuple[str, dict[int, Placement]]]:
    """Place each epoch of each metric of `curve`."""
    result, arm = evidence.result, evidence.arm.index
    for metric in (name for name in METRICS if name in curve.values):
        places = {}
        for epoch, value in zip(curve.epochs, curve.values[metric], strict=True):
            values = replica_values(result, metric, arm=arm, epoch=epoch)
            present = values[np.isfinite(values)]
            places[epoch] = placement_of(value, present, ROUNDING, evidence.level)
        yield metric, places
