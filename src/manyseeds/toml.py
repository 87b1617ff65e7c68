"""A study as TOML text, and back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from manyseeds.errors import SpecificationError, must_be, one_of, shown
from manyseeds.spec import Study

__all__ = ["study_from_toml", "study_to_toml"]


def study_to_toml(study: Study) -> str:
    """Write `study` as TOML, leaving out what has its default."""
    if not study.data.options:
        raise SpecificationError(
            "A study of arrays has no TOML form: `data` must be a dataset that has a name. "
            "Save the result instead; it keeps the arrays."
        )
    for path, values in study.sweep.items():
        if None in values:
            raise SpecificationError(
                f"A sweep over None has no TOML form: `sweep {path}` must be of values; got "
                f"{shown(values)}."
            )
    return tomlkit.dumps({**fields_of(study), "data": dict(study.data.options)})


def fields_of(study: Study) -> dict[str, Any]:
    """Return what is not default in `study`, data apart, as plain values; tables come last."""
    fields = study.model_dump(exclude={"data"}, exclude_defaults=True)
    tables = {name: value for name, value in fields.items() if isinstance(value, Mapping)}
    scalars = {name: value for name, value in fields.items() if name not in tables}
    plain: dict[str, Any] = _plain({**scalars, **tables})
    return plain


def study_from_toml(source: str | Path) -> Study:
    """Read a study from TOML text, or from the file at a `Path`.

    Raises
    ------
    SpecificationError
        Where the file is missing, the text is not TOML, or a field is unknown or out of range.
    """
    if not isinstance(source, str | Path):
        raise SpecificationError(must_be("source", "TOML text, or the Path of a file", source))
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        table = tomllib.loads(text)
    except OSError as error:
        raise SpecificationError(f"Cannot read {str(source)!r}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = ""
        if isinstance(source, str) and source.endswith(".toml"):
            remedy = f" To read a file, pass Path({source!r})."
        raise SpecificationError(f"The specification is not valid TOML: {error}.{remedy}") from None
    except (RecursionError, ValueError) as error:  # a null byte in a path, an endless integer
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SpecificationError(f"Cannot read {shown(source)}: {why}.") from None
    for name in table:
        if name not in Study.model_fields:
            raise SpecificationError(one_of("Study field", Study.model_fields, name))
    return Study(**table)


def _plain(value: Any) -> Any:
    """Tuples as lists, without the None that TOML does not have."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
