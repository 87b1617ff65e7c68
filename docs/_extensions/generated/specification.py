"""The page of the specification: every field of every part, from its own help texts."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from generated.markdown import paragraphs, prose, table
from manyseeds import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    Network,
    Split,
    Study,
    Training,
)
from manyseeds.criteria import Criteria
from manyseeds.data.catalogue import LOADERS
from manyseeds.specified import Specified

__all__ = ["PARTS", "datasets_text", "names_of", "shown", "specification_text"]

PARTS: tuple[type[Specified], ...] = (
    Study,
    Network,
    Training,
    EarlyStopping,
    ExponentialDecay,
    CosineDecay,
    Split,
    Criteria,
)
"""The parts of a specification, the whole first."""


def specification_text() -> str:
    """Return the fields of every part."""
    return paragraphs(*map(_part, PARTS))


def datasets_text() -> str:
    """Return the datasets that have a name, with their options."""
    rows = []
    for name, loader in LOADERS.items():
        options = inspect.signature(loader).parameters.values()
        summary = (inspect.getdoc(loader) or "").partition("\n\n")[0].replace("\n", " ")
        what = prose(summary.replace("``", "`").removeprefix("Return "))
        told = ", ".join(f"`{option.name}={option.default!r}`" for option in options) or "none"
        rows.append((f"`{name}`", what[0].upper() + what[1:], told))
    return table(("name", "what it is", "options and their defaults"), rows)


def shown(value: Any) -> str:
    """Return a default as it is written in Python.

    Examples
    --------
    >>> shown(1e-7), shown(Split()), shown(("data", "split")), shown(())
    ('`1e-7`', '`Split()`', '`("data", "split")`', '`()`')
    """
    if value is PydanticUndefined or value is ...:
        return "required"
    if isinstance(value, Specified):
        text = f"{type(value).__name__}()"
    elif isinstance(value, Mapping):
        text = repr(dict(value))
    elif isinstance(value, float) and value != 0 and not -4 < math.log10(abs(value)) < 5:
        text = f"{value:g}".replace("e-0", "e-").replace("e+0", "e")
    else:
        text = repr(value).replace("'", '"')
    return f"`{text}`"


def names_of(annotation: Any) -> Iterator[str]:
    """Yield the names that a field can take, where it takes names.

    Examples
    --------
    >>> list(names_of(Literal["sgd", "adam"] | None))
    ['sgd', 'adam']
    """
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from names_of(inner)


def _part(model: type[Specified]) -> str:
    summary = (inspect.getdoc(model) or "").partition("\n\n")[0].replace("\n", " ")
    rows = [_field(model, name) for name in model.model_fields]
    return paragraphs(
        f"(specification-{model.__name__.lower()})=\n## {model.__name__}",
        prose(summary),
        table(("field", "default", "what it is"), rows),
    )


def _field(model: type[Specified], name: str) -> tuple[str, str, str]:
    field = model.model_fields[name]
    extra = field.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, Mapping) else ""
    names = ", ".join(f"`{option}`" for option in names_of(field.annotation))
    rule = prose(model.rule_of(name))
    if names and "drawn from" not in rule:
        rule = f"{rule}: {names}"
    about = prose(str(field.description))
    return (
        f"`{name}`",
        shown(field.default),
        f"{about} *Must be {rule}.*" + (f" Unit: {unit}." if unit else ""),
    )
