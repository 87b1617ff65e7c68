"""The page of findings: the question, what it says of a real study, what decides it."""

from __future__ import annotations

import inspect

from generated.examples import EXAMPLES, answer_text, example, picture_text
from generated.markdown import paragraphs, prose, table
from generated.specification import shown
from manyseeds.criteria import Criteria
from manyseeds.findings.catalogue import FINDINGS
from manyseeds.findings.finding import Finding

__all__ = ["CRITERIA", "SHOWN", "findings_text"]

SUCCESS = ("target", "margin")
FAILURE = (
    "unit_active",
    "rare_below",
    "linear_above",
    "band_above",
    "improving_above",
    "improving_fast_above",
)
CONVERGENCE = ("settled_within", "end_window", "hold", "loss_floor")

CRITERIA: dict[str, tuple[str, ...]] = {
    "converged": (*CONVERGENCE, "enough"),
    "overfitted": ("overfitted_above", "loss_floor", "enough"),
    "epochs": ("epochs_within", "run_within", "enough"),
    "successful": (*SUCCESS, "enough"),
    "accuracy": (),
    "sameness": ("same_within",),
    "sources": (),
    "ensemble": ("ensemble_within",),
    "calibrated": ("calibrated_within",),
    "size": (),
    "width": (*SUCCESS, "enough"),
    "arms": (),
    "failures": (*SUCCESS, *FAILURE),
    "boundary": ("enough",),
    "classes": (),
    "confused": (),
    "examples": ("hard_above",),
    "importance": (),
    "templates": (),
    "run": CONVERGENCE,
}
"""The criteria that decide each finding, beside the level of its intervals."""

SHOWN = {"width": "widths", "arms": "widths", "templates": "digits", "examples": "digits"}
"""The example that shows a finding, where it is not the first."""


def findings_text() -> str:
    """Return every finding, in the order in which one asks."""
    level = f"`level` ({shown(Criteria.model_fields['level'].default)})"
    return paragraphs(
        table(
            ("code", "question"),
            ((f"[`{kind.code}`](#finding-{kind.code})", prose(kind.question)) for kind in FINDINGS),
        ),
        f"The criterion {level}, the confidence of every interval, is a part of each.",
        *map(_finding, FINDINGS),
    )


def _finding(kind: type[Finding]) -> str:
    name = SHOWN.get(kind.code, "xor")
    found = example(name)[kind.code]
    return paragraphs(
        f"(finding-{kind.code})=\n## {prose(kind.question)}",
        f"`{kind.code}`: {prose(_summary(kind))}",
        f"It says of {EXAMPLES[name]}:",
        answer_text(name, kind.code),
        picture_text(name, kind.code) if found.pictures else "",
        f"*What the words mean.* {prose(found.definition)}",
        _criteria(kind.code),
    )


def _summary(kind: type[Finding]) -> str:
    text = inspect.getdoc(kind) or ""
    return text.partition("\n\n")[0].replace("\n", " ")


def _criteria(code: str) -> str:
    fields = Criteria.model_fields
    rows = [
        (f"`{name}`", shown(fields[name].default), prose(str(fields[name].description)))
        for name in CRITERIA[code]
    ]
    return table(("criterion", "default", "what it is"), rows) if rows else ""
