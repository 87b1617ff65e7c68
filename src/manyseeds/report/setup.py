"""Steps on what is trained, and how: targets, split, optimizer."""

from __future__ import annotations

import math

from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import count
from manyseeds.report.document import Answer, Block, Paragraph

__all__ = ["one_hot_answer", "split_answer", "training_paragraph"]


def one_hot_answer(evidence: Evidence) -> tuple[Block, ...]:
    """The shape of the one-hot targets."""
    data = evidence.result.study.data
    samples, classes = len(data.y), len(data.classes)
    first = " ".join("1" if c == data.y[0] else "0" for c in range(classes))
    label = data.classes[int(data.y[0])]
    return (
        Answer(
            f"The targets have the shape ({samples}, {classes}): a row for each sample, a "
            "column for each class."
        ),
        Paragraph(
            f"The first sample is of class {label}, so its row is `{first}`: one where its "
            "class is, zero elsewhere. Read as probabilities, that is certainty, which is "
            "what the softmax of the network is compared with."
        ),
    )


def split_answer(evidence: Evidence) -> tuple[Block, ...]:
    """Rows of each part."""
    study, sizes = evidence.result.study, evidence.main.sizes
    total = len(study.data.y)
    held = "split" not in study.vary
    how = "stratified by class" if study.split.stratify else "at random, not stratified"
    drawn = "the same rows in every replica" if held else "drawn anew in every replica"
    return (
        Answer(
            f"Of {total:,} rows, {sizes.train:,} are for training, {sizes.validation:,} for "
            f"validation and {sizes.test:,} for the test."
        ),
        Paragraph(
            f"The parts are chosen {how}, {drawn}. First the test rows are set aside, "
            "then the validation rows are taken of what is left; shares are rounded up, as "
            "scikit-learn does."
        ),
    )


def training_paragraph(evidence: Evidence) -> Paragraph:
    """How the network was trained, with the number of steps."""
    training = evidence.main.arm.training
    steps = math.ceil(evidence.main.sizes.train / training.batch_size)
    names = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}
    return Paragraph(
        f"{names[training.optimizer]} with learning rate {training.step_size:g}, "
        f"{count(training.epochs, 'epoch')} of {count(steps, 'batch', 'batches')} "
        f"(batch size {training.batch_size}): {training.epochs * steps:,} steps."
    )
