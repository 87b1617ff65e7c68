"""The cost of stopping earlier, drawn with the answers."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds.plots.epochs import EpochsPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.epochs import EpochsEnough, epochs_enough


@functools.cache
def found() -> EpochsEnough:
    rng = np.random.default_rng(0)
    rise = 1 - np.exp(-np.arange(1, 61) / 8)
    level = 0.9 + 0.02 * rng.standard_normal((50, 1))
    return epochs_enough(level * rise + 0.003 * rng.standard_normal((50, 60)))


def test_lines_are_points_of_accuracy_lost() -> None:
    ax = EpochsPlot(found()).plot(Figure().subplots())
    long = [line for line in ax.lines if len(line.get_xdata()) == 60]
    np.testing.assert_allclose(long[0].get_ydata(), 100 * found().most)
    np.testing.assert_allclose(long[1].get_ydata(), 100 * found().shortfall)
    assert long[0].get_linestyle() != long[1].get_linestyle()
    assert "50 replicas" in ax.get_title("left")


def test_the_answers_are_marked_with_their_intervals_and_named() -> None:
    ax = EpochsPlot(found()).plot(Figure().subplots())
    points = [line for line in ax.lines if line.get_marker() == "o"]
    answers = [found().replicas_epoch, found().mean_epoch]
    assert [p.get_xdata()[0] for p in points] == [answer.estimate for answer in answers]
    assert [p.get_ydata()[0] for p in points] == pytest.approx([2, 0.5])
    spans = {tuple(line.get_xdata()) for line in ax.lines}
    assert {(answer.low, answer.high) for answer in answers} <= spans
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        f"95 % of replicas: at most 2 points from epoch {answers[0].estimate:.0f} on",
        f"on average: at most 0.5 points from epoch {answers[1].estimate:.0f} on",
    ]


def test_the_frame_and_the_words_hold_the_numbers() -> None:
    plot = EpochsPlot(found())
    frame = plot.frame()
    np.testing.assert_array_equal(frame["lost"], found().shortfall)
    np.testing.assert_array_equal(frame["share_within"], found().within)
    assert (frame["lost_low"] <= frame["lost_high"]).all()
    assert f"from epoch {found().mean_epoch.estimate:.0f} on" in plot.alt


@pytest.mark.parametrize("replicas", [0, 1])
def test_few_replicas_do_not_break_it(replicas: int) -> None:
    plot = EpochsPlot(epochs_enough(np.full((replicas, 7), 0.8)))
    drawn(plot)
    assert "nan" not in plot.alt
    assert len(plot.frame()) == 7


def test_a_single_epoch_can_be_drawn() -> None:
    drawn(EpochsPlot(epochs_enough(np.full((3, 1), 0.8))))
