"""Panels of solutions: one a kind, each with its regions, boundary and corners."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

import small_labs
from manyseeds import Network, Study, Training, data
from manyseeds.plots.solutions import SolutionsPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.failures import failures_of
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.solutions import Solutions, solutions_of


@functools.cache
def found() -> Solutions:
    result, sample = small_labs.xor_result(), fresh_sample(data.xor())
    arm = result.arms[3]
    accuracies = fresh_accuracy(result, arm, np.arange(48), sample)
    failures = failures_of(result, arm, accuracies, 0.889)
    return solutions_of(result, arm, failures, accuracies, steps=30)


def test_there_is_a_panel_for_each_kind_with_its_share() -> None:
    ax = SolutionsPlot(found()).plot(Figure().subplots())
    panels = ax.child_axes
    assert len(panels) == len(found().kinds) > 3
    for panel, kind in zip(panels, found().kinds, strict=True):
        title = panel.get_title("left") or panel.get_title()
        assert kind.name in title
        assert f"accuracy {kind.accuracy:.3f}" in title
        assert title.startswith("✓" if kind.succeeded else "✗")


def test_the_ground_is_of_the_class_with_the_largest_margin() -> None:
    from matplotlib.colors import to_rgb

    from manyseeds.plots.style import CLASS_COLOURS

    ax = SolutionsPlot(found()).plot(Figure().subplots())
    for panel, kind in zip(ax.child_axes, found().kinds, strict=True):
        ground = panel.images[0].get_array()
        first = np.isclose(ground[..., :3], to_rgb(CLASS_COLOURS[0])).all(axis=2)
        np.testing.assert_array_equal(first, kind.margins[0] >= 0)
        assert ground[..., 3].min() >= 0.25
        assert [tuple(line.get_xydata()[0]) for line in panel.lines] == [
            tuple(corner) for corner in found().corners
        ]


def test_the_boundary_is_drawn_where_there_is_one() -> None:
    ax = SolutionsPlot(found()).plot(Figure().subplots())
    for panel, kind in zip(ax.child_axes, found().kinds, strict=True):
        assert bool(panel.collections) == (kind.margins[0].min() < 0 < kind.margins[0].max())


def test_the_frame_and_the_words_hold_the_shares() -> None:
    plot = SolutionsPlot(found())
    frame = plot.frame()
    assert frame["kind"].tolist() == [kind.name for kind in found().kinds]
    assert frame["share"].sum() <= 1 + 1e-9
    assert "48 replicas" in plot.alt
    assert found().kinds[0].name in plot.alt
    assert SolutionsPlot(found(), columns=2).size[1] >= plot.size[1]


def test_more_than_two_classes_each_have_a_boundary() -> None:
    result = Study(
        data=data.blobs(), network=Network(hidden=(6,)), training=Training(epochs=30), replicas=6
    ).run(progress=False)
    failures = failures_of(result, result.arms[0], result.test_accuracy[0], 0.5)
    shown = solutions_of(
        result, result.arms[0], failures, result.test_accuracy[0], low=-4, high=4, steps=20
    )
    ax = SolutionsPlot(shown).plot(Figure().subplots())
    assert len(ax.child_axes[0].lines) == 3  # the corners


def test_where_all_diverged_there_is_no_panel() -> None:
    result = small_labs.all_diverged()
    accuracies = result.test_accuracy[0]
    failures = failures_of(result, result.arms[0], accuracies, 0.9)
    plot = SolutionsPlot(solutions_of(result, result.arms[0], failures, accuracies, steps=4))
    assert drawn(plot).axes[0].child_axes == []
    assert (len(plot.frame()), plot.alt) == (0, "There is no replica to show.")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_panels_do_not_overlap(columns: int) -> None:
    figure = drawn(SolutionsPlot(found(), columns=columns))
    figure.draw_without_rendering()
    boxes = [panel.get_tightbbox() for panel in figure.axes[0].child_axes]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                one.x1 <= other.x0 + 1
                or other.x1 <= one.x0 + 1
                or one.y1 <= other.y0 + 1
                or other.y1 <= one.y0 + 1
            )
            assert apart
