"""Plots without pixels: what the axes hold is what the statistics say."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

import small_labs
from manyseeds.findings.evidence import Evidence
from manyseeds.plots.boundary import BoundaryPlot
from manyseeds.plots.confusion import ConfusionPlot
from manyseeds.plots.curves import CurvePlot
from manyseeds.plots.distribution import DistributionPlot
from manyseeds.plots.images import ImageGallery
from manyseeds.plots.placement import PlacementPlot
from manyseeds.plots.recall import RecallPlot
from manyseeds.plots.scatter import DataScatter
from manyseeds.plots.style import Plot, drawn
from manyseeds.plots.width import WidthAccuracyPlot, WidthSuccessPlot
from manyseeds.stats.boundary import boundary_of
from manyseeds.stats.confusion import confusion_of
from manyseeds.stats.curves import curve_bands
from manyseeds.stats.distribution import distribution_of
from manyseeds.stats.overview import overview_of
from manyseeds.stats.placement import placement_of


def plots_of(evidence: Evidence) -> dict[str, Plot]:
    """Every kind of plot, of one exercise."""
    main, data = evidence.main, evidence.result.study.data
    assert main.confusion is not None
    found: dict[str, Plot] = {
        "loss": CurvePlot("loss", {"training": main.curves["loss"]}, logarithmic=True),
        "accuracy": CurvePlot(
            "accuracy",
            {"training": main.curves["accuracy"], "validation": main.curves["val_accuracy"]},
            ceiling=0.9,
        ),
        "distribution": DistributionPlot(
            {"test": main.at_end["test_accuracy"]}, {"test": 1 / main.sizes.test}, 0.9
        ),
        "confusion": ConfusionPlot(main.confusion),
        "recall": RecallPlot(main.confusion, {0: 0.9}),
        "placement": PlacementPlot({placed.name: placed.place for placed in evidence.placed}),
    }
    if evidence.boundary is not None:
        found["boundary"] = BoundaryPlot(evidence.boundary, evidence.points, data.y)
        found["scatter"] = DataScatter(evidence.points, data.y, data.classes)
        found["width"] = WidthAccuracyPlot(evidence.widths, 0.909)
        found["success"] = WidthSuccessPlot(evidence.widths)
    else:
        found["images"] = ImageGallery(data.x[:10].reshape(-1, 8, 8), [str(c) for c in data.y[:10]])
    return found


XOR, DIGITS = small_labs.evidence("xor"), small_labs.evidence("digits")
ALL = {
    f"{name}-{kind}": plot
    for name, evidence in (("xor", XOR), ("digits", DIGITS))
    for kind, plot in plots_of(evidence).items()
}


@pytest.mark.parametrize("plot", ALL.values(), ids=ALL)
def test_a_plot_draws_says_what_it_shows_and_has_a_frame(plot: Plot) -> None:
    ax = Figure().subplots()
    assert plot.plot(ax) is ax
    assert ax.has_data()
    assert len(plot.frame()) > 0
    assert plot.alt.endswith(".")
    assert "nan" not in plot.alt.lower()
    assert all(side > 0.5 for side in plot.size)


def test_drawing_touches_no_global_state() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn(ALL["xor-accuracy"])
    assert dict(mpl.rcParams) == before
    assert "matplotlib.pyplot" not in {
        name for name, module in vars(drawn.__globals__["Figure"]).items() if module is None
    }


def test_curves_are_the_medians_and_the_edges_of_the_bands() -> None:
    bands = curve_bands(np.random.default_rng(0).random((40, 9)))
    ax = CurvePlot("loss", {"training": bands}).plot(Figure().subplots())
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_ydata(), bands.median)
    wide, narrow = (band.get_paths()[0].vertices for band in ax.collections)
    for vertices, low, high in ((wide, 0.05, 0.95), (narrow, 0.25, 0.75)):
        assert vertices[:, 1].min() == pytest.approx(bands.quantile(low).min())
        assert vertices[:, 1].max() == pytest.approx(bands.quantile(high).max())
    assert "40 replicas" in ax.get_title("left")


def test_a_published_run_and_a_ceiling_are_drawn_where_they_are() -> None:
    bands = curve_bands(np.random.default_rng(0).random((10, 5)))
    run = np.arange(1, 6), np.linspace(0, 1, 5)
    ax = CurvePlot("accuracy", {"training": bands}, published=run, ceiling=0.9).plot(
        Figure().subplots()
    )
    _, published, ceiling = ax.lines
    np.testing.assert_array_equal(published.get_ydata(), run[1])
    assert set(ceiling.get_ydata()) == {0.9}


def test_points_are_the_rows_of_each_class() -> None:
    x, y = XOR.points, XOR.result.study.data.y
    ax = DataScatter(x, y, (0, 1), limits=(-0.5, 1.5)).plot(Figure().subplots())
    for c, line in enumerate(ax.lines):
        np.testing.assert_array_equal(line.get_xydata(), x[y == c])
    assert ax.get_xlim() == ax.get_ylim() == (-0.5, 1.5)
    outside = ((x < -0.5) | (x > 1.5)).any(axis=1).sum()
    assert f"{outside} outside" in ax.get_title("left")
    assert ax.lines[0].get_marker() != ax.lines[1].get_marker()


def test_bars_of_a_distribution_gather_equally_many_possible_values() -> None:
    values = np.arange(100, 161) / 160  # each possible value once
    plot = DistributionPlot({"test": distribution_of(values)}, {"test": 1 / 160})
    ax = plot.plot(Figure().subplots())
    (stairs,) = (patch for patch in ax.patches)
    heights = stairs.get_data().values
    inside = heights[heights > 0]
    assert len(set(inside[1:-1].round(9))) == 1  # the first and the last may be cut
    edges = stairs.get_data().edges
    np.testing.assert_allclose(np.diff(edges), 1 / 160)


def test_a_distribution_marks_published_runs_and_the_ceiling() -> None:
    row = distribution_of(np.linspace(0.8, 0.95, 50))
    plot = DistributionPlot({"test": row}, {}, 0.909, {"test": [0.91]})
    ax = plot.plot(Figure().subplots())
    drawn_at = [tuple(np.atleast_1d(line.get_xdata()).tolist()) for line in ax.lines]
    assert (0.91,) in drawn_at
    assert (row.median,) in drawn_at
    assert (row.low, row.high) in drawn_at
    assert (0.909, 0.909) in drawn_at


def test_the_cells_of_the_matrix_are_shares_of_the_true_class() -> None:
    counts = np.array([[[78, 9], [4, 69]]])
    ax = ConfusionPlot(confusion_of(counts, np.zeros(1, bool), ("a", "b"))).plot(
        Figure().subplots()
    )
    texts = [text.get_text() for text in ax.texts]
    assert [t for t in texts if "%" in t] == ["89.7 %", "10.3 %", "5.5 %", "94.5 %"]
    assert [patch.get_alpha() for patch in ax.patches][1] == pytest.approx(np.sqrt(9 / 87))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first class is on top
    assert len(ax.child_axes) == 1  # the colour bar


def test_the_boundary_is_where_the_probabilities_are_equal() -> None:
    result = XOR.result
    found = boundary_of(result, result.arms[4], singles=1)
    ax = BoundaryPlot(found, XOR.points, result.study.data.y).plot(Figure().subplots())
    line = next(c for c in ax.collections if len(c.get_paths()))
    points = np.concatenate([path.vertices for path in line.get_paths()])
    probabilities = result.predict(points, arm=4, replica=0)
    np.testing.assert_allclose(probabilities[:, 0], 0.5, atol=0.06)


def test_a_replica_without_a_boundary_draws_no_line() -> None:
    result = XOR.result
    found = boundary_of(result, result.arms[4], low=0.0, high=0.05, steps=4)
    flat = [margins for margins in found.margins if margins[0].min() > 0]
    assert flat
    BoundaryPlot(found, XOR.points, result.study.data.y).plot(Figure().subplots())


def test_the_ground_is_pale_where_replicas_disagree() -> None:
    found = XOR.boundary
    assert found is not None
    ax = BoundaryPlot(found, XOR.points, XOR.result.study.data.y).plot(Figure().subplots())
    opacity = ax.images[0].get_array()[..., 3]
    lead = found.shares.max(axis=0) - found.shares.min(axis=0)
    np.testing.assert_allclose(opacity, 0.6 * lead)


def test_success_shows_share_and_interval_of_each_width() -> None:
    ax = WidthSuccessPlot(XOR.widths).plot(Figure().subplots())
    assert [bar.get_height() for bar in ax.patches] == [arm.share.estimate for arm in XOR.widths]
    for line, arm in zip(ax.lines, XOR.widths, strict=True):
        assert line.get_ydata().tolist() == [arm.share.low, arm.share.high]
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == ["none", "1", "2", "3", "6"]


def test_a_placement_outside_the_middle_is_marked() -> None:
    values = np.arange(100.0)
    rows = {"usual": placement_of(40.0, values), "odd": placement_of(99.0, values)}
    ax = PlacementPlot(rows).plot(Figure().subplots())
    points = [line for line in ax.lines if line.get_marker() in {"o", "D"}]
    assert [p.get_marker() for p in points] == ["o", "D"]
    assert [p.get_xdata()[0] for p in points] == [40.5, 99.5]


def test_frames_hold_the_numbers_of_the_plots() -> None:
    confusion = ALL["digits-confusion"].frame()
    assert confusion.groupby("true")["share"].sum().to_numpy() == pytest.approx(1)
    success = ALL["xor-success"].frame()
    assert success["hidden"].tolist() == ["none", "1", "2", "3", "6"]
    assert (success["share_low"] <= success["share"]).all()
    curves = ALL["xor-accuracy"].frame()
    assert len(curves) == 2 * 200
    assert set(curves.columns) == {"curve", "epoch", "n", "q5", "q25", "q50", "q75", "q95"}
    assert ALL["xor-boundary"].frame().filter(like="share_").sum(axis=1).to_numpy() == (
        pytest.approx(1)
    )


def test_where_all_replicas_diverged_the_plots_are_empty_and_do_not_break() -> None:
    result = small_labs.all_diverged()
    main = overview_of(result)
    assert main.confusion is not None
    empty: list[Plot] = [
        CurvePlot("loss", {"training": main.curves["loss"]}),
        DistributionPlot({"test": main.at_end["test_accuracy"]}, {"test": 1 / 160}),
        ConfusionPlot(main.confusion),
        RecallPlot(main.confusion),
        BoundaryPlot(boundary_of(result, result.arms[0], steps=5), XOR.points, result.study.data.y),
    ]
    for plot in empty:
        drawn(plot)
        plot.frame()
