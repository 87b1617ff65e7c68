"""Datasets of tables: frames of every library, test files, TOML, stores and OpenML."""

from __future__ import annotations

import datetime
import decimal
import types
from pathlib import Path

import numpy as np
import pandas
import pytest
import sklearn.datasets

import manyseeds
from manyseeds import DataError, Network, SpecificationError, Split, Study, Training, data

COLUMNS = {
    "size": [1.5, None, 3.0, 4.0, 5.5, 6.0],
    "colour": ["red", "blue", None, "red", "blue", "red"],
    "old": [True, False, True, True, False, False],
    "kind": ["a", "b", "a", "b", "a", "b"],
}
NAN = float("nan")
WANTED = [
    [1.5, 0, 0, 1, 0, 1],
    [NAN, 1, 1, 0, 0, 0],
    [3.0, 0, 0, 0, 1, 1],
    [4.0, 0, 0, 1, 0, 1],
    [5.5, 0, 1, 0, 0, 0],
    [6.0, 0, 0, 1, 0, 0],
]


def frame_of(library: str) -> object:
    module = pytest.importorskip(library)
    return module.table(COLUMNS) if library == "pyarrow" else module.DataFrame(COLUMNS)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_frame_of_any_library_is_the_same_dataset(library: str) -> None:
    made = data.table(frame_of(library), "kind")
    names = ("size", "size missing", "colour=blue", "colour=red", "colour missing", "old")
    assert made.features == names
    np.testing.assert_array_equal(made.x, WANTED)
    assert made.classes == ("a", "b")
    assert made.inputs == (("size", (0, 1)), ("colour", (2, 3, 4)), ("old", (5,)))
    assert [c.missing for c in made.columns] == [1, 1, 0, 0]
    assert made.options == {}


def test_kinds_of_frames_that_text_has_not() -> None:
    frame = pandas.DataFrame(
        {
            "c": pandas.Categorical(["p", "q", "p", None]),
            "i": pandas.array([1, None, 3, 3], dtype="Int64"),
            "b": pandas.array([True, None, False, True], dtype="boolean"),
            "d": pandas.to_datetime(["1970-01-02 00", None, "1970-01-01 12", "1970-01-01 00"]),
            "u": np.array([1, 2, 2, 3], np.uint8),
            "k": [1, 0, 1, 0],
        }
    )
    made = data.table(frame, "k")
    x = dict(zip(made.features, made.x.T, strict=True))
    np.testing.assert_array_equal(x["i"], [1, NAN, 3, 3])
    np.testing.assert_array_equal(x["b"], [1, NAN, 0, 1])
    np.testing.assert_array_equal(x["d"], [1, NAN, 0.5, 0])
    np.testing.assert_array_equal(x["u"], [1, 2, 2, 3])
    np.testing.assert_array_equal(x["c missing"], [0, 0, 0, 1])
    assert made.classes == (0, 1)


def test_frames_that_cannot_be_learned_from() -> None:
    frame = pandas.DataFrame(COLUMNS)
    with pytest.raises(DataError, match="'kind' is of dates"):
        data.table(frame.assign(kind=pandas.date_range("2026-01-01", periods=6)), "kind")
    with pytest.raises(DataError, match="numbers, truth values, dates or text; got dict"):
        data.table(frame.assign(size=[{}] * 6), "kind")
    with pytest.raises(DataError, match="numbers, truth values, dates or text; got Duration"):
        data.table(frame.assign(size=pandas.to_timedelta(range(6), unit="s")), "kind")
    with pytest.raises(DataError, match="rows and columns; got 0 rows"):
        data.table(frame[:0], "kind")


def files(folder: Path) -> tuple[Path, Path]:
    """A table of forty rows with gaps, and one of ten for the test, its columns in other order."""
    rng = np.random.default_rng(0)
    frame = pandas.DataFrame({"a": rng.normal(size=50), "c": rng.choice(["p", "q"], 50)})
    frame["k"] = np.where(frame.a > 0, "high", "low")
    frame.loc[[3, 44], "a"] = None
    frame.loc[45, "c"] = "new"
    frame[:40].to_csv(folder / "train.csv", index=False)
    frame.loc[40:, ["k", "c", "a"]].to_csv(folder / "test.csv", index=False)
    return folder / "train.csv", folder / "test.csv"


