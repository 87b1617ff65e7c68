"""How the numbers of a report are made: the definition behind every answer."""

from __future__ import annotations

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.scope import SOURCE_WORDS, differing
from manyseeds.findings.wording import count, listed
from manyseeds.report.document import Definition, Definitions, Paragraph, Section
from manyseeds.report.formulas import STATISTICS

__all__ = ["methods_section"]


def methods_section(findings: Findings) -> Section:
    """Return the definitions of everything that the report says."""
    return Section(
        "methods",
        "How these numbers are made",
        (
            Paragraph(
                "What the words of an answer mean is told beside it. Here are the statistics "
                "behind the numbers, and what chance is in them."
            ),
            Definitions((*_of_all(findings), *STATISTICS)),
        ),
    )


def _of_all(findings: Findings) -> list[Definition]:
    evidence = findings.evidence
    main, study = evidence.main, evidence.study
    varied = [SOURCE_WORDS[source] for source in differing(evidence.result)]
    items = [
        Definition(
            "Replica",
            f"One training with chance of its own: {', '.join(varied) or 'none'}. Replica k of "
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
