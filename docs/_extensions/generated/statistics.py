"""The page of statistics: what each means, its formula, its edge cases and its source."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from html import escape
from typing import Any

from generated.edges import edges_table
from generated.markdown import anchor, paragraphs, prose, raw_html
from manyseeds.report.formulas import COMPARISONS, NETWORKS, VARIANCE
from manyseeds.report.interval_formulas import INTERVALS
from manyseeds.report.terms import Definition, Formula

__all__ = ["FUNCTIONS", "GROUPS", "formula_html", "function_of", "notes_of", "statistics_text"]

GROUPS: dict[str, tuple[Definition, ...]] = {
    "One number over replicas": INTERVALS,
    "Several networks or classes": COMPARISONS,
    "The variance and its sources": VARIANCE,
    "Networks and their data": NETWORKS,
}

FUNCTIONS = {
    "Interval of a mean": "manyseeds.stats.means.mean_interval",
    "Interval of a share": "manyseeds.stats.shares.wilson_interval",
    "Exact interval of a share": "manyseeds.stats.shares.clopper_pearson_interval",
    "Bootstrap interval": "manyseeds.stats.means.bootstrap_interval",
    "Quantile": "manyseeds.stats.quantiles.quantiles",
    "Interval of a quantile": "manyseeds.stats.quantiles.quantile_interval",
    "Overlapping splits": "manyseeds.stats.overlap.corrected_interval",
    "Share pooled over replicas": "manyseeds.stats.confusion.pooled_interval",
    "Interval of a standard deviation": "manyseeds.stats.precision.deviation_interval",
    "Replicas needed for a width": "manyseeds.stats.precision.replicas_needed",
    "Replicas added until the interval is narrow": "manyseeds.stats.precision.sequential_interval",
    "Paired difference": "manyseeds.stats.paired.paired_difference",
    "Probability of superiority": "manyseeds.stats.paired.superiority",
    "Difference without pairs": "manyseeds.stats.rivals.independent_difference",
    "Superiority without pairs": "manyseeds.stats.rivals.independent_superiority",
    "p values of several comparisons": "manyseeds.stats.simultaneous.holm_adjusted",
    "Several intervals at once": "manyseeds.stats.simultaneous.bonferroni_level",
    "Several means at once": "manyseeds.stats.simultaneous.simultaneous_means",
    "Whether all classes are predicted equally well": "manyseeds.stats.classes.equal_means",
    "Luck of the test rows": "manyseeds.stats.test_set.floor_of_test_set",
    "Contrast of a crossed group": "manyseeds.stats.sources.variance_components",
    "Where the variance comes from": "manyseeds.stats.sources.variance_components",
    "Share of a source": "manyseeds.stats.sources.variance_shares",
    "Total share of a source": "manyseeds.stats.sources.variance_shares",
    "Interval of a share of variance": "manyseeds.stats.jackknife.ratio_interval",
    "Probabilities": "manyseeds.Result.predict",
    "Categorical cross-entropy": "manyseeds.engines.reference.loss_and_hits",
    "Sigmoid": "manyseeds.Result.predict",
    "Binary cross-entropy": "manyseeds.engines.reference.loss_and_hits",
    "Label smoothing": "manyseeds.engines.reference.loss_and_hits",
    "Confusion matrix as shares": "manyseeds.stats.confusion.row_shares",
    "Best possible accuracy on noisy XOR": "manyseeds.data.xor",
    "Accuracy on fresh points": "manyseeds.stats.fresh.fresh_accuracy",
}
"""The function that computes each statistic."""


def statistics_text() -> str:
    """Return every statistic, in groups."""
    return paragraphs(
        *(
            paragraphs(f"## {title}", *map(_statistic, definitions))
            for title, definitions in GROUPS.items()
        )
    )


def formula_html(formula: Formula) -> str:
    """Return a displayed formula as MathML, which browsers draw by themselves.

    Its LaTeX can be copied out of it, and its plain text is read aloud.
    """
    return (
        f'<div class="formula"><math display="block" alttext="{escape(formula.text)}"><semantics>'
        f'<mrow>{formula.mathml}</mrow><annotation encoding="application/x-tex">'
        f"{escape(formula.latex)}</annotation></semantics></math></div>"
    )


def function_of(path: str) -> Callable[..., Any]:
    """Return the function at a dotted path.

    Examples
    --------
    >>> function_of("manyseeds.data.xor").__name__
    'xor'
    """
    where, _, name = path.rpartition(".")
    try:
        home: Any = importlib.import_module(where)
    except ModuleNotFoundError:  # a method: what is before its name is a class
        home = function_of(where)
    found: Callable[..., Any] = getattr(home, name)
    return found


def notes_of(path: str) -> str:
    """Return the notes of a function's docstring, which are on its edge cases; empty if none."""
    lines = (inspect.getdoc(function_of(path)) or "").splitlines()
    starts = [place for place, line in enumerate(lines) if line == "Notes"]
    if not starts:
        return ""
    rest = lines[starts[0] + 2 :]
    ends = [place for place, line in enumerate(rest) if line and set(line) == {"-"}]
    text = rest[: ends[0] - 1] if ends else rest
    return "\n".join(text).strip().replace("``", "`").replace(" [1]_", "").replace(" [2]_", "")


def _statistic(definition: Definition) -> str:
    path = FUNCTIONS[definition.term]
    short = path.rpartition(".")[2]
    notes = notes_of(path)
    facts = [f"Source: {prose(str(definition.reference))}." if definition.reference else ""]
    facts.append(f"In Python: {{py:obj}}`{short}() <{path}>`.")
    return paragraphs(
        f"({anchor(definition.term)})=\n### {definition.term}",
        prose(definition.meaning),
        raw_html(formula_html(definition.formula)) if definition.formula else "",
        f"*Notes.* {prose(notes)}" if notes else "",
        edges_table(definition.term, function_of(path)),
        " ".join(fact for fact in facts if fact),
    )
