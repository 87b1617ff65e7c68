"""The hardest rows of a plain table, and the published curves among the replicas."""

from __future__ import annotations

import functools

import numpy as np
from matplotlib.figure import Figure

from manyseeds import Study, Training
from manyseeds.plots.hard_rows import HardRowsPlot
from manyseeds.plots.placed_curves import PlacedCurvesPlot
from manyseeds.plots.style import EMPTY, drawn
from manyseeds.stats.examples import Examples, examples_of
from manyseeds.stats.placement import placement_of


@functools.cache
def hard() -> Examples:
    study = Study(data="wine", training=Training(epochs=20), replicas=12, scaling="standard")
    result = study.run(progress=False)
    return examples_of(result, result.arms[0])


def test_the_hardest_rows_stand_where_their_shares_are() -> None:
    found, plot = hard(), HardRowsPlot(hard(), count=5)
    ax = plot.plot(Figure().subplots())
    assert plot.rows == [int(row) for row in found.hardest(5) if found.wrong[row]]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in dots] == [100 * found.share[r] for r in plot.rows]  # type: ignore[index]
    bands = [line for line in ax.lines if line.get_linewidth() == 5]
    for band, row in zip(bands, plot.rows, strict=True):
        assert list(band.get_xdata()) == [100 * found.low[row], 100 * found.high[row]]  # type: ignore[arg-type]
    assert f"row {plot.rows[0]}," in plot.alt
    assert plot.frame()["row"].tolist() == plot.rows
    assert "12 replicas" in ax.get_title("left")


def test_no_row_and_no_replica_are_said_to_be_none() -> None:
    found = hard()
    right = Examples(**{**vars(found), "wrong": np.zeros_like(found.wrong)})
    assert HardRowsPlot(right).alt == "No row is wrong in any of 12 replicas."
    assert HardRowsPlot(right).frame().empty
    drawn(HardRowsPlot(right))
    assert HardRowsPlot(Examples(**{**vars(found), "n": 0})).alt == EMPTY


def test_curves_are_drawn_at_their_percentiles() -> None:
    values = np.arange(10.0)
    curves = {
        "loss": {4: placement_of(2.0, values), 5: placement_of(9.0, values)},
        "accuracy": {4: placement_of(-1.0, values), 5: placement_of(20.0, values)},
    }
    plot = PlacedCurvesPlot(curves)
    ax = plot.plot(Figure().subplots())
    drawn_lines = {line.get_label(): line for line in ax.lines}
    assert list(drawn_lines["loss"].get_ydata()) == [25.0, 95.0]  # type: ignore[arg-type]
    assert list(drawn_lines["accuracy"].get_ydata()) == [0.0, 100.0]  # type: ignore[arg-type]
    assert "loss from 25 at epoch 4 to 95 at epoch 5" in plot.alt
    assert plot.frame()["percentile"].tolist() == [25.0, 95.0, 0.0, 100.0]
    empty = PlacedCurvesPlot({"loss": {4: placement_of(2.0, [])}})
    assert empty.alt == EMPTY
    drawn(empty)
