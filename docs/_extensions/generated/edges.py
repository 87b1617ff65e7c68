"""What the statistics say at the edges: asked of the functions when the page is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from generated.markdown import prose, table
from manyseeds.errors import ManySeedsError
from manyseeds.stats.interval import Interval

__all__ = ["EDGES", "answer", "edges_table"]

NAN = math.nan
EQUAL, FEW = [0.9] * 20, [0.88, 0.9, 0.92]
OF_VALUES: dict[str, tuple[Any, ...]] = {
    "no replica": ([],),
    "one replica": ([0.9],),
    "20 that are all 0.9": (EQUAL,),
    "a NaN": ([0.9, NAN],),
}
OF_SHARES: dict[str, tuple[Any, ...]] = {
    "0 of 0": (0, 0),
    "0 of 20": (0, 20),
    "20 of 20": (20, 20),
}
OF_PAIRS: dict[str, tuple[Any, ...]] = {
    "no replica": ([], []),
    "one replica": ([0.9], [0.8]),
    "20 that are all the same": (EQUAL, EQUAL),
}
APART: dict[str, tuple[Any, ...]] = {
    name: tuple(map(np.array, values)) for name, values in OF_PAIRS.items()
}

EDGES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "Interval of a mean": OF_VALUES,
    "Interval of a share": OF_SHARES,
    "Exact interval of a share": OF_SHARES,
    "Bootstrap interval": OF_VALUES,
    "Interval of a quantile": {
        "the median of no replica": ([], 0.5),
        "the median of three": (FEW, 0.5),
        "the median of 20 that are all 0.9": (EQUAL, 0.5),
    },
    "Overlapping splits": {
        "one split": ([0.9], 25, 75),
        "20 that are all 0.9": (EQUAL, 25, 75),
    },
    "Interval of a standard deviation": OF_VALUES,
    "Replicas needed for a width": {
        "a standard deviation of 0": (0.0, 0.01),
        "a width of 0": (0.03, 0.0),
    },
    "Paired difference": OF_PAIRS,
    "Probability of superiority": OF_PAIRS,
    "Difference without pairs": APART,
    "Superiority without pairs": APART,
    "p values of several comparisons": {"one comparison": ([0.04],)},
    "Several intervals at once": {"one interval": (0.95, 1)},
    "Confusion matrix as shares": {"a class without rows": (np.array([[0, 0], [1, 3]]),)},
}
"""What each statistic is asked, in words and as arguments."""


def edges_table(term: str, function: Callable[..., Any]) -> str:
    """Return what a function says at its edges, as a table; empty where it is not asked."""
    rows = [
        (prose(words), prose(answer(function, arguments)))
        for words, arguments in EDGES.get(term, {}).items()
    ]
    return table(("at the edge", "what it gives"), rows) if rows else ""


def answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Return what a function gives, or the sentence with which it refuses.

    Examples
    --------
    >>> from manyseeds.stats.shares import wilson_interval
    >>> answer(wilson_interval, (0, 20))
    '0, interval 0 to 0.1611'
    >>> answer(wilson_interval, (21, 20))
    'Refused: `successes` must be a number from 0 to n = 20; got 21.'
    """
    try:
        found = function(*arguments)
    except ManySeedsError as error:
        return f"Refused: {error}"
    interval = getattr(found, "mean", found)
    if isinstance(interval, Interval):
        low, high = (number(bound) for bound in (interval.low, interval.high))
        text = f"{number(interval.estimate)}, interval {low} to {high}"
        p_value = getattr(found, "p_value", None)
        return text if p_value is None else f"{text}, p = {number(p_value)}"
    if isinstance(found, np.ndarray):
        return str(found.tolist()).replace("nan", "NaN")
    return number(found)


def number(value: float) -> str:
    """Return a number as it is read; what is no more than rounding is zero."""
    if math.isnan(value):
        return "NaN"
    return f"{round(value, 12) + 0.0:.4g}".replace("inf", "∞").replace("-", "−")
