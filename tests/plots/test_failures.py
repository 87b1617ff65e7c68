"""Bars of kinds of failure: they fill the whole, in the order of the key."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

import small_labs
from manyseeds import data
from manyseeds.plots.failures import LOOKS, SUCCESS, FailuresPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.failures import FailureKind, Failures, failures_by_arm
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample


@functools.cache
def found() -> tuple[Failures, ...]:
    result, sample = small_labs.xor_result(), fresh_sample(data.xor())
    places = np.arange(len(result.replicas))
    accuracies = np.stack([fresh_accuracy(result, arm, places, sample) for arm in result.arms])
    return failures_by_arm(result, accuracies, 0.889)


def test_every_kind_has_a_look_that_differs_without_colour() -> None:
    assert {*LOOKS} == {SUCCESS, *(kind.value for kind in FailureKind)}
    looks = [(look.get("hatch", ""), look["facecolor"]) for look in LOOKS.values()]
    hatches = [hatch for hatch, _ in looks if hatch]
    assert len(set(hatches)) == len(hatches)
    assert len(set(looks)) == len(looks)


def test_the_bars_of_an_arm_fill_the_whole() -> None:
    ax = FailuresPlot(found()).plot(Figure().subplots())
    for place, arm in enumerate(found()):
        bars = [bar for bar in ax.patches if round(bar.get_x() + bar.get_width() / 2) == place]
        assert sum(bar.get_height() for bar in bars) == pytest.approx(1)
        assert bars[0].get_height() == arm.success.estimate
        tops = np.cumsum([bar.get_height() for bar in bars])
        np.testing.assert_allclose([bar.get_y() for bar in bars], [0, *tops[:-1]], atol=1e-12)
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == ["none", "1", "2", "3", "6"]


def test_the_key_names_the_kinds_that_occur_as_they_are_stacked() -> None:
    ax = FailuresPlot(found()).plot(Figure().subplots())
    legend = ax.get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    occurring = [
        n
        for n in LOOKS
        if any(arm.kinds[k].estimate for arm in found() for k in FailureKind if k.value == n)
    ]
    assert names == [*occurring[::-1], "successful,\naccuracy ≥ 0.889"]


def test_success_has_its_interval() -> None:
    ax = FailuresPlot(found()).plot(Figure().subplots())
    ends = {tuple(line.get_ydata()) for line in ax.lines}
    assert ends == {(arm.success.low, arm.success.high) for arm in found()}
    assert "48 replicas a width; line: 95 %" in ax.get_title("left")


def test_the_frame_and_the_words_hold_the_shares() -> None:
    plot = FailuresPlot(found())
    frame = plot.frame()
    assert len(frame) == 5 * (1 + len(FailureKind))
    assert frame.groupby("arm")["share"].sum().to_numpy() == pytest.approx(1)
    assert (frame["share_low"] <= frame["share"]).all()
    assert "none: a linear solution 100 %;" in plot.alt


def test_without_arms_it_is_empty_and_does_not_break() -> None:
    plot = FailuresPlot(())
    drawn(plot)
    assert len(plot.frame()) == 0
    assert plot.alt.endswith(".")


def test_where_all_diverged_the_bar_says_so() -> None:
    result = small_labs.all_diverged()
    plot = FailuresPlot(failures_by_arm(result, result.test_accuracy, 0.9))
    drawn(plot)
    assert "diverged 100 %" in plot.alt
