"""All findings of a study, in the order in which one asks."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from manyseeds.errors import ResultError, one_of
from manyseeds.findings.accuracy import Accuracy
from manyseeds.findings.arms import ArmsCompared
from manyseeds.findings.boundary import DecisionBoundary
from manyseeds.findings.calibrated import Calibrated
from manyseeds.findings.classes import ClassesAlike
from manyseeds.findings.confused import Confused
from manyseeds.findings.converged import Converged
from manyseeds.findings.ensemble import Together
from manyseeds.findings.epochs import Epochs
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.examples import HardExamples
from manyseeds.findings.failures import FailureKinds
from manyseeds.findings.finding import Finding
from manyseeds.findings.importance import ColumnImportance
from manyseeds.findings.overfitted import Overfitted
from manyseeds.findings.run import Run
from manyseeds.findings.sameness import Sameness
from manyseeds.findings.scope import told
from manyseeds.findings.size import Size
from manyseeds.findings.sources import Sources
from manyseeds.findings.successful import Successful
from manyseeds.findings.templates import Templates
from manyseeds.findings.width import Width

if TYPE_CHECKING:
    import pandas

    from manyseeds.results.result import Result

__all__ = ["FINDINGS", "Findings", "findings_of"]

FINDINGS: tuple[type[Finding], ...] = (
    Converged,
    Overfitted,
    Epochs,
    Successful,
    Accuracy,
    Sameness,
    Sources,
    Together,
    Calibrated,
    Size,
    Width,
    ArmsCompared,
    FailureKinds,
    DecisionBoundary,
    ClassesAlike,
    Confused,
    HardExamples,
    ColumnImportance,
    Templates,
    Run,
)
"""Every question, in the order in which one asks."""


@dataclass(frozen=True, eq=False)
class Findings:
    """The findings of one study, by code and in order.

    Parameters
    ----------
    evidence : Evidence

    Examples
    --------
    >>> from manyseeds import Network, Study, Training
    >>> training = Training(epochs=2)
    >>> study = Study(data="xor", network=Network(hidden=6), training=training, replicas=8)
    >>> findings = study.run().findings()
    >>> findings["size"].answer.split(", ")[0]
    '(2 + 1) × 6 + (6 + 1) × 2 = 32 parameters'
    """

    evidence: Evidence = field(repr=False)

    @functools.cached_property
    def _by_code(self) -> dict[str, Finding]:
        """Each finding once, as it keeps what it has computed."""
        return {kind.code: kind(self.evidence) for kind in FINDINGS}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(FINDINGS)

    def __getitem__(self, code: str) -> Finding:
        if code not in self._by_code:
            raise ResultError(one_of("finding", self._by_code, code))
        return self._by_code[code]

    @property
    def applicable(self) -> tuple[Finding, ...]:
        """Those that can be asked of this study."""
        return tuple(finding for finding in self if finding.applicable)

    def frame(self) -> pandas.DataFrame:
        """Return code, question, verdict and answer of each, one a row."""
        import pandas

        rows = [(f.code, f.question, f.verdict.value, f.answer) for f in self]
        return pandas.DataFrame(rows, columns=["code", "question", "verdict", "answer"])

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.applicable)

    def _repr_html_(self) -> str:
        from manyseeds.findings.notebook import findings_html

        return findings_html(self)


def findings_of(
    result: Result,
    *,
    companions: bool = True,
    run: int | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> Findings:
    """Answer every question about a result.

    Parameters
    ----------
    result : Result
    companions : bool
        Whether to train what some questions need beside the study, once, when one of these is
        asked; if not, they are left without an answer.
    run : int, optional
        Number of the replica to be placed among the others; if left out, the published run of the
        lab, or else the first replica that did not diverge.
    threads : int, optional
    progress : bool, optional
        Whether to show a progress bar; if left out, only where a person watches.
    """
    from manyseeds.labs.exercise import exercise_of

    evidence = Evidence(
        result=told(result),
        exercise=exercise_of(result.study),
        trained=len(result.replicas),
        beside=companions,
        run=run,
        threads=threads,
        progress=progress,
    )
    return Findings(evidence)
