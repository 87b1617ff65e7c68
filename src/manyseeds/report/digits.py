"""The steps of the second exercise, handwritten digits."""

from __future__ import annotations

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.plots.images import ImageGallery
from manyseeds.report.answers import finding_blocks
from manyseeds.report.document import Answer, Block, Figure, Figures, Paragraph
from manyseeds.report.network import layers_words, loss_words, weights_words
from manyseeds.report.scores import confusion_blocks, evaluation_blocks
from manyseeds.report.setup import one_hot_answer, split_answer, training_paragraph
from manyseeds.report.tables import accuracy_table, convergence_table, layer_table

__all__ = ["HOMES", "blocks_of"]

IMAGES = 10

HOMES = {
    "converged": "2.5",
    "epochs": "2.5",
    "overfitted": "2.6",
    "size": "2.7",
    "accuracy": "2.7",
    "sameness": "2.7",
    "sources": "2.7",
    "successful": "2.10",
    "classes": "2.10",
    "confused": "2.10",
    "examples": "2.10",
    "templates": "2.10",
    "ensemble": "2.10",
    "calibrated": "2.10",
}
"""The step that asks the question of each finding."""


def blocks_of(findings: Findings) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each step, by its number."""
    evidence = findings.evidence
    return {
        "2.1": _images(evidence),
        "2.2": one_hot_answer(evidence),
        "2.3": split_answer(evidence),
        "2.4": _network(evidence),
        "2.5": (
            training_paragraph(evidence),
            *finding_blocks(findings["converged"], pictures=False),
            *finding_blocks(findings["epochs"]),
        ),
        "2.6": (*finding_blocks(findings["overfitted"]), convergence_table(evidence)),
        "2.7": (
            *finding_blocks(findings["size"]),
            layer_table(evidence),
            *finding_blocks(findings["accuracy"]),
            accuracy_table(evidence),
            *finding_blocks(findings["sameness"], pictures=False),
            *finding_blocks(findings["sources"]),
        ),
        "2.8": confusion_blocks(evidence),
        "2.9": evaluation_blocks(evidence),
        "2.10": (
            *finding_blocks(findings["successful"]),
            *finding_blocks(findings["classes"]),
            *finding_blocks(findings["confused"]),
            *finding_blocks(findings["examples"]),
            *finding_blocks(findings["templates"]),
            *finding_blocks(findings["ensemble"]),
            *finding_blocks(findings["calibrated"]),
        ),
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
    blocks: list[Block] = [Answer(f"{layers_words(arm)}.")]
    if arm.network.output == "softmax":
        blocks.append(
            Paragraph(
                "The classes exclude each other, so their probabilities must add up to 1: softmax "
                f"makes them so of the {arm.classes} sums, where as many sigmoids could all be "
                "high at once."
            )
        )
    text = f"Pixel values are {scaled[evidence.study.scaling]}. {loss_words(arm)} "
    if not arm.network.hidden:
        text = (
            "With one layer this is multinomial logistic regression: the loss has a single valley, "
            "so runs differ by data and by how far they got, not by where they end. " + text
        )
    return (*blocks, Paragraph(text + weights_words(arm.network)))
