"""What an answer is about: which chance differed between runs, which replicas, which arm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from manyseeds.findings.wording import count, listed
from manyseeds.parts import has_chance
from manyseeds.plan import crossed_sources
from manyseeds.plots.sources import SOURCE_NAMES
from manyseeds.results.schema import SCORES

if TYPE_CHECKING:
    from manyseeds.findings.evidence import Evidence
    from manyseeds.findings.finding import Finding
    from manyseeds.results.result import Result

__all__ = ["SOURCE_WORDS", "differing", "scope_of", "told"]

SOURCE_WORDS = {source: f"the {name}" for source, name in SOURCE_NAMES.items()}
"""The sources of chance in a sentence."""


def differing(result: Result) -> tuple[str, ...]:
    """Return the sources of chance that differed between the replicas of a result.

    First weights that were given are the same in every replica.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> study = Study(data="iris", training=Training(epochs=1), replicas=2, vary=("data", "init"))
    >>> differing(study.run())
    ('init',)
    """
    given = "initial_weights" in result.provenance
    return tuple(s for s in crossed_sources(result.study) if not (given and s == "init"))


def told(result: Result) -> Result:
    """Return the replicas that say something: the first alone, where nothing differs between them.

    Copies of one training must not be counted as if they were independent.
    """
    if len(result.replicas) < 2 or result.study.design == "crossed" or differing(result):
        return result
    return replace(
        result,
        replicas=result.replicas[:1],
        curves=result.curves[:, :, :1],
        flat_weights=tuple(weights[:1] for weights in result.flat_weights),
        **{name: getattr(result, name)[:, :1] for name in SCORES},
    )


def scope_of(finding: Finding) -> str:
    """Return what must be known beside the answer of a finding, in sentences; often nothing."""
    evidence = finding.evidence
    parts = [_chance(evidence, finding)]
    main = evidence.main
    if finding.of_survivors and main.diverged:
        parts.append(
            f"All of this is of the {main.kept:,} of {count(main.replicas, 'replica')} that did "
            "not diverge."
        )
    if finding.of_one_arm and evidence.stands_in:
        parts.append(
            f"It is of the arm {evidence.arm.label}, {evidence.stands_in}: the sweep leaves out "
            "the study's own network and training."
        )
    return " ".join(part for part in parts if part)


def _chance(evidence: Evidence, finding: Finding) -> str:
    """What differed between runs, where something did not that could have."""
    if not finding.counts_replicas:
        return ""
    if evidence.single:
        if evidence.trained > 1:
            return (
                f"This is one training: nothing differs between its {evidence.trained:,} "
                "replicas, so there is no interval across replicas."
            )
        return "This is one training: there is no interval across replicas."
    study, differs = evidence.study, differing(evidence.result)
    possible = [
        source
        for source in SOURCE_WORDS
        if not (source == "data" and not study.data.drawn_anew)
        and not (source == "split" and not has_chance(study.data, study.split))
    ]
    if not differs or len(differs) == len(possible):
        return ""
    verb = "differ" if len(differs) > 1 else "differs"
    return f"Between these runs only {listed(SOURCE_WORDS[s] for s in differs)} {verb}."
