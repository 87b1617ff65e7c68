"""Single examples: counts against a plain loop, the best rule, planted labels, real trainings."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.neighbors import KernelDensity
from statsmodels.stats.proportion import proportion_confint

from manyseeds import Network, Result, ResultError, Split, Study, Training, data
from manyseeds.plan import plan_block
from manyseeds.results import prediction
from manyseeds.spec import SOURCES
from manyseeds.stats.examples import best_classes, examples_of, row_errors
from manyseeds.stats.fresh import fresh_sample
from manyseeds.stats.shares import wilson_bounds, wilson_interval


@functools.cache
def digits_result(replicas: int = 96) -> Result:
    study = Study(
        data="digits",
        training=Training(batch_size=128, epochs=60),
        split=Split(test=0.25, validation=0.25),
        replicas=replicas,
    )
    return study.run(progress=False)


@functools.cache
def xor_result() -> Result:
    network, training = Network(hidden=(6,)), Training(epochs=120)
    return Study(data="xor", network=network, training=training, replicas=200).run(progress=False)


@functools.cache
def planted() -> tuple[Result, list[int], int]:
    """Two clouds on a line; three rows with the wrong label, and one halfway between the clouds."""
    rng = np.random.default_rng(5)
    x = np.concatenate([rng.normal(-2, 0.3, 60), rng.normal(2, 0.3, 60), [0.0]])
    y = np.repeat([0, 1, 0], [60, 60, 1])
    flipped = [3, 40, 100]
    y[flipped] = 1 - y[flipped]
    study = Study(
        data=(x[:, None], y),
        training=Training(epochs=40, learning_rate=0.05),
        split=Split(test=0.5, validation=0),
        replicas=600,
    )
    return study.run(progress=False), flipped, 120


@given(arrays(bool, (7, 5)), arrays(bool, (7, 5)))
def test_errors_are_counted_where_a_row_was_tested(wrong: np.ndarray, tested: np.ndarray) -> None:
    errors, tests = row_errors(wrong, tested)
    for row in range(5):
        asked = [k for k in range(7) if tested[k, row]]
        assert tests[row] == len(asked)
        assert errors[row] == sum(wrong[k, row] for k in asked)


@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_bounds_are_wilson_s(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = wilson_bounds(np.array([k]), np.array([n]), 0.99)
    one = wilson_interval(k, n, 0.99)
    assert (low[0], high[0]) == pytest.approx((one.low, one.high), abs=1e-14)
    if n:
        expected = proportion_confint(k, n, 0.01, method="wilson")
        assert (low[0], high[0]) == pytest.approx(expected, abs=1e-12)


def test_intervals_of_many_rows_hold_together() -> None:
    # 400 families of 60 rows: at 0.95 at least 92 % of families (three deviations) have no miss.
    rng = np.random.default_rng(0)
    truth = rng.uniform(0, 1, 60)
    wrong = rng.binomial(250, truth, (400, 60))
    low, high = wilson_bounds(wrong, np.full((400, 60), 250), 1 - 0.05 / 60)
    held = ((low <= truth) & (truth <= high)).all(axis=1).mean()
    assert held > 0.92


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_every_count_is_that_of_a_plain_loop(scaling: str) -> None:
    study = Study(data="iris", scaling=scaling, training=Training(epochs=15), replicas=20)
    result = study.run(progress=False)
    found = examples_of(result, result.arms[0])
    tested, mistakes = np.zeros(150, int), np.zeros((150, 3), int)
    for k in range(20):
        rows = plan_block(study, result.arms[0], np.array([k])).rows.test[0]
        predicted = result.predict(study.data.x[rows], replica=k).argmax(axis=1)
        for row, guess in zip(rows, predicted, strict=True):
            tested[row] += 1
            mistakes[row, guess] += guess != study.data.y[row]
    np.testing.assert_array_equal(found.tested, tested)
    np.testing.assert_array_equal(found.wrong, mistakes.sum(axis=1))
    for row in range(150):
        if mistakes[row].any():
            assert found.taken_for[row] == mistakes[row].argmax()
        else:
            assert found.taken_for[row] == -1


def test_errors_add_up_to_those_of_the_confusion_matrices() -> None:
    result = digits_result()
    found = examples_of(result, result.arms[0])
    assert found.tested.sum() == 96 * 450
    right = np.trace(result.confusion[0].sum(axis=0))
    assert found.wrong.sum() == result.confusion[0].sum() - right
    assert (found.n, found.diverged) == (96, 0)


def test_memory_is_bounded_and_the_bounds_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    result = digits_result()
    whole = examples_of(result, result.arms[0])
    monkeypatch.setattr(prediction, "CHUNK", 1797 * 10 * 7)
    parts = examples_of(result, result.arms[0], threads=3)
    for name in ("tested", "wrong", "low", "high", "taken_for"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert whole.accounted == parts.accounted


def test_rows_with_a_wrong_label_are_wrong_nearly_always_and_others_are_not() -> None:
    result, flipped, between = planted()
    found = examples_of(result, result.arms[0])
    assert sorted(found.nearly_always) == flipped
    assert found.by_chance.tolist() == [between]
    assert len(found.nearly_never) == 117
    assert (found.taken_for[flipped] == 1 - found.labels[flipped]).all()
    assert set(found.hardest(3)) == set(flipped)
    assert found.hardest()[3] == between
    # All errors but those halfway are made at the three rows.
    expected = found.wrong[flipped].sum() / found.wrong.sum()
    assert found.accounted.estimate == pytest.approx(expected)
    assert found.accounted.low < expected < found.accounted.high
    assert found.unavoidable is None
    one = found.interval(flipped[0])
    assert one.n == found.tested[flipped[0]]
    assert one.estimate == found.share[flipped[0]]
    assert "121 rows" in one.method


def test_diverged_replicas_are_left_out_and_counted() -> None:
    study = Study(
        data="iris",
        network=Network(hidden=(4,)),
        training=Training(optimizer="sgd", learning_rate=3.0, epochs=12, divergence_loss=8.0),
        replicas=48,
        vary=SOURCES,
    )
    result = study.run(progress=False)
    found = examples_of(result, result.arms[0])
    assert 0 < found.diverged < 48
    assert found.n + found.diverged == 48
    assert found.tested.sum() == found.n * 30


def test_where_all_diverged_nothing_is_known_and_nothing_breaks() -> None:
    for name in ("xor", "iris"):
        training = Training(learning_rate=1e6, epochs=60, divergence_loss=10.0)
        network = Network(hidden=(4,))
        result = Study(data=name, network=network, training=training, replicas=3).run(
            progress=False
        )
        found = examples_of(result, result.arms[0])
        assert (found.n, found.diverged) == (0, 3)
        assert np.isnan(found.share).all()
        assert (found.low.max(), found.high.min()) == (0, 1)
        assert found.hardest().tolist() == found.nearly_always.tolist() == []
        assert len(found.nearly_never) == len(found.by_chance) == 0
        assert np.isnan(found.accounted.estimate)


def test_without_test_rows_a_given_table_cannot_be_judged() -> None:
    study = Study(data="iris", training=Training(epochs=2), split=Split(test=0), replicas=2)
    result = study.run(progress=False)
    with pytest.raises(ResultError, match="`split.test` must be above 0"):
        examples_of(result, result.arms[0])


def test_points_of_the_law_are_asked_of_every_replica() -> None:
    result = xor_result()
    found = examples_of(result, result.arms[0], points=400)
    assert (found.tested == 200).all()
    probabilities = result.predict(found.x)
    wrong = probabilities.argmax(axis=2) != found.labels
    np.testing.assert_array_equal(found.wrong, wrong.sum(axis=0))
    assert found.best_wrong is not None
    assert found.unavoidable is not None
    shared = wrong[:, found.best_wrong].sum() / wrong.sum()
    assert found.unavoidable.estimate == pytest.approx(shared)
    # The best possible rule, the midlines, is wrong in one point of eleven.
    midlines = ((found.x[:, 0] > 0.5) != (found.x[:, 1] > 0.5)) != found.labels
    np.testing.assert_array_equal(found.best_wrong, midlines)
    # Whatever nearly all networks get wrong, nobody could get right.
    assert len(found.nearly_always)
    assert found.best_wrong[found.nearly_always].all()


@pytest.mark.parametrize("law", [data.moons(), data.blobs(noise=1.5), data.xor(copies=3)])
def test_the_best_rule_is_that_of_kernel_densities(law: data.Dataset) -> None:
    x = np.random.default_rng(1).uniform(-2, 2, (700, 2))
    scores = [
        KernelDensity(bandwidth=law.noise).fit(law.x[law.y == c]).score_samples(x)
        + np.log((law.y == c).mean())
        for c in range(len(law.classes))
    ]
    np.testing.assert_array_equal(best_classes(law, x), np.argmax(scores, axis=0))


def test_the_best_rule_counts_how_often_a_centre_occurs() -> None:
    law = data.Dataset(
        name="uneven",
        x=np.array([[0.0], [0.0], [0.0], [1.0]]),
        y=np.array([0, 0, 0, 1], np.int32),
        classes=("a", "b", "never"),
        features=("x0",),
        noise=0.5,
    )
    # Densities are equal at 1/2; three to one shifts the boundary by noise^2 log 3.
    edge = 0.5 + 0.25 * np.log(3)
    assert best_classes(law, np.array([[edge - 0.01], [edge + 0.01]])).tolist() == [0, 1]


def test_the_best_rule_has_the_bayes_rate() -> None:
    law = data.xor(noise=0.4)
    sample = fresh_sample(law)
    right = best_classes(law, sample.x) == sample.y
    assert right.mean() == pytest.approx(law.bayes_accuracy, abs=1e-3)
