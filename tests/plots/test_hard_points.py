"""The plane where replicas are wrong, and where they disagree."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds import Network, Result, ResultError, Study, Training
from manyseeds.plots.boundary import BoundarySpreadPlot
from manyseeds.plots.hard_points import HardPointsPlot
from manyseeds.plots.style import FIRST, drawn
from manyseeds.stats.boundary import boundary_of
from manyseeds.stats.examples import examples_of


@functools.cache
def result() -> Result:
    network, training = Network(hidden=(6,)), Training(epochs=100)
    return Study(data="xor", network=network, training=training, replicas=48).run(progress=False)


@functools.cache
def lost() -> Result:
    training = Training(learning_rate=1e6, epochs=40, divergence_loss=10.0)
    return Study(data="xor", training=training, replicas=2).run(progress=False)


def test_each_point_is_drawn_once_the_harder_the_darker() -> None:
    found = examples_of(result(), result().arms[0], points=600)
    ax = HardPointsPlot(found, limits=(-1, 2)).plot(Figure().subplots())
    groups = [line for line in ax.lines if line.get_color() == FIRST]
    assert sum(len(line.get_xdata()) for line in groups) == len(found.labels)
    for line in groups:
        points = line.get_xydata()
        c = {"o": 0, "^": 1}[line.get_marker()]
        at = np.array([np.flatnonzero((found.x == point).all(axis=1))[0] for point in points], int)
        assert (found.labels[at] == c).all()
        shade = (line.get_alpha() - 0.12) / 0.88 * 9
        for share in found.share[at]:
            assert min(int(10 * share), 9) == pytest.approx(shade)
    assert ax.get_xlim() == ax.get_ylim() == (-1, 2)
    assert "48 replicas" in ax.get_title("left")


def test_shades_of_the_bar_are_those_of_the_points() -> None:
    found = examples_of(result(), result().arms[0], points=200)
    ax = HardPointsPlot(found).plot(Figure().subplots())
    (bar,) = ax.child_axes
    alphas = [patch.get_alpha() for patch in bar.patches]
    assert alphas == sorted(alphas)
    assert len(alphas) == 10
    assert {line.get_alpha() for line in ax.lines} - {None} == set(alphas)


def test_the_frame_of_points_holds_shares_and_the_best_rule() -> None:
    found = examples_of(result(), result().arms[0], points=200)
    frame = HardPointsPlot(found, ("a", "b")).frame()
    np.testing.assert_array_equal(frame[["a", "b"]].to_numpy(), found.x)
    assert frame["share"].tolist() == found.share.tolist()
    assert frame["best_rule_wrong"].mean() == pytest.approx(0.09, abs=0.03)


def test_rows_of_a_given_table_are_points_too() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 2))
    study = Study(data=(x, (x[:, 0] > 0).astype(int)), training=Training(epochs=5), replicas=8)
    ran = study.run(progress=False)
    plot = HardPointsPlot(examples_of(ran, ran.arms[0]))
    drawn(plot)
    assert "best possible" not in plot.alt
    assert "best_rule_wrong" not in plot.frame()


def test_more_than_two_features_have_no_points() -> None:
    ran = Study(data="iris", training=Training(epochs=1), replicas=1).run(progress=False)
    with pytest.raises(ResultError, match="two features; this data has 4"):
        HardPointsPlot(examples_of(ran, ran.arms[0]))


def test_the_spread_is_the_share_against_the_majority() -> None:
    found = boundary_of(result(), result().arms[0], steps=30)
    plot = BoundarySpreadPlot(found, enough=0.9)
    ax = plot.plot(Figure().subplots())
    against = found.shares.min(axis=0)  # of two classes the smaller is against the larger
    np.testing.assert_allclose(plot.against, against, atol=1e-12)
    opacity = ax.images[0].get_array()[..., 3]
    np.testing.assert_allclose(opacity, 0.9 * 2 * against, atol=0.9 / 250)  # of 256 shades
    unsure = np.mean(against > 0.1)
    assert f"fewer than 90 % of 48 agree on {100 * unsure:.0f} %" in ax.get_title("left")


def test_a_line_is_drawn_around_what_too_few_agree_on() -> None:
    found = boundary_of(result(), result().arms[0], steps=60)
    ax = BoundarySpreadPlot(found).plot(Figure().subplots())
    (lines,) = ax.collections
    points = np.concatenate([path.vertices for path in lines.get_paths()])
    votes = result().predict(points).argmax(axis=2).mean(axis=0)
    # Between grid points the share is interpolated, so it is met but nearly.
    assert np.median(np.minimum(votes, 1 - votes)) == pytest.approx(0.05, abs=0.03)


def test_where_all_agree_no_line_is_drawn() -> None:
    found = boundary_of(result(), result().arms[0], low=0.0, high=0.05, steps=4)
    plot = BoundarySpreadPlot(found, enough=0.0001)
    assert len(plot.plot(Figure().subplots()).collections) == 0
    assert plot.unsure == 0


def test_entropy_is_one_bit_where_votes_are_even() -> None:
    found = boundary_of(result(), result().arms[0], steps=30)
    frame = BoundarySpreadPlot(found).frame()
    share = frame["agreement"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.where(share < 1, (1 - share) * np.log2(1 - share), 0)
    np.testing.assert_allclose(frame["entropy_bits"], -(share * np.log2(share) + other), atol=1e-9)
    assert (frame["agreed"] == (share >= 0.95)).all()


def test_where_all_diverged_the_plane_is_empty_and_does_not_break() -> None:
    spread = BoundarySpreadPlot(boundary_of(lost(), lost().arms[0], steps=5))
    points = HardPointsPlot(examples_of(lost(), lost().arms[0], points=40))
    for plot in (spread, points):
        drawn(plot)
        plot.frame()
        assert plot.alt == "There is no replica to show."
