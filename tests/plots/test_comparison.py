"""The forest plot of differences: what the axes hold is what the comparisons say."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds.plots.comparison import ComparisonPlot
from manyseeds.plots.style import EMPTY, FIRST, PAPER, THEME, drawn
from manyseeds.plots.svg import plot_svg
from manyseeds.stats.comparison import comparisons

RNG = np.random.default_rng(0)
TABLE = RNG.normal((0.9, 0.901, 0.95), 0.02, (200, 3))
LABELS = ["hidden=none", "hidden=2", "hidden=16x8"]
FOUND = comparisons(TABLE, LABELS)
PLOT = ComparisonPlot(FOUND)


def names(plot: ComparisonPlot) -> list[str]:
    return [label.get_text() for label in plot.plot(Figure().subplots()).get_yticklabels()]


def test_each_pair_has_its_interval_and_its_point() -> None:
    ax = PLOT.plot(Figure().subplots())
    zero, *lines = ax.lines
    assert list(zero.get_xdata()) == [0, 0]
    for found, interval, point in zip(FOUND, lines[::2], lines[1::2], strict=True):
        assert list(interval.get_xdata()) == [found.difference.low, found.difference.high]
        assert list(point.get_xdata()) == [found.difference.estimate]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first pair is on top


def test_only_differences_that_are_told_from_zero_are_filled() -> None:
    points = PLOT.plot(Figure().subplots()).lines[2::2]
    fills = [FIRST if 0 not in found.difference else PAPER for found in FOUND]
    assert [point.get_markerfacecolor() for point in points] == fills
    assert set(fills) == {FIRST, PAPER}


def test_it_says_how_many_at_which_level_and_how_often_the_first_is_ahead() -> None:
    ax = PLOT.plot(Figure().subplots())
    assert ax.get_title(loc="left") == "joint 95 % interval, 200 replicas"
    texts = [text.get_text() for text in ax.texts]
    assert texts[:3] == [f"{100 * found.superiority.estimate:.0f} %" for found in FOUND]
    assert texts[3] == "ahead in"
    single = ComparisonPlot(comparisons(TABLE[:, :2], LABELS[:2], level=0.9))
    assert single.plot(Figure().subplots()).get_title(loc="left") == "90 % interval, 200 replicas"


def test_what_all_labels_share_is_said_once() -> None:
    ax = PLOT.plot(Figure().subplots())
    assert ax.get_ylabel() == "hidden"
    assert names(PLOT) == ["2 − none", "16x8 − none", "16x8 − 2"]
    two = ["width=1, l2=0", "width=1, l2=1", "width=2, l2=1"]
    assert names(ComparisonPlot(comparisons(TABLE, two))) == [
        "width=1: 1 − 0",
        "2, 1 − 1, 0",
        "l2=1: 2 − 1",
    ]
    assert names(ComparisonPlot(comparisons(TABLE, ["a", "b", "c=1"]))) == [
        "b − a",
        "c=1 − a",
        "c=1 − b",
    ]


def test_long_names_stand_above_their_intervals() -> None:
    long = ["narrow network of the exercise", "wide network of the exercise", "none"]
    plot = ComparisonPlot(comparisons(TABLE, long))
    ax = plot.plot(Figure().subplots())
    assert not len(ax.get_yticks())
    assert f"{long[1]} − {long[0]}" in [text.get_text() for text in ax.texts]
    assert plot.size[1] > PLOT.size[1]


def test_of_many_pairs_those_furthest_from_zero_are_shown_in_their_order() -> None:
    table = RNG.normal(0.9, 0.02, (100, 8)) + np.arange(8) / 100
    found = comparisons(table, [f"arm {k}" for k in range(8)])
    plot = ComparisonPlot(found, most=5)
    shares = [abs(c.difference.estimate) / (c.difference.high - c.difference.low) for c in found]
    expected = [c for c, share in zip(found, shares, strict=True) if share >= sorted(shares)[-5]]
    assert list(plot.shown) == expected
    ax = plot.plot(Figure().subplots())
    assert ax.get_title(loc="left").startswith("5 of 28 pairs, joint 95 % interval")
    assert len(plot.frame()) == 28


def test_the_alternative_text_and_frame_hold_the_numbers() -> None:
    frame = PLOT.frame()
    assert frame["difference"].tolist() == [found.difference.estimate for found in FOUND]
    assert (frame["low"] <= frame["high"]).all()
    assert frame["left_out"].tolist() == [0, 0, 0]
    assert PLOT.alt.startswith("Difference of test accuracy between arms over 200 replicas")
    assert f"{FOUND[0].difference.estimate:+.4f}" in PLOT.alt
    assert PLOT.alt.endswith(".")


def test_pairs_with_different_counts_say_so() -> None:
    table = TABLE.copy()
    table[:50, 0] = np.nan
    ax = ComparisonPlot(comparisons(table, LABELS)).plot(Figure().subplots())
    assert ax.get_title(loc="left").endswith("150 to 200 replicas")


@pytest.mark.parametrize("found", [(), comparisons(np.full((4, 2), np.nan), ["a", "b"])])
def test_without_replicas_the_plot_is_empty_and_does_not_break(found: tuple[()]) -> None:
    plot = ComparisonPlot(found)
    drawn(plot)
    assert plot.alt == EMPTY
    assert len(plot.frame()) == len(found)


def test_a_difference_without_spread_is_far_from_zero() -> None:
    table = np.tile([0.5, 0.5, 0.75], (10, 1))
    plot = ComparisonPlot(comparisons(table, ["a", "b", "c"]), most=2)
    assert [found.label_a for found in plot.shown] == ["c", "c"]


def test_nothing_is_cut_and_colours_follow_the_page() -> None:
    figure = drawn(PLOT)
    figure.draw_without_rendering()
    (ax,) = figure.axes
    width, height = figure.bbox.size
    for text in (*ax.texts, ax.title, *ax.get_yticklabels(), *ax.get_xticklabels()):
        box = text.get_window_extent()
        assert box.x0 >= -1
        assert box.x1 <= width + 1
        assert box.y0 >= -1
        assert box.y1 <= height + 1
    assert f"var(--{THEME[FIRST]}" in plot_svg(PLOT, "comparison")