def test_rows_of_a_test_file_are_the_test_rows_of_every_replica(tmp_path: Path) -> None:
    train, test = files(tmp_path)
    made = data.table(train, "k", test_path=test)
    assert (made.x.shape, made.test_rows) == ((50, 5), 10)
    assert made.features == ("a", "a missing", "c=new", "c=p", "c=q")
    study = Study(data=made, training=Training(epochs=3), split=Split(validation=0.25), replicas=3)
    result = study.run(progress=False)
    assert result.confusion.sum(axis=(2, 3)).tolist() == [[10, 10, 10]]
    short = pandas.read_csv(test).drop(columns="c")
    with pytest.raises(DataError, match="must be one of the columns 'k', 'a'; got 'c'"):
        data.table(pandas.read_csv(train), "k", test_path=short)
    other = pandas.read_csv(test).assign(c=[1.5] * 10)
    with pytest.raises(DataError, match="one kind in both files; got text and number"):
        data.table(pandas.read_csv(train), "k", test_path=other)


def test_a_study_of_a_file_has_a_toml_form_that_knows_the_file(tmp_path: Path) -> None:
    train, test = files(tmp_path)
    made = data.table(train, "k", test_path=test, leave_out=["c"], keep=("a",))
    study = Study(data=made, network=Network(hidden=3), replicas=2)
    again = Study.from_toml(study.to_toml())
    assert again == study
    assert again.data.columns == made.columns
    train.write_text(train.read_text().replace("high", "tall"))
    with pytest.raises(DataError, match="is not the file the study was made of"):
        Study.from_toml(study.to_toml())
    assert "p" in data.load("table", path=str(train), target="k").features[2]
    with pytest.raises(SpecificationError, match="needs the option 'target'"):
        data.load("table", path=str(train))
    with pytest.raises(DataError, match="There is no file"):
        data.load("table", path="none.csv", target="k", checksum="0")
    with pytest.raises(DataError, match="must be the path of a file, or a frame of .*; got 3"):
        data.load("table", path=3, target="k")


def test_a_stored_result_keeps_the_table_and_needs_no_file(tmp_path: Path) -> None:
    train, test = files(tmp_path)
    made = data.table(train, "k", test_path=test, aside=["c"])
    study = Study(data=made, training=Training(epochs=2), replicas=3)
    result = study.run(progress=False)
    result.save(tmp_path / "r.zarr")
    train.unlink()
    again = manyseeds.load(tmp_path / "r.zarr")
    assert again.study == study
    assert again.study.data.columns == made.columns
    assert again.study.data.remarks == made.remarks
    assert again.study.data.options == made.options
    np.testing.assert_array_equal(again.study.data.aside["c"], made.aside["c"])
    np.testing.assert_array_equal(again.predict(made.x), result.predict(made.x))


def fetched(calls: list[object]):
    """A stand-in for scikit-learn's function, which answers with the irises."""
    frame = sklearn.datasets.load_iris(as_frame=True).frame
    frame["target"] = pandas.Categorical.from_codes(frame.target, ["x", "y", "z"])

    def fetch(name: str, *, version: int, as_frame: bool, parser: str) -> object:
        calls.append((name, version, as_frame, parser))
        if name == "none":
            raise ValueError("No known OpenML dataset 'none'.")
        if name == "offline":
            raise OSError("no route to host")
        return types.SimpleNamespace(frame=frame, target=frame["target"])

    return fetch


def test_openml_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetched(calls))
    study = Study(data="openml:iris", replicas=2)
    assert calls == [("iris", 1, True, "auto")]
    assert study.data.name == "iris"
    assert study.data.classes == ("x", "y", "z")
    np.testing.assert_array_equal(study.data.x, data.iris().x)
    assert 'name = "openml"' in study.to_toml()
    assert Study.from_toml(study.to_toml()) == study
    for name, said in (("none", "No known OpenML dataset"), ("offline", "no route to host")):
        with pytest.raises(DataError, match=f"Cannot fetch '{name}', version 1.*{said}"):
            data.openml(name)
    with pytest.raises(DataError, match="`version` must be an integer >= 1; got 0"):
        data.openml("iris", version=0)


