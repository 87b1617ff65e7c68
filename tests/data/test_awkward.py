"""Awkward tables: each is read right, or refused in one sentence; none is guessed at in silence."""

from __future__ import annotations

import gzip
import io
import os
import re
from pathlib import Path

import numpy as np
import pandas
import pytest

from manyseeds import DataError, data
from manyseeds.data.dataset import Dataset

ROWS = "a,b,k\n1.5,2,x\n2.5,3,y\n3.5,1,x\n"
NAN = float("nan")


def written(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def column(made: Dataset, name: str) -> list[float]:
    return made.x[:, made.features.index(name)].tolist()


def note(made: Dataset, name: str) -> str:
    (found,) = [c for c in made.columns if c.name == name]
    return f"{found.kind}: {found.treatment}"


def rows(values: list[str], name: str = "a") -> str:
    """A table of one column beside a plain one and the classes."""
    lines = [f"{value},{k % 7},{'xy'[k % 2]}" for k, value in enumerate(values)]
    return "\n".join([f"{name},b,k", *lines]) + "\n"


MANY = [f"t{k}" for k in range(10_000)]

# What is written, and the numbers that column "a" must have.
RIGHT: dict[str, tuple[bytes | str, list[float]]] = {
    "plain": (ROWS, [1.5, 2.5, 3.5]),
    "UTF-8 with mark": ("\ufeff" + ROWS, [1.5, 2.5, 3.5]),
    "Latin-1": ("a,b,k\n1,2,é\n2,3,ü\n3,1,é\n".encode("latin-1"), [1, 2, 3]),
    "bytes that are not even Windows-1252": (b"a,b,k\n1,2,\x81\n2,3,y\n3,1,y\n", [1, 2, 3]),
    "UTF-16, little": (b"\xff\xfe" + ROWS.encode("utf-16-le"), [1.5, 2.5, 3.5]),
    "UTF-16, big": (b"\xfe\xff" + ROWS.encode("utf-16-be"), [1.5, 2.5, 3.5]),
    "UTF-16 with quotes": (b"\xff\xfe" + 'a,k\n"1",x\n2,y\n'.encode("utf-16-le"), [1, 2]),
    "CR LF": (ROWS.replace("\n", "\r\n"), [1.5, 2.5, 3.5]),
    "CR alone": (ROWS.replace("\n", "\r"), [1.5, 2.5, 3.5]),
    "no line end at the end": (ROWS.rstrip(), [1.5, 2.5, 3.5]),
    "quoted newline": ('a,t,k\n1,"p\nq",x\n2,"p\nq",y\n3,r,x\n4,r,y\n', [1, 2, 3, 4]),
    "a name with a line separator of Unicode": (
        "a,two\u2028lines\x85,k\n1,2,x\n2,3,y\n",
        [1, 2],
    ),
    "a name with a newline": ('a,"two\nlines",k\n1,2,x\n2,3,y\n', [1, 2]),
    "quoted delimiter": ('a,t,k\n1,"p,q",x\n2,r,y\n3,"p,q",x\n4,r,y\n', [1, 2, 3, 4]),
    "doubled quotes": ('a,t,k\n1,"p""q",x\n2,r,y\n3,"p""q",x\n4,r,y\n', [1, 2, 3, 4]),
    "semicolons and decimal commas": ("a;b;k\n1,5;2;x\n2,5;3;y\n-1,25e1;1;x\n", [1.5, 2.5, -12.5]),
    "decimal commas and points of thousands": ("a;k\n1.234,5;x\n2,5;y\n3;x\n", [1234.5, 2.5, 3]),
    "commas told by another column": ("a;b;k\n1,234;1,5;x\n2,345;2,5;y\n", [1.234, 2.345]),
    "separated thousands": (rows(['"1,234.5"', '"1,234,567"', "12"]), [1234.5, 1234567, 12]),
    "tabs": (ROWS.replace(",", "\t"), [1.5, 2.5, 3.5]),
    "pipes": (ROWS.replace(",", "|"), [1.5, 2.5, 3.5]),
    "comments above": ("# made by hand\n# in 2026\n" + ROWS, [1.5, 2.5, 3.5]),
    "names behind a hash": ("# " + ROWS, [1.5, 2.5, 3.5]),
    "blank lines": ("\n\n" + ROWS.replace("\n", "\n\n"), [1.5, 2.5, 3.5]),
    "spaces around fields": ("a , b,k\n 1.5, 2,x \n2.5 ,3,y\n 3.5,1, x\n", [1.5, 2.5, 3.5]),
    "numbers in quotes": ('a,k\n"1",x\n"2",y\n"3",x\n', [1, 2, 3]),
    "scientific": (rows(["1e-3", "2.5E+2", "-1e0"]), [0.001, 250, -1]),
    "percent signs": (rows(["12 %", "3.5%", "100%"]), [12, 3.5, 100]),
    "currency": (rows(["$5", "$1.5", "$7"]), [5, 1.5, 7]),
    "currency behind, thousands": (rows(['"1,234.50 €"', "7 €", "8€"]), [1234.5, 7, 8]),
    "plus signs": (rows(["+1", "+2", "-3"]), [1, 2, -3]),
    "booleans": (rows(["true", "false", "true"]), [1, 0, 1]),
    "capital booleans": (rows(["TRUE", "FALSE", "TRUE"]), [1, 0, 1]),
    "yes and no": (rows(["yes", "no", "Yes"]), [1, 0, 1]),
    "dates": (rows(["1970-01-02", "1970-01-01", "1969-12-31"]), [1, 0, -1]),
    "times": (rows(["1970-01-01T12:00:00Z", "1970-01-01 06:00"]), [0.5, 0.25]),
    "times in a zone": (rows(["1970-01-01T12:00+06:00", "1970-01-02"]), [0.25, 1]),
    "texts for missing": (rows(["1", "NaN", "", "NA", "?", "null", "2"]), [1, *[NAN] * 5, 2]),
    "booleans of which some are missing": (rows(["true", "", "false"]), [1, NAN, 0]),
    "dates of which some are missing": (rows(["1970-01-02", "", "1970-01-03"]), [1, NAN, 2]),
    "two rows": ("a,k\n1,x\n2,y\n", [1, 2]),
    "huge but within float32": (rows(["1e38", "-3e38", "0"]), [1e38, -3e38, 0]),
    "whole numbers beyond 64 bits": (rows(["1" + "0" * 30, "5"]), [1e30, 5]),
    "a target that is missing in some rows": ("a,k\n1,x\n2,\n3,y\n4,x\n", [1, 3, 4]),
    "a field of 200 kB": (f"a,t,k\n1,{'z' * 200_000},x\n2,z,y\n3,z,y\n", [1, 2, 3]),
    "a delimiter at every line's end": ("a,k,\n1,x,\n2,y,\n", [1, 2]),
    "zeros that lead fractions": (rows(["0.5", "0.25", "1"]), [0.5, 0.25, 1]),
}


@pytest.mark.parametrize("case", RIGHT)
def test_it_is_read_right(case: str, tmp_path: Path) -> None:
    content, wanted = RIGHT[case]
    made = data.table(written(tmp_path, content), "k")
    np.testing.assert_allclose(column(made, "a"), wanted, rtol=1e-15)
    assert len(made.classes) == 2
    assert len(made.y) == len(wanted)


# What is written, and what is said of column "a", which is left out.
LEFT_OUT = {
    "constant": (rows(["5"] * 3), "constant: left out: it is always 5"),
    "constant text": (rows(["p"] * 3), "constant: left out: it is always 'p'"),
    "all missing": (rows([""] * 3), "empty: left out: it has no values"),
    "row numbers": (rows([str(k) for k in range(100, 130)]), "identifier: left out: it numbers"),
    "shuffled row numbers": (
        rows([str(k * 7 % 30) for k in range(30)]),
        "identifier: left out: it numbers the rows",
    ),
    "identifiers": (rows([f"p{k}" for k in range(9)]), "identifier: left out: text that is diff"),
    "10,000 categories": (rows([*MANY, *MANY]), "text: left out: 10,000 categories in 20,000 rows"),
    "leading zeros": (rows(["007", "013", "0042"]), "identifier: left out: text that is"),
    "dates with the day first": (rows(["03/04/2021", "05/06/2021"]), "date: left out: dates such"),
    "hexadecimal": (rows(["0x1F", "0xA0", "0x2"]), "identifier: left out: text"),
    "formulas": (rows(["=1+1", "=cmd()", "@x"]), "identifier: left out: text"),
    "no such day": (rows(["2021-02-30", "2021-02-29", "2021-02-01"]), "identifier: left out"),
    "underscores in numbers": (rows(["1_000", "2_000", "3_000"]), "identifier: left out: text"),
}


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


# What is written, and what the sentence must say.
REFUSED: dict[str, tuple[bytes | str, str]] = {
    "an empty file": ("", "is empty"),
    "blank lines alone": ("\n\n \n", "is empty"),
    "a mark alone": ("\ufeff", "first row of .* must be the names"),
    "a header alone": ("a,b,k\n", "names of columns but no rows"),
    "commas alone": (",,\n,,\n", "first row of .* must be the names"),
    "binary rubbish": (bytes(range(256)) * 40, "must be a text file; got binary data"),
    "null bytes": ("a,k\n1,x\x00\n2,y\n", "binary data"),
    "null bytes far down": ("a,k\n" + "1,x\n2,y\n" * 70_000 + "\x00", "binary data"),
    "UTF-16 without a mark": (ROWS.encode("utf-16-le"), "byte order mark"),
    "half of UTF-16": (b"\xff\xfe" + ROWS.encode("utf-16-le")[:-1], "Cannot read|not valid utf-16"),
    "gzip": (gzip.compress(ROWS.encode()), "is a gzip file. Unpack it"),
    "Excel": (b"PK\x03\x04rest", "is a zip or Excel file"),
    "a row too long": (ROWS + "1,2,x,9\n", "must have 3 fields, one a name; got 4 in line 5"),
    "a row too short": (ROWS + "1,2\n", "must have 3 fields, one a name; got 2 in line 5"),
    "one too long and one too short": ("a,b,k\n1,2,x,9\n1,2\n", "3 fields.* got 4 in line 2"),
    "every row too long": (
        "a,k\n1,2,x\n3,4,y\n",
        "must have 2 fields, one a name; got 3 in line 2",
    ),
    "a short row among quotes": ('a,b,k\n"1",2,x\n3,y\n', "3 fields, one a name; got 2 in line 3"),
    "a quote that does not close": ('a,b,k\n1,2,"x\n2,3,y\n', "unexpected end of data"),
    "text behind a quote": ('a,b,k\n1,"2"3,x\n2,3,y\n', "Cannot read .* after line 2"),
    "no header": ("1,3,2\n4,5,6\n", "must be the names of its columns; got numbers"),
    "infinity": (rows(["1", "inf", "2"]), "'a' must be of finite numbers.* got inf in row 2"),
    "1e300": (rows(["1", "2", "1e300"]), "at most 3.4e.38; got 1e.300 in row 3"),
    "infinity among days": (rows(["1", "-Infinity", "2"]), "finite numbers"),
    "numbers and some texts": (
        rows([*map(str, range(1, 40, 2)), "unknown"]),
        "'a' must be of numbers or of text; got 20 different numbers and 1 texts such as 'unknown'",
    ),
    "a comma of two meanings": (rows(['"1,234"', '"2,345"']), "may part decimals or thousands"),
    "one class": ("a,k\n1,x\n2,x\n", "must have at least two classes; 'k' is always x"),
    "no class at all": ("a,k\n1,\n2,\n", "must hold a class in some rows; all are missing"),
    "a target of fractions": ("a,k\n1,0.5\n2,1.5\n3,1.5\n", "Regression is not done here"),
    "a target of many numbers": (
        "a,k\n" + "".join(f"{k % 7},{k % 60}\n" for k in range(600)),
        "'k' has 60 different values in 600 rows. Regression",
    ),
    "a target that names each row": (
        "a,k\n1,p\n2,q\n3,r\n",
        "must be a column of classes; 'k' has 3 different values in 3 rows",
    ),
    "an infinite class": ("a,k\n1,inf\n2,1\n3,1\n", "Regression is not done here"),
    "no column to learn from": ("k,c\nx,1\ny,1\nx,1\n", "No column is left to learn from"),
    "one column": ("k\nx\ny\n", "No column is left to learn from"),
    "a field beyond csv's limit": ('a,k\n"' + "x" * 200_000 + '",x\n2,y\n', "field larger"),
}


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
