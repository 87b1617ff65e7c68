"""A column of a table as it was read, before it is decided what it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import Array
from manyseeds.data.delimited import MISSING
from manyseeds.data.numerals import numbers_of
from manyseeds.errors import DataError

if TYPE_CHECKING:
    import narwhals

__all__ = [
    "Raw",
    "as_texts",
    "joined",
    "key_of",
    "labels_in",
    "raw_column",
    "rows_in",
    "weights_in",
]

MOST_CLASSES = 50
EXACT = 2**53
"""Below it float64 holds every whole number."""


@dataclass(frozen=True, eq=False)
class Raw:
    """A column as it was read: numbers, truths or days with NaN, or codes of texts.

    Parameters
    ----------
    name : str
    kind : {"number", "boolean", "date", "text"}
    values : float64 array (rows,), or int64 codes of `texts` with -1 for missing
    texts : tuple of str
    declared : bool
        Whether the frame itself calls the column categorical, whatever its values look like.
    """

    name: str
    kind: str
    values: Array = field(repr=False)
    texts: tuple[str, ...] = ()
    declared: bool = False

    @property
    def missing(self) -> Array:
        """Rows without a value: bool (rows,)."""
        return np.asarray(self.values < 0 if self.kind == "text" else np.isnan(self.values))


def raw_column(name: str, series: narwhals.Series[Any]) -> Raw:
    """Read one column of a frame.

    Raises
    ------
    DataError
        Where it holds something other than numbers, truth values, dates and text.
    """
    import narwhals as nw

    dtype = series.dtype
    if dtype == nw.Boolean or dtype.is_numeric():
        kind = "boolean" if dtype == nw.Boolean else "number"
        return Raw(name, kind, _numbers(series))
    if dtype in (nw.Date, nw.Datetime):
        stamps = series.dt.timestamp("ms").cast(nw.Float64).to_numpy()
        return Raw(name, "date", np.asarray(stamps, np.float64) / 86_400_000)
    if dtype in (nw.String, nw.Object, nw.Categorical, nw.Enum, nw.Unknown):
        found = _objects(name, series.to_list())
        return replace(found, declared=dtype in (nw.Categorical, nw.Enum))
    raise _wrong_kind(name, str(dtype))


def _numbers(series: narwhals.Series[Any]) -> Array:
    """The numbers of a series: float64, NaN where there is none."""
    import narwhals as nw

    try:
        return np.asarray(series.cast(nw.Float64).to_numpy(), np.float64)
    except ValueError:  # Arrow casts no whole number that float64 does not hold exactly
        return np.array([np.nan if v is None else float(v) for v in series.to_list()])


def _wrong_kind(name: str, got: str) -> DataError:
    rule = "of numbers, truth values, dates or text"
    remedy = "Convert it, or leave the column out."
    return DataError(f"Column {name!r} must be {rule}; got {got}. {remedy}")


def _objects(name: str, values: list[Any]) -> Raw:
    """A column of Python objects by what they all are."""
    import pandas

    strange = next((value for value in values if not _hashable(value)), None)
    if strange is not None:
        raise _wrong_kind(name, type(strange).__name__)
    codes, uniques = pandas.factorize(np.array([*values, None], object)[:-1])
    plain = [_text(name, value) for value in uniques.tolist()]
    kinds = {
        "boolean" if isinstance(v, bool) else "text" if isinstance(v, str) else "number"
        for v in plain
    }
    if kinds in ({"boolean"}, {"number"}):
        numbers = np.array([*map(_real, plain), np.nan], np.float64)
        return Raw(name, kinds.pop(), numbers[codes])
    texts = [str(value).strip() for value in plain]
    merged, distinct = pandas.factorize(
        np.array([None if t in MISSING else t for t in texts] + [None], object)
    )
    return Raw(name, "text", merged[codes], tuple(distinct.tolist()))


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _real(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float(np.copysign(np.inf, 1 if value > 0 else -1))


def _text(name: str, value: Any) -> Any:
    import datetime
    import decimal
    import numbers

    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, str | bool | numbers.Real):
        return value
    raise _wrong_kind(name, type(value).__name__)


def as_texts(raw: Raw) -> Raw:
    """Numbers as the texts of their values, for a column that is declared categorical."""
    found, codes = np.unique(raw.values[~raw.missing], return_inverse=True)
    values = np.full(len(raw.values), -1)
    values[~raw.missing] = codes
    texts = tuple(str(int(v)) if float(v).is_integer() else str(float(v)) for v in found)
    return Raw(raw.name, "text", values, texts, raw.declared)


def joined(first: Raw, second: Raw) -> Raw:
    """Rows of two tables, one below the other."""
    kinds = {raw.kind for raw in (first, second) if not raw.missing.all()} or {first.kind}
    if len(kinds) > 1:
        raise DataError(
            f"Column {first.name!r} must be of one kind in both files; got {first.kind} and "
            f"{second.kind}."
        )
    kind = kinds.pop()
    if kind != "text":
        values = [
            np.full(len(r.values), np.nan) if r.kind != kind else r.values for r in (first, second)
        ]
        return Raw(first.name, kind, np.concatenate(values), declared=first.declared)
    texts = tuple(dict.fromkeys((*first.texts, *second.texts)))
    places = {text: code for code, text in enumerate(texts)}
    codes = [
        np.array([*(places[t] for t in raw.texts), -1])[
            raw.values if raw.kind == "text" else np.full(len(raw.values), -1)
        ]
        for raw in (first, second)
    ]
    return Raw(first.name, "text", np.concatenate(codes), texts, first.declared)


def rows_in(raw: Raw, chosen: Any) -> Raw:
    """Some rows of a column, without the texts that are no longer met."""
    values = raw.values[chosen]
    if raw.kind != "text":
        return replace(raw, values=values)
    met, codes = np.unique(values, return_inverse=True)
    first = int(len(met) > 0 and met[0] < 0)
    return replace(raw, values=codes - first, texts=tuple(raw.texts[c] for c in met[first:]))


def labels_in(raw: Raw) -> tuple[Array, tuple[Any, ...]]:
    """The class of each row, and the classes in order."""
    rows, name = len(raw.values), raw.name
    if not rows:
        raise DataError(f"Column {name!r} must hold a class in some rows; all are missing.")
    if raw.kind == "date":
        raise DataError(f"`target` must be a column of classes; {name!r} is of dates.")
    found, y = np.unique(raw.values, return_inverse=True)
    if raw.kind == "number" and EXACT <= np.abs(found).max() < np.inf:
        largest = np.abs(found).max()
        raise DataError(
            f"`target` must be of numbers below 2^53; {name!r} has {largest:.6g}, which is not "
            "told from its neighbours. Write the classes as text."
        )
    if len(found) < 2:
        only = raw.texts[0] if raw.kind == "text" else found[0]
        raise DataError(f"`target` must have at least two classes; {name!r} is always {only!s}.")
    many = len(found) > max(2, rows / 2) or (raw.kind == "number" and len(found) > MOST_CLASSES)
    if many or (raw.kind != "text" and (~np.isfinite(found) | (found != np.floor(found))).any()):
        raise DataError(
            f"`target` must be a column of classes; {name!r} has {len(found):,} different values "
            f"in {rows:,} rows. Regression is not done here; bin the values."
        )
    if raw.kind == "text":
        order = np.argsort([raw.texts[c] for c in found], kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return place[y].astype(np.int32), tuple(raw.texts[found[c]] for c in order)
    kind = bool if raw.kind == "boolean" else int
    return y.astype(np.int32), tuple(kind(value) for value in found)


def key_of(raw: Raw) -> Array:
    """Values to group or order rows by: float64, or int32 codes of texts in their order."""
    if raw.kind != "text":
        return raw.values
    order = np.argsort([*raw.texts], kind="stable")
    place = np.empty(len(order) + 1, np.int32)
    place[order] = np.arange(len(order))
    place[-1] = -1
    return np.asarray(place[raw.values])


def weights_in(raw: Raw, comma: str | None = None) -> Array:
    """Return what each row's loss counts for: float32 (rows,).

    `comma` says what commas in numbers are, as `numbers_of` takes it.
    """
    values: Array | None = raw.values
    if raw.kind == "text":
        found = numbers_of(raw.texts, comma)
        values = None if found is None else np.array([*found, np.nan])[raw.values]
    if values is None or raw.kind == "date":
        raise DataError(f"Column {raw.name!r} must be of numbers to weigh rows by; got {raw.kind}.")
    bad = np.flatnonzero(~((values >= 0) & (values <= np.finfo(np.float32).max)))
    if len(bad) or not values.any():
        got = f"{values[bad[0]]:g} in row {bad[0] + 1}" if len(bad) else "0 in all rows"
        raise DataError(f"Column {raw.name!r} must be of finite weights >= 0; got {got}.")
    return values.astype(np.float32)
