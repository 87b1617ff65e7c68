"""Tables from files of any supported format, and from frames of any library, as one kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.data.delimited import read_delimited
from manyseeds.data.layout import DELIMITERS, layout_of
from manyseeds.errors import DataError, must_be, one_of

if TYPE_CHECKING:
    import narwhals

__all__ = ["FORMATS", "Source", "checksum_of", "read"]

MOST_COLUMNS = 100_000


@dataclass(frozen=True, eq=False)
class Source:
    """A table as it was read.

    Parameters
    ----------
    name : str
        Of the file without its ending, or ``table``.
    frame : narwhals.DataFrame
    remarks : tuple of str
        What was found or decided on reading, a sentence each.
    path : Path, optional
    """

    name: str
    frame: narwhals.DataFrame[Any] = field(repr=False)
    remarks: tuple[str, ...] = ()
    path: Path | None = None


def read(source: Any, delimiter: str | None = None) -> Source:
    """Read a file, or take a frame of pandas, polars or pyarrow as it is.

    Raises
    ------
    DataError
        Where there is no such file, its format is not known, or it is damaged.
    """
    if not isinstance(source, str | Path):
        frame = _frame(source)
        _check_size(frame.shape, "The frame")
        return Source("table", frame)
    path = Path(source)
    reader = _reader(path)
    try:
        frame, remarks = reader(path, delimiter)
    except OSError as error:
        raise DataError(f"Cannot read {str(path)!r}: {error.strerror or error}.") from None
    _check_size(frame.shape, repr(str(path)))
    return Source(path.stem, frame, tuple(remarks), path)


def _frame(source: Any) -> Any:
    """A frame with the names of its columns as text."""
    import narwhals

    try:
        if hasattr(source, "set_axis") and hasattr(source, "columns"):  # pandas names by anything
            names = [*map(str, source.columns)]
            source = source if names == [*source.columns] else source.set_axis(names, axis=1)
        return narwhals.from_native(source, eager_only=True)
    except narwhals.exceptions.DuplicateError:
        names = [*map(str, getattr(source, "column_names", source.columns))]
        raise DataError(
            must_be("path", "a table whose columns have different names", names)
        ) from None
    except TypeError:
        rule = "the path of a file, or a frame of pandas, polars or pyarrow"
        remedy = "Call collect() first." if hasattr(source, "collect") else ""
        raise DataError(must_be("path", rule, source, remedy)) from None


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_size(shape: tuple[int, int], what: str) -> None:
    rows, columns = shape
    if not rows or not columns:
        raise DataError(f"{what} must have rows and columns; got {rows} rows, {columns} columns.")
    if columns > MOST_COLUMNS:
        raise DataError(f"{what} must have at most {MOST_COLUMNS:,} columns; got {columns:,}.")


Frame = tuple[Any, Sequence[str]]


def _reader(path: Path) -> Callable[[Path, str | None], Frame]:
    """The reader of a file by its ending, once it is known to be a file."""
    try:
        if path.is_dir():
            raise DataError(f"{str(path)!r} is a folder. Give the path of a file.")
        if not path.exists():
            raise DataError(f"There is no file {str(path)!r}.")
        if not path.is_file():
            raise DataError(f"{str(path)!r} is no ordinary file.")
    except DataError:
        raise
    except (OSError, ValueError) as error:  # a name that is too long, or holds a null byte
        raise DataError(f"Cannot read {str(path)!r}: {error}.") from None
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise DataError(one_of("ending of the file", FORMATS, ending or path.name))
    return FORMATS[ending]


def _text(path: Path, delimiter: str | None) -> Frame:
    import narwhals

    layout = layout_of(path, delimiter)
    names, remarks = _distinct(layout.names)
    if layout.encoding not in ("utf-8", "utf-8-sig"):
        remarks.insert(0, f"The file is read as {layout.encoding}.")
    if layout.delimiter != "," and path.suffix.lower() != ".tsv":
        word = DELIMITERS.get(layout.delimiter, repr(layout.delimiter))
        remarks.insert(0, f"Fields are parted by the {word}.")
    if layout.comments:
        remarks.insert(0, f"Comment or blank lines above the names are skipped: {layout.comments}.")
    return narwhals.from_native(read_delimited(path, layout, names), eager_only=True), remarks


def _distinct(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return names that are all different and not empty, with a remark on each that changed."""
    made: list[str] = []
    remarks = []
    taken = set(names)
    for place, name in enumerate(names, start=1):
        new = name
        if not name or name in made:
            stem = name or f"column {place}"
            copies = (stem if not name and k == 1 else f"{stem} ({k})" for k in range(1, 10**6))
            new = next(copy for copy in copies if copy not in taken)
            why = f"There is another column {name!r}" if name else "A column has no name"
            remarks.append(f"{why}: number {place} is called {new!r}.")
        taken.add(new)
        made.append(new)
    return made, remarks


