"""Answers on what is trained: targets, split, size of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manyseeds.report.document import Answer, Block, Paragraph
from manyseeds.report.numbers import count, decimal
from manyseeds.report.tables import layer_table

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence


__all__ = ["one_hot_answer", "size_answer", "split_answer"]


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


def size_answer(evidence: Evidence) -> tuple[Block, ...]:
    """Parameters, and whether that is many."""
    parameters, rows = evidence.main.arm.parameters, evidence.main.sizes.train
    ratio = rows / parameters
    size = "small" if ratio >= 10 else "neither small nor big" if ratio >= 1 else "big"
    return (
        Answer(
            f"{count(parameters, 'parameter')}, trained on {count(rows, 'row')}: "
            f"{decimal(ratio, 1)} rows a parameter. For this data the network is {size}."
        ),
        layer_table(evidence),
    )
