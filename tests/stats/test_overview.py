"""The usual statistics of an arm: right where replicas diverged, stopped, or parts are empty."""

from __future__ import annotations

import numpy as np
import pytest

import small_labs
from manyseeds import EarlyStopping, Network, ResultError, Study, Training, data
from manyseeds.stats.overview import overview_of, replica_values
from manyseeds.stats.placement import placement_of
from manyseeds.stats.width import success_of


def test_the_numbers_are_those_of_the_result() -> None:
    result = small_labs.xor_result()
    found = overview_of(result, 4)
    test = result.test_accuracy[4].astype(float)
    assert found.at_end["test_accuracy"].mean.estimate == pytest.approx(test.mean())
    assert found.at_end["test_accuracy"].median == pytest.approx(np.median(test))
    assert found.at_end["val_loss"].values.tolist() == result.curves[2, 4, :, -1].tolist()
    assert (found.kept, found.diverged, found.sizes.test) == (48, 0, 160)
    assert found.curves["loss"].n.tolist() == [48] * 200


def test_diverged_replicas_are_counted_and_left_out() -> None:
    result = small_labs.half_diverged()
    gone = result.diverged_at[0] >= 0
    found = overview_of(result)
    assert found.diverged == gone.sum()
    assert 0 < found.kept < 40
    for metric, distribution in found.at_end.items():
        assert distribution.n == found.kept, metric
        assert distribution.missing == 0
    assert found.at_end["test_accuracy"].mean.estimate == pytest.approx(
        float(result.test_accuracy[0][~gone].mean())
    )
    assert found.curves["loss"].n.max() == found.kept
    assert found.convergence.share.n == 40
    assert found.confusion is not None
    assert found.confusion.n == found.kept


@pytest.mark.parametrize("name", ["xor", "digits"])
def test_when_all_diverged_nothing_is_averaged_and_nothing_breaks(name: str) -> None:
    found = overview_of(small_labs.all_diverged(name))
    assert (found.kept, found.diverged) == (0, 5)
    assert all(np.isnan(d.mean.estimate) for d in found.at_end.values())


def test_parts_without_rows_are_left_out() -> None:
    found = overview_of(small_labs.no_held_out_rows())
    assert set(found.at_end) == set(found.curves) == {"loss", "accuracy"}
    assert found.overfitting is None
    assert found.confusion is None


def test_the_end_is_the_epoch_whose_weights_are_kept() -> None:
    stopping = EarlyStopping(patience=3)
    study = Study(
        data=data.xor(copies=40),
        network=Network(hidden=(8,)),
        training=Training(epochs=80, learning_rate=0.05, early_stopping=stopping),
        replicas=16,
    )
    result = study.run(progress=False)
    assert result.epochs_run.min() < 80
    ends = replica_values(result, "val_loss")
    lowest = np.nanmin(result.curves[2, 0], axis=1)
    np.testing.assert_allclose(ends, lowest)
    found = overview_of(result)
    assert found.curves["loss"].n[0] == 16
    assert found.curves["loss"].n[-1] < 16
    assert found.overfitting is not None
    assert found.overfitting.share.estimate == 0


def test_a_number_of_every_replica_at_an_epoch_or_of_a_class() -> None:
    result = small_labs.digits_result()
    np.testing.assert_array_equal(
        replica_values(result, "val_accuracy", epoch=10), result.curves[3, 0, :, 9]
    )
    recall = replica_values(result, "recall", class_=8)
    counts = result.confusion[0]
    np.testing.assert_allclose(recall, counts[:, 8, 8] / counts[:, 8].sum(axis=1))


@pytest.mark.parametrize(
    ("metric", "options", "message"),
    [
        ("val_acuracy", {}, "Did you mean 'val_accuracy'"),
        ("recall", {}, "must be one of"),
        ("loss", {"epoch": 101}, "from 1 to 100"),
        ("loss", {"epoch": 0}, "from 1 to 100"),
    ],
)
def test_what_there_is_not_is_refused(metric: str, options: dict[str, int], message: str) -> None:
    with pytest.raises(ResultError, match=message):
        replica_values(small_labs.digits_result(), metric, **options)


def test_success_counts_a_diverged_replica_as_failed() -> None:
    arm = small_labs.xor_result().arms[4]
    found = success_of(arm, np.array([0.9, 0.85, 0.8499, np.nan]))
    assert found.share.estimate == 0.5
    assert (found.accuracy.n, found.accuracy.missing) == (3, 1)
    assert (found.hidden, found.parameters) == ((6,), 32)


def test_more_neurons_succeed_more_often() -> None:
    evidence = small_labs.evidence("xor")
    shares = [arm.share.estimate for arm in evidence.widths]
    assert shares[:3] == [0, 0, 0]
    assert shares[3] < shares[4]


def test_a_placement_counts_what_is_as_far_out() -> None:
    values = np.arange(100.0)
    high = placement_of(97.0, values)
    assert (high.side, high.further.estimate, high.percentile) == ("high", 0.03, 97.5)
    assert not high.within
    low = placement_of(-5.0, values)
    assert (low.side, low.further.estimate, low.percentile) == ("low", 0, 0)
    assert low.further.high == pytest.approx(0.037, abs=1e-3)
    middle = placement_of(49.5, values)
    assert (middle.percentile, middle.side, middle.within) == (50, "middle", True)


def test_a_rounded_figure_equals_what_rounds_to_it() -> None:
    values = np.array([0.93768, 0.94362, 0.94658])
    assert placement_of(0.9436, values, tolerance=5e-5).percentile == 50
    assert placement_of(0.9436, values).percentile == pytest.approx(100 / 3)


def test_among_no_replicas_there_is_no_place() -> None:
    found = placement_of(0.9, [])
    assert np.isnan(found.percentile)
    assert found.further.n == 0
