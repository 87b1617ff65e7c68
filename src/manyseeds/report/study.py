"""The report of any study: the questions in the order in which one asks them."""

from __future__ import annotations

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.wording import count, listed, sentence_case
from manyseeds.report.answers import finding_blocks, in_short
from manyseeds.report.closing import footer_of, repeat_section
from manyseeds.report.document import Answer, Block, Document, Paragraph, Section
from manyseeds.report.methods import methods_section, varied_sources
from manyseeds.report.network import layers_words, loss_words, weights_words
from manyseeds.report.opening import facts_of, hero_of
from manyseeds.report.scores import confusion_blocks
from manyseeds.report.setup import columns_blocks, split_answer, training_paragraph
from manyseeds.report.tables import (
    accuracy_table,
    convergence_table,
    layer_table,
    width_table,
)

__all__ = ["study_document"]

# Title, anchor and findings of each part; the first questions are those of the training itself.
PARTS = (
    ("training", "How training went", ("converged", "overfitted", "epochs")),
    ("accuracy", "What it came to", ("successful", "accuracy", "sameness", "sources")),
    ("together", "Several networks, and their probabilities", ("ensemble", "calibrated")),
    ("network", "The network", ("size", "width", "arms", "failures", "templates")),
    ("columns", "The columns", ("importance",)),
    ("classes", "Classes and examples", ("classes", "confused", "examples", "boundary")),
    ("run", "A single run", ("run",)),
)


def study_document(findings: Findings) -> Document:
    """Return the report of any study."""
    evidence = findings.evidence
    data = evidence.study.data
    homes = {code: anchor for anchor, _, codes in PARTS for code in codes}
    varied = varied_sources(evidence)
    differ = "differs" if len(varied) < 2 else "differ"
    inputs = f"{data.x.shape[0]:,} rows, {count(data.x.shape[1], 'feature')}"
    classes = count(len(data.classes), "class", "classes")
    return Document(
        title=f"{sentence_case(data.name)}: is it luck?",
        kicker="A training, done many times over",
        introduction=f"{inputs}, {classes}. The network is trained "
        f"{count(len(evidence.result.replicas), 'time')}, each with chance of its own "
        f"({listed(varied) or 'nothing'} {differ}), so every answer is a distribution "
        "with an interval instead of an anecdote.",
        facts=facts_of(evidence),
        hero=hero_of(findings, "study"),
        sections=(
            Section("short", "In short", (in_short(findings, homes),)),
            Section("setup", "What was trained", _setup(findings)),
            *(_part(findings, *part) for part in PARTS),
            methods_section(findings),
            repeat_section(evidence),
        ),
        footer=footer_of(evidence),
    )


def _setup(findings: Findings) -> tuple[Block, ...]:
    evidence = findings.evidence
    arms, arm = evidence.result.arms, evidence.arm
    blocks: list[Block] = [
        *columns_blocks(evidence),
        *split_answer(evidence),
        Answer(f"{layers_words(arm)}."),
        Paragraph(f"{loss_words(arm)} {weights_words(arm.network)}"),
        training_paragraph(evidence),
    ]
    if len(arms) > 1:
        blocks.append(
            Paragraph(
                f"{count(len(arms), 'arm')} were trained. Where nothing else is said, numbers are "
                f"of the arm `{arm.label}`."
            )
        )
    return (*blocks, layer_table(evidence))


def _part(findings: Findings, anchor: str, title: str, codes: tuple[str, ...]) -> Section:
    evidence = findings.evidence
    blocks: list[Block] = []
    for code in codes:
        blocks += finding_blocks(findings[code], pictures=code not in ("overfitted", "sameness"))
        if code == "overfitted":
            blocks.append(convergence_table(evidence))
        if code == "accuracy":
            blocks.append(accuracy_table(evidence))
        if code == "classes":
            blocks += confusion_blocks(evidence)
        if code == "width":
            table = width_table(evidence)
            blocks += [table] if table else []
    return Section(anchor, title, tuple(blocks))
