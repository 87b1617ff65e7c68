"""Answers to the steps of the second exercise, handwritten digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manyseeds.plots.images import ImageGallery
from manyseeds.plots.recall import RecallPlot
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph
from manyseeds.report.numbers import bounds, decimal, percent, percent_bounds, spread
from manyseeds.report.scores import accuracy_answer, confusion_answer, evaluation_answer
from manyseeds.report.setup import one_hot_answer, size_answer, split_answer
from manyseeds.report.training import (
    convergence_sentence,
    history_answer,
    training_sentence,
)

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence

__all__ = ["answers", "recall_figure"]

IMAGES = 10


def answers(evidence: Evidence) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each step, by its number."""
    size = size_answer(evidence)
    return {
        "2.1": _images(evidence),
        "2.2": one_hot_answer(evidence),
        "2.3": split_answer(evidence),
        "2.4": _network(evidence),
        "2.5": (Answer(training_sentence(evidence)),),
        "2.6": history_answer(evidence, logarithmic=True),
        "2.7": (*size, *accuracy_answer(evidence)),
        "2.8": confusion_answer(evidence),
        "2.9": evaluation_answer(evidence),
        "2.10": _classes(evidence),
    }


def _images(evidence: Evidence) -> tuple[Block, ...]:
    data = evidence.result.study.data
    height, width = data.image_shape or (1, data.x.shape[1])
    images = data.x[:IMAGES].reshape(-1, height, width)
    targets = [str(data.classes[int(c)]) for c in data.y[:IMAGES]]
    low, high = data.x.min(), data.x.max()
    return (
        Answer(
            f"{len(data.y):,} images, {len(data.classes)} classes; flattened, an image of "
            f"{height} × {width} pixels has {data.x.shape[1]} values from {low:g} to {high:g}."
        ),
        Figures(
            (
                Figure(
                    "images",
                    f"The first {len(images)} images with their targets.",
                    ImageGallery(images, targets),
                ),
            )
        ),
    )


def _network(evidence: Evidence) -> tuple[Block, ...]:
    arm = evidence.main.arm
    scaled = {"none": "not scaled", "standard": "standardised", "minmax": "scaled to [0, 1]"}
    return (
        Answer(
            f"One dense layer from {arm.widths[0]} pixels to {arm.widths[-1]} classes, with "
            "softmax: the classes exclude each other, so their probabilities must add up to 1."
        ),
        Paragraph(
            "Softmax turns the ten sums into probabilities; ten sigmoids could all be high at "
            "once. With one layer this is multinomial logistic regression: the loss has a single "
            "valley, so runs differ by data and by how far they got, not by where they end. Pixel "
            f"values are {scaled[evidence.result.study.scaling]}. The loss is the categorical "
            "cross-entropy, computed from the logits. First weights are Glorot-uniform, biases "
            "zero."
        ),
    )


def recall_figure(evidence: Evidence, name: str) -> Figure | None:
    """Return the recall of each class; None where there are no test rows."""
    found = evidence.main.confusion
    if found is None:
        return None
    published = {
        p.class_: p.value
        for p in evidence.exercise.published
        if p.metric == "recall" and p.class_ is not None
    }
    return Figure(name, "Recall of each digit over replicas.", RecallPlot(found, published))


def _classes(evidence: Evidence) -> tuple[Block, ...]:
    found, figure = evidence.main.confusion, recall_figure(evidence, "recall")
    if found is None or figure is None:
        return (Answer("There are no test rows."),)
    order = sorted(range(len(found.classes)), key=lambda c: -found.worst[c].estimate)
    worst, second, third = order[:3]
    share, recall = found.worst[worst], found.recall[worst]
    names = [str(label) for label in found.classes]
    best = max(range(len(names)), key=lambda c: found.recall[c].mean.estimate)
    accuracy = evidence.main.at_end["test_accuracy"]
    differ = recall.mean.high < found.recall[best].mean.low
    verdict = "No" if differ else "Whether they do cannot be told"
    return (
        Answer(
            f"{verdict}. Digit {names[worst]} is the worst in {percent(share.estimate)} of "
            f"replicas ({percent_bounds(share)}): {percent(recall.mean.estimate)} are found on "
            f"average. Then {names[second]}, the worst in "
            f"{percent(found.worst[second].estimate)}, and {names[third]} in "
            f"{percent(found.worst[third].estimate)}. Digit {names[best]} does best: "
            f"{percent(found.recall[best].mean.estimate)} are found."
        ),
        Paragraph(
            "In a single run the worst digit is a matter of chance: the test set has about "
            f"{decimal(evidence.main.sizes.test / len(names), 0)} images of each, and one more "
            f"error is {decimal(100 * len(names) / evidence.main.sizes.test, 1)} points of recall."
        ),
        Figures((figure,)),
        Paragraph(
            f"{convergence_sentence(evidence)} Test accuracy is "
            f"{decimal(accuracy.mean.estimate)} on average ({bounds(accuracy.mean)}), far "
            f"from the {percent(1 / len(names))} of guessing, and "
            f"{spread(accuracy)} in nine runs of ten."
        ),
    )
