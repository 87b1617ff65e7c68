"""The attributes of a store: specification, names of the data, provenance; as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from manyseeds._types import BLOCK, Array
from manyseeds.data.columns import Column
from manyseeds.data.dataset import Dataset
from manyseeds.errors import ResultError
from manyseeds.results.commits import digest
from manyseeds.results.schema import SCHEMA
from manyseeds.spec import Study
from manyseeds.toml import fields_of

__all__ = ["checked_words", "checksum_of_words", "data_arrays", "study_of", "words_of"]

MOST_A_CHUNK = 4096

FROM_ELSEWHERE = ("table", "openml")
"""Data whose rows a store holds itself: by their names, they would be read from outside of it."""


def words_of(study: Study, provenance: Mapping[str, str], chunk: int) -> dict[str, Any]:
    """Return the attributes of a store of `study` with `chunk` replicas a chunk."""
    own = study.data.kept_with_result
    words: dict[str, Any] = {
        "schema": SCHEMA,
        "study": fields_of(study),
        "data": _names_of(study.data) if own else dict(study.data.options),
        "provenance": dict(provenance),
        "chunk": chunk,
        "arrays": {name: _checksum(values) for name, values in data_arrays(study.data).items()},
    }
    words = json.loads(json.dumps(words))
    return {**words, "checksum": checksum_of_words(words)}


def checked_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes that were read, once they are known to be those of a store.

    Raises
    ------
    ResultError
        Where they are of another version, or were altered.
    """
    found = dict(words)
    if found.get("schema") != SCHEMA:
        version = found.get("schema", "missing")
        raise ResultError(f"the version of its layout is {version}; this release reads {SCHEMA}")
    if checksum_of_words(found) != found.get("checksum"):
        raise ResultError("the specification was altered")
    chunk = found["chunk"]
    if not (isinstance(chunk, int) and 0 < chunk <= MOST_A_CHUNK and chunk % BLOCK == 0):
        raise ResultError("its chunks are not of whole blocks")
    provenance = found["provenance"]
    if not (isinstance(provenance, dict) and all(isinstance(v, str) for v in provenance.values())):
        raise ResultError("what made it is not told in words")
    return found


def study_of(words: Mapping[str, Any], read: Callable[[str], Array]) -> Study:
    """Return the study of a store, its own arrays read by `read`, a name at a time."""

    def checked(name: str) -> Array:
        values = read(name)
        if _checksum(values) != words["arrays"][name]:
            raise ResultError(f"the checksum of {name} is wrong")
        return values

    return Study(data=_data(words["data"], checked), **words["study"])


def data_arrays(data: Dataset) -> dict[str, Array]:
    """Return the arrays that are kept with a result; none where a name is enough."""
    if not data.kept_with_result:
        return {}
    arrays = {"data_x": data.x, "data_y": data.y}
    arrays |= {f"data_aside_{place}": v for place, v in enumerate(data.aside.values())}
    return arrays if data.weights is None else {**arrays, "data_weights": data.weights}


def _checksum(values: Array) -> str:
    return digest(values.tobytes())


def checksum_of_words(words: Mapping[str, Any]) -> str:
    """Return the checksum of attributes, apart from the one they hold themselves."""
    plain = {name: value for name, value in words.items() if name != "checksum"}
    return digest(json.dumps(plain, sort_keys=True).encode())


def _names_of(data: Dataset) -> dict[str, Any]:
    return {
        "arrays": data.name,
        "classes": list(data.classes),
        "features": list(data.features),
        "image_shape": data.image_shape,
        "noise": float(data.noise),
        "bayes_accuracy": data.bayes_accuracy,
        **({} if data.weights is None else {"weighted": True}),
        "aside": list(data.aside),
        "test_rows": data.test_rows,
        "columns": [
            [c.name, c.kind, c.treatment, c.missing, list(c.features)] for c in data.columns
        ],
        "remarks": list(data.remarks),
        "options": dict(data.options),
    }


def _data(words: dict[str, Any], read: Callable[[str], Array]) -> Any:
    if "arrays" not in words:
        if words.get("name") in FROM_ELSEWHERE:
            raise ResultError("its specification leads to data outside of it")
        return words
    shape = words["image_shape"]
    return Dataset(
        name=words["arrays"],
        x=read("data_x"),
        y=read("data_y"),
        classes=tuple(words["classes"]),
        features=tuple(words["features"]),
        image_shape=tuple(shape) if shape else None,
        noise=words.get("noise", 0.0),
        bayes_accuracy=words.get("bayes_accuracy"),
        weights=read("data_weights") if words.get("weighted") else None,
        aside={name: read(f"data_aside_{k}") for k, name in enumerate(words.get("aside", ()))},
        test_rows=words.get("test_rows", 0),
        columns=tuple(
            Column(name, kind, treatment, missing, tuple(features))
            for name, kind, treatment, missing, features in words.get("columns", ())
        ),
        remarks=tuple(words.get("remarks", ())),
        options=words.get("options", {}),
    )