def _parquet(path: Path, delimiter: str | None) -> Frame:
    import narwhals

    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise DataError(
            "Parquet is read with pyarrow, which is not installed: pip install 'manyseeds[tables]'."
        ) from None
    try:
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowException, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise DataError(f"{str(path)!r} is no Parquet file, or damaged: {reason}.") from None
    if len(set(table.column_names)) < len(table.column_names):
        names, remarks = _distinct(table.column_names)
        table = table.rename_columns(names)
        return narwhals.from_native(table, eager_only=True), remarks
    return narwhals.from_native(table, eager_only=True), ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise DataError("a name stands twice in one object")
    return record


def _json_lines(path: Path, delimiter: str | None) -> Frame:
    import narwhals
    import pandas

    columns: dict[str, list[Any]] = {}
    rows = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                record = json.loads(line, object_pairs_hook=_once)
                if not isinstance(record, dict):
                    raise DataError(f'line {number} is no object such as {{"a": 1}}')
                for name, value in record.items():
                    if isinstance(value, dict | list):
                        raise DataError(
                            f"{name!r} holds an object or a list in line {number}; a table needs "
                            "one number, truth value or text"
                        )
                    columns.setdefault(name, [None] * rows).append(value)
                rows += 1
                for values in columns.values():
                    values.extend([None] * (rows - len(values)))
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"Cannot read {str(path)!r}: {reason}.") from None
    names, remarks = _distinct(list(columns))
    frame = pandas.DataFrame(
        {
            new: pandas.Series(columns[old], dtype=object)
            for new, old in zip(names, columns, strict=True)
        }
    )
    return narwhals.from_native(frame, eager_only=True), remarks


def _npz(path: Path, delimiter: str | None) -> Frame:
    import zipfile

    import narwhals
    import pandas

    columns: dict[str, Any] = {}
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            for name in arrays.files:
                columns |= _columns_of(name, arrays[name])
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile, AttributeError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        if "allow_" in reason:
            reason = "it holds Python objects, which are not read because they can run programs"
        raise DataError(f"Cannot read {str(path)!r}: {reason}.") from None
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(f"Arrays of {str(path)!r} must all be of one length; got {lengths}.")
    return narwhals.from_native(pandas.DataFrame(columns), eager_only=True), ()


def _columns_of(name: str, array: Any) -> dict[str, Any]:
    """An array of one axis is a column, one of two axes a column each."""
    if array.ndim == 1:
        return {name: array}
    if array.ndim != 2 or array.shape[1] > MOST_COLUMNS:
        raise ValueError(f"array {name!r} must have one or two axes; got shape {array.shape}")
    return {f"{name}{column}": array[:, column] for column in range(array.shape[1])}


FORMATS: Mapping[str, Callable[[Path, str | None], Frame]] = {
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
    ".tab": _text,
    ".dat": _text,
    ".data": _text,
    ".parquet": _parquet,
    ".pq": _parquet,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".npz": _npz,
}
"""The reader of each ending."""
