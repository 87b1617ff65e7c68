"""The pictures of classes: confused pairs, the matrix with its bounds, recall with the worst."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds import Network, Study, Training
from manyseeds.plots.confusion import ConfusionPlot
from manyseeds.plots.pairs import PairsPlot
from manyseeds.plots.recall import RecallPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.classes import Classes, classes_from, classes_of
from manyseeds.stats.confusion import confusion_of


@functools.cache
def found(name: str) -> Classes:
    network = Network(hidden=(6,) if name == "xor" else ())
    study = Study(data=name, network=network, training=Training(epochs=50), replicas=64)
    result = study.run(progress=False)
    return classes_of(result, result.arms[0])


def nothing(replicas: int) -> Classes:
    counts = np.array([np.diag([5, 6, 7])] * replicas).reshape(replicas, 3, 3)
    confusion = confusion_of(counts, np.zeros(replicas, bool), ("a", "b", "c"))
    return classes_from(confusion, counts)


def test_bars_are_the_most_confused_pairs() -> None:
    classes = found("digits")
    ax = PairsPlot(classes, count=7).plot(Figure().subplots())
    for bar, line, pair in zip(ax.patches, ax.lines, classes.pairs, strict=False):
        assert bar.get_width() == pytest.approx(100 * pair.share.estimate)
        bounds = np.array([pair.share.low, pair.share.high])
        np.testing.assert_allclose(line.get_xdata(), 100 * bounds)
    assert len(ax.patches) == 7
    top = classes.pairs[0]
    assert ax.get_yticklabels()[0].get_text() == f"{top.true} → {top.predicted}"
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert ax.get_xlim()[0] == 0
    assert "64 replicas;\n95 % intervals" in ax.get_title("left")


def test_the_frame_holds_every_pair_met() -> None:
    classes = found("digits")
    frame = PairsPlot(classes, count=3).frame()
    assert len(frame) == len(classes.pairs) > 30
    assert frame["share"].is_monotonic_decreasing
    assert ((frame["low"] <= frame["share"]) & (frame["share"] <= frame["high"])).all()


def test_nobody_confused_and_nobody_left_draw_nothing() -> None:
    plots = PairsPlot(nothing(4)), PairsPlot(nothing(0))
    texts = "No two classes are confused in any of 4 replicas.", "There is no replica to show."
    for plot, alt in zip(plots, texts, strict=True):
        drawn(plot)
        assert plot.alt == alt
        assert len(plot.frame()) == 0


def test_cells_of_few_classes_show_bounds_and_the_frame_always_has_them() -> None:
    few, many = found("xor").confusion, found("digits").confusion
    ax = ConfusionPlot(few).plot(Figure().subplots())
    texts = [text.get_text() for text in ax.texts]
    low, high = 100 * few.share_low[0, 1], 100 * few.share_high[0, 1]
    assert f"{low:.1f} to {high:.1f}" in texts
    assert "95 % intervals" in ax.get_title("left")
    ax = ConfusionPlot(many).plot(Figure().subplots())
    assert not [text for text in ax.texts if " to " in text.get_text()]
    assert "interval" not in ax.get_title("left")
    frame = ConfusionPlot(many).frame()
    assert ((frame["low"] <= frame["share"]) & (frame["share"] <= frame["high"])).all()


def test_recall_shows_means_that_hold_together() -> None:
    confusion = found("digits").confusion
    ax = RecallPlot(confusion).plot(Figure().subplots())
    drawn_at = [line.get_xdata().tolist() for line in ax.lines if len(line.get_xdata()) == 2]
    for mean, recall in zip(confusion.recall_means, confusion.recall, strict=True):
        assert [mean.low, mean.high] in drawn_at
        assert [recall.low, recall.high] in drawn_at
    assert "for all classes at once" in ax.get_title("left")
    frame = RecallPlot(confusion).frame()
    assert frame["low"].tolist() == [mean.low for mean in confusion.recall_means]


def test_the_worst_class_is_marked_where_it_can_be_told() -> None:
    eight = RecallPlot(found("digits").confusion)
    ax = eight.plot(Figure().subplots())
    bold = [t.get_text() for t in ax.get_yticklabels() if t.get_fontweight() == "bold"]
    assert (eight.worst, bold) == (8, ["8"])
    share = found("digits").confusion.worst[8].estimate
    assert ax.get_title("left").endswith(f"bold: lowest in {100 * share:.0f} % of replicas")
    assert eight.alt.endswith("8 is below all others.")
    alike = RecallPlot(found("xor").confusion)
    ax = alike.plot(Figure().subplots())
    assert alike.worst is None
    assert {t.get_fontweight() for t in ax.get_yticklabels()} == {"normal"}
    assert not [t for t in ax.texts if "lowest" in t.get_text()]


def test_published_recall_is_drawn_where_it_is() -> None:
    ax = RecallPlot(found("digits").confusion, {9: 0.8}).plot(Figure().subplots())
    (mark,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (0.8, 9)
    assert "◆ published" in ax.get_title("left")


@pytest.mark.parametrize("replicas", [0, 1, 5])
def test_few_replicas_do_not_break_the_pictures(replicas: int) -> None:
    confusion = nothing(replicas).confusion
    for plot in (ConfusionPlot(confusion), RecallPlot(confusion)):
        drawn(plot)
        plot.frame()
        assert "nan" not in plot.alt
