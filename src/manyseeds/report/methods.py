"""How the numbers of a report are made: the definition behind every answer."""

from __future__ import annotations

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.scope import SOURCE_WORDS, differing
from manyseeds.findings.wording import count, listed
from manyseeds.report.document import Definition, Definitions, Paragraph, Section
from manyseeds.report.formulas import STATISTICS

__all__ = ["methods_section", "varied_sources"]


def methods_section(findings: Findings) -> Section:
    """Return the definitions of everything that the report says."""
    needless = _needless(findings.evidence)
    used = (definition for definition in STATISTICS if definition.term not in needless)
    return Section(
        "methods",
        "How these numbers are made",
        (
            Paragraph(
                "What the words of an answer mean is told beside it. Here are the statistics "
                "behind the numbers, and what chance is in them."
            ),
            Definitions((*_of_all(findings), *used)),
        ),
    )


def varied_sources(evidence: Evidence) -> list[str]:
    """Return what differs from replica to replica: ``the split of the rows``."""
    return [SOURCE_WORDS[source] for source in differing(evidence.result)]


def _of_all(findings: Findings) -> list[Definition]:
    evidence = findings.evidence
    main, study = evidence.main, evidence.study
    varied = varied_sources(evidence)
    items = [
        Definition(
            "Replica",
            f"One training with chance of its own: {listed(varied) or 'none'}. Replica k of "
            "every network sees the same data and the same split, so networks are compared in "
            "pairs.",
        )
    ]
    if varied and not study.data.drawn_anew:
        items.append(
            Definition(
                "What the intervals are about",
                f"Other draws of {listed(varied)}, with these {len(study.data.y):,} rows. The "
                "rows themselves are given; other rows would differ by more.",
            )
        )
    if main.diverged:
        items.append(
            Definition(
                "Diverged",
                f"{count(main.diverged, 'replica')} whose loss was no longer finite, or too "
                "large: counted, and left out of means and quantiles.",
            )
        )
    return items


def _needless(evidence: Evidence) -> set[str]:
    """Terms that this study has no use for."""
    arms = evidence.result.arms
    outputs = {arm.network.output for arm in arms}
    needless = set()
    if "softmax" not in outputs:
        needless |= {"Probabilities", "Categorical cross-entropy"}
    if "sigmoid" not in outputs:
        needless |= {"Sigmoid", "Binary cross-entropy"}
    if not any(arm.training.label_smoothing for arm in arms):
        needless.add("Label smoothing")
    if evidence.study.data.bayes_accuracy is None:
        needless.add("Best possible accuracy on noisy XOR")
    if evidence.fresh_points is None:
        needless.add("Accuracy on fresh points")
    return needless
