"""Weights of all replicas as a safetensors file."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import manyseeds
from manyseeds import Network, Study, Training
from manyseeds.errors import ManySeedsError


@pytest.fixture(scope="module")
def result():
    study = Study(
        data="iris",
        network=Network(hidden=(4,)),
        training=Training(epochs=2),
        sweep={"network.hidden": [[4], [3, 2]]},
        replicas=5,
    )
    return study.run(progress=False, only=[1, 3, 4])


@pytest.mark.parametrize("arm", [0, 1])
def test_weights_come_back_as_they_were(result, arm, tmp_path):
    path = tmp_path / "weights.safetensors"
    result.save_weights(path, arm)
    read = manyseeds.load_weights(path)
    assert read.replicas.tolist() == [1, 3, 4]
    for replica in (1, 3, 4):
        pairs = zip(read.of(replica), result.weights(arm, replica), strict=True)
        for found, own in pairs:
            np.testing.assert_array_equal(found, own)
    assert read.words["label"] == result.arms[arm].label
    assert json.loads(read.words["classes"]) == [str(c) for c in result.study.data.classes]
    assert Network(**json.loads(read.words["network"])) == result.arms[arm].network
    assert load_file(path)["layers.0.kernel"].shape == (3, 4, result.arms[arm].widths[1])
    with pytest.raises(ManySeedsError, match="`replica` must be one of the file, 1 to 4; got 2"):
        read.of(2)


GOOD = {
    "replica": np.arange(2),
    "layers.0.kernel": np.zeros((2, 3, 4), np.float32),
    "layers.0.bias": np.zeros((2, 4), np.float32),
    "layers.1.kernel": np.zeros((2, 4, 2), np.float32),
    "layers.1.bias": np.zeros((2, 2), np.float32),
}

FORGED = {
    "its replicas are no list of integers": {"replica": np.zeros(2)},
    "its layer 0 does not fit": {"layers.0.bias": np.zeros((2, 5), np.float32)},
    "its layer 1 does not fit": {"layers.1.kernel": np.zeros((2, 5, 2), np.float32)},
    "its layer 2 does not fit": {"other": np.zeros(1)},
    "its layer 1 is not of float32": {"layers.1.bias": np.zeros((2, 2))},
}


@pytest.mark.parametrize("sentence", FORGED)
def test_arrays_that_do_not_fit_are_refused(sentence, tmp_path):
    path = tmp_path / "forged.safetensors"
    save_file(GOOD, path, {"format": "manyseeds weights 1"})
    assert len(manyseeds.load_weights(path).layers) == 2
    save_file(GOOD | FORGED[sentence], path, {"format": "manyseeds weights 1"})
    with pytest.raises(ManySeedsError, match=f"Cannot read .*{sentence}"):
        manyseeds.load_weights(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"12345678", (2**63).to_bytes(8, "little") + b"{}", b"\xff" * 100],
    ids=["empty", "rubbish", "a huge header", "ones"],
)
def test_other_files_are_refused(content, tmp_path):
    path = tmp_path / "forged.safetensors"
    path.write_bytes(content)
    with pytest.raises(ManySeedsError, match="Cannot read"):
        manyseeds.load_weights(path)
    with pytest.raises(ManySeedsError, match="Cannot read"):
        manyseeds.load_weights(tmp_path / "nothing.safetensors")
    save_file(GOOD, path)
    with pytest.raises(ManySeedsError, match="it holds no weights of replicas"):
        manyseeds.load_weights(path)
