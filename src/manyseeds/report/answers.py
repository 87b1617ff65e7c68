"""Findings as blocks of a report: the verdict with its numbers, then the pictures that show it."""

from __future__ import annotations

from collections.abc import Iterable

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.finding import Finding, Number, Picture
from manyseeds.findings.wording import sentence_case
from manyseeds.report.document import Answered, Block, Cell, Figure, Figures, Links

__all__ = ["figure_of", "finding_blocks", "in_short", "verdict_of"]


def verdict_of(finding: Finding) -> Answered:
    """Return the question with its answer and the numbers behind it."""
    return Answered(
        code=finding.code,
        question=finding.question,
        verdict=finding.headline,
        answer=finding.answer,
        numbers=tuple((number.name, _cell(number)) for number in finding.numbers),
        definition=finding.definition if finding.applicable else "",
        applicable=finding.applicable,
    )


def finding_blocks(finding: Finding, *, pictures: bool = True) -> tuple[Block, ...]:
    """Return the verdict and, side by side, the pictures."""
    blocks: list[Block] = [verdict_of(finding)]
    if pictures and finding.pictures:
        blocks.append(Figures(tuple(figure_of(picture) for picture in finding.pictures)))
    return tuple(blocks)


def figure_of(picture: Picture, name: str = "") -> Figure:
    """Return a picture as a figure, under another name where one is given."""
    return Figure(name or picture.name, picture.caption, picture.plot)


def in_short(findings: Findings, homes: dict[str, str]) -> Links:
    """Return a line for each question that can be asked, leading to its section.

    Parameters
    ----------
    findings : Findings
    homes : dict of str to str
        Anchor of the section of each code.
    """
    return Links(tuple(_lines(findings.applicable, homes)))


def _lines(findings: Iterable[Finding], homes: dict[str, str]) -> Iterable[tuple[str, str]]:
    for finding in findings:
        if finding.code in homes:
            yield f"{finding.question} {sentence_case(finding.headline)}.", homes[finding.code]


def _cell(number: Number) -> Cell:
    return Cell(number.text, number.bounds, interval=number.value)
