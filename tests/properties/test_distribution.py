"""Both exercises give the distributions that other programs gave before.

The figures were measured once, with other generators and other code, on so many replicas each;
both their sampling error and ours is allowed for. All comparisons together alarm falsely for one
seed in ten thousand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from manyseeds import Network, Split, Study, Training, streams

COMPARISONS = 16 + 19
Z = scipy.stats.norm.isf(1e-4 / COMPARISONS / 2)

# Accuracy on fresh points by hidden width: mean, and share of replicas at 0.85 or better.
WIDTHS = {
    1: (0.643, 0.00), 2: (0.733, 0.00), 3: (0.808, 0.38), 4: (0.853, 0.67),
    5: (0.879, 0.84), 6: (0.882, 0.92), 8: (0.903, 0.98), 16: (0.898, 1.00),
}  # fmt: skip
MEASURED = 2048
# Each width was measured on one sample of this many points, common to its replicas.
MEASURED_POINTS, POINTS = 4000, 10_000

# Quantiles 5, 50, 95 % over 400 replicas.
LEVELS = (0.05, 0.5, 0.95)
DIGITS = {
    ("val_loss", 10): (2.61, 3.81, 5.28),
    ("val_loss", 25): (0.81, 1.14, 1.59),
    ("val_loss", 50): (0.36, 0.51, 0.69),
    ("val_loss", 100): (0.19, 0.29, 0.41),
    ("val_accuracy", 100): (0.887, 0.914, 0.941),
    ("accuracy", 100): (0.945, None, None),
    ("test", 100): (0.891, 0.916, 0.933),
}
REPLICAS = 400


@pytest.fixture(scope="module")
def xor():
    study = Study(
        data="xor",
        training=Training(epochs=200),
        sweep={"network.hidden": [[width] for width in WIDTHS]},
        replicas=REPLICAS,
    )
    return study.run(progress=False)


@pytest.fixture(scope="module")
def accuracies(xor):
    """Accuracy of every replica on fresh points: (arms, replicas)."""
    u = streams.uniforms(1, streams.DATA, np.arange(2), POINTS).T
    corners = (u > 0.5).astype(int)  # (points, 2)
    x = corners + 0.3 * streams.normals(2, streams.DATA, np.arange(2), POINTS).T
    labels = corners[:, 0] ^ corners[:, 1]
    right = []
    for arm in range(len(WIDTHS)):
        found = xor.predict(x, arm=arm)  # (replicas, points, classes)
        right.append((found.argmax(axis=2) == labels).mean(axis=1))
    return np.array(right)


@pytest.mark.parametrize("width", WIDTHS)
def test_mean_accuracy_of_a_width(accuracies, width):
    found = accuracies[list(WIDTHS).index(width)]
    mean = WIDTHS[width][0]
    of_points = mean * (1 - mean) * (1 / MEASURED_POINTS + 1 / POINTS)
    error = math.sqrt(np.var(found) * (1 / MEASURED + 1 / REPLICAS) + of_points)
    assert abs(found.mean() - mean) < Z * error + 0.0005


@pytest.mark.parametrize("width", WIDTHS)
def test_share_of_successes_of_a_width(accuracies, width):
    found = accuracies[list(WIDTHS).index(width)]
    share = WIDTHS[width][1]
    # The points measured on shift all accuracies together, and the share by their density at 0.85.
    shift = math.sqrt(0.85 * 0.15 / MEASURED_POINTS)
    density = np.mean(np.abs(found - 0.85) < 0.01) / 0.02
    p = (share * MEASURED + 1) / (MEASURED + 2)
    error = math.sqrt(p * (1 - p) * (1 / MEASURED + 1 / REPLICAS) + (density * shift) ** 2)
    assert abs(np.mean(found >= 0.85) - share) < Z * error + 0.005


def test_no_width_beats_the_best_possible_rule(xor, accuracies):
    best = xor.study.data.bayes_accuracy
    assert best == pytest.approx(0.9090, abs=5e-5)
    assert accuracies.max() < best + Z * math.sqrt(best * (1 - best) / POINTS)


@pytest.fixture(scope="module")
def digits():
    study = Study(
        data="digits",
        network=Network(),
        training=Training(batch_size=128, epochs=100),
        split=Split(test=0.25, validation=0.25),
        replicas=REPLICAS,
    )
    return study.run(progress=False)


@pytest.mark.parametrize(("metric", "epoch"), DIGITS)
def test_quantiles_of_digits(digits, metric, epoch):
    curve = digits.test["accuracy"] if metric == "test" else digits.history[metric].sel(epoch=epoch)
    found = curve.values[0]
    unit = 0.01 if metric == "val_loss" else 0.001
    for level, quantile in zip(LEVELS, DIGITS[metric, epoch], strict=True):
        if quantile is None:
            continue
        # The share of replicas below a measured quantile is its level, but for the sampling of
        # both, and for its last digit, which leaves the share somewhere between two bounds.
        least = np.mean(found < quantile - unit / 2)
        most = np.mean(found <= quantile + unit / 2)
        error = Z * math.sqrt(level * (1 - level) * 2 / REPLICAS)
        assert least - error < level < most + error, (level, quantile, np.quantile(found, level))


def test_the_number_of_comparisons_is_the_one_allowed_for():
    quantiles = sum(q is not None for values in DIGITS.values() for q in values)
    assert quantiles + 2 * len(WIDTHS) == COMPARISONS
