"""One sigmoid for two classes: shapes, probabilities, summary, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import Network, SpecificationError, Study, Training
from manyseeds.results.summary import Summary


def test_predictions_are_of_both_classes_and_the_sigmoid_is_the_second_s():
    study = Study(
        data={"name": "xor", "copies": 20},
        network=Network(output="sigmoid"),
        training=Training(epochs=3),
        replicas=3,
    )
    result = study.run(progress=False)
    (arm,) = result.arms
    assert (arm.widths, arm.classes, arm.parameters) == ((2, 1), 2, 3)
    rows = np.array([[0.0, 1.0], [2.0, -1.0]], np.float32)
    found = result.predict(rows, replica=1)
    kernel, bias = result.weights(replica=1)
    sigmoid = 1 / (1 + np.exp(-(rows @ kernel + bias)[:, 0].astype(float)))
    np.testing.assert_allclose(found, np.stack([1 - sigmoid, sigmoid], axis=1), rtol=1e-6)
    assert "(Dense, sigmoid)" in str(Summary.of(arm))
    assert result.confusion.shape[-2:] == (2, 2)


def test_more_than_two_classes_need_a_softmax():
    with pytest.raises(SpecificationError, match="`output` must be 'softmax' where there are more"):
        Study(data="wine", network=Network(output="sigmoid"))
