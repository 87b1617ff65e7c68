"""The user's own arrays: labels of any kind are kept as they are, and bad ones are refused."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyseeds import DataError, Study
from manyseeds.data import Dataset, arrays

X = [[0.0, 1.0], [1.0, 0.0], [2.0, 5.0], [3.0, 4.0]]
NAN, INFINITY = float("nan"), float("inf")


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["no", "yes", "no", "yes"], ("no", "yes")),
        ([True, False, True, False], (False, True)),
        ([7, -3, 7, 100], (-3, 7, 100)),
        ([1.0, 2.0, 1.0, 2.0], (1.0, 2.0)),
        ([1, 2.0, 1, 2], (1.0, 2.0)),
        (np.array([0, 5, 5, 0], np.uint8), (0, 5)),
        (np.array(["b", "a", "b", "a"]), ("a", "b")),
        (np.array(["b", "a", "b", "a"], object), ("a", "b")),
        (np.array([[1], [2], [1], [2]]), (1, 2)),
        (pandas.Series(["x", "y", "x", "y"]), ("x", "y")),
        (pandas.Series(["x", "y", "x", "y"], dtype="category"), ("x", "y")),
        (pandas.DataFrame({"label": [3, 4, 3, 4]}), (3, 4)),
        (("ä", "日", "ä", ""), ("", "ä", "日")),
        (np.array([2**64 - 1, 2**64 - 2, 1, 1], np.uint64), (1, 2**64 - 2, 2**64 - 1)),
        ([2**63, 2**63 + 1, -1, -1], (-1, 2**63, 2**63 + 1)),
        ([2**53, 2**53 + 1, 1.0, 1.0], (1.0, 2**53, 2**53 + 1)),
        ([10**400, 1.0, 1, 10**400], (1.0, 10**400)),
        (["a", "a\0", "a", "a"], ("a", "a\0")),
        ([np.int64(3), 4, np.int8(3), 4], (3, 4)),
        ([np.str_("p"), "q", "p", "q"], ("p", "q")),
        ([np.True_, False, True, False], (False, True)),
    ],
    ids=str,
)
def test_labels_of_any_kind_are_kept(labels: Any, classes: tuple[Any, ...]) -> None:
    dataset = arrays(X, labels)
    assert dataset.classes == classes
    assert [type(c) for c in dataset.classes] == [type(c) for c in classes]
    flat = np.asarray(labels, object).ravel().tolist()
    assert [dataset.classes[index] for index in dataset.y] == flat


@given(st.lists(st.text(max_size=3), min_size=2, max_size=20).filter(lambda y: len(set(y)) > 1))
def test_any_text_is_a_label(labels: list[str]) -> None:
    dataset = arrays(np.zeros((len(labels), 1)), labels)
    assert [dataset.classes[index] for index in dataset.y] == labels


def test_one_hot_rows_are_labels() -> None:
    one_hot = np.eye(3)[[2, 0, 1, 2]]
    for labels in (one_hot, one_hot.astype(bool), one_hot.tolist(), pandas.DataFrame(one_hot)):
        assert arrays(X, labels).y.tolist() == [2, 0, 1, 2]
        assert arrays(X, labels).classes == (0, 1, 2)


REFUSED_LABELS: list[tuple[Any, str]] = [
    ([0, 0, 0, 0], "`y` must be of at least two classes; got [0]."),
    (["a"] * 4, "`y` must be of at least two classes; got ['a']."),
    ([0, 1, 0], "`y` must be one label a row, 4 labels; got shape (3,)."),
    ([0, 1, 0, 1, 0], "`y` must be one label a row, 4 labels; got shape (5,)."),
    (1, "`y` must be one label a row, 4 labels; got shape ()."),
    (None, "`y` must be one label a row, 4 labels; got shape ()."),
    (np.zeros((4, 2, 2)), "`y` must be one label a row, 4 labels; got shape (4, 2, 2)."),
    ([[0, 1], [1], [0, 1], [1, 0]], "got list"),
    ([0, 1, None, 1], "`y` must be labels; 1 are missing (None). Remove those rows."),
    (["a", "b", None, None], "`y` must be labels; 2 are missing (None). Remove those rows."),
    (["a", "b", NAN, "a"], "`y` must be labels; 1 are missing (nan). Remove those rows."),
    ([0.0, 1.0, NAN, 1.0], "`y` must be labels; 1 are missing (nan). Remove those rows."),
    (pandas.Series(["a", None, "b", "a"]), "`y` must be labels; 1 are missing"),
    (pandas.Series(["a", None, "b", "a"], dtype="string"), "`y` must be labels; 1 are missing"),
    (pandas.Series([1, None, 2, 1], dtype="Int64"), "`y` must be labels; 1 are missing"),
    ([0.0, 1.0, INFINITY, 1.0], "`y` must be class labels, whole numbers where they are numbers"),
    ([0.5, 1.0, 2.5, 1.0], "whole numbers where they are numbers; got 0.5. Regression is not done"),
    (["a", 1, "b", 2], "all of one kind; got number, text. Convert them to text."),
    ([True, 1, False, 0], "all of one kind; got bool, number. Convert them to text."),
    ([b"a", b"b", b"a", b"b"], "of whole numbers, booleans or text, all of one kind; got bytes."),
    ([Colour.RED, Colour.BLUE] * 2, "all of one kind; got Colour. Convert them to text."),
    ([1j, 2, 1j, 2], "all of one kind; got complex, number."),
    (np.array([1, 2, 1, 2], "datetime64[ns]"), "all of one kind; got datetime64[ns]."),
    (
        [[1, 1], [0, 1], [1, 0], [0, 1]],
        "`y` with several columns must be one-hot: a single 1 in ea",
    ),
    (
        [[2, 0], [0, 1], [1, 0], [0, 1]],
        "`y` with several columns must be one-hot: a single 1 in ea",
    ),
    ([["a", "b"]] * 4, "`y` with several columns must be one-hot: a single 1 in each row."),
    ([[NAN, 1]] * 4, "`y` with several columns must be one-hot: a single 1 in each row."),
    ([[1, 0]] * 4, "`y` must be of at least two classes; got [0]."),
    (np.eye(5)[:4], "at least as many rows as classes; got 4 rows and 5 columns."),
]


@pytest.mark.parametrize(("labels", "words"), REFUSED_LABELS, ids=lambda value: str(value)[:60])
def test_labels_that_cannot_be_are_refused(labels: Any, words: str) -> None:
    with pytest.raises(DataError) as caught:
        arrays(X, labels)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


REFUSED_TABLES: list[tuple[Any, str]] = [
    (
        [[0.0, NAN], [1, 1], [2, NAN], [3, 3]],
        "of finite numbers, at most 3.4e+38; got nan in row 0, ",
    ),
    ([[0.0, NAN], [1, 1], [2, NAN], [3, 3]], "column 1 (2 such values). Remove or impute them."),
    ([[0, 0], [1, 1], [INFINITY, 2], [3, 3]], "got inf in row 2, column 0 (1 such values)."),
    ([[0, 0], [1, 1], [1e39, 2], [3, 3]], "got 1e+39 in row 2, column 0 (1 such values)."),
    (
        np.zeros((4, 2, 2)),
        "shape (samples, features); got shape (4, 2, 2). Flatten images with x.res",
    ),
    ([0.0, 1.0, 2.0, 3.0], "got shape (4,). For one feature, pass x.reshape(-1, 1)."),
    (3.0, "`x` must be a table with rows and columns, shape (samples, features); got shape ()."),
    (np.zeros((0, 2)), "got shape (0, 2)."),
    (np.zeros((4, 0)), "got shape (4, 0)."),
    ([["a", "b"]] * 4, "`x` must be a table of numbers; got [['a', 'b'], ['a', 'b'], "),
    ([["1", "2"]] * 4, "`x` must be a table of numbers; got [['1', '2'], "),
    ([[1, None]] * 4, "`x` must be a table of numbers; got [[1, None], "),
    ([[1, 2], [3]], "`x` must be a table of numbers; got [[1, 2], [3]]."),
    ([[1j, 2]] * 4, "`x` must be a table of numbers; got [[1j, 2], "),
    (
        pandas.DataFrame({"a": [1, 2, 3, 4], "b": list("wxyz")}),
        "`x` must be a table of numbers; got ",
    ),
    (np.array([[1, 2]] * 4, "datetime64[s]"), "`x` must be a table of numbers; got array("),
    (None, "`x` must be a table of numbers; got None."),
]


@pytest.mark.parametrize(("table", "words"), REFUSED_TABLES, ids=lambda value: str(value)[:60])
def test_tables_that_cannot_be_are_refused(table: Any, words: str) -> None:
    with pytest.raises(DataError) as caught:
        arrays(table, [0, 1, 0, 1])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_study_refuses_them_too() -> None:
    with pytest.raises(DataError, match="`x` must be of finite numbers"):
        Study(data=([[NAN], [1.0]], [0, 1]))


def test_tables_of_any_numeric_kind_are_taken() -> None:
    expected = arrays(X, [0, 1, 0, 1]).x
    for table in (
        np.array(X, np.float32),
        np.array(X, int),
        pandas.DataFrame(X),
        np.array(X, object),
    ):
        dataset = arrays(table, [0, 1, 0, 1])
        np.testing.assert_array_equal(dataset.x, expected)
    assert (
        arrays(np.array(X) > 1, [0, 1, 0, 1]).x.tolist() == (np.array(X) > 1).astype(float).tolist()
    )


def test_what_the_user_does_to_an_array_later_changes_nothing() -> None:
    x, y = np.array(X), np.array([0, 1, 0, 1])
    dataset = arrays(x, y)
    x[:], y[:] = NAN, 0
    np.testing.assert_array_equal(dataset.x, X)
    assert dataset.y.tolist() == [0, 1, 0, 1]
    for array in (dataset.x, dataset.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_names_and_image_shape_must_fit() -> None:
    dataset = arrays(X, [0, 1, 0, 1], name="mine", features=["a", "b"], image_shape=(1, 2))
    assert (dataset.name, dataset.features, dataset.image_shape) == ("mine", ("a", "b"), (1, 2))
    assert arrays(X, [0, 1, 0, 1]).features == ("x0", "x1")
    with pytest.raises(DataError, match="`features` must be 2 names; got"):
        arrays(X, [0, 1, 0, 1], features=["a"])
    with pytest.raises(DataError, match="`image_shape` must be of 2 pixels: height"):
        arrays(X, [0, 1, 0, 1], image_shape=(2, 2))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": np.zeros(4)}, "`x` must have shape"),
        ({"x": np.zeros((4, 2), np.float32)}, "must be of float64 and int32"),
        ({"y": np.zeros(4)}, "must be of float64 and int32"),
        ({"y": np.zeros(3, np.int32)}, "`y` must be one label a row, 4 labels; got"),
        ({"y": np.array([0, 1, 2, 0], np.int32)}, "`y` must be indices of at least two classes, 2"),
        (
            {"y": np.array([0, -1, 1, 0], np.int32)},
            "`y` must be indices of at least two classes, 2",
        ),
        ({"classes": ("only",), "y": np.zeros(4, np.int32)}, "`y` must be indices of at least two"),
    ],
    ids=str,
)
def test_a_dataset_whose_parts_do_not_fit_cannot_be_made(
    change: dict[str, Any], words: str
) -> None:
    parts = {"name": "d", "x": np.zeros((4, 2)), "y": np.array([0, 1, 1, 0], np.int32)}
    parts |= {"classes": ("a", "b"), "features": ("p", "q")}
    Dataset(**parts)
    with pytest.raises(DataError, match=words):
        Dataset(**{**parts, **change})


def test_datasets_are_equal_by_what_they_hold() -> None:
    here, there = arrays(X, ["a", "b", "a", "b"]), arrays(X, ["a", "b", "a", "b"])
    assert here == there
    assert hash(here) == hash(there)
    assert here != arrays(X, ["a", "c", "a", "c"])
    assert here != arrays(np.array(X) + 1, ["a", "b", "a", "b"])
    assert here != arrays(X, ["a", "b", "b", "b"])
    assert here != "here"
    assert repr(here) == "Dataset('data', 4 samples, 2 features, 2 classes)"


def test_masked_values_and_numbers_beyond_any_float_are_refused() -> None:
    rows = np.ma.masked_array(np.ones((4, 2)), mask=False)
    assert arrays(rows, [0, 1, 0, 1]).x.shape == (4, 2)
    rows[1, 1] = np.ma.masked
    with pytest.raises(DataError, match="without masked values"):
        arrays(rows, [0, 1, 0, 1])
    with pytest.raises(DataError, match="a table of numbers"):
        arrays([[10**400, 1.0], [1.0, 2.0]], [0, 1])
