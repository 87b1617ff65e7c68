"""Numbers as readers read them."""

from __future__ import annotations

import math

import pytest

from manyseeds.findings.wording import bounds, count, decimal, ordinal, percent, percent_bounds
from manyseeds.stats.interval import Interval


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.91875, "0.919"), (-0.0004, "0.000"), (-1.5, "−1.500"), (math.nan, "–"), (math.inf, "–")],
)
def test_decimal(value: float, text: str) -> None:
    assert decimal(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (1.0, "100 %"), (0.5, "50 %"), (0.9995, "99.95 %"), (0.0004, "0.04 %"),
     (0.1234, "12.3 %"), (math.nan, "–")],
)  # fmt: skip
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def test_bounds_that_are_not_known_are_a_dash() -> None:
    assert bounds(Interval(1, math.nan, math.nan, 0.95, "", 1)) == "–"
    assert bounds(Interval(1, -math.inf, 2, 0.95, "", 1)) == "–"
    assert percent_bounds(Interval(0, 0.0, 0.038, 0.95, "", 100)) == "0 to 3.8 %"


def test_count_and_ordinal() -> None:
    assert count(10_000, "run") == "10,000 runs"
    assert [ordinal(p) for p in (0.2, 50.4, 99.5, 100.0)] == ["0.2", "50", "99.5", "100"]