LETTERS = ["a", "b"] * 30
SIZES = np.arange(60) * 0.7 % 5


def column(values, **options):
    """What a column of these values becomes beside another and a target."""
    frame = pandas.DataFrame({"v": values, "size": SIZES, "k": LETTERS})
    return next(c for c in data.table(frame, "k", **options).columns if c.name == "v")


def test_what_a_frame_declares_categorical_is_categories_whatever_it_looks_like():
    for values in (np.arange(60) % 3, [f"0{k % 3}" for k in range(60)], ["1", "2", "3"] * 20):
        made = column(pandas.Categorical(values))
        assert (made.kind, len(made.features)) == ("category", 3)
    assert column(np.arange(60) % 3).kind == "number"
    codes = pandas.Categorical([None, 1, 2] * 20)
    frame = pandas.DataFrame({"v": codes, "size": SIZES, "k": LETTERS})
    assert data.table(frame, "k").features[:3] == ("v=1", "v=2", "v missing")
    again = frame.assign(k=pandas.Categorical(np.arange(60) % 2))
    assert data.table(again, "k").classes == (0, 1)
    split = data.table(frame[:40], "k", test_path=frame[40:])
    assert split.features == data.table(frame, "k").features


def test_decimals_are_numbers():
    values = [None if k % 7 == 0 else decimal.Decimal(k) / 8 for k in range(60)]
    assert column(values).kind == "number"


def test_what_is_left_out_may_hold_anything():
    values = [datetime.timedelta(hours=k) for k in range(60)]
    with pytest.raises(DataError, match=r"got Duration.*Convert it, or leave the column out\."):
        column(values)
    assert column(values, leave_out=["v"]).kind == "left out"


def test_columns_named_by_numbers_are_found_by_them():
    frame = pandas.DataFrame({0: SIZES, 1: LETTERS})
    assert data.table(frame, 1).features == data.table(frame, "1").features == ("0",)


def test_frames_that_are_none_get_a_sentence():
    frame = pandas.DataFrame(np.zeros((4, 3)), columns=["a", "a", "k"])
    with pytest.raises(DataError, match="a table whose columns have different names"):
        data.table(frame, "k")
    whole = pandas.DataFrame({"size": SIZES, "k": LETTERS})
    for target in (whole["k"], np.array(LETTERS), None):
        with pytest.raises(DataError, match="`target` must be the name of a column; got"):
            data.table(whole, target)
    with pytest.raises(DataError, match="or a frame of pandas, polars or pyarrow; got"):
        data.table(whole["k"], "k")
    polars = pytest.importorskip("polars")
    with pytest.raises(DataError, match=r"Call collect\(\) first\."):
        data.table(polars.DataFrame({"size": SIZES, "k": LETTERS}).lazy(), "k")


def test_cells_that_hold_arrays_get_a_sentence():
    with pytest.raises(DataError, match=r"'v' must be of numbers.*got ndarray\. Convert it"):
        column([np.arange(3)] * 60)
    with pytest.raises(DataError, match=r"'v' must be of numbers.*got Decimal"):
        column([decimal.Decimal("sNaN"), decimal.Decimal(2)] * 30)


def test_whole_numbers_beyond_float64_are_numbers_or_refused():
    pyarrow = pytest.importorskip("pyarrow")
    frame = pyarrow.table({"v": [2**60, None, 2] * 20, "size": SIZES, "k": LETTERS})
    made = data.table(frame, "k")
    assert made.x[:, 0].tolist()[::3] == [2.0**60] * 20
    assert np.isnan(made.x[1, 0])
    with pytest.raises(DataError, match="got inf in row 1"):
        column([10**400, 1, 2] * 20)
    with pytest.raises(DataError, match="got -inf in row 1"):
        column([-(10**400), 1, 2] * 20)


