"""How the numbers of a report are made: the definition and source of each statistic in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from manyseeds.report.document import Definitions, Section
from manyseeds.report.numbers import count
from manyseeds.stats.overfitting import OverfittingRule

if TYPE_CHECKING:
    from manyseeds.report.evidence import Evidence

__all__ = ["methods_section"]

SOURCE_NAMES = {
    "data": "the noise of the points",
    "split": "the split",
    "init": "the first weights",
    "order": "the order of the samples",
}

MEAN = (
    "Student's t on the replicas: mean ∓ t(n − 1) s / √n. It says how well the mean of endlessly "
    "many replicas is known, not how far single runs lie apart. (Student 1908)"
)
SHARE = "Wilson's score interval, which stays within 0 and 1. (Wilson 1927)"
QUANTILE = (
    "Interpolated linearly (Hyndman and Fan 1996, type 7). Their intervals lie between order "
    "statistics and assume only independence. (David and Nagaraja 2003, section 7.1)"
)
TRAINING = (
    "Means over the batches of the last epoch, while the weights were moving, as Keras reports "
    "them; validation is taken at the end of the epoch."
)
FRESH = (
    "The accuracy of each trained network over the law of the data itself, by a quadrature of "
    "8,192 evenly spread points; exact to about 0.0005."
)


def methods_section(evidence: Evidence) -> Section:
    """Return the definitions of the statistics that the report uses."""
    items = [*_of_all(evidence), *_of_this(evidence)]
    return Section("methods", "How these numbers are made", (Definitions(tuple(items)),))


def _of_all(evidence: Evidence) -> list[tuple[str, str]]:
    main, study = evidence.main, evidence.result.study
    varied = [SOURCE_NAMES[s] for s in study.vary if s != "data" or study.data.drawn_anew]
    monitored = "validation" if main.sizes.validation else "training"
    return [
        (
            "Replica",
            f"One training with chance of its own: {', '.join(varied) or 'none'}. Replica k of "
            "every network sees the same data and the same split, so networks are compared in "
            "pairs.",
        ),
        ("Interval of a mean", MEAN),
        ("Interval of a share", SHARE),
        ("Quantiles", QUANTILE),
        ("Training loss and accuracy", TRAINING),
        (
            "Settled, converged",
            f"On the {monitored} loss: {main.convergence.rule}. A diverged replica has not "
            "converged.",
        ),
        ("Overfitted", f"{str(OverfittingRule()).capitalize()}."),
    ]


def _of_this(evidence: Evidence) -> list[tuple[str, str]]:
    """What applies to some studies alone."""
    main, data = evidence.main, evidence.result.study.data
    items = []
    if evidence.fresh is not None:
        items.append(("Fresh points", FRESH))
    if not data.drawn_anew:
        items.append(
            (
                "What the intervals are about",
                f"Other splits, first weights and orders of these {len(data.y):,} rows. The rows "
                "themselves are given; other rows would differ by more.",
            )
        )
    if main.diverged:
        items.append(
            (
                "Diverged",
                f"{count(main.diverged, 'replica')} whose loss was no longer finite, or too "
                "large: counted, and left out of means and quantiles.",
            )
        )
    return items
