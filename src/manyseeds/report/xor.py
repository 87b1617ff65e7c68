"""The steps of the first exercise, XOR."""

from __future__ import annotations

import numpy as np

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import count, decimal, percent
from manyseeds.plots.scatter import DataScatter
from manyseeds.report.answers import finding_blocks
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph, Table
from manyseeds.report.network import network_blocks
from manyseeds.report.scores import confusion_blocks, evaluation_blocks
from manyseeds.report.setup import one_hot_answer, split_answer, training_paragraph
from manyseeds.report.tables import (
    accuracy_table,
    convergence_table,
    layer_table,
    width_table,
)

__all__ = ["HOMES", "blocks_of"]

HOMES = {
    "converged": "1.6",
    "epochs": "1.6",
    "overfitted": "1.7",
    "size": "1.8",
    "accuracy": "1.9",
    "sameness": "1.9",
    "sources": "1.9",
    "classes": "1.10",
    "confused": "1.10",
    "boundary": "1.12",
    "examples": "1.12",
    "successful": "1.13",
    "width": "1.13",
    "failures": "1.13",
    "ensemble": "1.13",
    "calibrated": "1.13",
}
"""The step that asks the question of each finding."""


def blocks_of(findings: Findings) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each step, by its number."""
    evidence = findings.evidence
    width = width_table(evidence)
    return {
        "1.1": _truth_table(evidence),
        "1.2": _noise(evidence),
        "1.3": one_hot_answer(evidence),
        "1.4": split_answer(evidence),
        "1.5": network_blocks(evidence),
        "1.6": (
            training_paragraph(evidence),
            *finding_blocks(findings["converged"], pictures=False),
            *finding_blocks(findings["epochs"]),
        ),
        "1.7": (*finding_blocks(findings["overfitted"]), convergence_table(evidence)),
        "1.8": (*finding_blocks(findings["size"]), layer_table(evidence)),
        "1.9": (
            *finding_blocks(findings["accuracy"]),
            accuracy_table(evidence),
            *finding_blocks(findings["sameness"], pictures=False),
            *finding_blocks(findings["sources"]),
        ),
        "1.10": (
            *confusion_blocks(evidence),
            *finding_blocks(findings["classes"]),
            *finding_blocks(findings["confused"], pictures=False),
        ),
        "1.11": evaluation_blocks(evidence),
        "1.12": (*finding_blocks(findings["boundary"]), *finding_blocks(findings["examples"])),
        "1.13": (
            *finding_blocks(findings["successful"]),
            *finding_blocks(findings["width"]),
            *((width,) if width else ()),
            *finding_blocks(findings["failures"]),
            *finding_blocks(findings["ensemble"]),
            *finding_blocks(findings["calibrated"]),
        ),
    }


def _truth_table(evidence: Evidence) -> tuple[Block, ...]:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = np.array([0, 1, 1, 0])
    rows: list[tuple[str, ...]] = [
        (f"({a:.0f}, {b:.0f})", str(target))
        for (a, b), target in zip(corners, targets, strict=True)
    ]
    limits = _limits(evidence)
    scatter = DataScatter(corners, targets, (0, 1), title="the four corners", limits=limits)
    blocks: list[Block] = [
        Answer(
            "The target is 1 where the two inputs differ. No straight line has both ones on one "
            "side and both zeros on the other."
        ),
        Paragraph(
            "A linear classifier says 1 where w₀x₀ + w₁x₁ + b > 0. The corner (0, 0) asks for "
            "b ≤ 0; (1, 0) for w₀ + b > 0; (0, 1) for w₁ + b > 0. The last two add up to "
            "w₀ + w₁ + 2b > 0, so w₀ + w₁ + b > −b ≥ 0: it says 1 at (1, 1) as well, where the "
            "target is 0."
        ),
    ]
    linear = next((arm for arm in evidence.widths if not arm.hidden), None)
    if linear is not None:
        mean = linear.accuracy.mean
        blocks.append(
            Paragraph(
                f"Trained {count(linear.accuracy.n, 'time')} without a hidden layer, on the noisy "
                f"points of step 1.2, the network is right in {percent(mean.estimate)} of fresh "
                f"points on average and in {percent(float(linear.accuracy.values.max(initial=0)))} "
                "at best; guessing is right in 50 %."
            )
        )
    table = Table.of("truth", "The truth table.", ("(x0, x1)", "target"), [*rows])
    return (*blocks, Figures((Figure("corners", "The four points.", scatter), table)))


def _noise(evidence: Evidence) -> tuple[Block, ...]:
    data = evidence.result.study.data
    copies = len(data.y) // 4
    scatter = DataScatter(
        evidence.points,
        data.y,
        data.classes,
        data.features,
        title=f"{len(data.y)} points of replica {evidence.result.replicas[0]}",
        limits=_limits(evidence),
    )
    return (
        Answer(f"4 × {copies} = {len(data.y)} points, drawn anew in every replica."),
        Paragraph(
            f"Normal noise of standard deviation {data.noise:g} blurs the corners into clouds that "
            "overlap, and that sets a limit. The best possible rule is the two midlines. A "
            "coordinate stays on its side with probability p = Φ(0.5 / σ), and the rule is right "
            "where both coordinates stay or both cross: p² + (1 − p)² = "
            f"{decimal(data.bayes_accuracy or float('nan'), 4)}."
        ),
        Figures((Figure("noisy", "The points of one replica.", scatter),)),
    )


def _limits(evidence: Evidence) -> tuple[float, float] | None:
    """Limits of the drawings of points."""
    return evidence.exercise.scatter if evidence.exercise else None
