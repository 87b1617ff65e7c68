"""Tables and the numbers behind figures as CSV, for spreadsheets and programs.

The format is that of RFC 4180 (Shafranovich 2005): fields that need it in double quotes, lines that
end in CR LF. Numbers are in full, with a decimal point.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from manyseeds.report.cells import Cell, Table

if TYPE_CHECKING:
    import pandas

__all__ = ["csv_link", "csv_text", "frame_csv", "harmless", "table_csv"]

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return `rows` under `columns` as CSV.

    Text that a spreadsheet would take for a formula begins with an apostrophe; a number that is
    missing, or not finite, is an empty field.

    Examples
    --------
    >>> csv_text(["name", "value"], [["=1+1", -0.5], ["a, b", float("nan")]])
    'name,value\r\n\'=1+1,-0.5\r\n"a, b",\r\n'
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_field(name) for name in columns])
    writer.writerows([_field(value) for value in row] for row in rows)
    return written.getvalue()


def harmless(text: str) -> str:
    """Return `text`, behind an apostrophe where a spreadsheet would take it for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(RISKY) else text


def _field(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return value


def frame_csv(frame: pandas.DataFrame) -> str:
    """Return a table of numbers, such as that behind a figure, as CSV."""
    return csv_text(list(map(str, frame.columns)), _plain_rows(frame))


def _plain_rows(frame: pandas.DataFrame) -> Iterable[Sequence[object]]:
    columns = [frame[name].tolist() for name in frame.columns]
    return zip(*columns, strict=True)


def table_csv(table: Table) -> str:
    """Return a table of a report as CSV.

    Numbers are in full where the table has them in full. A column whose cells have intervals is
    followed by one of lower and one of upper bounds; one whose cells have notes, by the notes.
    """
    columns: list[str] = []
    fields: list[list[object]] = [[] for _ in table.rows]
    for place, name in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        names, made = _column(name, cells, spelled=place > 0 and place not in table.words)
        columns += names
        for row, values in zip(fields, made, strict=True):
            row += values
    return csv_text(columns, fields)


def _column(
    name: str, cells: Sequence[Cell], *, spelled: bool
) -> tuple[list[str], list[list[object]]]:
    """Return the names and values of the columns that one column of a table becomes."""
    bounded = any(cell.interval is not None for cell in cells)
    noted = not bounded and any(cell.note for cell in cells)
    names = [name, *([f"{name}, low", f"{name}, high"] if bounded else [])]
    names += [f"{name}, note"] if noted else []
    made = []
    for cell in cells:
        number = cell.number if spelled or cell.value is not None else None
        values: list[object] = [cell.text if number is None else number]
        if bounded:
            found = cell.interval
            values += [found.low, found.high] if found is not None else [None, None]
        made.append([*values, *([cell.note] if noted else [])])
    return names, made


def csv_link(text: str) -> str:
    """Return CSV as an address that holds all of it, for a link that saves it to a file."""
    return f"data:text/csv;charset=utf-8,{quote(text, safe=',.:;()[]=+-*!~/')}"
