"""Splits and scaling: every row in one part, sizes and scalings as scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from manyseeds import DataError, SpecificationError, Split, Study, Training, streams
from manyseeds.splits import fit_scaling, split_rows, split_sizes

SHARES = st.integers(0, 99).map(lambda hundredths: hundredths / 100)
SIZES = st.one_of(SHARES, st.integers(0, 60))


def orders_of(count: int, replicas: int = 3):
    return streams.permutations(0, streams.SPLIT, np.arange(replicas), count)


@given(st.integers(2, 300), SIZES, SIZES, st.booleans(), st.integers(1, 5))
def test_every_row_is_in_one_part(samples, test, validation, stratify, classes):
    split = Split(test=test, validation=validation, stratify=stratify)
    try:
        sizes = split_sizes(samples, split)
    except SpecificationError:
        assume(False)
    labels = np.arange(samples, dtype=np.int32) ** 2 % classes
    rows = split_rows(orders_of(samples), labels, split)
    parts = (rows.train, rows.validation, rows.test)
    assert [p.shape for p in parts] == [(3, n) for n in (sizes.train, sizes.validation, sizes.test)]
    whole = np.sort(np.concatenate(parts, axis=1), axis=1)
    np.testing.assert_array_equal(whole, np.tile(np.arange(samples), (3, 1)))


@given(st.integers(5, 2000), st.integers(1, 99), st.integers(1, 99))
def test_sizes_are_those_of_two_calls_of_scikit_learn(samples, test, validation):
    # A share whose product with the rows is whole, but a hair above it in floating point, is left
    # out: scikit-learn sets one row more aside, this library does not.
    def whole(share: int, rows: int) -> bool:
        return share * rows % 100 == 0

    rest = samples - -(-test * samples // 100)
    assume(not whole(test, samples) and not whole(validation, rest))
    assume(rest > 1 and rest - -(-validation * rest // 100) >= 1)
    left, tested = train_test_split(np.arange(samples), test_size=test / 100, random_state=0)
    trained, validated = train_test_split(left, test_size=validation / 100, random_state=0)
    sizes = split_sizes(samples, Split(test=test / 100, validation=validation / 100))
    assert (sizes.train, sizes.validation, sizes.test) == (
        len(trained),
        len(validated),
        len(tested),
    )


@given(st.integers(1, 100), st.integers(1, 20))
def test_a_whole_product_is_not_rounded_up(share, hundreds):
    assume(share < 100)
    assert (
        split_sizes(100 * hundreds, Split(test=share / 100, validation=0)).test == share * hundreds
    )


@pytest.mark.parametrize(
    ("samples", "test", "validation", "expected"),
    [(800, 0.2, 0.2, (512, 128, 160)), (1797, 0.25, 0.25, (1010, 337, 450)), (9, 0, 0, (9, 0, 0)),
     (9, 3, 2, (4, 2, 3)), (9, 4, 0.5, (2, 3, 4))],
)  # fmt: skip
def test_sizes_of_the_exercises_and_of_whole_numbers(samples, test, validation, expected):
    sizes = split_sizes(samples, Split(test=test, validation=validation))
    assert (sizes.train, sizes.validation, sizes.test) == expected


@pytest.mark.parametrize(("test", "validation"), [(5, 5), (10, 0), (0.99, 1), (20, 0)])
def test_no_rows_left_to_train_on_is_refused(test, validation):
    with pytest.raises(SpecificationError, match=r"leave rows to train on, of 10"):
        split_sizes(10, Split(test=test, validation=validation))


@given(st.lists(st.integers(1, 60), min_size=2, max_size=6), st.integers(1, 90), st.integers(0, 90))
def test_stratified_parts_keep_the_shares_of_the_classes(counts, test, validation):
    labels = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    split = Split(test=test / 100, validation=validation / 100, stratify=True)
    try:
        sizes = split_sizes(len(labels), split)
    except SpecificationError:
        assume(False)
    rows = split_rows(orders_of(len(labels)), labels, split)
    in_test, in_validation = (
        np.stack([np.bincount(labels[r], minlength=len(counts)) for r in part])
        for part in (rows.test, rows.validation)
    )
    assert np.all(np.abs(in_test - np.array(counts) * sizes.test / len(labels)) < 1 + 1e-9)
    left = np.array(counts) - in_test
    shares = left * sizes.validation / left.sum(axis=1, keepdims=True)
    assert np.all(np.abs(in_validation - shares) < 1 + 1e-9)


def test_parts_are_taken_in_the_order_of_the_draw():
    orders = orders_of(20)
    rows = split_rows(orders, np.zeros(20, np.int32), Split(test=4, validation=6))
    np.testing.assert_array_equal(rows.test, orders[:, :4])
    np.testing.assert_array_equal(rows.validation, orders[:, 4:10])
    np.testing.assert_array_equal(rows.train, orders[:, 10:])


def test_stratified_rows_are_drawn_at_random_within_a_class():
    labels = np.repeat(np.array([0, 1], np.int32), [30, 10])
    orders = orders_of(40, replicas=2000)
    rows = split_rows(orders, labels, Split(test=8, validation=0, stratify=True))
    chosen = np.bincount(rows.test.ravel(), minlength=40) / 2000
    # 6 of 30 and 2 of 10: every row one time in five; a standard deviation is 0.009.
    np.testing.assert_allclose(chosen, 0.2, atol=0.06)


@pytest.mark.parametrize("tables", ["shared", "one each"])
@pytest.mark.parametrize(
    ("scaling", "scaler"), [("standard", StandardScaler), ("minmax", MinMaxScaler)]
)
def test_scaling_is_that_of_scikit_learn_on_the_training_rows(tables, scaling, scaler):
    random = np.random.default_rng(0)
    x = (random.normal(size=(3, 50, 4)) * [1, 1e-3, 1e4, 0] + [0, 7, -2e4, 3]).astype(np.float32)
    x = x[:1] if tables == "shared" else x
    train = orders_of(50)[:, :20]
    shift, scale = fit_scaling(x, train, scaling)
    for k in range(3):
        table = x[k % len(x)].astype(np.float64)
        expected = scaler().fit(table[train[k]]).transform(table)
        found = (table - shift[k].astype(np.float64)) * scale[k].astype(np.float64)
        # Shift and scale are rounded to float32, by half a unit in their last of 24 places.
        rounding = 2.0**-24 * (np.abs(shift[k] * scale[k]) + 2 * np.abs(expected)) + 1e-15
        assert np.all(np.abs(found - expected) < 1.01 * rounding)


def test_a_column_without_spread_is_only_shifted():
    x = np.full((1, 6, 1), 0.1, np.float32)
    x[0, 5] = 1.1  # outside the training rows
    for scaling in ("standard", "minmax"):
        shift, scale = fit_scaling(x, np.arange(5)[None], scaling)
        np.testing.assert_array_equal(shift, np.float32([[0.1]]))
        np.testing.assert_array_equal(scale, [[1.0]])


def test_no_scaling_is_none():
    assert fit_scaling(np.ones((1, 3, 2), np.float32), np.arange(3)[None], "none") is None


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
@pytest.mark.parametrize(
    "column",
    [
        [0, 1e-40, 2e-40, 3e-40],
        [0, 1e-45, 0, 1e-45],
        [1e38, -1e38, 1e37, 0],
        [3e38, 1e38, 2.9e38, 0],
        [1.6e38, -1.6e38, 1.6e38, -1.6e38],
        [0, 1e-30, 0, 1e30],  # the last row is for the test
    ],
    ids=str,
)
def test_finite_inputs_stay_finite_however_they_are_scaled(column, scaling):
    x = np.array(column, np.float32)[None, :, None]
    train = np.arange(3)[None] if column[-1] == 1e30 else np.arange(4)[None]
    shift, scale = fit_scaling(x, train, scaling)
    assert shift.dtype == scale.dtype == np.float32
    assert np.isfinite((x - shift) * scale).all()


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_columns_further_apart_than_float32_can_tell_are_refused(scaling):
    x = np.array([[3e38], [-3e38], [3e38]], np.float32)[None]
    with pytest.raises(DataError, match="`x` must be of values less than 3.4e[+]38 apart"):
        fit_scaling(x, np.arange(3)[None], scaling)


def test_a_study_of_a_tiny_column_trains():
    x = np.stack([np.arange(20) % 2, np.arange(20) * 1e-40], axis=1)
    study = Study(data=(x, np.arange(20) % 2), training=Training(epochs=1), scaling="standard")
    assert (study.changed(replicas=4).run().diverged_at < 0).all()
