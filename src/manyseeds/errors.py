"""The errors a user can meet: one base class, and sentences of one grammar.

A sentence names the parameter, the rule, the value received and, where there is one, the remedy:
``hidden must be a list of integers >= 1; got [6, 0].``
"""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Iterable
from typing import Any

__all__ = [
    "DataError",
    "EngineError",
    "ManySeedsError",
    "ResultError",
    "SpecificationError",
    "StoreError",
    "check_settings",
    "must_be",
    "one_of",
]


class ManySeedsError(ValueError):
    """Base of every error this library raises on purpose; also a ``ValueError``."""


class SpecificationError(ManySeedsError):
    """A study, network, training or split that cannot be."""


class DataError(ManySeedsError):
    """Data that cannot be trained on."""


class EngineError(ManySeedsError):
    """An engine that is missing, or cannot do what the study asks."""


class ResultError(ManySeedsError):
    """A result that cannot be read, written or asked for."""


class StoreError(ResultError):
    """A disk that refused while a study was written to its store."""


class _Shown(reprlib.Repr):
    """``repr`` that is never long and never fails, whatever it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = 400
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = 100

    def repr_int(self, x: int, level: int) -> str:
        digits = int(x.bit_length() * math.log10(2)) + 1
        # Python itself refuses to write out more than some thousand digits.
        return repr(x) if digits <= self.maxlong else f"an integer of about {digits} digits"

    def repr_instance(self, x: Any, level: int) -> str:
        try:
            text = repr(x)
        except Exception:  # it is the user's own class
            return f"<{type(x).__name__}>"
        return text[: self.maxother]


def shown(value: object, limit: int = 80) -> str:
    """``repr(value)`` on one line, cut where it would fill the screen."""
    text = " ".join(_Shown().repr(value).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def must_be(parameter: str, rule: str, value: object, remedy: str = "") -> str:
    """Return the sentence that says how `value` breaks the rule of `parameter`.

    Examples
    --------
    >>> must_be("hidden", "a list of integers >= 1", [6, 0])
    '`hidden` must be a list of integers >= 1; got [6, 0].'
    """
    sentence = f"`{parameter}` must be {rule}; got {shown(value)}."
    return f"{sentence} {remedy}" if remedy else sentence


def one_of(parameter: str, options: Iterable[str], value: object) -> str:
    """Return the sentence for a name that is none of `options`, with the nearest one.

    Examples
    --------
    >>> one_of("activation", ["relu", "tanh"], "rellu")
    "`activation` must be one of 'relu', 'tanh'; got 'rellu'. Did you mean 'relu'?"
    """
    names = list(options)
    near = difflib.get_close_matches(shown(value).strip("'").lower(), names, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else ""
    return must_be(parameter, "one of " + ", ".join(map(repr, names)), value, remedy)


def check_settings(settings: Iterable[str], names: Iterable[str]) -> None:
    """Refuse a setting that is none of `names`, those of the function it is handed on to.

    Raises
    ------
    SpecificationError
        With the names that there are.
    """
    known = list(names)
    for name in settings:
        if name not in known:
            raise SpecificationError(one_of("setting", known, name))
