"""Rows of delimited text: every row has a field for each name, and no field loses what it says."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds.data.layout import Layout, chunks_of
from manyseeds.errors import DataError

if TYPE_CHECKING:
    import pandas

__all__ = ["MISSING", "read_delimited"]

ROWS = 2**16
"""Rows that are parsed at a time."""

MISSING = ("", "?", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "None", "none", "NULL", "null", "<NA>")
"""Texts that stand for a missing value."""


def read_delimited(path: Path, layout: Layout, names: Sequence[str]) -> pandas.DataFrame:
    """Read the rows below the names, each column under its name of `names`, all different.

    Numbers become numbers, but for columns where a leading zero would be lost.

    Raises
    ------
    DataError
        Where rows have other numbers of fields than there are names.
    """
    import pandas

    settings: dict[str, Any] = {
        "sep": layout.delimiter,
        "encoding": layout.encoding,
        "header": None,
        "names": list(names),
        "skiprows": layout.comments + 1,  # rows, of which the names may take several lines
        "index_col": False,
        "keep_default_na": False,
        "na_values": MISSING,
        "skipinitialspace": layout.delimiter != "\t",
    }
    _check_fields(path, layout)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pandas.errors.DtypeWarning)
            frame = _in_pieces(path, settings)
        again = [name for name in names if _lost(frame[name], layout.leading_zeros)]
        if again:
            texts = pandas.read_csv(path, usecols=again, dtype=str, **settings)
            frame[again] = texts[again]
    except (ValueError, csv.Error, OverflowError) as error:
        raise DataError(f"Cannot read {str(path)!r}: {' '.join(str(error).split())}.") from None
    if not len(frame):
        raise DataError(f"{str(path)!r} has names of columns but no rows below them.")
    return frame


def _in_pieces(path: Path, settings: dict[str, Any]) -> pandas.DataFrame:
    """Parse the rows piece by piece, so that hardly more is held than the columns themselves."""
    import pandas

    columns: dict[str, list[Any]] = {name: [] for name in settings["names"]}
    with pandas.read_csv(path, chunksize=ROWS, **settings) as pieces:
        for piece in pieces:
            for name, parts in columns.items():
                parts.append(piece[name].copy())
    whole = {}
    for name, parts in columns.items():
        whole[name] = pandas.concat(parts, ignore_index=True) if parts else pandas.Series([])
        parts.clear()
    return pandas.DataFrame(whole, copy=False)


def _lost(column: pandas.Series, leading_zeros: bool) -> bool:
    """Whether a column may have lost what its text was: leading zeros, or parts read unlike."""
    import pandas

    if pandas.api.types.is_bool_dtype(column.dtype):
        return False
    if column.dtype == object:
        kinds = {type(value) for value in column.dropna()}
        return bool(kinds) and kinds not in ({str}, {bool})
    whole = pandas.api.types.is_integer_dtype(column.dtype)
    # Whole numbers of which some are missing are read as floating-point numbers.
    return leading_zeros and (whole or bool(column.isna().any()))


def _check_fields(path: Path, layout: Layout) -> None:
    """Refuse rows that have more or fewer fields than there are names."""
    if len(layout.names) < 2:
        return
    wide = layout.encoding == "utf-16"
    if not layout.quoted and not wide and _evenly_many(path, layout):
        return
    with path.open(encoding=layout.encoding, newline="") as file:
        for _ in range(layout.skipped):
            file.readline()
        reader = csv.reader(file, delimiter=layout.delimiter, strict=True)
        last = layout.skipped + 1
        try:
            for row in reader:
                if row and len(row) != len(layout.names):
                    raise DataError(
                        f"Every row of {str(path)!r} must have {len(layout.names)} fields, one a "
                        f"name; got {len(row)} in line {last}."
                    )
                last = layout.skipped + reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"Cannot read {str(path)!r}: {error}, after line {last}.") from None


def _evenly_many(path: Path, layout: Layout) -> bool:
    """Whether all rows have as many delimiters as the names; quick, for files without quotes."""
    delimiter, rest, wanted = layout.delimiter.encode(), b"", len(layout.names) - 1
    seen = 0
    for chunk in chunks_of(path):
        whole, cut, rest_of_chunk = (rest + chunk).rpartition(b"\n")
        rest = rest_of_chunk
        if not cut:
            continue
        block = np.frombuffer(whole + b"\n", np.uint8)
        ends = np.flatnonzero(block == 10)
        marks = np.flatnonzero(block == delimiter[0])
        counts = np.diff(np.searchsorted(marks, ends), prepend=0)
        counts = counts[max(layout.skipped - seen, 0) :]
        seen += len(ends)
        if (counts != wanted).any():
            return False
    return not rest.strip() or rest.count(delimiter) == wanted
