"""What each column of a table becomes: numbers as they are, categories one-hot, the rest said.

The rules, in order: a column without values, or with one value alone, is dropped; so is one that
numbers the rows, and text of too many kinds. Texts that are all numbers, with one currency or
percent sign if need be, are numbers; yes and no, true and false are 1 and 0; ISO dates are days
since 1970. Other text is categories, a column of zeros and ones for each, and so is what a frame
declares categorical. Where numbers are missing a column says so beside them; a missing category is
one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manyseeds._types import Array
from manyseeds.data.numerals import (
    AMBIGUOUS_DATE,
    comma_means,
    days_of,
    has_comma_numbers,
    numbers_of,
    unit_of,
)
from manyseeds.data.precision import check_told_apart
from manyseeds.data.raw import Raw, as_texts
from manyseeds.errors import DataError

__all__ = ["Column", "Encoded", "encoded"]

MOST_CATEGORIES = 50
MOST_KEPT = 1000
FEWEST_ROWS = 20
"""Rows from which a column of different whole numbers in a row is taken for row numbers."""

LARGEST = float(np.finfo(np.float32).max)
TRUTHS = (("true", "false"), ("yes", "no"), ("t", "f"), ("y", "n"))


@dataclass(frozen=True)
class Column:
    """What was done to one column of a table.

    Parameters
    ----------
    name, kind, treatment : str
        The treatment is a sentence without its full stop.
    missing : int
        Rows without a value.
    features : tuple of int
        Columns of ``x`` it became; empty where it was left out.
    """

    name: str
    kind: str
    treatment: str
    missing: int = 0
    features: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Encoded:
    """Columns of ``x`` that a column became, with their names; none where it was left out."""

    kind: str
    treatment: str
    blocks: tuple[tuple[str, Array], ...] = ()


def encoded(raw: Raw, *, keep: bool = False, decimal: str | None = None) -> Encoded:
    """Return what a column becomes by the rules of this module.

    Parameters
    ----------
    raw : Raw
    keep : bool
        Whether it is kept though it numbers the rows, or has many categories.
    decimal : {"decimal", "thousands"}, optional
        What commas in numbers are, if other columns tell.

    Raises
    ------
    DataError
        Where numbers and text are mixed, commas can be read either way, or a number is infinite.
    """
    if raw.declared and raw.kind == "number":
        raw = as_texts(raw)
    present = raw.values[~raw.missing]
    distinct = len(raw.texts) if raw.kind == "text" else _distinct(present)
    if not distinct:
        return Encoded("empty", "left out: it has no values")
    if raw.declared and raw.kind == "text" and (distinct > 1 or raw.missing.any()):
        return _categories(raw, keep=keep)
    if raw.kind == "text":
        return _texts(raw, keep=keep, decimal=decimal)
    if distinct == 1 and len(present) == len(raw.values):
        return Encoded("constant", f"left out: it is always {present[0]:g}")
    return _numbers(raw.name, raw.kind, raw.values, keep=keep)


def _distinct(present: Array) -> int:
    """0, 1 or 2 for none, one and several values."""
    return 0 if not len(present) else 1 + bool((present != present[0]).any())


def _numbers(name: str, kind: str, values: Array, *, keep: bool, how: str = "") -> Encoded:
    missing = np.isnan(values)
    bad = np.flatnonzero(~missing & ~(np.abs(values) <= LARGEST))
    if len(bad):
        raise DataError(
            f"Column {name!r} must be of finite numbers, at most {LARGEST:.1e}; got "
            f"{values[bad[0]]:g} in row {bad[0] + 1} ({len(bad)} such values). Remove or mend them."
        )
    if kind == "number" and not keep and not missing.any() and _numbers_rows(values):
        return Encoded("identifier", "left out: it numbers the rows")
    check_told_apart(values, f"Column {name!r}")
    words = {"number": "as it is", "boolean": "1 for true, 0 for false", "date": "days since 1970"}
    blocks = [(name, values)]
    treatment = how or words[kind]
    if missing.any():
        blocks.append((f"{name} missing", missing.astype(np.float64)))
        treatment += "; where missing the median of the training rows, and a column that says so"
    return Encoded(kind, treatment, tuple(blocks))


def _numbers_rows(values: Array) -> bool:
    """Whether values are whole numbers, all different, without a gap."""
    if len(values) < FEWEST_ROWS or values.max() - values.min() != len(values) - 1:
        return False
    return bool((values == np.floor(values)).all()) and len(np.unique(values)) == len(values)


def _texts(raw: Raw, *, keep: bool, decimal: str | None) -> Encoded:
    texts = raw.texts
    if len(texts) == 1 and not raw.missing.any():
        return Encoded("constant", f"left out: it is always {texts[0]!r}")
    if pair := _truths(texts):
        table = np.array([*(float(t.lower() == pair[0]) for t in texts), np.nan])
        how = f"1 for {pair[0]}, 0 for {pair[1]}"
        return _numbers(raw.name, "boolean", table[raw.values], keep=keep, how=how)
    if not _zeros_lead(texts):
        if (numbers := _as_numbers(raw.name, texts, decimal)) is not None:
            found, how = numbers
            values = np.array([*found, np.nan])[raw.values]
            return _numbers(raw.name, "number", values, keep=keep, how=how)
        if (days := days_of(texts)) is not None:
            return _numbers(raw.name, "date", np.array([*days, np.nan])[raw.values], keep=keep)
    if all(AMBIGUOUS_DATE.fullmatch(text) for text in texts):
        how = f"left out: dates such as {texts[0]!r}, whose day and month cannot be told apart"
        return Encoded("date", f"{how} (write 2026-12-31)")
    if not _zeros_lead(texts):
        _check_not_mixed(raw.name, texts)
    return _categories(raw, keep=keep)


def _truths(texts: Sequence[str]) -> tuple[str, str] | None:
    words = {text.lower() for text in texts}
    return next((pair for pair in TRUTHS if len(words) == 2 and words == set(pair)), None)


def _zeros_lead(texts: Sequence[str]) -> bool:
    """Whether texts are digits of which some begin with a zero that a number would lose."""
    return any(t[0] == "0" and len(t) > 1 and t.isdigit() for t in texts)


def _as_numbers(name: str, texts: Sequence[str], decimal: str | None) -> tuple[Array, str] | None:
    unit, bare = unit_of(texts)
    how = f"numbers, without the sign {unit}" if unit else ""
    comma = None
    if has_comma_numbers(bare):
        comma = comma_means(bare) or decimal
        if comma is None:
            example = next(t for t in bare if "," in t)
            raise DataError(
                f"Column {name!r} has numbers such as {example!r}, whose comma may part decimals "
                "or thousands. Write them without, or set `decimal` to ',' or '.'."
            )
        how = f"{how or 'numbers'}, commas read as {comma if comma == 'thousands' else 'decimals'}"
    numbers = numbers_of(bare, comma)
    return None if numbers is None else (numbers, how or "as it is")


def _check_not_mixed(name: str, texts: Sequence[str]) -> None:
    """Refuse numbers among which some texts stand, rather than take each for a category."""
    words = [t for t in texts if numbers_of([t]) is None]
    count = len(texts) - len(words)
    if len(texts) > 10 and count >= len(texts) / 2:
        raise DataError(
            f"Column {name!r} must be of numbers or of text; got {count:,} different numbers and "
            f"{len(words):,} texts such as {words[0]!r}. Mend or empty those fields, or leave the "
            "column out."
        )


def _categories(raw: Raw, *, keep: bool) -> Encoded:
    count, rows = len(raw.texts), int((~raw.missing).sum())
    if keep and count > MOST_KEPT:
        raise DataError(
            f"Column {raw.name!r} must have at most {MOST_KEPT} categories; got {count:,}."
        )
    if not keep and count == rows and count > 2:
        return Encoded("identifier", f"left out: text that is different in all of {rows:,} rows")
    if not keep and (count > MOST_CATEGORIES or (count > rows / 2 and count > 2)):
        return Encoded("text", f"left out: {count:,} categories in {rows:,} rows are too many")
    order = sorted(range(count), key=lambda c: raw.texts[c])
    blocks = [(f"{raw.name}={raw.texts[c]}", (raw.values == c).astype(np.float64)) for c in order]
    if raw.missing.any():
        blocks.append((f"{raw.name} missing", raw.missing.astype(np.float64)))
    treatment = f"one column for each of {count} categories"
    if raw.missing.any():
        treatment += ", and one for missing"
    return Encoded("category", treatment, tuple(blocks))
