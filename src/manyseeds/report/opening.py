"""How a report opens: the numbers large enough for the back row, and the picture at the top."""

from __future__ import annotations

from manyseeds.findings.boundary import DecisionBoundary, boundary_plot
from manyseeds.findings.catalogue import Findings
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import bounds, count, decimal, percent, percent_bounds, spread
from manyseeds.report.answers import figure_of
from manyseeds.report.document import Fact, Figure

__all__ = ["facts_of", "hero_of"]


def facts_of(evidence: Evidence) -> tuple[Fact, ...]:
    """Return what most people want to know first."""
    main = evidence.main
    facts = []
    # The number that the finding on accuracy quotes.
    quoted = evidence.fresh or main.at_end.get("test_accuracy")
    if quoted is not None:
        name = "accuracy, fresh points" if evidence.fresh is not None else "accuracy, test rows"
        note = f"mean, {bounds(quoted.mean)}"
        facts += [
            Fact(name, decimal(quoted.mean.estimate), note),
            Fact("nine runs of ten", spread(quoted).replace(" to ", "–"), name),
        ]
    converged = main.convergence.share
    facts.append(Fact("converged", percent(converged.estimate), percent_bounds(converged)))
    ceiling = evidence.study.data.bayes_accuracy
    if ceiling is not None:
        facts.append(Fact("best possible", decimal(ceiling), "no rule is right more often"))
    elif main.confusion is not None and main.kept:
        worst = main.confusion.worst_class
        share = main.confusion.worst[worst]
        label = main.confusion.classes[worst]
        facts.append(Fact("worst class", str(label), f"in {percent(share.estimate)} of runs"))
    facts.append(
        Fact("parameters", count(main.arm.parameters), f"{count(main.sizes.train)} training rows")
    )
    return tuple(facts)


def hero_of(findings: Findings, name: str) -> Figure | None:
    """Return the picture at the top: the vote over the plane, or how the classes fare."""
    boundary = findings["boundary"]
    if isinstance(boundary, DecisionBoundary) and boundary.applicable:
        return figure_of(boundary_plot(boundary, f"hero-{name}"))
    for code in ("classes", "accuracy", "converged"):
        pictures = findings[code].pictures
        if pictures:
            return figure_of(pictures[0], f"hero-{name}")
    return None
