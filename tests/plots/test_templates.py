"""Templates as images: mean and spread of each class on one scale."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from manyseeds import Result, Study, Training
from manyseeds.plots.style import FIRST, INK, SECOND, drawn
from manyseeds.plots.templates import TemplatesPlot
from manyseeds.stats.templates import Templates, templates_of


def result(replicas: int = 24, **training: float) -> Result:
    settings = Training(**{"epochs": 30, "batch_size": 128, **training})
    return Study(data="digits", training=settings, replicas=replicas).run(progress=False)


@functools.cache
def found() -> Templates:
    ran = result()
    return templates_of(ran, ran.arms[0])


def test_each_class_has_a_mean_and_a_spread() -> None:
    plot = TemplatesPlot(found())
    ax = plot.plot(Figure().subplots())
    assert len(ax.images) == 20
    for c in (0, 9):
        mean, spread = (np.asarray(image.get_array()) for image in ax.images[2 * c : 2 * c + 2])
        opacity = np.abs(found().mean[c]) * found().used / plot.largest
        np.testing.assert_allclose(mean[..., 3], opacity)
        np.testing.assert_allclose(
            spread[..., 3], found().deviation[c] * found().used / plot.largest
        )
        assert (mean[found().used & (found().mean[c] < 0)][:, :3] == to_rgb(FIRST)).all()
        assert (mean[found().used & (found().mean[c] > 0)][:, :3] == to_rgb(SECOND)).all()
    texts = [text.get_text() for text in ax.texts]
    assert texts[:10] == [str(c) for c in range(10)]
    assert "24 replicas; shared" in ax.get_title("left")


def test_weights_against_a_class_carry_a_dash() -> None:
    plot = TemplatesPlot(found())
    ax = plot.plot(Figure().subplots())
    dashes = [line for line in ax.lines if line.get_color() == INK]
    against = found().used & (found().mean[0] < -0.12 * plot.largest)
    assert len(dashes[0].get_xdata()) == 3 * against.sum()
    assert len(dashes[1].get_xdata()) == 0  # a spread is never negative
    rows = np.floor(8 * np.asarray(dashes[0].get_ydata())[::3]).astype(int)
    columns = np.floor(8 * np.asarray(dashes[0].get_xdata())[::3]).astype(int)
    assert against[rows, columns].all()


def test_pixels_that_are_always_zero_are_blank() -> None:
    ax = TemplatesPlot(found()).plot(Figure().subplots())
    for image in ax.images:
        assert (np.asarray(image.get_array())[~found().used][:, 3] == 0).all()


def test_the_bar_runs_from_the_largest_against_to_the_largest_for() -> None:
    plot = TemplatesPlot(found())
    (bar,) = plot.plot(Figure().subplots()).child_axes
    labels = [label.get_text() for label in bar.get_yticklabels()]
    assert labels[0] == f"−{plot.largest:.2f}"
    assert labels[2] == "0"
    assert labels[-1] == f"+{plot.largest:.2f}"
    shades = np.asarray(bar.images[0].get_array())[:, 0]
    assert shades[0].tolist() == pytest.approx([*to_rgb(SECOND), 1.0])
    assert shades[-1].tolist() == pytest.approx([*to_rgb(FIRST), 1.0])
    assert shades[40, 3] == 0


def test_the_frame_has_a_row_for_each_pixel_of_each_class() -> None:
    frame = TemplatesPlot(found()).frame()
    assert len(frame) == 640
    one = frame[(frame["class"] == 3) & (frame["row"] == 2) & (frame["column"] == 5)]
    assert one["mean"].tolist() == [found().mean[3, 2, 5]]
    assert one["standard_deviation"].tolist() == [found().deviation[3, 2, 5]]
    assert frame["used"].sum() == 610


def test_one_replica_has_no_spread_and_none_has_nothing() -> None:
    one, none = result(1), result(2, learning_rate=1e6, divergence_loss=10.0)
    for ran, alt in ((one, "over 1 replicas."), (none, "no replica to show.")):
        plot = TemplatesPlot(templates_of(ran, ran.arms[0]))
        drawn(plot)
        plot.frame()
        assert plot.alt.endswith(alt)
        assert "nan" not in plot.alt
