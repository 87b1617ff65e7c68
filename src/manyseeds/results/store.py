"""A result as a Zarr folder: arrays in chunks of whole blocks, the specification as attributes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import BLOCK, METRICS, Array
from manyseeds.arms import arms_of
from manyseeds.data.dataset import Dataset
from manyseeds.errors import ManySeedsError, ResultError
from manyseeds.results.provenance import provenance
from manyseeds.results.result import Result
from manyseeds.spec import Study
from manyseeds.toml import fields_of

if TYPE_CHECKING:
    import zarr

__all__ = ["SCHEMA", "load", "save"]

SCHEMA = 1
"""Version of the layout; a reader refuses any other."""

SCORES = ("test_loss", "test_accuracy", "confusion", "epochs_run", "best_epoch", "diverged_at")

# Blocks of replicas in one chunk: a few hundred kilobytes of history.
BLOCKS_A_CHUNK = 16


def save(result: Result, path: Path) -> None:
    """Write `result` to a new folder at `path`.

    Raises
    ------
    ResultError
        Where something is at `path` already, or it cannot be written.
    """
    import zarr

    if path.exists():
        raise ResultError(f"Cannot save to {str(path)!r}: it exists already. Choose another path.")
    try:
        group = zarr.open_group(str(path), mode="w-")
        _write(group, result)
    except OSError as error:
        raise ResultError(f"Cannot save to {str(path)!r}: {error.strerror or error}.") from None


def _write(group: zarr.Group, result: Result) -> None:
    study = result.study
    for m, name in enumerate(METRICS):
        _array(group, name, result.curves[m], ("arm", "replica", "epoch"))
    for name in SCORES:
        values = getattr(result, name)
        axes = ("arm", "replica", "true", "predicted")[: values.ndim]
        _array(group, name, values, axes)
    for arm, weights in zip(result.arms, result.flat_weights, strict=True):
        _array(group, f"weights_{arm.index}", weights[None], ("arm", "replica", "parameter"))
    group.create_array("replica", data=result.replicas, dimension_names=("replica",))
    if not study.data.options:
        group.create_array("data_x", data=study.data.x, dimension_names=("sample", "feature"))
        group.create_array("data_y", data=study.data.y, dimension_names=("sample",))
    group.attrs.update(
        {
            "schema": SCHEMA,
            "study": fields_of(study),
            "data": dict(study.data.options) or _names_of(study.data),
            "provenance": provenance(),
        }
    )


def _array(group: zarr.Group, name: str, values: Array, axes: tuple[str, ...]) -> None:
    replicas = max(1, min(values.shape[1], BLOCK * BLOCKS_A_CHUNK))
    chunks = (1, replicas, *(max(1, size) for size in values.shape[2:]))
    group.create_array(name, data=values, chunks=chunks, dimension_names=axes)


def _names_of(data: Dataset) -> dict[str, Any]:
    return {
        "arrays": data.name,
        "classes": list(data.classes),
        "features": list(data.features),
        "image_shape": data.image_shape,
    }


def load(path: str | Path) -> Result:
    """Read a result that `Result.save` wrote.

    Raises
    ------
    ResultError
        Where there is no such result, or it is damaged or of another version.
    """
    import zarr

    place = Path(path)
    if not place.is_dir():
        raise ResultError(f"Cannot load {str(place)!r}: there is no such folder.")
    try:
        group = zarr.open_group(str(place), mode="r")
        schema = group.attrs["schema"]
        if schema != SCHEMA:
            raise ResultError(
                f"Cannot load {str(place)!r}: its layout is version {schema}; this release "
                f"reads version {SCHEMA}."
            )
        return _read(group)
    except ResultError:
        raise
    except (ManySeedsError, OSError, LookupError, TypeError, ValueError) as error:
        raise ResultError(
            f"Cannot load {str(place)!r}: it is not a result, or damaged ({error})."
        ) from None


def _read(group: zarr.Group) -> Result:
    attributes: dict[str, Any] = dict(group.attrs)
    study = Study(data=_data(group, attributes["data"]), **attributes["study"])
    arms = arms_of(study)
    values = {name: np.asarray(group[name]) for name in SCORES}
    result = Result(
        study=study,
        arms=arms,
        replicas=np.asarray(group["replica"]),
        curves=np.stack([np.asarray(group[name]) for name in METRICS]),
        flat_weights=tuple(np.asarray(group[f"weights_{arm.index}"])[0] for arm in arms),
        **values,
    )
    _check_shapes(result)
    return result


def _check_shapes(result: Result) -> None:
    """Refuse arrays that do not fit the specification they come with."""
    expected = Result.empty(result.study, result.arms, result.replicas)
    names = ("curves", *SCORES)
    pairs = [(getattr(result, name), getattr(expected, name)) for name in names]
    pairs += list(zip(result.flat_weights, expected.flat_weights, strict=True))
    for found, wanted in pairs:
        if found.shape != wanted.shape:
            raise ValueError(f"an array has shape {found.shape}, not {wanted.shape}")


def _data(group: zarr.Group, attributes: dict[str, Any]) -> Any:
    if "arrays" not in attributes:
        return attributes
    shape = attributes["image_shape"]
    return Dataset(
        name=attributes["arrays"],
        x=np.asarray(group["data_x"]),
        y=np.asarray(group["data_y"]),
        classes=tuple(attributes["classes"]),
        features=tuple(attributes["features"]),
        image_shape=tuple(shape) if shape else None,
    )
