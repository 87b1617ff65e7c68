"""Missing values: filled from the training rows of each replica, the same for every engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer

from manyseeds import Network, Study, Training, data
from manyseeds.arms import arms_of
from manyseeds.missing import filled, training_medians
from manyseeds.plan import plan_block
from oracles import never


def gappy(rows: int = 60, seed: int = 0):
    rng = np.random.default_rng(seed)
    frame = pytest.importorskip("pandas").DataFrame(rng.normal(size=(rows, 3)), columns=list("abc"))
    frame["k"] = (frame.a + frame.b > 0).astype(int)
    frame.loc[rng.choice(rows, rows // 3, replace=False), "a"] = None
    frame.loc[[1, 2], "c"] = None
    return data.table(frame, "k")


STUDY = Study(
    data=gappy(),
    network=Network(hidden=(4,)),
    training=Training(epochs=3),
    scaling="standard",
    replicas=40,
)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_values_are_filled_as_scikit_learn_does_from_training_rows_alone(seed):
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(1, 30, 4)).astype(np.float32)
    table[0, :, :3][rng.random((30, 3)) < 0.4] = np.nan
    table[0, :3] = 1.0  # each column has a value among the training rows
    rows = np.stack([np.arange(3 + k, -1, -1) for k in range(3)][:1])
    medians = training_medians(table, rows)
    imputer = SimpleImputer(strategy="median").fit(table[0, rows[0]].astype(np.float64))
    expected = imputer.transform(table[0])
    np.testing.assert_allclose(filled(table[0], medians[0]), expected, rtol=1e-6)


def test_a_change_among_test_rows_changes_no_training():
    plan = plan_block(STUDY, arms_of(STUDY)[0], np.arange(4))
    x = STUDY.data.x.copy()
    x[plan.rows.test[2, 0], 0] = 1e6
    other = data.Dataset(
        name="t", x=x, y=STUDY.data.y, classes=(0, 1), features=STUDY.data.features
    )
    again = plan_block(STUDY.model_copy(update={"data": other}), arms_of(STUDY)[0], np.arange(4))
    np.testing.assert_array_equal(again.medians[2], plan.medians[2])
    train = plan.rows.train[2]
    np.testing.assert_array_equal(again.inputs(2)[train], plan.inputs(2)[train])


def test_a_replica_is_the_same_alone_and_among_others():
    whole = STUDY.run(progress=False)
    alone = STUDY.run(progress=False, only=[37])
    np.testing.assert_array_equal(whole.flat_weights[0][37], alone.flat_weights[0][0])
    np.testing.assert_array_equal(whole.curves[:, 0, 37], alone.curves[:, 0, 0])
    assert np.isfinite(whole.curves).all()


def test_engines_agree_where_values_are_missing():
    from manyseeds.engines.native import NativeEngine
    from manyseeds.engines.reference import ReferenceEngine

    plan = plan_block(STUDY, arms_of(STUDY)[0], np.arange(3))
    native, exact = (engine().train(plan, never) for engine in (NativeEngine, ReferenceEngine))
    np.testing.assert_allclose(native.history, exact.history, atol=1e-5)
    np.testing.assert_allclose(native.weights, exact.weights, atol=1e-4)


def test_predictions_fill_as_training_did():
    result = STUDY.run(progress=False)
    plan = plan_block(STUDY, arms_of(STUDY)[0], np.arange(16, 32))
    votes = result.predict(STUDY.data.x).argmax(axis=2)
    for replica in (17, 30):
        test = plan.rows.test[replica - 16]
        right = (votes[replica, test] == STUDY.data.y[test]).mean()
        assert right == pytest.approx(result.test_accuracy[0, replica])
        one = result.predict(STUDY.data.x, replica=replica).argmax(axis=1)
        np.testing.assert_array_equal(one, votes[replica])


def test_findings_and_pictures_live_with_gaps():
    from manyseeds.plots.style import drawn

    findings = STUDY.run(progress=False).findings(companions=False)
    for finding in findings:
        assert finding.answer.endswith(".")
        for picture in finding.pictures:
            drawn(picture.plot)


def test_a_plan_holds_one_table_for_all_and_each_replica_fills_its_own():
    plan = plan_block(STUDY, arms_of(STUDY)[0], np.arange(16))
    assert len(plan.tables) == 1
    gaps = np.isnan(plan.tables[0])
    for place in (0, 9):
        rows = plan.inputs(place) / plan.scaling[1][place] + plan.scaling[0][place]
        expected = np.broadcast_to(plan.medians[place], gaps.shape)[gaps]
        np.testing.assert_allclose(rows[gaps], expected, atol=1e-5)
    assert len(np.unique(plan.medians[:, 0])) > 8


def test_an_ensemble_fills_as_its_members_do():
    result = STUDY.run(progress=False)
    mean = result.predict(STUDY.data.x).astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(result.ensemble().predict(STUDY.data.x), mean, rtol=1e-6)


def test_nothing_missing_is_nothing_done():
    assert training_medians(np.zeros((1, 3, 2), np.float32), np.zeros((1, 1), int)) is None
