"""Awkward tables: each is read right, or refused in one sentence; none is guessed at in silence."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import numpy as np
import pandas
import pytest

from awkward_tables import LEFT_OUT, MANY, NAN, REFUSED, RIGHT, ROWS, rows
from manyseeds import DataError, data
from manyseeds.data.dataset import Dataset


def written(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def column(made: Dataset, name: str) -> list[float]:
    return made.x[:, made.features.index(name)].tolist()


def note(made: Dataset, name: str) -> str:
    (found,) = [c for c in made.columns if c.name == name]
    return f"{found.kind}: {found.treatment}"


@pytest.mark.parametrize("case", RIGHT)
def test_it_is_read_right(case: str, tmp_path: Path) -> None:
    content, wanted = RIGHT[case]
    made = data.table(written(tmp_path, content), "k")
    np.testing.assert_allclose(column(made, "a"), wanted, rtol=1e-15)
    assert len(made.classes) == 2
    assert len(made.y) == len(wanted)


@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_column_of_no_use_is_left_out_and_that_is_said(case: str, tmp_path: Path) -> None:
    content, said = LEFT_OUT[case]
    made = data.table(written(tmp_path, content), "k")
    assert made.features == ("b",)
    assert note(made, "a").startswith(said)


def test_codes_with_leading_zeros_are_categories_that_keep_them(tmp_path: Path) -> None:
    made = data.table(written(tmp_path, rows(["01", "1", "01", "02", "1", "02"])), "k")
    assert made.features == ("a=01", "a=02", "a=1", "b")
    assert column(made, "a=1") == [0, 1, 0, 0, 1, 0]


def test_leading_zeros_are_seen_far_down_a_file(tmp_path: Path) -> None:
    codes = [*(str(1000 + k % 3) for k in range(60_000)), "0999", ""]
    made = data.table(written(tmp_path, rows(codes)), "k")
    assert [name for name in made.features if name.startswith("a")] == [
        "a=0999",
        "a=1000",
        "a=1001",
        "a=1002",
        "a missing",
    ]


def test_a_missing_category_is_one_of_its_own(tmp_path: Path) -> None:
    made = data.table(written(tmp_path, rows(["p", "q", "", "p", "q", ""])), "k")
    assert made.features == ("a=p", "a=q", "a missing", "b")
    assert column(made, "a missing") == [0, 0, 1, 0, 0, 1]
    assert not np.isnan(made.x).any()


def test_duplicate_and_empty_names_are_changed_and_that_is_said(tmp_path: Path) -> None:
    made = data.table(written(tmp_path, "a,,a,a (1),k\n1,2,3,4,x\n5,6,7,8,y\n"), "k")
    assert made.features == ("a", "column 2", "a (2)", "a (1)")
    assert made.remarks == (
        "A column has no name: number 2 is called 'column 2'.",
        "There is another column 'a': number 3 is called 'a (2)'.",
    )


@pytest.mark.parametrize("name", ["größe", "عمر", "年齢", "🐈 weight", "a%b", "=1+1", "x" * 5000])
def test_names_of_any_script_are_kept(name: str, tmp_path: Path) -> None:
    made = data.table(written(tmp_path, rows(["1", "2", "4"], name)), "k")
    assert made.features == (name, "b")


def test_encoding_and_delimiter_are_said(tmp_path: Path) -> None:
    made = data.table(written(tmp_path, "a;k\n1;é\n2;ü\n".encode("cp1252")), "k")
    assert made.classes == ("é", "ü")
    assert made.remarks == (
        "Fields are parted by the semicolon.",
        "The file is read as cp1252.",
    )


def test_one_wrong_byte_at_the_end_is_not_read_as_unicode(tmp_path: Path) -> None:
    content = ("a,k\n" + "1,é\n2,b\n" * 50_000).encode() + b"3,\xe9\n"
    made = data.table(written(tmp_path, content), "k")
    assert made.remarks == ("The file is read as cp1252.",)


def test_kinds_of_classes(tmp_path: Path) -> None:
    for text, classes in (
        ("a,k\n1,3\n2,1\n4,3\n", (1, 3)),
        ("a,k\n1,true\n2,false\n4,true\n", (False, True)),
        ("a,k\n1,01\n2,1\n4,01\n", ("01", "1")),
        ("a,k\n1,-1\n2,1.0\n4,-1\n", (-1, 1)),
    ):
        assert data.table(written(tmp_path, text), "k").classes == classes


def refusal(path: object, target: str = "k", **options: object) -> str:
    with pytest.raises(DataError) as caught:
        data.table(path, target, **options)  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    assert "Traceback" not in sentence
    return sentence


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    content, said = REFUSED[case]
    sentence = refusal(written(tmp_path, content))
    assert re.search(said, sentence), sentence


def test_a_target_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = written(tmp_path, "size,kind\n1,x\n2,y\n")
    assert refusal(path, "kinds") == (
        "`target` must be one of the columns 'size', 'kind'; got 'kinds'. Did you mean 'kind'?"
    )
    headless = written(tmp_path, "5.1,3.5,setosa\n4.9,3.0,setosa\n")
    assert "'5.1', '3.5', 'setosa'; got 'species'" in refusal(headless, "species")


def test_options_are_checked(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    assert "`missing` must be one of" in refusal(path, missing="imput")
    assert "`decimal` must be one of" in refusal(path, decimal="x")
    assert "`delimiter` must be one character" in refusal(path, delimiter="::")
    assert "`keep` must be a list of columns; got 'a'" in refusal(path, keep="a")
    assert "Did you mean 'b'" not in refusal(path, leave_out=["zz"])
    assert "columns other than the target" in refusal(path, aside=["k"])


def test_missing_values_can_be_refused(tmp_path: Path) -> None:
    path = written(tmp_path, rows(["1", "", "3"]))
    assert "'a' must have a value in every row; 1 are missing" in refusal(path, missing="refuse")
    assert data.table(path, "k", missing="refuse", leave_out=["a"]).features == ("b",)


def test_what_commas_are_can_be_said(tmp_path: Path) -> None:
    path = written(tmp_path, rows(['"1,234"', '"2,345"']))
    assert column(data.table(path, "k", decimal=","), "a") == [1.234, 2.345]
    assert column(data.table(path, "k", decimal="."), "a") == [1234, 2345]


def test_a_column_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, rows([str(k) for k in range(30)]))
    assert column(data.table(path, "k", keep=["a"]), "a") == list(range(30))
    path = written(tmp_path, rows([f"p{k:02}" for k in range(60)]))
    assert len(data.table(path, "k", keep=["a"]).features) == 61
    path = written(tmp_path, rows(MANY))
    assert "must have at most 1000 categories; got 10,000" in refusal(path, keep=["a"])


# Places that are no table.


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "is a folder" in refusal(tmp_path)
    assert "`ending of the file` must be one of" in refusal(written(tmp_path, ROWS, "t.xlsx"))
    assert "There is no file" in refusal("a\x00b.csv")
    assert "Cannot read" in refusal("x" * 5000 + ".csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "no ordinary file" in refusal(tmp_path / "pipe.csv")
    assert "a frame of pandas, polars or pyarrow" in refusal(42)


def test_a_link_is_followed(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    (tmp_path / "link.csv").symlink_to(path)
    assert data.table(tmp_path / "link.csv", "k").x.shape == (3, 2)
    path.unlink()
    assert "There is no file" in refusal(tmp_path / "link.csv")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, ROWS)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refusal(path) == f"Cannot read {str(path)!r}: Permission denied."


# Other formats.


def test_tab_separated_by_its_ending(tmp_path: Path) -> None:
    made = data.table(written(tmp_path, ROWS.replace(",", "\t"), "t.tsv"), "k")
    assert column(made, "a") == [1.5, 2.5, 3.5]
    assert made.remarks == ()


def test_json_lines(tmp_path: Path) -> None:
    text = '{"a": 1, "k": "x"}\n\n{"k": "y", "b": true}\n{"a": 2.5, "b": false, "k": "x"}\n'
    made = data.table(written(tmp_path, text, "t.jsonl"), "k")
    assert made.features == ("a", "a missing", "b", "b missing")
    np.testing.assert_array_equal(column(made, "a"), [1, NAN, 2.5])
    np.testing.assert_array_equal(column(made, "b"), [NAN, 1, 0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": {"b": 1}, "k": 1}\n', "'a' holds an object or a list in line 1"),
        ('{"a": [1], "k": 1}\n', "'a' holds an object or a list in line 1"),
        ("[1, 2]\n", "line 1 is no object"),
        ('{"a": 1\n', "Cannot read"),
        ('{"a": 1, "a": 2, "k": 3}\n', "a name stands twice in one object"),
        ("[" * 100_000, "Cannot read"),
        ("", "must have rows and columns; got 0 rows"),
        ('{"a": 1' + "0" * 5000 + ', "k": 1}\n', "Cannot read"),
        ('{"a": 1e999, "k": 1}\n{"a": 2, "k": 2}\n{"a": 3, "k": 2}\n', "finite"),
    ],
)
def test_json_lines_that_are_no_table(text: str, said: str, tmp_path: Path) -> None:
    assert said in refusal(written(tmp_path, text, "t.jsonl"))


def saved(folder: Path, **arrays: object) -> Path:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return written(folder, file.getvalue(), "t.npz")


def test_arrays_in_a_file(tmp_path: Path) -> None:
    made = data.table(saved(tmp_path, x=np.arange(6.0).reshape(3, 2) ** 2, k=["p", "q", "p"]), "k")
    assert made.features == ("x0", "x1")
    assert made.x.tolist() == [[0, 1], [4, 9], [16, 25]]
    assert made.classes == ("p", "q")


def test_arrays_that_are_no_table(tmp_path: Path) -> None:
    objects = saved(tmp_path, x=np.array([{}, 1], object), k=[1, 2])
    assert "Python objects, which are not read" in refusal(objects)
    assert "must all be of one length" in refusal(saved(tmp_path, x=[1.0, 2.0, 3.0], k=[1, 2]))
    assert "one or two axes" in refusal(saved(tmp_path, x=np.zeros((2, 2, 2)), k=[1, 2]))
    assert "Cannot read" in refusal(written(tmp_path, b"PK\x03\x04rubbish", "t.npz"))
    assert "Cannot read" in refusal(written(tmp_path, b"", "t.npz"))
    whole = saved(tmp_path, x=np.zeros(1000), k=np.arange(1000) % 2).read_bytes()
    assert "Cannot read" in refusal(written(tmp_path, whole[:-600], "t.npz"))
    assert "must be of numbers" in refusal(saved(tmp_path, x=np.array([1j, 2j]), k=[1, 2]))


def test_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame({"a": [1.5, None, 3.5], "d": pandas.to_datetime(["1970-01-02"] * 3)})
    frame["k"] = ["x", "y", "x"]
    frame["c"] = pandas.Categorical(["p", "q", "q"])
    path = tmp_path / "t.parquet"
    frame.to_parquet(path)
    made = data.table(path, "k")
    assert made.features == ("a", "a missing", "c=p", "c=q")
    np.testing.assert_array_equal(column(made, "a"), [1.5, NAN, 3.5])
    whole = path.read_bytes()
    for cut in (whole[: len(whole) // 2], b"", b"PAR1", whole[:-1]):
        assert "no Parquet file, or damaged" in refusal(written(tmp_path, cut, "t.parquet"))
    frame["n"] = [[1], [2], [3]]
    frame.to_parquet(path)
    assert "'n' must be of numbers, truth values, dates or text" in refusal(path)


def test_parquet_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    assert refusal(written(tmp_path, b"PAR1", "t.parquet")) == (
        "Parquet is read with pyarrow, which is not installed: pip install 'manyseeds[tables]'."
    )
