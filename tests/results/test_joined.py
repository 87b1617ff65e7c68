"""Results of parts of a study put together are the result of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import Network, ResultError, Study, Training
from manyseeds.results.joined import joined
from manyseeds.results.schema import SCORES


def study(replicas: int = 48, seed: int = 4) -> Study:
    return Study(
        data="xor",
        network=Network(hidden=(3,)),
        training=Training(epochs=3),
        sweep={"network.hidden": [[3], [5]]},
        replicas=replicas,
        seed=seed,
    )


def test_parts_in_any_order_make_the_whole() -> None:
    whole = study().run(progress=False)
    parts = [study().run(only=part, progress=False) for part in (range(20, 48), [3], [0, 1, 2])]
    parts.append(study(20).run(only=range(4, 20), progress=False))
    found = joined(parts)
    assert np.array_equal(found.replicas, whole.replicas)
    assert found.study == whole.study
    assert np.array_equal(found.curves, whole.curves)
    for name in SCORES:
        assert np.array_equal(getattr(found, name), getattr(whole, name), equal_nan=True)
    for one, two in zip(found.flat_weights, whole.flat_weights, strict=True):
        assert np.array_equal(one, two)


def test_what_does_not_belong_together_is_refused() -> None:
    first = study().run(only=range(16), progress=False)
    with pytest.raises(ResultError, match="same study"):
        joined([first, study(seed=5).run(only=range(16, 32), progress=False)])
    with pytest.raises(ResultError, match="share a replica"):
        joined([first, study().run(only=[15, 16], progress=False)])
    with pytest.raises(ResultError, match="nothing to join"):
        joined([])
