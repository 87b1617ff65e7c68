"""Bands of curves, convergence and overfitting, on curves made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds.stats.convergence import ConvergenceRule, convergence_of, settled_epochs
from manyseeds.stats.curves import at_epoch, curve_bands
from manyseeds.stats.overfitting import OverfittingRule, overfitting_of

RNG = np.random.default_rng(2)


def falling(epochs: int, until: int, high: float = 2.0, low: float = 1.0) -> np.ndarray:
    """A loss that falls in a straight line until an epoch and stays."""
    return np.r_[np.linspace(high, low, until), np.full(epochs - until, low)]


def test_bands_are_the_quantiles_of_each_epoch() -> None:
    curves = RNG.random((30, 7))
    bands = curve_bands(curves, (0.05, 0.5, 0.95))
    np.testing.assert_allclose(bands.values, np.quantile(curves, (0.05, 0.5, 0.95), axis=0))
    assert bands.epochs.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert bands.n.tolist() == [30] * 7


def test_bands_leave_out_replicas_that_stopped_and_say_so() -> None:
    curves = RNG.random((10, 4))
    curves[:6, 2] = np.nan
    curves[:, 3] = np.nan
    bands = curve_bands(curves)
    assert bands.n.tolist() == [10, 10, 4, 0]
    np.testing.assert_allclose(bands.median[2], np.median(curves[6:, 2]))
    assert np.isnan(bands.values[:, 3]).all()


def test_bands_of_no_replicas_are_nothing() -> None:
    bands = curve_bands(np.empty((0, 3)))
    assert bands.n.tolist() == [0, 0, 0]
    assert np.isnan(bands.values).all()


def test_each_replica_is_read_at_its_own_epoch() -> None:
    curves = np.arange(12.0).reshape(3, 4)
    assert at_epoch(curves, np.array([0, 3, 1])).tolist() == [0.0, 7.0, 9.0]


@pytest.mark.parametrize("until", [20, 50, 80])
def test_a_loss_settles_when_it_comes_within_the_tolerance(until: int) -> None:
    loss = falling(100, until)
    # The line falls 1/(until - 1) an epoch and is within 5 % of 1 for the last 5 % of its fall.
    first = next(e for e in range(100) if (np.abs(loss[e:] - 1.0) <= 0.05).all())
    assert settled_epochs(loss[None]).tolist() == [first + 1]


def test_a_late_spike_means_it_had_not_settled_before() -> None:
    loss = falling(100, 20)
    loss[70] = 1.5
    assert settled_epochs(loss[None]).tolist() == [72]


def test_convergence_asks_that_the_loss_was_seen_to_stay() -> None:
    losses = np.stack([falling(100, 50), falling(100, 99), falling(100, 100)])
    found = convergence_of(losses, np.zeros(3, bool))
    assert found.share.estimate == pytest.approx(1 / 3)
    assert found.epoch.n == 1
    assert found.still_falling.values[0] == pytest.approx(0)
    assert found.still_falling.values[2] > 0.05


def test_a_diverged_replica_has_not_converged_and_is_counted() -> None:
    losses = np.stack([falling(100, 50), np.full(100, np.nan)])
    found = convergence_of(losses, np.array([False, True]))
    assert (found.share.estimate, found.share.n, found.diverged) == (0.5, 2, 1)


def test_early_stopping_is_judged_over_the_epochs_that_were_run() -> None:
    stopped = np.r_[falling(50, 20), np.full(50, np.nan)]
    found = convergence_of(stopped[None], np.zeros(1, bool))
    assert found.share.estimate == 1
    assert found.epoch.values.tolist() == settled_epochs(stopped[None, :50]).tolist()


def test_noise_around_zero_is_not_a_failure_to_settle() -> None:
    loss = np.r_[np.linspace(1, 0, 20), RNG.random(80) * 4e-4]
    assert settled_epochs(loss[None])[0] <= 21
    strict = ConvergenceRule(floor=1e-9)
    assert settled_epochs(loss[None], strict)[0] > 90


def test_one_epoch_is_too_short_to_converge() -> None:
    assert convergence_of(np.ones((4, 1)), np.zeros(4, bool)).share.estimate == 0


def test_when_all_diverged_nothing_is_known_and_nothing_breaks() -> None:
    found = convergence_of(np.full((3, 10), np.nan), np.ones(3, bool))
    assert (found.share.estimate, found.epoch.n, found.diverged) == (0, 0, 3)


def test_overfitted_is_a_loss_that_rose_from_its_lowest() -> None:
    losses = np.stack([np.linspace(2, 1, 10), np.r_[np.linspace(2, 1, 5), np.linspace(1, 1.3, 5)]])
    found = overfitting_of(losses, losses[:, -1], np.array([0.0, 0.1]))
    assert found.share.estimate == 0.5
    assert found.rise.values.tolist() == pytest.approx([0, 0.3])
    lenient = overfitting_of(losses, losses[:, -1], np.zeros(2), OverfittingRule(tolerance=0.5))
    assert lenient.share.estimate == 0


def test_weights_restored_from_the_best_epoch_are_not_overfitted() -> None:
    losses = np.r_[np.linspace(2, 1, 5), np.linspace(1, 3, 5)][None]
    assert overfitting_of(losses, np.array([1.0]), np.zeros(1)).share.estimate == 0


def test_rules_say_what_they_ask() -> None:
    assert "within 5 %" in str(ConvergenceRule())
    assert "within 1 %" in str(ConvergenceRule(tolerance=0.01))
    assert "20 % above" in str(OverfittingRule(tolerance=0.2))
