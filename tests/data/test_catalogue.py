"""Datasets by name: the names a file may use, and what scikit-learn's hold."""

from __future__ import annotations

import pytest

from manyseeds import SpecificationError, data
from manyseeds.data.catalogue import LOADERS, to_dataset


@pytest.mark.parametrize("name", [name for name in LOADERS if name not in ("table", "openml")])
def test_a_dataset_s_options_make_it_again(name: str) -> None:
    dataset = data.load(name)
    assert dataset.name == name == dataset.options["name"]
    assert to_dataset(dataset.options) == to_dataset(name) == dataset
    assert to_dataset(dataset) is dataset


@pytest.mark.parametrize(
    ("dataset", "shape", "classes"),
    [
        (data.digits, (1797, 64), tuple(range(10))),
        (data.iris, (150, 4), ("setosa", "versicolor", "virginica")),
        (data.wine, (178, 13), ("class_0", "class_1", "class_2")),
        (data.breast_cancer, (569, 30), ("malignant", "benign")),
    ],
)
def test_the_bundled_datasets_are_whole(dataset, shape, classes) -> None:
    found = dataset()
    assert found.x.shape == shape
    assert found.classes == classes
    assert len(found.features) == shape[1]
    assert not found.drawn_anew


def test_digits_are_images() -> None:
    digits = data.digits()
    assert digits.image_shape == (8, 8)
    assert digits.y[:10].tolist() == list(range(10))
    assert (digits.x.min(), digits.x.max()) == (0, 16)


def test_an_unknown_name_or_option_is_refused() -> None:
    with pytest.raises(SpecificationError, match="got 'digit'. Did you mean 'digits'"):
        data.load("digit")
    with pytest.raises(SpecificationError, match="got 'nois'. Did you mean 'noise'"):
        data.load("xor", nois=0.1)
    with pytest.raises(
        SpecificationError, match="The dataset 'wine' takes no options; got 'noise'"
    ):
        data.load("wine", noise=0.1)
