"""Numbers as readers read them: the same everywhere, on pages and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from manyseeds.stats.distribution import Distribution
from manyseeds.stats.interval import Interval
from manyseeds.stats.placement import Placement

__all__ = [
    "NOTHING",
    "between",
    "bounds",
    "count",
    "decimal",
    "further_out",
    "listed",
    "most_runs",
    "ordinal",
    "percent",
    "percent_bounds",
    "points",
    "quoted",
    "quoted_percent",
    "sentence_case",
    "spread",
    "within_share",
]

NOTHING = "–"
"""Stands where there is no number."""
FEW = 20
"""With fewer replicas than this, nine in ten of them is no range to speak of."""


def decimal(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` decimals.

    Examples
    --------
    >>> decimal(0.91875), decimal(float("nan"))
    ('0.919', '–')
    """
    if not math.isfinite(value):
        return NOTHING
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def bounds(interval: Interval, digits: int = 3) -> str:
    """Return the bounds of `interval`: ``0.887 to 0.892``.

    Examples
    --------
    >>> bounds(Interval(0.9, 0.88, 0.92, 0.95, "t", 10))
    '0.880 to 0.920'
    """
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return NOTHING
    return f"{decimal(interval.low, digits)} to {decimal(interval.high, digits)}"


def percent(share: float) -> str:
    """Return a share in percent, with more digits near 0 and 1.

    Examples
    --------
    >>> percent(0.5), percent(0.981), percent(1.0), percent(0.0004)
    ('50 %', '98.1 %', '100 %', '0.04 %')
    """
    if not math.isfinite(share):
        return NOTHING
    value = 100 * share
    near = min(value, 100 - value)
    digits = 2 if 0 < near < 0.095 else 1
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return f"{'0' if text == '-0' else text.replace('-', '−')} %"


def percent_bounds(interval: Interval) -> str:
    """Return the bounds of a share in percent: ``97 to 98.8 %``.

    Examples
    --------
    >>> percent_bounds(Interval(0.5, 0.47, 0.53, 0.95, "Wilson", 1000))
    '47 to 53 %'
    """
    return f"{percent(interval.low).removesuffix(' %')} to {percent(interval.high)}"


def quoted(interval: Interval, digits: int = 3) -> str:
    """Return an estimate with its bounds: ``0.890 (0.887 to 0.892)``.

    Examples
    --------
    >>> quoted(Interval(0.9, 0.88, 0.92, 0.95, "t", 10))
    '0.900 (0.880 to 0.920)'
    """
    text = decimal(interval.estimate, digits)
    return f"{text} ({bounds(interval, digits)})" if _bounded(interval) else text


def quoted_percent(interval: Interval) -> str:
    """Return a share with its bounds: ``98.1 % (97 to 98.8 %)``.

    Examples
    --------
    >>> quoted_percent(Interval(0.5, 0.47, 0.53, 0.95, "Wilson", 1000))
    '50 % (47 to 53 %)'
    """
    text = percent(interval.estimate)
    return f"{text} ({percent_bounds(interval)})" if _bounded(interval) else text


def _bounded(interval: Interval) -> bool:
    return math.isfinite(interval.low) and math.isfinite(interval.high)


def within_share(share: Interval) -> Interval:
    """Return a share as it is told in words: unbiased estimates may lie a little outside 0 and 1.

    Examples
    --------
    >>> within_share(Interval(-0.01, -0.03, 0.01, 0.95, "jackknife", 10)).low
    0.0
    """
    low, middle, high = (
        min(max(value, 0.0), 1.0) if math.isfinite(value) else value
        for value in (share.low, share.estimate, share.high)
    )
    return replace(share, estimate=middle, low=low, high=high)


def points(difference: float, digits: int = 1) -> str:
    """Return a difference of accuracies, without its sign, in points: hundredths.

    Examples
    --------
    >>> points(-0.0123), points(0.01)
    ('1.2 points', '1.0 points')
    """
    return f"{decimal(abs(100 * difference), digits)} points"


def between(difference: Interval, digits: int = 1) -> str:
    """Return the bounds of a difference without its sign, in points, the smaller one first.

    Examples
    --------
    >>> between(Interval(-0.02, -0.03, -0.01, 0.95, "t", 10))
    '1.0 to 3.0'
    >>> between(Interval(0.005, -0.002, 0.012, 0.95, "t", 10))
    '−0.2 to 1.2'
    """
    low, high = difference.low, difference.high
    if high < 0:
        low, high = -high, -low
    return f"{decimal(100 * low, digits)} to {decimal(100 * high, digits)}"


def sentence_case(text: str) -> str:
    """Return `text` with its first letter large and all others as they are.

    Examples
    --------
    >>> sentence_case("no, class NO"), sentence_case("")
    ('No, class NO', '')
    """
    return text[:1].upper() + text[1:]


def listed(names: Iterable[object]) -> str:
    """Return names in a row: ``5, 7 and 9``.

    Examples
    --------
    >>> listed([5, 7, 9]), listed(["one"]), listed([])
    ('5, 7 and 9', 'one', '')
    """
    words = [str(name) for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def spread(found: Distribution, digits: int = 3) -> str:
    """Return the range that holds 90 % of replicas: ``0.825 to 0.938``; of few, all of them."""
    if not found.n:
        return NOTHING
    if found.n < FEW:
        low, high = float(found.values.min()), float(found.values.max())
        return f"{decimal(low, digits)} to {decimal(high, digits)}"
    return f"{decimal(found.low, digits)} to {decimal(found.high, digits)}"


def most_runs(n: int) -> str:
    """Say of how many replicas `spread` is the range.

    Examples
    --------
    >>> most_runs(1000), most_runs(3)
    ('nine runs of ten', 'all 3 runs')
    """
    return "nine runs of ten" if n >= FEW else "both runs" if n == 2 else f"all {n} runs"


def count(number: float, noun: str = "", plural: str = "") -> str:
    """Return a whole number with its noun, or a mean count with one decimal.

    Examples
    --------
    >>> count(1000, "replica"), count(1, "replica"), count(2, "class", "classes")
    ('1,000 replicas', '1 replica', '2 classes')
    """
    text = f"{number:,.0f}"
    if not noun:
        return text
    return f"{text} {noun if number == 1 else plural or noun + 's'}"


def ordinal(percentile: float) -> str:
    """Return a percentile as a number: whole in the middle, with a decimal near the ends.

    Examples
    --------
    >>> ordinal(73.2), ordinal(99.75), ordinal(0.0)
    ('73', '99.8', '0')
    """
    if not math.isfinite(percentile):
        return NOTHING
    near = min(percentile, 100 - percentile)
    return f"{percentile:.1f}".removesuffix(".0") if near < 3 else f"{percentile:.0f}"


def further_out(place: Placement) -> str:
    """Say how many replicas are at least as far out as a given run.

    Examples
    --------
    >>> import numpy as np
    >>> from manyseeds.stats.placement import placement_of
    >>> further_out(placement_of(9.0, np.arange(10.0)))
    '1 in 10 as high'
    >>> further_out(placement_of(-1.0, np.arange(10.0)))
    'none of 10 as low'
    """
    n, share = place.further.n, place.further.estimate
    if not n or place.side == "middle":
        return "in the middle" if n else NOTHING
    if share == 0:
        return f"none of {count(n)} as {place.side}"
    if share > 0.3:
        return f"{percent(share)} as {place.side}"
    return f"1 in {1 / share:.0f} as {place.side}"
