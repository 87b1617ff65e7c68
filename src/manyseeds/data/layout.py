"""How a file of delimited text is written: its encoding, its delimiter, the names of columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from manyseeds.errors import DataError

__all__ = ["DELIMITERS", "Layout", "chunks_of", "layout_of"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip or Excel", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
BEGINS = np.isin(np.arange(256), list(b"\r\n,;\t|\"' "))
SAMPLE = 2**18
CHUNK = 2**22
LINE_END = re.compile(r"\r\n|\r|\n")


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
    null, quoted, zeros = _found(path)
    encoding = _encoding(path, sample, null)
    text = _decoded(sample, encoding)
    lines = LINE_END.split(text)  # and not at the other signs that Python takes for line ends
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
        quoted=quoted,
        leading_zeros=zeros or encoding == "utf-16",
    )


def _encoding(path: Path, sample: bytes, null: bool) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 if all of the file is, else Windows-1252 or Latin-1."""
    for mark, encoding in MARKS.items():
        if sample.startswith(mark):
            return encoding
    if null or len(re.findall(rb"[\x01-\x08\x0e-\x1f]", sample)) > 2:
        raise DataError(
            f"{str(path)!r} must be a text file; got binary data. Give a file in UTF-8, or in "
            "UTF-16 with a byte order mark."
        )
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for chunk in chunks_of(path):
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


def chunks_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _found(path: Path) -> tuple[bool, bool, bool]:
    """Whether the file has a null byte, a quote, and a field that begins like 01; in one pass."""
    null = quoted = zeros = False
    end = b"\n"
    for chunk in chunks_of(path):
        null, quoted = null or b"\0" in chunk, quoted or b'"' in chunk
        zeros = zeros or _zero_leads(end + chunk)
        end = chunk[-2:]
    return null, quoted, zeros


def _zero_leads(text: bytes) -> bool:
    """Whether a zero before a digit follows a delimiter, a quote, a space or a line end."""
    codes = np.frombuffer(text, np.uint8)
    # Below the digit 0 wraps around to large numbers.
    at = np.flatnonzero((codes[1:-1] == ord("0")) & (codes[2:] - np.uint8(ord("0")) < 10))
    return bool(BEGINS[codes[at]].any())


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
