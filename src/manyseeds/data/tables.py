"""A dataset of a table with named columns: a file, or a frame of pandas, polars or pyarrow."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.columns import Column, Encoded, encoded
from manyseeds.data.dataset import Dataset
from manyseeds.data.numerals import comma_means, has_comma_numbers
from manyseeds.data.raw import Raw, joined, key_of, labels_in, raw_column, rows_in, weights_in
from manyseeds.data.reading import Source, checksum_of, read
from manyseeds.errors import DataError, must_be, one_of

__all__ = ["table"]

MISSING_RULES = ("impute", "refuse")
DECIMALS = {",": "decimal", ".": "thousands"}
CHECKSUMS = {"path": "checksum", "test_path": "test_checksum"}


def table(
    path: Any,
    target: str,
    *,
    aside: Sequence[str] = (),
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    weight: str | None = None,
    missing: str = "impute",
    decimal: str | None = None,
    delimiter: str | None = None,
    test_path: Any = None,
    checksum: str | None = None,
    test_checksum: str | None = None,
) -> Dataset:
    """Make a dataset of a table; `Dataset.columns` says what each column became.

    Parameters
    ----------
    path : path or frame
        A CSV, TSV, Parquet, JSON lines or ``.npz`` file, or a frame of pandas, polars or pyarrow.
    target : str
        Column of the classes. Rows without one are left out.
    aside : sequence of str
        Columns that are not learned from but that `Split.group` and `Split.time` may name.
    keep : sequence of str
        Columns to learn from though they number the rows or have many categories.
    leave_out : sequence of str
        Columns not to learn from.
    weight : str, optional
        Column of what each row's loss counts for, numbers >= 0; not learned from.
    missing : {"impute", "refuse"}
        Whether a missing number becomes the median of the training rows of each replica, with a
        column that says so, or is refused.
    decimal : {".", ","}, optional
        The decimal mark, where the table itself does not tell.
    delimiter : str, optional
        Of fields in text; found if left out.
    test_path : path or frame, optional
        A table of the same columns whose rows are the test rows of every replica.
    checksum, test_checksum : str, optional
        SHA-256 that the files must have; a study writes them into its TOML file.

    Raises
    ------
    DataError
        Where the table cannot be read or has changed, or a column cannot be learned from.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({"size": [1.5, 2.5, None], "kind": ["a", "b", "b"]})
    >>> made = table(frame, target="kind")
    >>> made.features, made.classes
    (('size', 'size missing'), ('a', 'b'))
    """
    _check_options(missing, decimal, delimiter)
    _check_unchanged(((path, checksum), (test_path, test_checksum)))
    weighing = () if weight is None else (weight,)
    lists = {"aside": aside, "keep": keep, "leave_out": leave_out, "weight": weighing}
    source = read(path, delimiter)
    target = str(target) if isinstance(target, int | tuple) else target  # as frames may have them
    names = _checked_names(source, target, lists)
    raws = {name: _raw(source, name, leave_out) for name in names}
    tests = None if test_path is None else read(test_path, delimiter)
    raws, trained, remarks = _with_classes(raws, target, tests, leave_out)
    y, classes = _labels(raws[target], trained, tests)
    comma = _comma(raws, decimal)
    inputs = {name: raw for name, raw in raws.items() if name != target}
    made = {name: _made(raw, trained, lists, missing, comma) for name, raw in inputs.items()}
    x, features, columns = _assembled(raws, made, target, len(classes))
    rest = {"weight": weight, "missing": missing, "decimal": decimal, "delimiter": delimiter}
    return Dataset(
        name=source.name,
        x=x,
        y=y,
        classes=classes,
        features=features,
        columns=columns,
        weights=None if weight is None else weights_in(raws[weight], comma),
        aside={name: key_of(raws[name]) for name, part in made.items() if not part.blocks},
        test_rows=len(y) - trained,
        remarks=(*source.remarks, *remarks),
        options=_options(path, test_path, {"target": target, **lists, **rest}),
    )


def _with_classes(
    raws: Mapping[str, Raw], target: str, tests: Source | None, leave_out: Sequence[str]
) -> tuple[dict[str, Raw], int, list[str]]:
    """Add the rows of a test file, leave out those without a class; count those to learn from."""
    trained, remarks = len(raws[target].values), []
    if tests is not None:
        remarks.append(f"{len(tests.frame):,} rows of a file of their own are the test rows.")
        raws = {name: joined(raw, _found(tests, name, leave_out)) for name, raw in raws.items()}
    present = ~raws[target].missing
    if not present.all():
        gaps = int((~present).sum())
        remarks.append(f"{gaps:,} rows without a value of {target!r} are left out.")
        raws = {name: rows_in(raw, present) for name, raw in raws.items()}
    return dict(raws), int(present[:trained].sum()), remarks


def _labels(raw: Raw, trained: int, tests: Source | None) -> tuple[Array, tuple[Any, ...]]:
    """The classes; test rows of a file must have some that a network can have learned."""
    y, classes = labels_in(raw)
    if tests is not None and trained == len(y):
        raise DataError("The test file must have rows with a class; got none.")
    for place in np.setdiff1d(y[trained:], y[:trained]):
        raise DataError(
            f"A class of the test file must be met in the rows to learn from; {classes[place]!r} "
            "is not. Write the classes of both files alike, or leave those rows out."
        )
    return y, classes


def _check_unchanged(files: Sequence[tuple[Any, str | None]]) -> None:
    """Refuse a file that is not the one of its checksum."""
    for file, known in files:
        if known is None:
            continue
        if not isinstance(file, str | Path):
            raise DataError(must_be("checksum", "left out where no file is named", known))
        if Path(file).is_file() and checksum_of(Path(file)) != known:
            raise DataError(
                f"{str(file)!r} is not the file the study was made of: its checksum is another. "
                "Get that file back, or take the checksum out to study this one."
            )


def _check_options(missing: str, decimal: str | None, delimiter: str | None) -> None:
    if missing not in MISSING_RULES:
        raise DataError(one_of("missing", MISSING_RULES, missing))
    if decimal is not None and decimal not in DECIMALS:
        raise DataError(one_of("decimal", DECIMALS, decimal))
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise DataError(must_be("delimiter", "one character", delimiter))


def _options(path: Any, test_path: Any, rest: Mapping[str, Any]) -> dict[str, Any]:
    """What names the table in a TOML file; nothing where a frame was given."""
    given = {"path": path, "test_path": test_path}
    files = {name: Path(file) for name, file in given.items() if isinstance(file, str | Path)}
    if len(files) < sum(file is not None for file in given.values()):
        return {}
    defaults = ("impute", None)
    found: dict[str, Any] = {"name": "table"}
    found |= {name: file.as_posix() for name, file in files.items()}
    rest = {name: list(v) if isinstance(v, tuple | list) else v for name, v in rest.items()}
    found |= {name: v for name, v in rest.items() if v not in defaults and v != []}
    return found | {CHECKSUMS[name]: checksum_of(file) for name, file in files.items()}


def _checked_names(
    source: Source, target: str, options: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """The columns of a table, once the target and the options name some of them."""
    names = tuple(map(str, source.frame.columns))
    if len(set(names)) < len(names):
        raise DataError(must_be("path", "a table whose columns have different names", names))
    _check_name("target", target, names)
    for option, given in options.items():
        if isinstance(given, str):
            raise DataError(must_be(option, "a list of columns", given))
        for name in given:
            _check_name(option, name, names)
            if name == target:
                raise DataError(must_be(option, "columns other than the target", name))
    return names


def _check_name(option: str, name: object, names: Sequence[str]) -> None:
    if not isinstance(name, str):
        remedy = "Put the values into the table as a column, and name it."
        raise DataError(must_be(option, "the name of a column", name, remedy))
    if name not in names:
        shown = ", ".join(map(repr, names[:12])) + (" ..." if len(names) > 12 else "")
        near = difflib.get_close_matches(str(name), names, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else "The first row must hold the names."
        raise DataError(must_be(option, f"one of the columns {shown}", name, remedy))


def _raw(source: Source, name: str, leave_out: Sequence[str]) -> Raw:
    """A column; of those left out only that they are there, whatever they hold."""
    if name in leave_out:
        return Raw(name, "number", np.zeros(len(source.frame)))
    return raw_column(name, source.frame[name])


def _found(source: Source, name: str, leave_out: Sequence[str]) -> Raw:
    _check_name("test file's columns", name, tuple(source.frame.columns))
    return _raw(source, name, leave_out)


def _comma(raws: Mapping[str, Raw], decimal: str | None) -> str | None:
    """What commas in numbers are: as is said, or as the first column tells that does."""
    if decimal is not None:
        return DECIMALS[decimal]
    for raw in raws.values():
        if raw.kind == "text" and has_comma_numbers(raw.texts):
            meaning = comma_means(raw.texts)
            if meaning:
                return meaning
    return None


def _made(
    raw: Raw, trained: int, lists: Mapping[str, Sequence[str]], missing: str, decimal: str | None
) -> Encoded:
    if raw.name in lists["leave_out"]:
        return Encoded("left out", "left out, as asked")
    if raw.name in lists["aside"]:
        return Encoded("aside", "not learned from; the rows are parted by it")
    if raw.name in lists["weight"]:
        return Encoded("weight", "not learned from; what the loss of each row counts for")
    keep = raw.name in lists["keep"]
    # Whether a column is of use is judged by the rows that are learned from.
    part = encoded(rows_in(raw, slice(0, trained)), keep=keep, decimal=decimal)
    if part.blocks and trained < len(raw.values):
        part = encoded(raw, keep=True, decimal=decimal)
    if part.blocks and missing == "refuse" and raw.missing.any():
        raise DataError(
            f"Column {raw.name!r} must have a value in every row; {int(raw.missing.sum()):,} are "
            "missing. Fill them, or set `missing` to 'impute'."
        )
    return part


def _assembled(
    raws: Mapping[str, Raw], made: dict[str, Encoded], target: str, classes: int
) -> tuple[Array, tuple[str, ...], tuple[Column, ...]]:
    """Put the columns of ``x`` side by side; say what each column of the table became."""
    names = [name for part in made.values() for name, _ in part.blocks]
    if not names:
        raise DataError(f"No column is left to learn from; beside {target!r} there must be one.")
    x = np.empty((len(raws[target].values), len(names)))
    columns, at = [], 0
    for name, raw in raws.items():
        if name == target:
            treatment = f"the target, of {classes} classes"
            columns.append(Column(name, "target", treatment))
            continue
        part = made[name]
        for k, (_, values) in enumerate(part.blocks):
            x[:, at + k] = values
        places = tuple(range(at, at + len(part.blocks)))
        at += len(part.blocks)
        columns.append(Column(name, part.kind, part.treatment, int(raw.missing.sum()), places))
        made[name] = Encoded(part.kind, part.treatment, part.blocks[:1])  # lets go of the values
    return x, tuple(names), tuple(columns)
