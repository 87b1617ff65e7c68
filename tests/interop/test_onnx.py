"""Replicas as ONNX graphs, run by onnxruntime."""

from __future__ import annotations

import json

import numpy as np
import onnxruntime
import pytest

from manyseeds import Network, Study, Training
from manyseeds.data import Dataset
from manyseeds.errors import ManySeedsError
from manyseeds.interop import onnx as written
from manyseeds.interop.trained import Trained, trained


def study(data="wine", activation="tanh", hidden=(5, 4), **other):
    return Study(
        data=data,
        network=Network(hidden=hidden, activation=activation),
        training=Training(epochs=4),
        replicas=20,
        **other,
    )


STUDIES = {
    "relu": study(activation="relu", scaling="standard"),
    "tanh": study(scaling="minmax"),
    "sigmoid": study("iris", "sigmoid", (6,)),
    "linear": study("xor", "linear", (2, 2, 2)),
    "per_layer": Study(
        data="breast_cancer",
        scaling="standard",
        network=Network(hidden=(5, 4), activation=("silu", "elu"), dropout=0.3, output="sigmoid"),
        training=Training(epochs=4),
        replicas=20,
    ),
    "none": study("digits", hidden=(), scaling="minmax"),
}


def run(path, x):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (out,) = session.run(None, {"x": x.astype(np.float32)})
    return out, session.get_modelmeta().custom_metadata_map


@pytest.mark.parametrize("name", STUDIES)
def test_onnxruntime_predicts_the_same(name, tmp_path):
    result = STUDIES[name].run(progress=False)
    x = result.study.data.x
    result.to_onnx(tmp_path / "mean.onnx")
    found, words = run(tmp_path / "mean.onnx", x)
    expected = result.predict(x)
    np.testing.assert_allclose(found, expected.mean(axis=0), rtol=0, atol=1e-6)
    assert json.loads(words["replicas"]) == list(range(20))
    assert json.loads(words["classes"]) == list(result.study.data.classes)
    result.to_onnx(tmp_path / "one.onnx", replicas=17)
    found, words = run(tmp_path / "one.onnx", x[:1])
    np.testing.assert_allclose(found, expected[17, :1], rtol=0, atol=1e-6)
    assert json.loads(words["replicas"]) == [17]


@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_gaps_are_filled_as_each_replica_filled_its_own(tmp_path, scaling):
    x = np.random.default_rng(0).normal(size=(60, 3))
    x[::4, 1] = x[5::9, 0] = np.nan
    rows = Dataset(
        name="gaps",
        x=x,
        y=np.arange(60, dtype=np.int32) % 2,
        classes=("no", "yes"),
        features=("a", "b", "c"),
    )
    result = study(rows, scaling=scaling).run(progress=False)
    result.to_onnx(tmp_path / "mean.onnx")
    expected = result.predict(x).mean(axis=0)
    np.testing.assert_allclose(run(tmp_path / "mean.onnx", x)[0], expected, rtol=0, atol=1e-6)


def test_the_mean_leaves_out_what_diverged(tmp_path):
    result = STUDIES["relu"].run(progress=False)
    result.diverged_at[0, 3] = 1
    result.flat_weights[0][3] = np.nan
    result.to_onnx(tmp_path / "mean.onnx")
    x = result.study.data.x
    expected = np.delete(result.predict(x), 3, axis=0).mean(axis=0)
    np.testing.assert_allclose(run(tmp_path / "mean.onnx", x)[0], expected, rtol=0, atol=1e-6)
    result.diverged_at[:] = 0
    with pytest.raises(ManySeedsError, match="every replica diverged"):
        result.to_onnx(tmp_path / "other.onnx")


def test_all_activations_are_those_of_keras(tmp_path):
    """Also those that a network may have later: each as a graph of its own against Keras's."""
    import keras
    import onnx

    x = np.linspace(-4, 4, 42, dtype=np.float32).reshape(-1, 2)
    for name in ("leaky_relu", "elu", "silu", "gelu", *written.OPERATORS):
        graph = written.Graph(onnx.helper, onnx.numpy_helper)
        end = written._activated(graph, "x", name)
        value = onnx.helper.make_tensor_value_info
        model = onnx.helper.make_model(
            onnx.helper.make_graph(
                graph.nodes,
                name,
                [value("x", 1, ["n", 2])],
                [value(end, 1, ["n", 2])],
                graph.constants,
            ),
            opset_imports=[onnx.helper.make_opsetid("", written.OPSET)],
            ir_version=written.IR_VERSION,
        )
        onnx.save(model, tmp_path / "one.onnx")
        expected = keras.activations.get(name)(keras.ops.convert_to_tensor(x))
        expected = keras.ops.convert_to_numpy(expected)
        np.testing.assert_allclose(run(tmp_path / "one.onnx", x)[0], expected, atol=1e-6)
    with pytest.raises(ManySeedsError, match="'other' is not written to ONNX"):
        written._activated(graph, "x", "other")


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch):
    result = STUDIES["linear"].run(progress=False)
    with pytest.raises(ManySeedsError, match="`replica` must be a replica of this result"):
        result.to_onnx(tmp_path / "a.onnx", replicas="median")
    with pytest.raises(ManySeedsError, match="ends in '.onnx'"):
        result.to_onnx(tmp_path / "a.pb")
    monkeypatch.setattr(written, "LARGEST", 100)
    with pytest.raises(ManySeedsError, match="at most 2 GB; these weights have"):
        result.to_onnx(tmp_path / "a.onnx")


def test_scaling_is_each_replica_s_own():
    result = STUDIES["tanh"].run(progress=False)
    both = trained(result, "mean")
    assert isinstance(both, Trained)
    shift, scale = both.scaling
    assert len(np.unique(scale, axis=0)) > 1
    one = trained(result, 18)
    np.testing.assert_array_equal(one.scaling[0][0], shift[18])
    np.testing.assert_array_equal(one.layers[0][0][0], both.layers[0][0][18])
