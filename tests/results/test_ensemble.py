"""Replicas that predict together."""

from __future__ import annotations

import numpy as np
import pytest

from manyseeds import Network, Result, ResultError, Study, Training
from manyseeds.results import ensemble as module


@pytest.fixture(scope="module")
def result() -> Result:
    study = Study(data="iris", training=Training(epochs=3), scaling="standard", replicas=20)
    return study.run(progress=False)


def test_the_mean_of_the_members_is_predicted(result: Result) -> None:
    x = result.study.data.x
    found = result.ensemble()
    assert len(found) == 20
    mean = result.predict(x).mean(axis=0, dtype=np.float64)
    np.testing.assert_allclose(found.predict(x), mean, rtol=1e-6)
    np.testing.assert_allclose(found.predict(x).sum(axis=1), 1, rtol=1e-12)
    assert found.classes(x).tolist() == [result.study.data.classes[c] for c in mean.argmax(axis=1)]
    two = result.ensemble(members=[3, 17])
    np.testing.assert_allclose(
        two.predict(x),
        (result.predict(x, replica=3) + result.predict(x, replica=17)) / 2,
        rtol=1e-6,
    )


def test_rows_are_taken_in_parts(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    x = result.study.data.x
    whole = result.ensemble().predict(x)
    monkeypatch.setattr(module, "CHUNK", 20 * 3 * 7)
    np.testing.assert_array_equal(result.ensemble().predict(x), whole)


@pytest.mark.parametrize("members", [0, 21, [], [0, 0], [20], [-1]])
def test_members_that_are_not_there_are_refused(result: Result, members: object) -> None:
    with pytest.raises(ResultError, match="must be"):
        result.ensemble(members=members)  # type: ignore[arg-type]


def test_diverged_replicas_are_no_members() -> None:
    training = Training(optimizer="sgd", learning_rate=60.0, epochs=5)
    study = Study(data="iris", network=Network(hidden=(4,)), training=training, replicas=32)
    result = study.run(progress=False)
    gone = np.flatnonzero(result.diverged_at[0] >= 0)
    assert 0 < len(gone) < 32
    assert result.ensemble().members.tolist() == np.setdiff1d(np.arange(32), gone).tolist()
    with pytest.raises(ResultError, match="of replicas that did not diverge"):
        result.ensemble(members=[int(gone[0])])
    every = Study(
        data="iris", training=Training(optimizer="sgd", learning_rate=1e30, epochs=2), replicas=4
    )
    with pytest.raises(ResultError, match="every replica diverged"):
        every.run(progress=False).ensemble()
