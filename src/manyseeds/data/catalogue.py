"""Datasets by name, as a TOML file and the command line know them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from manyseeds.data.arrays import arrays
from manyseeds.data.bundled import breast_cancer, digits, iris, wine
from manyseeds.data.dataset import Dataset
from manyseeds.data.openml import openml
from manyseeds.data.synthetic import blobs, circles, moons, spirals, xor
from manyseeds.data.tables import table
from manyseeds.errors import SpecificationError, must_be, one_of

__all__ = ["LOADERS", "load", "to_dataset"]

LOADERS: Mapping[str, Callable[..., Dataset]] = {
    "xor": xor,
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "blobs": blobs,
    "digits": digits,
    "iris": iris,
    "wine": wine,
    "breast_cancer": breast_cancer,
    "table": table,
    "openml": openml,
}


def load(name: str, **options: Any) -> Dataset:
    """Return the dataset called `name`, made with `options`.

    Raises
    ------
    SpecificationError
        Where there is no such dataset or it has no such option.

    Examples
    --------
    >>> load("xor", copies=10)
    Dataset('xor', 40 samples, 2 features, 2 classes)
    """
    if not isinstance(name, str) or name not in LOADERS:
        raise SpecificationError(one_of("dataset", LOADERS, name))
    loader = LOADERS[name]
    allowed = inspect.signature(loader).parameters
    for option in options:
        if option not in allowed:
            raise SpecificationError(
                one_of(f"option of {name}", allowed, option)
                if allowed
                else f"The dataset {name!r} takes no options; got {option!r}."
            )
    for option, parameter in allowed.items():
        if parameter.default is parameter.empty and option not in options:
            raise SpecificationError(f"The dataset {name!r} needs the option {option!r}.")
    return loader(**options)


def to_dataset(value: Any) -> Dataset:
    """Turn what a study accepts as data (dataset, name, table with a name, pair) into a dataset."""
    if isinstance(value, Dataset):
        return value
    if isinstance(value, str):
        kind, colon, name = value.partition(":")
        return load("openml", dataset=name) if (kind, colon) == ("openml", ":") else load(value)
    if isinstance(value, Mapping):
        options = dict(value)
        name = options.pop("name", None)
        if name is None:
            raise SpecificationError(must_be("data", "a table with a `name`", value))
        for option in options:
            if not isinstance(option, str):
                raise SpecificationError(must_be("data", "a table of options by name", option))
        return load(name, **options)
    if isinstance(value, tuple) and len(value) in (2, 3):
        return arrays(*value)
    rule = "a dataset, its name, or a pair (x, y) or triple (x, y, sample_weight)"
    raise SpecificationError(must_be("data", rule, value))
