"""Answers on how training went: curves, convergence, overfitting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.curves import CurvePlot
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph
from manyseeds.report.numbers import count, decimal, percent, percent_bounds, spread
from manyseeds.report.tables import convergence_table

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence


__all__ = ["convergence_sentence", "history_answer", "training_sentence"]


def training_sentence(evidence: Evidence) -> str:
    """How the network was trained, with the number of steps."""
    training = evidence.main.arm.training
    steps = math.ceil(evidence.main.sizes.train / training.batch_size)
    names = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}
    return (
        f"{names[training.optimizer]} with learning rate {training.step_size:g}, "
        f"{count(training.epochs, 'epoch')} of {count(steps, 'batch', 'batches')} "
        f"(batch size {training.batch_size}): {training.epochs * steps:,} steps."
    )


def convergence_sentence(evidence: Evidence) -> str:
    """Which share of replicas converged, and when."""
    found = evidence.main.convergence
    share = (
        f"{percent(found.share.estimate)} of replicas converged "
        f"(95 % interval {percent_bounds(found.share)})"
    )
    if not found.epoch.n:
        return f"{share}."
    middle = decimal(found.epoch.median, 0)
    return (
        f"{share}; half of these had settled by epoch {middle}, nine in ten "
        f"at epochs {spread(found.epoch, 0)}."
    )


def history_answer(evidence: Evidence, *, logarithmic: bool = False) -> tuple[Block, ...]:
    """Loss and accuracy against epoch; converged, overfitted."""
    main = evidence.main
    falling = main.convergence.still_falling
    blocks: list[Block] = [Answer(f"{convergence_sentence(evidence)} {_overfitting(evidence)}")]
    if falling.n:
        blocks.append(
            Paragraph(
                f"Over the last tenth of the epochs the loss still fell by "
                f"{decimal(100 * falling.median, 1)} % in the median replica, and by "
                f"{decimal(100 * falling.low, 1)} to {decimal(100 * falling.high, 1)} % in nine of "
                "ten. The bands hold half and nine tenths of the replicas at each epoch."
            )
        )
    blocks += [_curves(evidence, logarithmic=logarithmic), convergence_table(evidence)]
    return tuple(blocks)


def _overfitting(evidence: Evidence) -> str:
    found = evidence.main.overfitting
    if found is None:
        return "Without validation rows overfitting cannot be seen."
    gap = 100 * found.gap.mean.estimate
    rate = percent(found.share.estimate)
    many = "None" if found.share.estimate == 0 else rate
    return (
        f"{many} overfitted ({percent_bounds(found.share)}); training accuracy is on average "
        f"{decimal(abs(gap), 1)} points {'above' if gap >= 0 else 'below'} validation accuracy."
    )


def _curves(evidence: Evidence, *, logarithmic: bool) -> Figures:
    curves = evidence.main.curves
    published = evidence.exercise.curve
    ceiling = evidence.result.study.data.bayes_accuracy
    figures = []
    for metric in ("loss", "accuracy"):
        names = {"training": metric, "validation": f"val_{metric}"}
        bands = {name: curves[m] for name, m in names.items() if m in curves}
        run = None
        if published is not None:
            run = np.array(published.epochs), np.array(published.values[f"val_{metric}"])
        plot = CurvePlot(
            metric,
            bands,
            published=run,
            ceiling=ceiling if metric == "accuracy" else None,
            logarithmic=logarithmic and metric == "loss",
        )
        also = "; the thin line is the published run's validation" if run is not None else ""
        figures.append(
            Figure(f"curve-{metric}", f"{metric.capitalize()} against epoch{also}.", plot)
        )
    return Figures(tuple(figures))
