"""Answers on what came of it: accuracy, its spread, the confusion matrix, the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manyseeds.plots.confusion import ConfusionPlot
from manyseeds.plots.distribution import DistributionPlot
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph
from manyseeds.report.numbers import bounds, decimal, percent, spread
from manyseeds.report.tables import accuracy_table, confusion_table, recall_table

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence


__all__ = ["accuracy_answer", "confusion_answer", "evaluation_answer"]


def accuracy_answer(evidence: Evidence) -> tuple[Block, ...]:
    """Accuracy at the end on each part, and how much it differs between runs."""
    ends = evidence.main.at_end
    test = ends.get("test_accuracy")
    training = ends["accuracy"]
    sentences = [
        f"Training accuracy is {decimal(training.mean.estimate)} on average "
        f"({bounds(training.mean)})"
    ]
    if "val_accuracy" in ends:
        validation = ends["val_accuracy"]
        sentences.append(
            f", validation accuracy {decimal(validation.mean.estimate)} ({bounds(validation.mean)})"
        )
    if test is not None:
        sentences.append(
            f", and on rows never used {decimal(test.mean.estimate)} ({bounds(test.mean)})"
        )
    name, quoted = ("training", training) if test is None else ("test", test)
    if quoted.low == quoted.high:
        sentences.append(f". Nine runs of ten end with the {name} accuracy {decimal(quoted.low)}.")
    else:
        sentences.append(
            f". It is not the same on every run: {name} accuracy is {spread(quoted)} in nine "
            "runs of ten."
        )
    blocks: list[Block] = [Answer("".join(sentences))]
    if test is not None and test.n > 1:
        blocks.append(Paragraph(_spread_explained(evidence)))
    blocks += [_distributions(evidence), accuracy_table(evidence)]
    return tuple(blocks)


def _spread_explained(evidence: Evidence) -> str:
    """How much of the spread is the luck of a small test set."""
    test, rows = evidence.main.at_end["test_accuracy"], evidence.main.sizes.test
    values = np.clip(test.values, 0, 1)
    luck = float(np.sqrt(np.mean(values * (1 - values)) / rows))
    text = (
        f"Test accuracy has a standard deviation of {decimal(100 * test.standard_deviation, 1)} "
        f"points. The luck of {rows:,} test rows alone makes "
        f"{decimal(100 * luck, 1)} points, the binomial sqrt(p (1 − p) / n)."
    )
    if evidence.fresh is not None:
        fresh = evidence.fresh
        text += (
            f" On unlimited fresh points that luck is gone, and what is left, "
            f"{decimal(100 * fresh.standard_deviation, 1)} points, is how differently the "
            "networks turned out."
        )
    return text


def _distributions(evidence: Evidence) -> Figure:
    main = evidence.main
    parts = {
        "training": ("accuracy", main.sizes.train),
        "validation": ("val_accuracy", main.sizes.validation),
        "test": ("test_accuracy", main.sizes.test),
    }
    rows = {n: main.at_end[metric] for n, (metric, _) in parts.items() if metric in main.at_end}
    steps = {n: 1 / size for n, (_, size) in parts.items() if size}
    if evidence.fresh is not None:
        rows["fresh points"] = evidence.fresh
    published = {
        n: tuple(
            p.value
            for p in evidence.exercise.published
            if p.metric == metric and p.epoch is None and p.hidden is None
        )
        for n, (metric, _) in parts.items()
    }
    ceiling = evidence.result.study.data.bayes_accuracy
    plot = DistributionPlot(rows, steps, ceiling, published)
    return Figure("accuracy", "Accuracy at the end of training, over replicas.", plot)


def confusion_answer(evidence: Evidence) -> tuple[Block, ...]:
    """The confusion matrix and the recall of each class."""
    found = evidence.main.confusion
    counts, recalls = confusion_table(evidence), recall_table(evidence)
    if found is None or counts is None or recalls is None:
        return (Answer("There are no test rows."),)
    figure = Figure("confusion", "The confusion matrix, by true class.", ConfusionPlot(found))
    means = [recall.mean.estimate for recall in found.recall]
    lowest, highest = int(np.argmin(means)), int(np.argmax(means))
    return (
        Answer(
            f"On average {percent(means[highest])} of class {found.classes[highest]} are found and "
            f"{percent(means[lowest])} of class {found.classes[lowest]}."
        ),
        Paragraph(
            "Rows are the true classes, and each row is divided by its own count, so the diagonal "
            "is the recall of each class. The colour bar follows the square root of the share: "
            "rare confusions are meant to be seen."
        ),
        *((Figures((figure, counts)),) if len(found.classes) < 4 else (Figures((figure,)), counts)),
        recalls,
    )


def evaluation_answer(evidence: Evidence) -> tuple[Block, ...]:
    """Loss and accuracy on the test rows."""
    ends = evidence.main.at_end
    if "test_accuracy" not in ends:
        return (Answer("There are no test rows."),)
    accuracy, loss = ends["test_accuracy"], ends["test_loss"]
    blocks: list[Block] = [
        Answer(
            f"Test loss {decimal(loss.mean.estimate)} on average ({bounds(loss.mean)}), test "
            f"accuracy {decimal(accuracy.mean.estimate)} ({bounds(accuracy.mean)})."
        )
    ]
    ceiling = evidence.result.study.data.bayes_accuracy
    if ceiling is not None:
        above = float(np.mean(accuracy.values > ceiling)) if accuracy.n else float("nan")
        blocks.append(
            Paragraph(
                f"No rule can be right more often than {decimal(ceiling, 4)} in the long run. In "
                f"{percent(above)} of replicas the test accuracy is above that all the same: "
                f"the luck of {evidence.main.sizes.test:,} rows, not a better network."
            )
        )
    return tuple(blocks)
