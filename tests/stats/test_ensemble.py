"""Scores of several networks, against a plain computation and against truth known by design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from manyseeds import EarlyStopping, Network, Result, ResultError, Split, Study, Training
from manyseeds.plan import plan_block
from manyseeds.plots.ensemble import EnsemblePlot
from manyseeds.plots.style import drawn
from manyseeds.stats.ensemble import ensemble_growth
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.unseen import Unseen, unseen_of


def trained(**fields: object) -> Result:
    settings = {
        "data": "iris",
        "network": Network(hidden=(4,)),
        "training": Training(epochs=20, learning_rate=0.01),
        "replicas": 32,
    }
    return Study(**{**settings, **fields}).run(progress=False)  # type: ignore[arg-type]


def test_rows_are_judged_by_replicas_that_did_not_train_on_them() -> None:
    result = trained()
    unseen = unseen_of(result)
    assert unseen.where == "rows left out of training"
    rows = plan_block(result.study, result.arms[0], result.replicas).rows
    for replica in range(32):
        used = {*rows.train[replica].tolist(), *rows.validation[replica].tolist()}
        assert not used & set(unseen.rows[replica].tolist())
    right = unseen.probabilities.argmax(axis=2) == unseen.labels[unseen.rows]
    np.testing.assert_allclose(right.mean(axis=1), result.test_accuracy[0], rtol=1e-6)
    np.testing.assert_allclose(unseen.validation, result.curves[3, 0, :, -1])


def test_a_split_that_is_held_makes_one_test_set_for_all() -> None:
    result = trained(vary=("init", "order"))
    unseen = unseen_of(result)
    assert unseen.where == "test rows"
    found = ensemble_growth(unseen)
    assert found.sizes == (1, 2, 4, 8, 16, 32)
    rows = unseen.rows[0]
    mean = result.predict(result.study.data.x[rows]).mean(axis=0, dtype=np.float64)
    labels = unseen.labels[rows]
    accuracy = accuracy_score(labels, mean.argmax(axis=1))
    assert found.accuracy[-1].estimate == pytest.approx(accuracy)
    assert found.log_loss[-1].estimate == pytest.approx(log_loss(labels, mean), rel=1e-5)
    assert found.accuracy[0].estimate == pytest.approx(result.test_accuracy[0].mean())
    assert found.log_loss[0].estimate == pytest.approx(result.test_loss[0].mean(), rel=1e-5)


def test_the_best_by_validation_of_all_is_one_replica() -> None:
    unseen = unseen_of(trained(vary=("init", "order")))
    validation = np.random.default_rng(0).permutation(32) / 32
    found = ensemble_growth(replace(unseen, validation=validation))
    chosen = int(validation.argmax())
    right = unseen.probabilities[chosen].argmax(axis=1) == unseen.labels[unseen.rows[chosen]]
    assert found.best[-1].estimate == pytest.approx(right.mean())
    without = unseen_of(trained(split=Split(test=0.2, validation=0)))
    assert ensemble_growth(without).best == ()


def test_stopped_replicas_are_chosen_by_the_weights_they_keep() -> None:
    stopping = EarlyStopping(patience=3)
    training = Training(epochs=60, learning_rate=0.05, early_stopping=stopping)
    result = trained(training=training)
    unseen = unseen_of(result)
    assert np.isfinite(unseen.validation).all()
    at = result.best_epoch[0]
    np.testing.assert_allclose(unseen.validation, result.curves[3, 0, np.arange(32), at])


def test_fresh_points_are_judged_by_ensembles_without_a_common_member() -> None:
    result = trained(data="xor", replicas=64)
    unseen = unseen_of(result, points=2048)
    assert unseen.where == "fresh points"
    found = ensemble_growth(unseen)
    assert found.sizes == (1, 2, 4, 8)
    assert [interval.n for interval in found.accuracy] == [64, 32, 16, 8]
    sample = fresh_sample(result.study.data, 2048)
    each = fresh_accuracy(result, result.arms[0], np.arange(64), sample)
    assert found.accuracy[0].estimate == pytest.approx(each.mean())
    assert found.gain[0].estimate == 0
    assert found.remaining[-1].estimate == 0


def made_up(replicas: int = 64, rows: int = 400, skill: float = 0.6) -> Unseen:
    """Networks that are right by chance of their own, in a share `skill` of two classes' rows."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, rows)
    sure = np.where(rng.random((replicas, rows)) < skill, 0.9, 0.1)
    p = np.stack([1 - sure, sure], axis=2)
    probabilities = np.where(labels[None, :, None] == 1, p, p[:, :, ::-1]).astype(np.float32)
    return Unseen(
        rows=np.broadcast_to(np.arange(rows), (replicas, rows)),
        probabilities=probabilities,
        labels=labels,
        weights=np.ones(rows),
        validation=np.full(replicas, np.nan),
        fresh=False,
    )


def test_independent_networks_gain_as_condorcet_says() -> None:
    found = ensemble_growth(made_up())
    assert found.accuracy[0].estimate == pytest.approx(0.6, abs=0.01)
    assert found.gain[-1].low > 0.2
    assert found.accuracy[-1].estimate > 0.9
    # of sixteen, at least nine right, or eight and the toss that argmax makes of a tie
    assert 0.72 < found.accuracy[4].estimate < 0.87
    assert found.enough(0.5) == 1
    assert found.enough(0.0) is None


def test_intervals_hold_what_few_random_orders_leave_open() -> None:
    every = made_up(replicas=32, rows=30)
    lucky = np.random.default_rng(2).random((32, 1)) < 0.6
    p = np.where(every.labels == 1, *(np.where(lucky, b, 1 - b) for b in (0.1, 0.9)))
    alike = replace(every, probabilities=np.stack([p, 1 - p], axis=2).astype(np.float32))
    truth = ensemble_growth(alike, draws=500).accuracy
    found = [ensemble_growth(alike, seed=seed).accuracy for seed in range(1, 15)]
    for k in (1, 2, 3):
        inside = [f[k].low <= truth[k].estimate <= f[k].high for f in found]
        assert np.mean(inside) >= 0.85


def test_copies_of_one_network_gain_nothing() -> None:
    one = made_up()
    same = np.broadcast_to(one.probabilities[:1], one.probabilities.shape)
    found = ensemble_growth(replace(one, probabilities=same))
    assert all(gain.estimate == 0 for gain in found.gain)
    assert found.enough(0.0) == 1


def test_too_few_are_refused() -> None:
    with pytest.raises(ResultError, match="`replicas` must be at least 16; got 4"):
        ensemble_growth(made_up(replicas=4))


def test_the_picture_shows_every_size() -> None:
    plot = EnsemblePlot(ensemble_growth(made_up()))
    assert list(plot.frame()["networks"]) == [1, 2, 4, 8, 16, 32, 64]
    assert "best" not in plot.frame()
    assert drawn(plot).axes[0].get_xlabel() == "networks"
    assert "by number of networks averaged: 1: 0.6" in plot.alt
