"""Steps on what is trained, and how: targets, split, optimizer."""

from __future__ import annotations

import math

import numpy as np

from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import count
from manyseeds.plan import crossed_sources
from manyseeds.report.columns import column_table
from manyseeds.report.document import Answer, Block, Paragraph
from manyseeds.spec import Study
from manyseeds.stats.classes import class_words

__all__ = ["columns_blocks", "one_hot_answer", "split_answer", "training_paragraph"]


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
            f"The first sample is of {class_words(label)}, so its row is `{first}`: one where its "
            "class is, zero elsewhere. Read as probabilities, that is certainty, which is "
            "what the network's probabilities are compared with."
        ),
    )


def split_answer(evidence: Evidence) -> tuple[Block, ...]:
    """Rows of each part."""
    study, sizes = evidence.result.study, evidence.main.sizes
    total = len(study.data.y)
    held = "split" not in crossed_sources(study)
    drawn = "the same rows in every replica" if held else "drawn anew in every replica"
    unused = total - sizes.train - sizes.validation - sizes.test
    return (
        Answer(
            f"Of {total:,} rows, {sizes.train:,} are for training, {sizes.validation:,} for "
            f"validation and {sizes.test:,} for the test."
            + (f" In every replica {unused:,} are left over." if unused else "")
        ),
        Paragraph(_parted(study, drawn)),
    )


def _parted(study: Study, drawn: str) -> str:
    """How rows are parted, in words."""
    split, data = study.split, study.data
    if split.time is not None:
        return (
            f"The rows are in the order of `{split.time}`: the last are the test rows, those "
            "before them are for validation, the first for training. No chance is in it, so the "
            "parts are the same in every replica."
        )
    if split.group is not None:
        groups = len(np.unique(data.key(split.group)))
        return (
            f"Rows of the same `{split.group}` stay together: {groups:,} groups are parted at "
            f"random, {drawn}. The group that completes a part may be larger than what is "
            "missing; what is over of it is used for nothing, so that every replica has equally "
            "many rows."
        )
    how = "stratified by class" if split.stratify else "at random, not stratified"
    if data.test_rows:
        return (
            "The test rows come from a file of their own and are the same in every replica; the "
            f"validation rows are chosen {how}, {drawn}."
        )
    return (
        f"The parts are chosen {how}, {drawn}. First the test rows are set aside, "
        "then the validation rows are taken of what is left; shares are rounded up, as "
        "scikit-learn does."
    )


def columns_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """What was done to each column of a table; nothing for other data."""
    data = evidence.study.data
    if not data.columns:
        return ()
    remarks = (Paragraph(" ".join(data.remarks)),) if data.remarks else ()
    return (*remarks, column_table(data))


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
