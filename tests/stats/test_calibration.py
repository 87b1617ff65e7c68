"""Brier score, log loss and calibration, against scikit-learn and against truth known by design."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss

from manyseeds import ResultError
from manyseeds.plots.reliability import ReliabilityPlot
from manyseeds.plots.style import drawn
from manyseeds.stats.calibration import brier_scores, calibration_of, log_losses


def made_up(n: int, seed: int, *, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, and labels drawn from them: perfectly calibrated."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(classes), n)
    labels = (p.cumsum(axis=1) < rng.random(n)[:, None]).sum(axis=1)
    return p, labels


def test_scores_are_scikit_learn_s() -> None:
    p, labels = made_up(300, 0)
    expected = brier_score_loss(labels, p, scale_by_half=False)
    assert brier_scores(p, labels).mean() == pytest.approx(expected)
    assert log_losses(p, labels).mean() == pytest.approx(log_loss(labels, p))


def test_scores_of_several_networks_are_of_each() -> None:
    tables = np.stack([made_up(50, seed)[0] for seed in (1, 2)])
    labels = made_up(50, 1)[1]
    for score in (brier_scores, log_losses):
        both = score(tables, labels)
        assert both.shape == (2, 50)
        np.testing.assert_allclose(both[1], score(tables[1], labels))


def test_certainty_that_is_wrong_has_a_finite_loss() -> None:
    assert 80 < log_losses(np.array([[1.0, 0.0]]), np.array([1]))[0] < 90


def test_bins_are_scikit_learn_s() -> None:
    rng = np.random.default_rng(3)
    sure = rng.random(400)
    right = rng.random(400) < sure**2
    found = calibration_of(sure, right, bins=8)
    accuracy, confidence = calibration_curve(right, sure, n_bins=8, strategy="quantile")
    np.testing.assert_allclose(found.accuracy, accuracy)
    np.testing.assert_allclose(found.confidence, confidence)
    np.testing.assert_allclose(found.share, 1 / 8)
    assert found.overconfidence.estimate == pytest.approx(sure.mean() - right.mean())


def test_perfect_probabilities_are_found_to_be_so() -> None:
    """Where the plain error is well above zero."""
    plain, squares, covered = [], [], 0
    for seed in range(200):
        p, labels = made_up(200, seed)
        right = p.argmax(axis=1) == labels
        found = calibration_of(p.max(axis=1), right, resamples=99)
        plain.append(found.plain)
        errors = (found.high - found.low) / 2 / 1.96
        gaps = found.accuracy - found.confidence
        squares.append(found.share @ (gaps**2 - errors**2))
        covered += found.error.low == 0.0
    assert min(plain) > 0.02
    assert np.mean(plain) > 0.06
    assert abs(np.mean(squares)) < 0.002
    assert covered >= 190


@pytest.mark.parametrize("off", [0.05, 0.15])
def test_the_intervals_cover_the_true_error(off: float) -> None:
    inside, over_inside = 0, 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        sure = rng.uniform(0.6, 1, 400)
        found = calibration_of(sure, rng.random(400) < sure - off, resamples=199)
        inside += off in found.error
        over_inside += off in found.overconfidence
    assert 88 <= inside <= 100
    assert 88 <= over_inside <= 100


def test_values_of_one_unit_are_no_more_than_one_value() -> None:
    rng = np.random.default_rng(5)
    sure = rng.uniform(0.5, 1, 100)
    right = rng.random(100) < sure
    once = calibration_of(sure, right)
    many = calibration_of(np.repeat(sure, 20), np.repeat(right, 20), np.repeat(np.arange(100), 20))
    assert many.error.n == 100
    assert many.error.low == pytest.approx(once.error.low, abs=1e-9)
    np.testing.assert_allclose(many.low, once.low)
    weighted = calibration_of(sure, right, weights=np.full(100, 20))
    assert weighted.overconfidence.estimate == pytest.approx(once.overconfidence.estimate)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30),
    st.integers(1, 12),
)
def test_it_is_bounded_whatever_it_is_given(pairs: list[tuple[float, bool]], bins: int) -> None:
    sure, right = map(np.array, zip(*pairs, strict=True))
    found = calibration_of(sure, right, bins=bins, resamples=19)
    assert found.share.sum() == pytest.approx(1)
    assert 0 <= found.error.low <= found.error.estimate <= found.error.high
    assert found.error.estimate <= 1 + 1e-9
    assert (found.low >= 0).all()
    assert (found.high <= 1).all()
    assert len(found.share) <= bins


def test_one_value_has_no_interval_and_none_is_refused() -> None:
    one = calibration_of([0.8], [True])
    assert one.error.estimate == pytest.approx(0.2)
    assert np.isnan(one.error.high)
    with pytest.raises(ResultError, match="`confidence` must be as long as the others"):
        calibration_of([], [])
    with pytest.raises(ResultError, match="`confidence` must be as long as the others"):
        calibration_of([0.5], [True, False])


def test_the_diagram_shows_every_bin() -> None:
    p, labels = made_up(300, 0)
    found = calibration_of(p.max(axis=1), p.argmax(axis=1) == labels)
    plot = ReliabilityPlot({"one network": found}, "test rows")
    assert len(plot.frame()) == 10
    assert "off the diagonal on average: one network by" in plot.alt
    assert drawn(plot).axes[0].get_ylabel() == "share that is right"
