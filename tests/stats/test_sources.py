"""The variance shares: against analysis of variance, planted truths, and real crossed trainings."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from manyseeds import Network, Result, ResultError, Split, Study, Training, data
from manyseeds.plan import keys_of
from manyseeds.stats.fresh import fresh_accuracy, fresh_sample
from manyseeds.stats.sources import (
    VarianceShares,
    sources_of,
    variance_components,
    variance_shares,
)

NAMES = ("data", "split", "init", "order")
Subset = tuple[int, ...]

# Three sources: each by itself, and two interactions. They add up to 1.
TRUTH: dict[Subset, float] = {(0,): 0.3, (1,): 0.4, (2,): 0.05, (0, 1): 0.15, (0, 1, 2): 0.1}


def simulated(
    truth: Mapping[Subset, float], groups: int, rng: np.random.Generator, skewed: bool = False
) -> np.ndarray:
    """Numbers with an independent effect of each subset of sources, of the variance given."""
    m = 1 + max(max(subset) for subset in truth)
    values = np.full((groups, *(2,) * m), 0.9)
    for subset, variance in truth.items():
        shape = [groups, *(2 if i in subset else 1 for i in range(m))]
        if skewed and len(subset) > 1:  # a rare failure: one level combination in twelve
            effect = ((rng.random(shape) < 1 / 12) - 1 / 12) / np.sqrt(11 / 144)
        else:
            effect = rng.standard_normal(shape)
        values = values + np.sqrt(variance) * effect
    return values


def true_shares(truth: Mapping[Subset, float]) -> list[float]:
    m = 1 + max(max(subset) for subset in truth)
    own = [truth.get((i,), 0.0) for i in range(m)]
    total = [sum(v for subset, v in truth.items() if i in subset) for i in range(m)]
    return [share / sum(truth.values()) for share in (*own, *total, sum(truth.values()) - sum(own))]


def intervals(found: VarianceShares) -> list:
    return [*found.own, *found.total, found.interactions]


def test_two_sources_are_the_analysis_of_variance_of_a_random_two_way_layout() -> None:
    values = np.random.default_rng(0).normal(size=(6, 2, 2))
    found = variance_components(values)
    for group, components in zip(values, found, strict=True):
        table = pandas.DataFrame(
            [(a, b, group[a, b]) for a in range(2) for b in range(2)], columns=["a", "b", "y"]
        )
        squares = anova_lm(ols("y ~ C(a) + C(b)", table).fit())["mean_sq"]
        # Expected mean squares (Searle, Casella and McCulloch 1992): s_ab, and s_ab + 2 s_a.
        assert components[1, 1] == pytest.approx(squares["Residual"])
        assert components[1, 0] == pytest.approx((squares["C(a)"] - squares["Residual"]) / 2)
        assert components[0, 1] == pytest.approx((squares["C(b)"] - squares["Residual"]) / 2)
        assert components[0, 0] == 0


def test_a_total_share_is_half_the_mean_squared_difference_of_runs_that_differ_in_one() -> None:
    values = np.random.default_rng(1).normal(size=(9, 2, 2, 2))
    found = variance_shares(values, NAMES[:3])
    variance = found.standard_deviation.estimate**2
    for axis, total in enumerate(found.total, start=1):
        difference = values.take(0, axis) - values.take(1, axis)
        assert total.estimate * variance == pytest.approx((difference**2).mean() / 2)


def test_shares_sum_to_one() -> None:
    values = np.random.default_rng(2).normal(size=(7, 2, 2, 2))
    for floor in (None, 0.3, np.abs(values)):
        found = variance_shares(values, NAMES[:3], floor=floor)
        parts = [*found.own, found.interactions, *([found.test_set] if found.test_set else [])]
        assert sum(part.estimate for part in parts) == pytest.approx(1)


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_every_component_of_a_planted_truth_is_recovered(m: int) -> None:
    rng = np.random.default_rng(m)
    subsets = [s for size in range(1, m + 1) for s in itertools.combinations(range(m), size)]
    truth = dict(zip(subsets, rng.dirichlet(np.ones(len(subsets))), strict=True))
    groups = 4000
    found = variance_components(simulated(truth, groups, rng))
    for subset, variance in truth.items():
        each = found[:, *(int(i in subset) for i in range(m))]
        # Five standard errors of some fifteen normal means: one false alarm in 100,000 runs.
        assert abs(each.mean() - variance) < 5 * each.std() / np.sqrt(groups)


def coverage(repetitions: int, skewed: bool, floor: bool = False) -> np.ndarray:
    rng = np.random.default_rng(12)
    truth = np.array([*true_shares(TRUTH), 1.0])
    covered = np.zeros(len(truth))
    for _ in range(repetitions):
        found = variance_shares(simulated(TRUTH, 100, rng, skewed), NAMES[:3])
        bounds = [*intervals(found), found.standard_deviation]
        covered += [t in bound for t, bound in zip(truth, bounds, strict=True)]
    return covered / repetitions


@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_cover_a_planted_truth(skewed: bool) -> None:
    # Of 250 intervals that each cover with 0.93, fewer than 0.85 cover once in 30,000 times.
    assert stats.binom.cdf(0.85 * 250, 250, 0.93) < 4e-5
    assert coverage(250, skewed).min() > 0.85


@pytest.mark.slow
@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_cover_between_93_and_97_percent(skewed: bool) -> None:
    found = coverage(2000, skewed)
    assert found.min() >= 0.93
    assert found.max() <= 0.97


@given(
    values=st.lists(st.integers(0, 40), min_size=24, max_size=24),
    shift=st.integers(-50, 50),
    scale=st.sampled_from([-2.0, 0.25, 8.0]),
    axis=st.integers(1, 3),
)
def test_shares_ask_neither_for_zero_nor_for_unit_nor_for_which_level_is_first(
    values: list[int], shift: int, scale: float, axis: int
) -> None:
    table = np.array(values, float).reshape(3, 2, 2, 2)
    expected = variance_shares(table, NAMES[:3])
    for changed in (table + shift, table * scale, np.flip(table, axis)):
        found = variance_shares(changed, NAMES[:3])
        for one, other in zip(intervals(found), intervals(expected), strict=True):
            assert one.estimate == pytest.approx(other.estimate, nan_ok=True, abs=1e-9)
            assert one.high == pytest.approx(other.high, nan_ok=True, abs=1e-9)


@given(order=st.permutations(range(3)))
def test_the_order_of_sources_only_orders_the_shares(order: list[int]) -> None:
    table = np.random.default_rng(5).normal(size=(4, 2, 2, 2))
    expected = variance_shares(table, NAMES[:3])
    found = variance_shares(table.transpose(0, *(1 + i for i in order)), [NAMES[i] for i in order])
    for name, share in zip(found.sources, found.own, strict=True):
        assert share.estimate == pytest.approx(expected.own[NAMES.index(name)].estimate)
    assert found.largest == expected.largest
    assert found.interactions.estimate == pytest.approx(expected.interactions.estimate)


def test_without_any_variance_there_are_no_shares() -> None:
    found = variance_shares(np.full((5, 2, 2), 0.9), NAMES[:2])
    assert np.isnan([share.estimate for share in intervals(found)]).all()
    assert found.standard_deviation.estimate == 0
    assert found.largest == ""
    luck = variance_shares(np.full((5, 2, 2), 0.9), NAMES[:2], floor=0.01)
    assert luck.test_set is not None
    assert luck.test_set.estimate == 1
    assert [share.estimate for share in intervals(luck)] == [0, 0, 0, 0, 0]
    assert luck.standard_deviation.estimate == pytest.approx(0.1)


def test_a_source_that_does_all_has_all() -> None:
    levels = np.random.default_rng(3).normal(size=(30, 2, 1))
    found = variance_shares(np.broadcast_to(levels, (30, 2, 2)), NAMES[:2])
    assert [share.estimate for share in intervals(found)] == pytest.approx([1, 0, 1, 0, 0])
    assert found.largest == "data"


def test_the_floor_is_a_part_or_told_beside() -> None:
    values = np.random.default_rng(4).normal(size=(50, 2, 2))
    apart = variance_shares(values, NAMES[:2], floor=1.0)
    beside = variance_shares(values, NAMES[:2], floor=1.0, floor_inside=True)
    assert (apart.test_set_is_part, beside.test_set_is_part) == (True, False)
    assert apart.test_set is not None
    assert beside.test_set is not None
    inside = beside.standard_deviation.estimate**2
    assert beside.test_set.estimate == pytest.approx(1 / inside)
    assert apart.test_set.estimate == pytest.approx(1 / (1 + inside))
    assert apart.standard_deviation.estimate**2 == pytest.approx(1 + inside)


def test_no_group_and_one_group_have_no_bounds() -> None:
    none = variance_shares(np.empty((0, 2, 2)), NAMES[:2])
    assert (none.groups, none.runs, none.largest) == (0, 0, "")
    one = variance_shares(np.arange(4.0).reshape(1, 2, 2), NAMES[:2])
    assert one.own[0].estimate == pytest.approx(0.8)
    assert np.isnan([one.own[0].low, one.standard_deviation.high]).all()


def test_what_is_no_crossing_is_refused() -> None:
    with pytest.raises(ResultError, match=r"shape \(groups, 2, 2\)"):
        variance_shares(np.zeros((3, 2)), NAMES[:2])
    with pytest.raises(ResultError, match="an axis for each source"):
        variance_shares(np.zeros(3), ())
    broken = np.zeros((3, 2, 2))
    broken[1, 0, 1] = np.nan
    with pytest.raises(ResultError, match="1 that are not"):
        variance_shares(broken, NAMES[:2])


@functools.cache
def crossed() -> Result:
    """XOR, crossed; two replicas are over after the last whole group of sixteen."""
    return Study(
        data=data.xor(copies=50),
        network=Network(hidden=(4,)),
        training=Training(epochs=60, batch_size=16),
        replicas=16 * 12 + 2,
        design="crossed",
    ).run(progress=False)


def test_a_crossed_study_is_split_by_the_keys_of_its_replicas() -> None:
    result = crossed()
    found = sources_of(result, metric="val_accuracy")
    assert (found.sources, found.groups, found.runs, found.left_out) == (NAMES, 12, 192, 2)
    values = np.empty((12, 2, 2, 2, 2))
    accuracies = result.history["val_accuracy"].to_numpy()[0, :, -1]
    keys = [keys_of(result.study, source, result.replicas) for source in NAMES]
    for k in range(192):
        values[k // 16, *(key[k] % 2 for key in keys)] = accuracies[k]
    expected = variance_shares(values, NAMES)
    assert intervals(found) == intervals(expected)
    assert found.test_set is None


def test_where_the_law_is_known_the_test_set_is_a_part() -> None:
    result = crossed()
    found = sources_of(result)
    assert found.metric == "fresh_accuracy"
    assert found.test_set_is_part
    assert found.test_set is not None
    parts = (*found.own, found.interactions, found.test_set)
    assert sum(part.estimate for part in parts) == pytest.approx(1)
    fresh = fresh_accuracy(result, result.arms[0], np.arange(194), fresh_sample(result.study.data))
    at_hand = sources_of(result, metric="fresh_accuracy", values=fresh)
    assert at_hand == found
    # What is split is what really varies: the test accuracies of the study itself.
    beside = sources_of(result, metric="test_accuracy")
    assert not beside.test_set_is_part
    spread = result.test_accuracy[0, :192].std()
    for shares in (found, beside):
        assert spread in shares.standard_deviation


def test_given_rows_are_no_source_and_their_test_accuracy_is_split() -> None:
    study = Study(
        data="digits", training=Training(epochs=4, batch_size=128), replicas=16, design="crossed"
    )
    found = sources_of(study.run(progress=False))
    assert found.metric == "test_accuracy"
    assert (found.sources, found.groups) == (("split", "init", "order"), 2)
    assert found.test_set is not None
    assert not found.test_set_is_part


def test_groups_with_a_diverged_replica_are_left_out_whole() -> None:
    study = Study(
        data=data.xor(copies=20),
        network=Network(hidden=(4,)),
        training=Training(optimizer="sgd", learning_rate=15.0, epochs=12, divergence_loss=20.0),
        vary=("init", "order"),
        design="crossed",
        replicas=80,
    )
    result = study.run(progress=False)
    whole = (result.diverged_at[0].reshape(20, 4) < 0).all(axis=1)
    assert 0 < whole.sum() < 20
    found = sources_of(result)
    assert (found.groups, found.left_out) == (whole.sum(), 4 * (~whole).sum())
    values = result.test_accuracy[0].astype(float).reshape(20, 2, 2)[whole]
    assert intervals(sources_of(result, metric="test_accuracy")) == intervals(
        variance_shares(values, ("init", "order"))
    )


def test_replicas_of_a_part_of_the_study_make_the_groups_they_make() -> None:
    study = crossed().study
    some = study.run(progress=False, only=[*range(16, 48), 50, 51])
    found = sources_of(some, metric="accuracy")
    assert (found.groups, found.left_out) == (2, 2)


def test_without_test_rows_there_is_no_floor() -> None:
    study = Study(
        data=data.xor(copies=20),
        training=Training(epochs=2),
        split=Split(test=0, validation=0),
        design="crossed",
        replicas=32,
    )
    assert sources_of(study.run(progress=False)).test_set is None


def test_independent_replicas_cannot_tell() -> None:
    result = Study(data="xor", training=Training(epochs=1), replicas=4).run(progress=False)
    with pytest.raises(ResultError, match="`design` must be 'crossed'.*design='crossed'"):
        sources_of(result)
