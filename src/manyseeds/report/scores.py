"""Steps that no single question covers: the confusion matrix, the evaluation on the test rows."""

from __future__ import annotations

import numpy as np

from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import decimal, percent, quoted
from manyseeds.plots.confusion import ConfusionPlot
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph
from manyseeds.report.tables import confusion_table, recall_table
from manyseeds.stats.classes import class_words

__all__ = ["confusion_blocks", "evaluation_blocks"]


def confusion_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """The confusion matrix and the recall of each class."""
    found = evidence.main.confusion
    counts, recalls = confusion_table(evidence), recall_table(evidence)
    if found is None or counts is None or recalls is None:
        return (Answer("There are no test rows."),)
    if not found.n:
        return (Answer("All replicas diverged: nothing was predicted."), counts)
    figure = Figure("confusion", "The confusion matrix, by true class.", ConfusionPlot(found))
    shares = np.diagonal(found.shares)
    lowest, highest = int(np.nanargmin(shares)), int(np.nanargmax(shares))
    return (
        Answer(
            f"Of all test rows of {class_words(found.classes[highest])}, over all replicas, "
            f"{percent(shares[highest])} are found; of {class_words(found.classes[lowest])} "
            f"{percent(shares[lowest])}."
        ),
        Paragraph(
            "Rows are the true classes, and each row is divided by its own count, so the diagonal "
            "is the recall of each class, of the rows of all replicas together. The mean of the "
            "replicas' own recalls, in the next table, may differ in the last digit, as replicas "
            "differ in how many rows of a class they have. The colour bar follows the square root "
            "of the share: rare confusions are meant to be seen."
        ),
        *((Figures((figure, counts)),) if len(found.classes) < 4 else (Figures((figure,)), counts)),
        recalls,
    )


def evaluation_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """Loss and accuracy on the test rows."""
    ends = evidence.main.at_end
    if "test_accuracy" not in ends:
        return (Answer("There are no test rows."),)
    accuracy, loss = ends["test_accuracy"], ends["test_loss"]
    blocks: list[Block] = [
        Answer(f"Test loss {quoted(loss.mean)} on average, test accuracy {quoted(accuracy.mean)}.")
    ]
    ceiling = evidence.study.data.bayes_accuracy
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
