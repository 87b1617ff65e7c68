"""The report of an exercise of the lab: a section for each step, then how its numbers came."""

from __future__ import annotations

import dataclasses

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.wording import count
from manyseeds.labs.exercise import Exercise, Step
from manyseeds.plots.placement import PlacementPlot
from manyseeds.report import digits, xor
from manyseeds.report.answers import in_short, verdict_of
from manyseeds.report.closing import footer_of, repeat_section
from manyseeds.report.document import (
    Block,
    Document,
    Figure,
    Figures,
    Links,
    Paragraph,
    Section,
)
from manyseeds.report.methods import methods_section
from manyseeds.report.opening import facts_of, hero_of
from manyseeds.report.published import counts_are_many, published_blocks
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
    return Section(
        anchor=anchor_of(step.number),
        number=step.number,
        title=step.title,
        asks=step.asks,
        blocks=(*blocks, *published_blocks(findings, exercise, step.number)),
    )


def _published_section(findings: Findings) -> Section:
    evidence = findings.evidence
    counts = tuple(item for item in evidence.placed if item.metric == "test_rows")
    left_out = counts if counts_are_many(counts) else ()
    places = {item.name: item.place for item in evidence.placed if item not in left_out}
    return Section(
        anchor="published",
        title="The published run among the others",
        blocks=(
            dataclasses.replace(verdict_of(findings["run"]), numbers=()),  # the table has them
            Paragraph(
                "One report of this exercise gives figures of single runs. Here each is placed "
                "among the replicas. Most are of the same run, so they are not independent of "
                "each other."
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
