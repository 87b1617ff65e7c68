"""Datasets of OpenML (Vanschoren, van Rijn, Bischl, Torgo 2014) by name, through scikit-learn."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from manyseeds.data.dataset import Dataset
from manyseeds.data.tables import table
from manyseeds.errors import DataError, must_be

__all__ = ["openml"]


def openml(
    dataset: str,
    version: int = 1,
    target: str | None = None,
    aside: Sequence[str] = (),
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    weight: str | None = None,
    missing: str = "impute",
) -> Dataset:
    """Fetch a dataset of openml.org, with scikit-learn's ``fetch_openml``, which keeps a copy.

    Parameters
    ----------
    dataset : str
        Its name there.
    version : int
        Of the dataset: a name and a version are the same rows for ever.
    target : str, optional
        Column of the classes; the one that OpenML names if left out.
    aside, keep, leave_out, weight, missing
        As of `manyseeds.data.tables.table`.

    Raises
    ------
    DataError
        Where it cannot be fetched, or cannot be learned from.
    """
    from sklearn.datasets import fetch_openml

    if not isinstance(dataset, str) or not dataset:
        raise DataError(must_be("dataset", "the name of a dataset of OpenML", dataset))
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DataError(must_be("version", "an integer >= 1", version))
    try:
        fetched: Any = fetch_openml(dataset, version=version, as_frame=True, parser="auto")
    except (OSError, ValueError, ImportError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise DataError(
            f"Cannot fetch {dataset!r}, version {version}, from OpenML: {reason}."
        ) from None
    named = getattr(fetched.target, "name", None)
    if target is None and named is None:
        raise DataError(f"OpenML names no single target of {dataset!r}: set `target`.")
    chosen = str(named) if target is None else target
    rules: dict[str, Any] = {"aside": aside, "keep": keep, "leave_out": leave_out}
    made = table(fetched.frame, chosen, weight=weight, missing=missing, **rules)
    options = {"name": "openml", "dataset": dataset, "version": version, "target": target}
    options |= {
        "weight": weight,
        "missing": missing,
        **{name: list(names) for name, names in rules.items()},
    }
    defaults = (None, "impute")
    options = {k: v for k, v in options.items() if v not in defaults and v != []}
    return dataclasses.replace(made, name=dataset, options=options)
