"""Replicas as ``.keras`` files: Keras reads what is written, and what Keras writes is read."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from keras_models import (
    CASES,
    LATER,
    exercise_xor,
    images_with_a_channel,
    iris_functional,
    sequential,
    wine_normalised,
)
from manyseeds import Network, Study, Training
from manyseeds.errors import ManySeedsError
from manyseeds.interop.keras_file import read_weights

STUDIES = {
    "xor": Study(data="xor", network=Network(hidden=6), training=Training(epochs=3), replicas=3),
    "wine": Study(
        data="wine",
        scaling="standard",
        network=Network(hidden=(5, 4), activation="tanh", initializer="he_normal"),
        training=Training(epochs=5),
        replicas=3,
    ),
    "digits": Study(data="digits", scaling="minmax", training=Training(epochs=2), replicas=3),
    "breast_cancer": Study(
        data="breast_cancer",
        scaling="standard",
        network=Network(
            hidden=(5, 4),
            activation=("gelu", "leaky_relu"),
            dropout=(0.2, 0.4),
            initializer=("he_normal", "lecun_uniform", "glorot_normal"),
            output="sigmoid",
        ),
        training=Training(epochs=3),
        replicas=3,
    ),
    "iris": Study(
        data="iris",
        network=Network(hidden=(4,), activation="sigmoid"),
        training=Training(epochs=2),
        sweep={"network.hidden": [[4], [3, 3, 3]]},
        replicas=3,
    ),
}


@pytest.fixture(scope="module", params=STUDIES)
def result(request):
    return STUDIES[request.param].run(progress=False)


def test_keras_predicts_the_same(result, tmp_path):
    arm = len(result.arms) - 1
    path = tmp_path / "replica.keras"
    result.to_keras(replica=1, path=path, arm=arm)
    model = keras.models.load_model(path)  # safe_mode is the default
    x = result.study.data.x
    found = model.predict(x, verbose=0)
    expected = result.predict(x, arm=arm, replica=1)
    units = found.shape[1]  # one sigmoid is the probability of the second class
    np.testing.assert_allclose(found, expected[:, -units:], rtol=0, atol=1e-6)
    assert units == (1 if result.study.network.output == "sigmoid" else len(expected[0]))
    assert Network.from_keras(path) == result.arms[arm].network
    for read, own in zip(read_weights(path), result.weights(arm=arm, replica=1), strict=True):
        np.testing.assert_array_equal(read, own)
    model.save(tmp_path / "again.keras")
    assert Network.from_keras(tmp_path / "again.keras") == result.arms[arm].network


def test_the_same_replica_gives_the_same_file(tmp_path):
    result = STUDIES["xor"].run(progress=False)
    first, second = tmp_path / "a.keras", tmp_path / "b.keras"
    result.to_keras(first, replica=2)
    result.to_keras(second, replica=2)
    assert first.read_bytes() == second.read_bytes()
    result.to_keras(second, replica=1, replace=True)
    assert first.read_bytes() != second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.keras", "b.keras"]


QUICK = (images_with_a_channel, wine_normalised, iris_functional)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(m, id=m.__name__, marks=[] if m in QUICK else pytest.mark.slow)
        for m in CASES + LATER
    ],
)
def test_what_keras_writes_is_read(make, tmp_path):
    model = make().model
    model.save(tmp_path / "model.keras")
    dense = [layer for layer in model.layers if isinstance(layer, layers.Dense)]
    network = Network.from_keras(tmp_path / "model.keras")
    assert list(network.hidden) == [layer.units for layer in dense[:-1]]
    expected = [w.numpy() for layer in dense for w in layer.weights]
    for read, own in zip(read_weights(tmp_path / "model.keras"), expected, strict=True):
        np.testing.assert_array_equal(read, own)


def test_a_trained_optimizer_in_the_file_is_no_hindrance(tmp_path):
    case = exercise_xor()
    case.model.fit(case.x, case.y, verbose=0)
    case.model.save(tmp_path / "model.keras")
    assert len(read_weights(tmp_path / "model.keras")) == 4


def test_a_convolution_in_a_file_gets_one_sentence(tmp_path):
    model = sequential((4, 4, 1), layers.Conv2D(2, 2), layers.Flatten(), layers.Dense(2))
    model.save(tmp_path / "model.keras")
    with pytest.raises(ManySeedsError, match="layer 'conv2d.*' is a Conv2D; use the layers"):
        Network.from_keras(tmp_path / "model.keras")


def test_what_cannot_be_written_is_said(tmp_path):
    result = STUDIES["xor"].run(progress=False)
    with pytest.raises(ManySeedsError, match="`path` must be the path of a file that ends"):
        result.to_keras(tmp_path / "model.h5")
    with pytest.raises(ManySeedsError, match="`replica` must be a replica of this result, 0 to 2"):
        result.to_keras(tmp_path / "model.keras", replica=3)
    with pytest.raises(ManySeedsError, match="`arm` must be"):
        result.to_keras(tmp_path / "model.keras", arm=1)
    with pytest.raises(ManySeedsError, match="Cannot write .*No such file"):
        result.to_keras(tmp_path / "nowhere" / "model.keras")
    result.to_keras(tmp_path / "model.keras")
    with pytest.raises(ManySeedsError, match="exists already. Choose another path"):
        result.to_keras(tmp_path / "model.keras")
    result.diverged_at[0, 1] = 0
    with pytest.raises(ManySeedsError, match="replica 1 diverged in training"):
        result.to_keras(tmp_path / "other.keras", replica=1)


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    result = STUDIES["xor"].run(progress=False)
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(ManySeedsError, match=r"h5py, .*: pip install manyseeds\[keras\]"):
        result.to_keras(tmp_path / "model.keras")
