"""Datasets: drawn anew for each replica, bundled, or the user's own arrays."""

from manyseeds.data.arrays import arrays
from manyseeds.data.bundled import breast_cancer, digits, iris, wine
from manyseeds.data.catalogue import load
from manyseeds.data.dataset import Dataset
from manyseeds.data.openml import openml
from manyseeds.data.synthetic import blobs, circles, moons, spirals, xor
from manyseeds.data.tables import table

__all__ = [
    "Dataset",
    "arrays",
    "blobs",
    "breast_cancer",
    "circles",
    "digits",
    "iris",
    "load",
    "moons",
    "openml",
    "spirals",
    "table",
    "wine",
    "xor",
]
