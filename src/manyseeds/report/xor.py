"""Answers to the steps of the first exercise, XOR."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.boundary import BoundaryPlot
from manyseeds.plots.scatter import DataScatter
from manyseeds.plots.width import WidthAccuracyPlot, WidthSuccessPlot, hidden_name
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph, Table
from manyseeds.report.numbers import count, decimal, percent, percent_bounds
from manyseeds.report.scores import accuracy_answer, confusion_answer, evaluation_answer
from manyseeds.report.setup import one_hot_answer, size_answer, split_answer
from manyseeds.report.tables import width_table
from manyseeds.report.training import (
    convergence_sentence,
    history_answer,
    training_sentence,
)

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence
    from manyseeds.stats.width import ArmSuccess

__all__ = ["ENOUGH", "answers", "boundary_figure", "smallest_width"]

ENOUGH = 0.95
"""Share of replicas that must succeed before a width is called enough."""

# Points drawn over the boundary: enough to see the clouds, few enough to see the votes.
POINTS = 240


def answers(evidence: Evidence) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each step, by its number."""
    return {
        "1.1": _truth_table(evidence),
        "1.2": _noise(evidence),
        "1.3": one_hot_answer(evidence),
        "1.4": split_answer(evidence),
        "1.5": _network(evidence),
        "1.6": _training(evidence),
        "1.7": history_answer(evidence),
        "1.8": size_answer(evidence),
        "1.9": accuracy_answer(evidence),
        "1.10": confusion_answer(evidence),
        "1.11": evaluation_answer(evidence),
        "1.12": _boundary(evidence),
        "1.13": _widths(evidence),
    }


def _truth_table(evidence: Evidence) -> tuple[Block, ...]:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = np.array([0, 1, 1, 0])
    rows: list[tuple[str, ...]] = [
        (f"({a:.0f}, {b:.0f})", str(target))
        for (a, b), target in zip(corners, targets, strict=True)
    ]
    scatter = DataScatter(
        corners, targets, (0, 1), title="the four corners", limits=evidence.exercise.scatter
    )
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
        limits=evidence.exercise.scatter,
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


def _network(evidence: Evidence) -> tuple[Block, ...]:
    arm = evidence.main.arm
    return (
        Answer(
            f"{arm.widths[0]} inputs, {hidden_name_of(arm.network.hidden)} hidden neurons with "
            f"{arm.network.activation}, and a softmax over {arm.widths[-1]} classes."
        ),
        Paragraph(
            "The loss is the categorical cross-entropy, the mean of −log of the probability given "
            "to the true class, computed from the logits; the metric is accuracy. First weights "
            "are Glorot-uniform, biases zero."
        ),
    )


def hidden_name_of(hidden: tuple[int, ...]) -> str:
    """Return hidden widths as words: ``6``, ``16 and 8``, ``no``."""
    return " and ".join(map(str, hidden)) or "no"


def _training(evidence: Evidence) -> tuple[Block, ...]:
    return (
        Answer(convergence_sentence(evidence)),
        Paragraph(
            f"{training_sentence(evidence)} A replica had settled at "
            f"{evidence.main.convergence.rule}."
        ),
    )


def boundary_figure(evidence: Evidence, name: str) -> Figure | None:
    """Return the votes over the plane; None where there are none."""
    if evidence.boundary is None:
        return None
    data = evidence.result.study.data
    features = (data.features[0], data.features[1])
    plot = BoundaryPlot(evidence.boundary, evidence.points[:POINTS], data.y[:POINTS], features)
    caption = (
        "Share of replicas that vote for each class, the boundaries of a few single replicas, and "
        f"{min(POINTS, len(data.y))} points of one."
    )
    return Figure(name, caption, plot)


def _boundary(evidence: Evidence) -> tuple[Block, ...]:
    found, figure = evidence.boundary, boundary_figure(evidence, "boundary")
    if found is None or figure is None:
        return (Answer("There is no boundary to draw."),)
    sure = float(np.mean(found.agreement >= 0.95)) if found.n else float("nan")
    low, high = (decimal(float(found.x0[end]), 0) for end in (0, -1))
    return (
        Answer(
            f"At least 95 % of replicas agree on {percent(sure)} of the plane [{low}, {high}]²; "
            "they differ along the midlines, and far out, where there is no data."
        ),
        Paragraph(
            "Colour is the vote, pale where replicas disagree. A line is where one replica gives "
            "both classes the same probability, 0.5."
        ),
        Figures((figure,)),
    )


def smallest_width(arms: tuple[ArmSuccess, ...], enough: float = ENOUGH) -> ArmSuccess | None:
    """Return the first arm of which, at the lower bound, a share `enough` of replicas succeeds."""
    return next((arm for arm in arms if arm.share.low >= enough), None)


def _widths(evidence: Evidence) -> tuple[Block, ...]:
    table = width_table(evidence)
    test = evidence.main.at_end.get("test_accuracy")
    ceiling = evidence.result.study.data.bayes_accuracy
    if table is None or test is None:
        return (Answer(f"{convergence_sentence(evidence)} No other width was trained."),)
    found, target = smallest_width(evidence.widths), evidence.widths[0].target
    if found is None:
        best = max(evidence.widths, key=lambda arm: arm.share.estimate)
        verdict = (
            f"With no width tried do {percent(ENOUGH)} of trainings reach {target:g} at 95 % "
            f"confidence; with {hidden_name(best)}, {percent(best.share.estimate)} do "
            f"({percent_bounds(best.share)})."
        )
    else:
        verdict = (
            f"{hidden_name(found)} hidden neurons are the fewest with which at least "
            f"{percent(ENOUGH)} of trainings reach {target:g}, at 95 % confidence: "
            f"{percent(found.share.estimate)} do ({percent_bounds(found.share)})."
        )
    shares = ", ".join(
        f"{percent(arm.share.estimate)} with {hidden_name(arm)}"
        for arm in evidence.widths
        if arm.hidden and len(arm.hidden) == 1 and arm.hidden[0] in (2, 3, 4, 6)
    )
    return (
        Answer(verdict),
        Paragraph(
            f"With fewer it is a matter of chance: {shares}. Success means an accuracy of "
            f"{target:g} or better on fresh points, where the best possible is "
            f"{decimal(ceiling or float('nan'), 3)}. {convergence_sentence(evidence)}"
        ),
        Figures(
            (
                Figure(
                    "width-accuracy",
                    "Accuracy on fresh points, by width.",
                    WidthAccuracyPlot(evidence.widths, ceiling),
                ),
                Figure(
                    "width-success",
                    "Share of replicas that succeed, by width.",
                    WidthSuccessPlot(evidence.widths),
                ),
            )
        ),
        table,
    )
