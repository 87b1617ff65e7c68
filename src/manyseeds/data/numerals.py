"""Numbers and dates as people write them: decimal commas, thousands, currencies, ISO dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from manyseeds._types import Array

__all__ = ["AMBIGUOUS_DATE", "DAY", "comma_means", "days_of", "numbers_of", "unit_of"]

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?", re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d[\d.]*,\d+([eE][+-]?\d+)?|[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
DECIMAL = re.compile(r"[+-]?(\d*|\d{1,3}(\.\d{3})+),\d+([eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
UNIT = re.compile(
    r"(?P<before>[$€£¥]?)\s*(?P<number>[+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*(?P<after>[%$€£¥]?)"
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?")
AMBIGUOUS_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})|\d{4}[./]\d{1,2}[./]\d{1,2}")


def unit_of(texts: Iterable[str]) -> tuple[str, list[str]]:
    """Return the one sign that all `texts` bear, such as ``%`` or ``$``, and texts without it.

    Examples
    --------
    >>> unit_of(["12 %", "3.5%"]), unit_of(["$5", "7"])
    (('%', ['12', '3.5']), ('', ['$5', '7']))
    """
    given = list(texts)
    found = [UNIT.fullmatch(text) for text in given]
    signs = {m["before"] + m["after"] if m else "" for m in found}
    if len(signs) != 1 or len(next(iter(signs))) != 1:
        return "", given
    return next(iter(signs)), [m["number"] for m in found if m]


def comma_means(texts: Iterable[str]) -> str | None:
    """Tell what commas in numbers are: ``"decimal"``, ``"thousands"``, or either (None).

    A number such as ``1,5`` has a decimal comma, one such as ``1,234.5`` or ``1,234,567``
    separated thousands; ``1,234`` alone may be either.

    Examples
    --------
    >>> comma_means(["1,5", "1,234"]), comma_means(["1,234.5"]), comma_means(["1,234"])
    ('decimal', 'thousands', None)
    """
    for text in texts:
        decimal, thousands = DECIMAL.fullmatch(text), THOUSANDS.fullmatch(text)
        # No thousands begin with a zero: 0,125 is a fraction.
        if decimal and (not thousands or text.lstrip("+-").startswith("0")):
            return "decimal"
        if thousands and not decimal:
            return "thousands"
    return None


def numbers_of(texts: Sequence[str], comma: str | None = None) -> Array | None:
    """Return `texts` as float64 numbers, with commas as `comma` says; None unless all are numbers.

    Examples
    --------
    >>> numbers_of(["1,5", "2"], "decimal").tolist(), numbers_of(["1,5"]), numbers_of(["0x1F"])
    ([1.5, 2.0], None, None)
    """
    if comma == "decimal":
        texts = [t.replace(".", "").replace(",", ".") if DECIMAL.fullmatch(t) else t for t in texts]
    elif comma == "thousands":
        texts = [t.replace(",", "") if THOUSANDS.fullmatch(t) else t for t in texts]
    if not all(PLAIN.fullmatch(text) for text in texts):
        return None
    return np.array([float(text) for text in texts], np.float64)


def has_comma_numbers(texts: Sequence[str]) -> bool:
    """Whether all `texts` are numbers, of which some have commas."""
    commas = [t for t in texts if COMMA.fullmatch(t)]
    return bool(commas) and all(PLAIN.fullmatch(t) for t in texts if t not in set(commas))


def days_of(texts: Sequence[str]) -> Array | None:
    """Return ISO dates as days since 1970-01-01, float64; None unless all are such dates.

    A time of day is a fraction of the day; a time zone is taken into account.

    Examples
    --------
    >>> days_of(["1970-01-02", "1970-01-03T12:00"]).tolist(), days_of(["3.1.1970"])
    ([1.0, 2.5], None)
    """
    import datetime

    if not all(DAY.fullmatch(text) for text in texts):
        return None
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    days = []
    for text in texts:
        try:
            moment = datetime.datetime.fromisoformat(text)
        except ValueError:  # such as the thirtieth of February
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        days.append((moment - epoch) / datetime.timedelta(days=1))
    return np.array(days, np.float64)
