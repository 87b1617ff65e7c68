"""Short answers say no more than the answers behind them."""

from __future__ import annotations

import numpy as np
import pytest

import studied
from manyseeds import Criteria, Network, Study, Training
from manyseeds.findings.catalogue import Findings
from manyseeds.findings.finding import Verdict
from manyseeds.stats.importance import Importance
from manyseeds.stats.interval import Interval


def found(**fields: object) -> Findings:
    settings = {"data": "iris", "training": Training(epochs=20), "replicas": 20, **fields}
    return Study(**settings).run(progress=False).findings(companions=False)


def test_the_worst_class_is_named_only_where_it_is_certain() -> None:
    certain = studied.digits()["classes"]
    assert certain.headline == "no, class 8 is worst"
    assert "certainly class 8" in certain.answer
    fields = {"network": Network(hidden=(8,)), "sweep": {"network.hidden": [[1], [8]]}}
    unsure = found(**fields)["classes"]
    assert "but not certainly" in unsure.answer
    assert unsure.headline == "no"


def test_where_none_reaches_the_target_it_is_not_cannot_be_told() -> None:
    finding = found(criteria=Criteria(target=0.9))["successful"]
    assert finding.answer.startswith("0 % ")
    assert finding.verdict is Verdict.NONE_SEEN
    assert found(replicas=100, criteria=Criteria(target=0.9))["successful"].verdict is Verdict.NO


def test_too_few_epochs_are_not_called_enough() -> None:
    finding = studied.xor(epochs=10)["epochs"]
    assert finding.answer.startswith("Not even the 10")
    assert [number.name for number in finding.numbers] == ["added by the last tenth of the epochs"]
    enough = studied.xor()["epochs"]
    assert "epochs that are enough for the mean" in [number.name for number in enough.numbers]


def test_the_run_looked_at_is_the_first_that_did_not_diverge() -> None:
    findings = found(
        data="wine",
        network=Network(hidden=(4,)),
        training=Training(epochs=20, optimizer="sgd", learning_rate=5.0),
        replicas=24,
        seed=8,
    )
    diverged = findings.evidence.result.diverged_at[0] >= 0
    first = int(np.argmin(diverged))
    assert diverged[0]
    assert not diverged.all()
    assert findings["run"].answer.startswith(f"Replica {first} has the test accuracy")


def test_columns_are_counted_where_none_is_certainly_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    findings = found(data="breast_cancer", scaling="standard", replicas=40)
    finding = findings["importance"]
    means = [
        Interval(mean, low, mean + 0.02, 0.95, "t", 40)
        for mean, low in ((0.05, -0.01), (0.04, 0.02), (0.03, 0.01))
    ]
    columns = Importance(("a", "b", "c"), np.zeros((40, 3)), tuple(means), 30, 0.95)
    monkeypatch.setitem(finding.__dict__, "found", columns)
    assert finding.headline == "2 of 3 columns"
    assert "Without b, " in finding.answer


def test_a_single_epoch_is_no_range() -> None:
    training = Training(epochs=15)
    findings = found(data="digits", network=Network(hidden=(16, 8)), training=training)
    assert findings.evidence.main.convergence.epoch.n > 1
    assert " runs at epoch 14." in findings["converged"].answer


def test_the_only_rival_is_the_other() -> None:
    sweep = {"training.optimizer": ["adam", "sgd"]}
    finding = found(network=Network(hidden=(4,)), sweep=sweep)["arms"]
    assert finding.headline == "the arm optimizer=sgd"
    assert "The other, optimizer=adam, is certainly worse, by" in finding.answer
