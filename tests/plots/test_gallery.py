"""The gallery of the hardest images: what it shows is what the statistics say."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest
from matplotlib.figure import Figure

from manyseeds import ResultError, Study, Training
from manyseeds.plots.gallery import GalleryPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.examples import Examples, examples_of


@functools.cache
def digits() -> Examples:
    training = Training(batch_size=128, epochs=40)
    result = Study(data="digits", training=training, replicas=48).run(progress=False)
    return examples_of(result, result.arms[0])


def test_the_hardest_images_stand_first_with_what_they_are_taken_for() -> None:
    found = digits()
    ax = GalleryPlot(found, count=6).plot(Figure().subplots())
    first = int(found.hardest(1)[0])
    assert len(ax.images) == 6
    np.testing.assert_array_equal(ax.images[0].get_array().ravel(), found.x[first])
    texts = [text.get_text() for text in ax.texts]
    assert texts[0] == f"{found.labels[first]} read as {found.taken_for[first]}"
    assert texts[1].endswith(f"% of {found.tested[first]}")
    assert len(texts) == 18
    assert "48 replicas; 95 % intervals" in ax.get_title("left")


def test_ink_is_dark_and_paper_light() -> None:
    image = GalleryPlot(digits()).plot(Figure().subplots()).images[0]
    dark, light = image.cmap(image.norm(16.0)), image.cmap(image.norm(0.0))
    assert (dark[0], light[0]) == (0, 1)


def test_the_frame_holds_the_rows_shown() -> None:
    found = digits()
    frame = GalleryPlot(found, count=9).frame()
    assert frame["row"].tolist() == found.hardest(9).tolist()
    assert (frame["true"] != frame["taken_for"]).all()
    assert (frame["share"] == frame["wrong"] / frame["tested"]).all()
    assert ((frame["low"] <= frame["share"]) & (frame["share"] <= frame["high"])).all()


@pytest.mark.parametrize(("wrong", "text"), [(0.9996, "100.0"), (1.0, "100"), (0.975, "97.5")])
def test_nearly_all_does_not_read_as_all(wrong: float, text: str) -> None:
    found = digits()
    counts = np.where(np.arange(1797) == 5, round(wrong * 10_000), 0)
    planted = dataclasses.replace(
        found,
        tested=np.full(1797, 10_000),
        wrong=counts,
        taken_for=np.zeros(1797, int),
        low=counts / 10_001,
    )
    texts = [text.get_text() for text in GalleryPlot(planted).plot(Figure().subplots()).texts]
    assert texts[1] == f"{text} % of 10000"


def test_where_no_row_is_ever_wrong_the_gallery_is_empty() -> None:
    right = dataclasses.replace(digits(), wrong=np.zeros(1797, int))
    plot = GalleryPlot(right)
    assert plot.alt == "No row is wrong in any of 48 replicas."
    assert len(plot.frame()) == 0
    drawn(plot)


def test_where_all_diverged_it_does_not_break() -> None:
    training = Training(learning_rate=1e6, epochs=20, divergence_loss=10.0)
    result = Study(data="digits", training=training, replicas=2).run(progress=False)
    plot = GalleryPlot(examples_of(result, result.arms[0]))
    assert plot.alt == "There is no replica to show."
    drawn(plot)


def test_rows_that_are_no_images_have_no_gallery() -> None:
    with pytest.raises(ResultError, match="made of images"):
        GalleryPlot(dataclasses.replace(digits(), image_shape=None))
