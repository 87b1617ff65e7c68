"""The report of an exercise of the lab: a section for each step, then how its numbers came."""

from __future__ import annotations

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.wording import count, decimal
from manyseeds.labs.exercise import Exercise, Step
from manyseeds.plots.placement import PlacementPlot
from manyseeds.report import digits, xor
from manyseeds.report.answers import in_short, verdict_of
from manyseeds.report.closing import footer_of, repeat_section
from manyseeds.report.document import (
    Block,
    Correction,
    Document,
    Figure,
    Figures,
    Links,
    Paragraph,
    Placements,
    Section,
)
from manyseeds.report.methods import methods_section
from manyseeds.report.opening import facts_of, hero_of
from manyseeds.report.tables import placement_table

__all__ = ["anchor_of", "lab_document"]

BLOCKS = {"xor": xor.blocks_of, "digits": digits.blocks_of}
HOMES = {"xor": xor.HOMES, "digits": digits.HOMES}


def lab_document(findings: Findings, exercise: Exercise) -> Document:
    """Return the report of an exercise."""
    evidence = findings.evidence
    blocks = BLOCKS[exercise.name](findings)
    homes = {code: anchor_of(step) for code, step in HOMES[exercise.name].items()}
    replicas = len(evidence.result.replicas)
    return Document(
        title=exercise.title,
        kicker="A lab, done many times over",
        introduction=f"{exercise.introduction} Here it is trained not once but "
        f"{count(replicas, 'time')}, each with chance of its own, so every answer is a "
        "distribution with an interval instead of an anecdote.",
        facts=facts_of(evidence),
        hero=hero_of(findings, exercise.name),
        sections=(
            Section("short", "In short", (in_short(findings, {**homes, "run": "published"}),)),
            *(_step_section(findings, exercise, s, blocks[s.number]) for s in exercise.steps),
            _published_section(findings),
            _errata_section(exercise),
            methods_section(findings),
            repeat_section(evidence),
        ),
        footer=footer_of(evidence),
    )


def anchor_of(number: str) -> str:
    """Return the anchor of a step's section."""
    return "step-" + number.replace(".", "-")


def _step_section(
    findings: Findings, exercise: Exercise, step: Step, blocks: tuple[Block, ...]
) -> Section:
    corrections = tuple(
        Correction(erratum.claim, erratum.right)
        for erratum in exercise.errata
        if erratum.step == step.number
    )
    placed = findings.evidence.placed_at(step.number)
    return Section(
        anchor=anchor_of(step.number),
        number=step.number,
        title=step.title,
        asks=step.asks,
        blocks=(*blocks, *((Placements(placed),) if placed else ()), *corrections),
    )


def _published_section(findings: Findings) -> Section:
    evidence = findings.evidence
    places = {placed.name: placed.place for placed in evidence.placed}
    outside = sum(not place.within for place in places.values())
    return Section(
        anchor="published",
        title="The published run among the others",
        blocks=(
            verdict_of(findings["run"]),
            Paragraph(
                "One report of this exercise gives figures of a single run. Each is placed "
                "among the replicas: its percentile is the share of replicas below it, those that "
                f"equal it counted half. Outside the middle 90 % are {outside} of "
                f"{count(len(places), 'figure')}; by chance one would expect "
                f"{decimal(0.1 * len(places), 1)}, were they independent of each other."
            ),
            Figures(
                (
                    Figure(
                        "placement", "Percentile of each published figure.", PlacementPlot(places)
                    ),
                )
            ),
            placement_table(evidence),
        ),
    )


def _errata_section(exercise: Exercise) -> Section:
    lines = tuple((e.claim, anchor_of(e.step)) for e in exercise.errata)
    return Section(
        anchor="errata",
        title="What that report gets wrong",
        blocks=(Paragraph("Each is put right in the step it belongs to."), Links(lines)),
    )
