"""Datasets that come with scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from manyseeds.data.dataset import Dataset

__all__ = ["breast_cancer", "digits", "iris", "wine"]


def digits() -> Dataset:
    """Return 1797 handwritten digits of 8x8 pixels with values from 0 to 16."""
    return _bundled("digits", image_shape=(8, 8))


def iris() -> Dataset:
    """Return Fisher's 150 irises of three species, four measures each."""
    return _bundled("iris")


def wine() -> Dataset:
    """Return 178 wines of three cultivars, 13 measures each."""
    return _bundled("wine")


def breast_cancer() -> Dataset:
    """Return 569 tumours, malignant or benign, 30 measures each."""
    return _bundled("breast_cancer")


def _bundled(name: str, **more: Any) -> Dataset:
    import sklearn.datasets

    bunch = getattr(sklearn.datasets, f"load_{name}")()
    return Dataset(
        name=name,
        x=np.ascontiguousarray(bunch.data, np.float64),
        y=np.ascontiguousarray(bunch.target, np.int32),
        classes=tuple(np.asarray(bunch.target_names).tolist()),
        features=tuple(map(str, bunch.feature_names)),
        options={"name": name},
        **more,
    )
