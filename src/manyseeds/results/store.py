"""A result as a Zarr folder: arrays in chunks of whole blocks, the specification as attributes.

Every array has its checksum among the attributes. A folder that is read may come from anyone:
shapes and types are held against the specification before any array is read, there is no pickle,
and links are refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import BLOCK, METRICS, Array
from manyseeds.arms import arms_of
from manyseeds.data.columns import Column
from manyseeds.data.dataset import Dataset
from manyseeds.errors import ResultError
from manyseeds.results.files import path_of
from manyseeds.results.folders import write_folder
from manyseeds.results.result import Result
from manyseeds.results.schema import SCHEMA, SCORES, Slot, layout
from manyseeds.spec import Study
from manyseeds.toml import fields_of

if TYPE_CHECKING:
    import zarr

__all__ = ["check_vacant", "load", "save"]

# Blocks of replicas in one chunk: a few hundred kilobytes of history.
BLOCKS_A_CHUNK = 16


def save(result: Result, path: str | Path, *, replace: bool = False) -> None:
    """Write `result` to a new folder at `path`, which appears only when it is whole.

    Parameters
    ----------
    result : Result
    path : str or Path
    replace : bool
        Whether to replace a result that is at `path`.

    Raises
    ------
    ResultError
        Where something is at `path` that is not to be replaced, or it cannot be written.
    """
    import zarr

    def write(folder: Path, check_stop: Callable[[], None]) -> None:
        _write(zarr.open_group(str(folder), mode="w", zarr_format=3), result, check_stop)

    place = path_of(path)
    check_vacant(place, replace=replace)
    try:
        write_folder(place, write)
    except OSError as error:
        raise _unsaved(place, error) from None


def _unsaved(path: Path, error: Exception) -> ResultError:
    reason = getattr(error, "strerror", None) or error
    return ResultError(f"Cannot save to {str(path)!r}: {reason}.")


def check_vacant(path: Path, *, replace: bool = False) -> None:
    """Make sure that a result can be saved at `path` without loss of what is there.

    Raises
    ------
    ResultError
        Where something is there that is not a result, or that is not to be replaced.
    """
    if path.exists() and not (replace and _is_result(path)):
        why = "what is there is not a result" if replace else "it exists already"
        raise ResultError(f"Cannot save to {str(path)!r}: {why}. Choose another path.")


def _is_result(path: Path) -> bool:
    """Whether `path` looks like a folder that `save` wrote."""
    try:
        words = json.loads((path / "zarr.json").read_text(encoding="utf-8"))
        return not path.is_symlink() and "schema" in words["attributes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write(group: zarr.Group, result: Result, check_stop: Callable[[], None]) -> None:
    study = result.study
    arrays = _arrays_of(result)
    for name, slot in layout(study, result.arms, len(result.replicas)).items():
        check_stop()
        group.create_array(
            name,
            data=arrays[name],
            chunks=_chunks(slot),
            dimension_names=slot.axes,
            config={"write_empty_chunks": True},
        )
    words: dict[str, Any] = {
        "schema": SCHEMA,
        "study": fields_of(study),
        "data": _names_of(study.data) if study.data.kept_with_result else dict(study.data.options),
        "provenance": dict(result.provenance),
    }
    checksums = {name: _checksum(values) for name, values in arrays.items()}
    group.attrs.update({**words, "checksums": {**checksums, "words": _checksum(words)}})


def _arrays_of(result: Result) -> dict[str, Array]:
    arrays = dict(zip(METRICS, result.curves, strict=True))
    arrays |= {name: getattr(result, name) for name in SCORES}
    arrays |= {f"weights_{a}": weights for a, weights in enumerate(result.flat_weights)}
    arrays["replica"] = result.replicas
    data = result.study.data
    if data.kept_with_result:
        arrays |= {"data_x": data.x, "data_y": data.y}
        arrays |= {f"data_aside_{place}": v for place, v in enumerate(data.aside.values())}
        if data.weights is not None:
            arrays["data_weights"] = data.weights
    return arrays


def _chunks(slot: Slot) -> tuple[int, ...]:
    """One arm and some blocks of replicas in a chunk, and all of the other axes."""
    longest = {"arm": 1, "replica": BLOCK * BLOCKS_A_CHUNK}
    sizes = zip(slot.shape, slot.axes, strict=True)
    return tuple(max(1, min(size, longest.get(axis, size))) for size, axis in sizes)


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


def _checksum(values: Any) -> str:
    if isinstance(values, np.ndarray):
        return hashlib.sha256(np.ascontiguousarray(values).data).hexdigest()
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def load(path: str | Path) -> Result:
    """Read a result that `Result.save` wrote, and check that it is whole.

    Raises
    ------
    ResultError
        Where there is no such result, or it is damaged or of another version.
    """
    import zarr

    place = path_of(path)
    if not place.is_dir():
        raise ResultError(f"Cannot load {str(place)!r}: there is no such folder.")
    try:
        files = _count_files(place)
        return _read(zarr.open_group(str(place), mode="r", zarr_format=3), files)
    except Exception as error:  # whatever a damaged or forged folder makes Zarr stumble on
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise ResultError(
            f"Cannot load {str(place)!r}: it is not a result, or damaged ({reason})."
        ) from None


def _count_files(place: Path) -> int:
    """Count the files of a result, and refuse links, which may lead out of it."""
    count = 0
    for folder, folders, files in os.walk(place):
        for name in (*folders, *files):
            if Path(folder, name).is_symlink():
                raise ResultError(f"{name} is a link")
        count += len(files)
    return count


def _read(group: zarr.Group, files: int) -> Result:
    words: dict[str, Any] = dict(group.attrs)
    if words.get("schema") != SCHEMA:
        found = words.get("schema", "missing")
        raise ResultError(f"the version of its layout is {found}; this release reads {SCHEMA}")
    checksums = words.pop("checksums")
    if _checksum(words) != checksums["words"]:
        raise ResultError("the specification was altered")

    def read(name: str, slot: Slot | None = None) -> Array:
        return _read_array(group[name], slot, files, checksums[name])

    study = Study(data=_data(words["data"], read), **words["study"])
    arms = arms_of(study)
    replicas = read("replica")
    _check_replicas(replicas, study.replicas)
    slots = layout(study, arms, len(replicas))
    return Result(
        study=study,
        arms=arms,
        replicas=replicas,
        curves=np.stack([read(name, slots[name]) for name in METRICS]),
        flat_weights=tuple(
            read(name, slot) for name, slot in slots.items() if name.startswith("weights_")
        ),
        provenance=words["provenance"],
        **{name: read(name, slots[name]) for name in SCORES},
    )


def _check_replicas(replicas: Array, most: int) -> None:
    if replicas.ndim != 1 or replicas.dtype != np.int64 or not len(replicas):
        raise ResultError("its replicas are no list of integers")
    if replicas[0] < 0 or replicas[-1] >= most or not (np.diff(replicas) > 0).all():
        raise ResultError("its replicas are not the study's, in order")


def _read_array(array: Any, slot: Slot | None, files: int, checksum: str) -> Array:
    name = array.basename
    if slot and (array.shape != slot.shape or array.dtype != slot.dtype):
        raise ResultError(
            f"{name} is {array.dtype} {array.shape}, not {np.dtype(slot.dtype)} {slot.shape}"
        )
    # Zarr reads fill values where a chunk is missing. An array that claims more chunks than there
    # are files is not even counted.
    if array.nchunks > files or array.nchunks_initialized != array.nchunks:
        raise ResultError(f"chunks of {name} are gone")
    values = np.asarray(array[...])
    if _checksum(values) != checksum:
        raise ResultError(f"the checksum of {name} is wrong")
    return values


def _data(words: dict[str, Any], read: Callable[[str], Array]) -> Any:
    if "arrays" not in words:
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
