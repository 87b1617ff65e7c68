"""The report of an exercise: a section for each step, then where its numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manyseeds.plots.placement import PlacementPlot
from manyseeds.report import digits, xor
from manyseeds.report.document import (
    Block,
    Code,
    Correction,
    Document,
    Fact,
    Figure,
    Figures,
    Links,
    Paragraph,
    Placements,
    Section,
    Table,
)
from manyseeds.report.methods import methods_section
from manyseeds.report.numbers import (
    bounds,
    count,
    decimal,
    percent,
    percent_bounds,
    spread,
)
from manyseeds.report.tables import placement_table, specification_table

if TYPE_CHECKING:
    from manyseeds.labs.exercise import Step
    from manyseeds.report.evidence import Evidence

__all__ = ["anchor_of", "lab_document"]

ANSWERS = {"xor": xor.answers, "digits": digits.answers}


def lab_document(evidence: Evidence) -> Document:
    """Return the report of an exercise."""
    exercise, result = evidence.exercise, evidence.result
    blocks = ANSWERS[exercise.name](evidence)
    sections = [_step_section(evidence, step, blocks[step.number]) for step in exercise.steps]
    replicas = count(len(result.replicas), "training")
    return Document(
        title=exercise.title,
        kicker="A lab, done many times over",
        introduction=f"{exercise.introduction} Here it is trained not once but "
        f"{count(len(result.replicas), 'time')}, each with chance of its own, so every answer is a "
        "distribution with an interval instead of an anecdote.",
        facts=_facts(evidence),
        hero=_hero(evidence),
        sections=(
            *sections,
            _published_section(evidence),
            _errata_section(evidence),
            methods_section(evidence),
            _repeat_section(evidence),
        ),
        footer=f"{replicas} an arm, seed {result.study.seed}. Made by manyseeds "
        f"{result.provenance.get('manyseeds', '')}.",
    )


def anchor_of(number: str) -> str:
    """Return the anchor of a step's section."""
    return "step-" + number.replace(".", "-")


def _step_section(evidence: Evidence, step: Step, blocks: tuple[Block, ...]) -> Section:
    corrections = tuple(
        Correction(erratum.claim, erratum.right)
        for erratum in evidence.exercise.errata
        if erratum.step == step.number
    )
    placed = evidence.placed_at(step.number)
    return Section(
        anchor=anchor_of(step.number),
        number=step.number,
        title=step.title,
        asks=step.asks,
        blocks=(*blocks, *((Placements(placed),) if placed else ()), *corrections),
    )


def _facts(evidence: Evidence) -> tuple[Fact, ...]:
    main = evidence.main
    facts = []
    test = main.at_end.get("test_accuracy")
    if test is not None:
        mean = bounds(test.mean)
        facts += [
            Fact("test accuracy, mean", decimal(test.mean.estimate), f"95 % interval {mean}"),
            Fact("nine runs of ten", spread(test).replace(" to ", "–"), "test accuracy"),
        ]
    converged = main.convergence.share
    facts.append(Fact("converged", percent(converged.estimate), percent_bounds(converged)))
    ceiling = evidence.result.study.data.bayes_accuracy
    if ceiling is not None:
        facts.append(Fact("best possible", decimal(ceiling), "no rule is right more often"))
    elif main.confusion is not None:
        worst = main.confusion.worst_class
        share = main.confusion.worst[worst]
        label = main.confusion.classes[worst]
        facts.append(Fact("worst class", str(label), f"in {percent(share.estimate)} of runs"))
    facts.append(
        Fact("parameters", count(main.arm.parameters), f"{count(main.sizes.train)} training rows")
    )
    return tuple(facts)


def _hero(evidence: Evidence) -> Figure | None:
    if evidence.boundary is not None:
        return xor.boundary_figure(evidence, f"hero-{evidence.exercise.name}")
    return digits.recall_figure(evidence, f"hero-{evidence.exercise.name}")


def _published_section(evidence: Evidence) -> Section:
    places = {placed.name: placed.place for placed in evidence.placed}
    outside = sum(not place.within for place in places.values())
    return Section(
        anchor="published",
        title="The published run among the others",
        blocks=(
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


def _errata_section(evidence: Evidence) -> Section:
    lines = tuple((e.claim, anchor_of(e.step)) for e in evidence.exercise.errata)
    return Section(
        anchor="errata",
        title="What that report gets wrong",
        blocks=(Paragraph("Each is put right in the step it belongs to."), Links(lines)),
    )


def _repeat_section(evidence: Evidence) -> Section:
    study, name = evidence.result.study, evidence.exercise.name
    command = f"manyseeds lab {name} --replicas {study.replicas} --seed {study.seed}"
    if not study.sweep and "sweep" in evidence.exercise.table:
        command += " --no-sweep"
    program = (
        "from pathlib import Path\n"
        "from manyseeds import Study\n\n"
        'study = Study.from_toml(Path("study.toml"))\n'
        "result = study.run()\n"
        'print(result.test.accuracy.mean("replica").values)\n'
    )
    versions = Table.of(
        "versions",
        "What made these numbers.",
        ("part", "version"),
        [(part, str(version)) for part, version in evidence.result.provenance.items()],
        words=frozenset({1}),
    )
    return Section(
        anchor="repeat",
        title="Do it again",
        blocks=(
            Paragraph(
                "The same command gives the same numbers to the last digit, on any machine and on "
                "any number of threads."
            ),
            Code(command, "shell"),
            Paragraph("Or in Python, with the specification below saved as `study.toml`:"),
            Code(program, "python"),
            Code(study.to_toml(), "toml"),
            specification_table(study),
            versions,
        ),
    )
