"""The picture of the variance shares holds their numbers."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds.plots.sources import SourcesPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.sources import VarianceShares, variance_shares


def shares(floor: float | None = 0.5, inside: bool = False) -> VarianceShares:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(80, 1, 2)) + 0.5 * rng.normal(size=(80, 2, 2))
    sources = ("split", "init")
    return variance_shares(values, sources, floor=floor, floor_inside=inside, metric="accuracy")


def texts(plot: SourcesPlot) -> tuple[list[str], list[str]]:
    ax = plot.plot(Figure().subplots())
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in ax.texts], [t.get_text() for t in legend.get_texts()]


def test_bars_are_as_long_as_the_shares() -> None:
    found = shares()
    ax = SourcesPlot(found).plot(Figure().subplots())
    widths = {round(bar.get_y() + bar.get_height() / 2): [] for bar in ax.patches}
    for bar in ax.patches:
        widths[round(bar.get_y() + bar.get_height() / 2)].append(bar.get_width())
    for place, (own, total) in enumerate(zip(found.own, found.total, strict=True)):
        assert widths[place][0] == pytest.approx(max(own.estimate, 0))
        assert sum(widths[place]) == pytest.approx(max(own.estimate, total.estimate))
    assert widths[2] == pytest.approx([found.interactions.estimate])
    assert found.test_set is not None
    assert widths[3] == pytest.approx([found.test_set.estimate])
    names = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert names == [
        "split of the rows",
        "draw of the first weights",
        "combinations",
        "finite test set",
    ]


def test_each_interval_is_a_line_that_does_not_go_below_zero() -> None:
    found = shares()
    ax = SourcesPlot(found).plot(Figure().subplots())
    ends = {tuple(line.get_xdata()) for line in ax.lines}
    init = found.own[1]
    assert (init.low, init.high) in ends
    assert min(low for low, _ in ends) >= 0
    assert "320 replicas; line: 95 % interval" in ax.get_title("left")


def test_the_key_says_whether_the_test_set_is_a_part() -> None:
    numbers, key = texts(SourcesPlot(shares()))
    assert key == ["by itself", "with other sources", "luck of the test rows"]
    found = shares()
    assert numbers[1] == f"{100 * found.own[1].estimate:.0f} %"
    assert texts(SourcesPlot(shares(inside=True)))[1][-1] == "inside the others"
    assert len(texts(SourcesPlot(shares(floor=None)))[1]) == 2


def test_the_frame_and_the_words_hold_the_shares() -> None:
    found = shares()
    plot = SourcesPlot(found)
    frame = plot.frame()
    assert frame["share"].tolist()[:2] == [share.estimate for share in found.own]
    assert frame["total_high"].tolist()[:2] == [share.high for share in found.total]
    assert frame.loc[[0, 1, 2, 3], "share"].sum() == pytest.approx(1)
    assert f"draw of the first weights {100 * found.own[1].estimate:.0f} %" in plot.alt
    assert "320 replicas" in plot.alt


def test_a_single_source_has_no_combinations() -> None:
    found = variance_shares(np.random.default_rng(1).normal(size=(9, 2)), ("init",))
    plot = SourcesPlot(found)
    assert [name for name, _, _ in plot.rows] == ["draw of the first weights"]
    drawn(plot)


@pytest.mark.parametrize("values", [np.full((3, 2, 2), 0.9), np.empty((0, 2, 2))])
def test_without_variance_it_says_so(values: np.ndarray) -> None:
    plot = SourcesPlot(variance_shares(values, ("split", "init")))
    assert {"no variance"} == {text.get_text() for text in drawn(plot).axes[0].texts}
    assert "nan" not in plot.alt
    assert len(plot.frame()) == 3
