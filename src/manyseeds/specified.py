"""What every part of a specification shares: frozen, validated fields that explain themselves."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from manyseeds.errors import ManySeedsError, SpecificationError, must_be, one_of

__all__ = ["Flag", "Integer", "Real", "Specified", "option"]


def integer(value: object) -> int:
    """Return a whole number of any type, NumPy's too, as ``int``; True and text are none.

    Raises
    ------
    ValueError
        Where `value` is no whole number.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise ValueError
    return int(value)


def real(value: object) -> float:
    """Return a number of any real type as ``float``; True and text are none.

    Raises
    ------
    ValueError
        Where `value` is no number.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ValueError
    try:
        return float(value)
    except OverflowError:
        raise ValueError from None


Integer = Annotated[int, BeforeValidator(integer)]
Real = Annotated[float, BeforeValidator(real), Field(allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]


def option(default: Any, rule: str, help: str, *, unit: str = "", **constraints: Any) -> Any:
    """Declare a field with its rule in words, its help text and its unit.

    Parameters
    ----------
    default
        The default, or ``...`` where the field is required.
    rule
        Completes the sentence "`field` must be ...".
    help
        One sentence for a user; the reference documentation is made of these.
    unit
        The unit of the value, where it has one.
    **constraints
        pydantic's constraints (``ge``, ``gt``, ``allow_inf_nan`` ...), which enforce the rule.
    """
    return Field(
        default,
        description=help,
        json_schema_extra={"rule": rule, "unit": unit},
        validate_default=False,
        **constraints,
    )


class Specified(BaseModel):
    """Base of the specification's parts: immutable, no unknown fields, errors in one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def __init__(self, **fields: Any) -> None:
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise _cause(error) or SpecificationError(sentence(type(self), error, fields)) from None

    def __hash__(self) -> int:
        return hash(tuple(_hashable(getattr(self, name)) for name in type(self).model_fields))

    def changed(self, **fields: Any) -> Self:
        """Return a copy with other values of `fields`, checked as if it were made anew."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**kept, **fields})

    @classmethod
    def rule_of(cls, field: str) -> str:
        """Return the rule of `field` in words."""
        extra = cls.model_fields[field].json_schema_extra
        return str(extra["rule"]) if isinstance(extra, Mapping) else "valid"


def _hashable(value: Any) -> Any:
    """Tables, which Python does not hash, as sets of their entries."""
    if isinstance(value, Mapping):
        return frozenset((key, _hashable(entry)) for key, entry in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, tuple) else value


def _cause(error: ValidationError) -> ManySeedsError | None:
    """The error of ours that a nested field or a validator raised, if that is what happened."""
    inner = error.errors()[0].get("ctx", {}).get("error")
    return inner if isinstance(inner, ManySeedsError) else None


def sentence(model: type[Specified], error: ValidationError, given: Mapping[str, Any]) -> str:
    """Turn pydantic's first complaint about the fields `given` into the one grammar of errors."""
    first = error.errors()[0]
    location = [part for part in first["loc"] if isinstance(part, str)]
    field = location[0] if location else ""
    if first["type"] == "extra_forbidden":
        return one_of(f"{model.__name__} field", model.model_fields, location[-1])
    if first["type"] == "missing":
        return f"`{field}` is missing. {model.model_fields[field].description}"
    if field not in model.model_fields:
        return f"{model.__name__}: {first['msg']}."
    value = given.get(field, first["input"])
    names = _names(model, field)
    if names and isinstance(value, str):
        return one_of(field, names, value)
    return must_be(field, model.rule_of(field), value)


def _names(model: type[Specified], field: str) -> list[str]:
    """The names a field of type Literal (or Literal or None) can take."""
    annotation = model.model_fields[field].annotation
    arguments = list(get_args(annotation))
    for inner in arguments[:]:
        arguments += get_args(inner)
    return [name for name in arguments if isinstance(name, str)]
