"""Permutation importance: against scikit-learn's, on planted columns, and its plot and finding."""

from __future__ import annotations

import functools

import numpy as np
import pandas
import pytest
from sklearn.inspection import permutation_importance

from manyseeds import Network, Result, ResultError, Split, Study, Training, data
from manyseeds.findings.finding import Verdict
from manyseeds.plan import plan_block
from manyseeds.plots.importance import ImportancePlot
from manyseeds.plots.style import drawn
from manyseeds.stats.importance import importance_of, permuted


@functools.cache
def planted(rows: int = 300) -> Result:
    """The class is a's sign, helped by the category; noise tells nothing."""
    rng = np.random.default_rng(1)
    frame = pandas.DataFrame({"noise": rng.normal(size=rows), "a": rng.normal(size=rows)})
    frame["c"] = rng.choice(["p", "q", "r"], rows)
    frame["k"] = (frame.a + 0.8 * (frame.c == "p") > 0.3).astype(int)
    study = Study(
        data=data.table(frame, "k"),
        network=Network(hidden=(6,)),
        training=Training(epochs=40, learning_rate=0.02),
        scaling="standard",
        replicas=60,
    )
    return study.run(progress=False)


class Replica:
    """One replica as scikit-learn wants it."""

    def __init__(self, result: Result, replica: int) -> None:
        self.result, self.replica = result, replica

    def fit(self, x, y):
        return self

    def predict(self, x):
        return self.result.predict(x, replica=self.replica).argmax(axis=1)

    def score(self, x, y):
        return (self.predict(x) == y).mean()


def test_the_mean_drop_is_scikit_learn_s() -> None:
    result = Study(
        data="wine",
        scaling="standard",
        training=Training(epochs=15, learning_rate=0.02),
        replicas=400,
        vary=("order",),
    ).run(progress=False)
    found = importance_of(result, result.arms[0], replicas=400)
    rows = plan_block(result.study, result.arms[0], np.arange(1)).rows.test[0]
    x, y = result.study.data.x[rows], result.study.data.y[rows]
    theirs = permutation_importance(Replica(result, 0), x, y, n_repeats=400, random_state=0)
    ours = np.array([mean.estimate for mean in found.means])
    error = np.sqrt(found.drops.var(axis=0) + theirs.importances.var(axis=1)) / 20
    # Replicas differ in the order of batches alone, so replica 0 is near their mean.
    assert np.all(np.abs(ours - theirs.importances_mean) < 4 * error + 0.01)


def test_planted_columns_are_found_and_a_category_counts_as_one() -> None:
    found = importance_of(planted(), planted().arms[0])
    assert found.names == ("noise", "a", "c")
    assert found.names[found.order[0]] == "a"
    assert found.first_is_certain
    assert [found.names[c] for c in found.matter][:2] == ["a", "c"]
    assert abs(found.means[0].estimate) < 0.05
    assert found.means[1].estimate > 0.2
    assert "max-t over 3 means" in found.means[0].method


def test_the_drop_of_a_replica_does_not_depend_on_how_many_are_asked() -> None:
    result = planted()
    few, many = (importance_of(result, result.arms[0], replicas=n) for n in (3, 40))
    np.testing.assert_array_equal(few.drops, many.drops[:3])
    one = importance_of(result, result.arms[0], replicas=40, threads=1)
    np.testing.assert_array_equal(one.drops, many.drops)


def test_columns_of_one_category_move_together() -> None:
    x = np.arange(12).reshape(4, 3)
    changed = permuted(x, (0, 2), np.array([3, 2, 1, 0]))
    assert changed[:, 1].tolist() == x[:, 1].tolist()
    assert changed[:, [0, 2]].tolist() == x[::-1, [0, 2]].tolist()


def test_there_must_be_given_rows_to_test() -> None:
    for study in (
        Study(data="xor", training=Training(epochs=1), replicas=2),
        Study(data="iris", split=Split(test=0), training=Training(epochs=1), replicas=2),
    ):
        result = study.run(progress=False)
        with pytest.raises(ResultError, match="of a given table with test rows"):
            importance_of(result, result.arms[0])
        assert result.findings(companions=False)["importance"].verdict is Verdict.NOT_APPLICABLE


def test_the_finding_names_the_columns() -> None:
    finding = planted().findings(companions=False)["importance"]
    assert finding.headline == "above all a"
    assert "Without a, accuracy on the test rows falls by" in finding.answer
    assert "certainly the most" in finding.answer
    assert [n.name for n in finding.numbers][:2] == ["lost without a", "lost without c"]


def test_labels_without_sense_leave_no_column_that_matters() -> None:
    rng = np.random.default_rng(3)
    result = Study(
        data=(rng.normal(size=(120, 3)), rng.integers(0, 2, 120)),
        training=Training(epochs=5),
        vary=("split",),
        replicas=16,
    ).run(progress=False)
    finding = result.findings(companions=False)["importance"]
    assert finding.headline == "none measurably"
    assert finding.answer.startswith("None of 3 columns measurably")


def test_one_replica_cannot_tell_worth_from_luck() -> None:
    study = Study(data="iris", training=Training(epochs=5), replicas=1)
    result = study.run(progress=False)
    finding = result.findings(companions=False)["importance"]
    assert finding.numbers == ()
    assert finding.answer.startswith("One run cannot tell what a column is worth from luck")
    drawn(ImportancePlot(importance_of(result, result.arms[0])))


def test_the_plot_says_what_it_shows() -> None:
    plot = ImportancePlot(importance_of(planted(), planted().arms[0]), most=2)
    assert plot.frame()["column"].tolist()[0] == "a"
    assert plot.alt.startswith("Points of test accuracy lost when a column is permuted, mean of 60")
    ax = drawn(plot).axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "c"]
    assert "1 less important columns are not shown" in ax.get_title(loc="left")
