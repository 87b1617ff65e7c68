"""Tables of delimited text: the encoding, the delimiter and the names of the columns are found."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyseeds.errors import DataError

if TYPE_CHECKING:
    import pandas

__all__ = ["MISSING", "Layout", "layout_of", "read_delimited"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip or Excel", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
SAMPLE = 2**18
CHUNK = 2**22
MISSING = ("", "?", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "None", "none", "NULL", "null", "<NA>")
"""Texts that stand for a missing value."""


@dataclass(frozen=True)
class Layout:
    """How a text file is written.

    Parameters
    ----------
    encoding, delimiter : str
    names : tuple of str
        Of the columns, as they stand in the file.
    skipped : int
        Lines before the first row of data.
    comments : int
        Comment lines above the names.
    quoted, leading_zeros : bool
        Whether there is any quote; whether any field may begin with a zero that must stay.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    skipped: int
    comments: int
    quoted: bool
    leading_zeros: bool


def layout_of(path: Path, delimiter: str | None = None) -> Layout:
    """Find how the text file at `path` is written.

    Raises
    ------
    DataError
        Where it is empty, packed, no text, or its first row names no columns.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        raise DataError(f"{str(path)!r} is empty. A table has a row of names and rows below it.")
    for mark, kind in PACKED.items():
        if sample.startswith(mark):
            raise DataError(f"{str(path)!r} is a {kind} file. Unpack it or save it as CSV first.")
    encoding = _encoding(path, sample)
    text = _decoded(sample, encoding)
    lines = text.splitlines()
    comments = _comments(lines)
    body = "\n".join(lines[comments:])
    delimiter = delimiter or _delimiter(body)
    names, used = _names(path, body, delimiter)
    return Layout(
        encoding=encoding,
        delimiter=delimiter,
        names=names,
        skipped=comments + used,
        comments=comments,
        quoted=_contains(path, rb'"'),
        leading_zeros=_contains(path, rb'(?:^|[\r\n,;\t|"\x00 ])0\x00?[0-9]'),
    )


def _encoding(path: Path, sample: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 if all of the file is, else Windows-1252 or Latin-1."""
    for mark, encoding in MARKS.items():
        if sample.startswith(mark):
            return encoding
    if _contains(path, rb"\x00") or len(re.findall(rb"[\x01-\x08\x0e-\x1f]", sample)) > 2:
        raise DataError(
            f"{str(path)!r} must be a text file; got binary data. Give a file in UTF-8, or in "
            "UTF-16 with a byte order mark."
        )
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for chunk in _chunks(path):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _decoded(sample: bytes, encoding: str) -> str:
    """The sample as text; a character that it cuts is left out."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError as error:
        raise DataError(f"The table is not valid {encoding}: {error.reason}.") from None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _contains(path: Path, pattern: bytes) -> bool:
    """Whether `pattern`, of at most eight bytes, is anywhere in the file."""
    compiled, end = re.compile(pattern), b"\n"
    for chunk in _chunks(path):
        if compiled.search(end + chunk):
            return True
        end = chunk[-8:]
    return False


def _comments(lines: Sequence[str]) -> int:
    """How many lines at the top are blank or comments."""
    top = 0
    while top < len(lines) and (not lines[top].strip() or lines[top].startswith("#")):
        top += 1
    if 0 < top < len(lines) and lines[top - 1].startswith("#"):
        # A line of as many fields as the first row is the names, though it begins with a hash.
        counts = [lines[at].count(d) for d in DELIMITERS for at in (top - 1, top)]
        pairs = zip(counts[::2], counts[1::2], strict=True)
        if any(a == b > 0 for a, b in pairs):
            top -= 1
    return top


def _delimiter(body: str) -> str:
    """The delimiter that parts most rows as it parts the first, into two fields or more."""
    best, most = ",", (0.0, 0)
    for candidate in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(body, newline=""), delimiter=candidate)
            widths = [len(row) for row, _ in zip(reader, range(200), strict=False) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        if (alike, widths[0]) > most:
            best, most = candidate, (alike, widths[0])
    return best


def _names(path: Path, body: str, delimiter: str) -> tuple[tuple[str, ...], int]:
    """The names in the first row, and the lines it takes."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        row = next((row for row in reader if row), [])
    except csv.Error as error:
        raise DataError(f"Cannot read the names of columns in {str(path)!r}: {error}.") from None
    names = [name.strip() for name in row]
    if names and names[0].startswith("#"):
        names[0] = names[0].lstrip("# ")
    if not any(names):
        raise DataError(f"The first row of {str(path)!r} must be the names of its columns.")
    if all(_number(name) or not name for name in names) and not _counted(names):
        raise DataError(
            f"The first row of {str(path)!r} must be the names of its columns; got numbers "
            f"({', '.join(names[:4])}). Put a row of names above them."
        )
    return tuple(names), reader.line_num


def _number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?", text) is not None


def _counted(names: Sequence[str]) -> bool:
    """Whether names are 0, 1, 2 ... or 1, 2, 3 ..., which count columns."""
    return list(names) in ([str(k + first) for k in range(len(names))] for first in (0, 1))


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
            frame = pandas.read_csv(path, **settings)
        again = [name for name in names if _lost(frame[name], layout.leading_zeros)]
        if again:
            texts = pandas.read_csv(path, usecols=again, dtype=str, **settings)
            frame[again] = texts[again]
    except (ValueError, csv.Error, OverflowError) as error:
        raise DataError(f"Cannot read {str(path)!r}: {' '.join(str(error).split())}.") from None
    if not len(frame):
        raise DataError(f"{str(path)!r} has names of columns but no rows below them.")
    return frame


def _lost(column: pandas.Series, leading_zeros: bool) -> bool:
    """Whether a column may have lost what its text was: leading zeros, or parts read unlike."""
    import pandas

    if pandas.api.types.is_bool_dtype(column.dtype):
        return False
    if column.dtype == object:
        return not all(isinstance(value, str | bool) for value in column.dropna())
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
    import numpy as np

    delimiter, rest, wanted = layout.delimiter.encode(), b"", len(layout.names) - 1
    seen = 0
    for chunk in _chunks(path):
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