@pytest.mark.parametrize("values", [[2**53, 2**53 + 1], [1, 2**53, 2**53 + 1], [1, -(2**60)]])
def test_classes_that_float64_does_not_tell_apart_are_refused(values):
    frame = pandas.DataFrame({"size": np.resize(SIZES, 60), "k": np.resize(values, 60)})
    with pytest.raises(DataError, match=r"numbers below 2\^53; 'k' has (9\.007|1\.15292e\+18)"):
        data.table(frame, "k")
    assert len(data.table(frame.assign(k=frame["k"].astype(str)), "k").classes) == len(values)


def test_a_column_of_which_single_precision_loses_the_differences_is_refused():
    seconds = 1.7e9 + np.random.default_rng(0).permutation(240)[:60]
    rule = "of values that single precision tells apart; it has a standard deviation of"
    with pytest.raises(DataError, match=rf"Column 'v' must be {rule} \d+ and values up to 1\.7e"):
        column(seconds)
    with pytest.raises(DataError, match=f"Column 'v' must be {rule} .*e-5"):
        column(SIZES * 1e-50)
    assert column(seconds - 1.7e9).kind == "number"
    assert column(1.7e9 + 60 * (seconds - 1.7e9)).kind == "number"
    assert column(0.1 + 1e-17 * SIZES).kind == "number"  # rounding, not values
    for wrong in (seconds, SIZES * 1e-50):
        with pytest.raises(DataError, match=f"Column 1 of `x` must be {rule}"):
            data.arrays(np.stack([SIZES, wrong], axis=1), LETTERS)
    with pytest.raises(DataError, match=f"Column 1 of `x` must be {rule}"):
        Study(data=(np.stack([SIZES, seconds], axis=1), LETTERS))


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        (["a", "b", "c"], "must be met in the rows to learn from; 'c' is not. Write the classes"),
        (["A", "B", "a"], "must be met in the rows to learn from; 'A' is not"),
        ([None, None, ""], "The test file must have rows with a class; got none"),
    ],
)
def test_a_test_file_has_classes_to_be_right_on(classes, said):
    frame = pandas.DataFrame({"size": SIZES, "k": LETTERS})
    test = pandas.DataFrame({"size": SIZES[:3], "k": classes})
    with pytest.raises(DataError, match=said):
        data.table(frame, "k", test_path=test)


def test_a_column_weighs_the_rows(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{k % 7 / 2};{k % 5 / 2};{'ab'[k % 2]}".replace(".", ",") for k in range(60)]
    path.write_text("v;w;k\n" + "\n".join(rows) + "\n")
    made = data.table(path, "k", weight="w")
    assert made.features == ("v",)
    assert made.weights.tolist() == [k % 5 / 2 for k in range(60)]
    assert made.columns[1].treatment == "not learned from; what the loss of each row counts for"
    study = Study(data=made, training=Training(epochs=2), replicas=4)
    again = Study.from_toml(study.to_toml())
    assert again == study
    given = data.arrays(made.x, np.array(made.classes)[made.y], made.weights)
    plain = Study(data=given, training=Training(epochs=2), replicas=4).run()
    np.testing.assert_array_equal(study.run().curves, plain.curves)
    study.run().save(tmp_path / "r.zarr")
    assert manyseeds.load(tmp_path / "r.zarr").study == study


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([-1.0, 1.0], r"of finite weights >= 0; got -1 in row 1"),
        ([1.0, None], r"of finite weights >= 0; got nan in row 2"),
        ([1.0, np.inf], r"of finite weights >= 0; got inf in row 2"),
        ([0.0, 0.0], r"of finite weights >= 0; got 0 in all rows"),
        (["many", "few"], r"of numbers to weigh rows by; got text"),
        ([datetime.datetime(2026, 1, 1)] * 2, r"of numbers to weigh rows by; got date"),
    ],
)
def test_a_column_that_cannot_weigh_is_refused(weights, said):
    frame = pandas.DataFrame({"size": SIZES, "w": weights * 30, "k": LETTERS})
    with pytest.raises(DataError, match=f"Column 'w' must be {said}"):
        data.table(frame, "k", weight="w")
