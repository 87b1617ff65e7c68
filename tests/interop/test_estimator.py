"""The scikit-learn classifier: scikit-learn's own checks, its tools, and what its numbers mean."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_validate, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from manyseeds import EarlyStopping, ManySeedsClassifier, ManySeedsError, Network, Study, Training
from manyseeds.spec import Split

IRIS = load_iris()
X, Y = IRIS.data, IRIS.target
NAMES = IRIS.target_names[Y]
FEW: dict[str, Any] = {"replicas": 8, "epochs": 5, "random_state": 0}


def small(**settings: Any) -> ManySeedsClassifier:
    return ManySeedsClassifier(**{**FEW, **settings})


@parametrize_with_checks([ManySeedsClassifier()], legacy=True)
def test_check_of_scikit_learn(estimator: ManySeedsClassifier, check: Any) -> None:
    name = getattr(check.func, "__name__", "")
    if name == "check_array_api_input":  # needs a setting that SciPy reads when it is imported
        code = (
            "from manyseeds import ManySeedsClassifier\n"
            "from sklearn.utils.estimator_checks import check_array_api_input as check\n"
            "check('ManySeedsClassifier', ManySeedsClassifier(), 'numpy',"
            " expect_only_array_outputs=False)\n"
            "print('passed')"
        )
        environment = {**os.environ, "SCIPY_ARRAY_API": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip() == "passed", done.stderr
        return
    check(estimator)


def test_the_mean_of_the_replicas_is_what_is_predicted() -> None:
    model = small().fit(X, NAMES)
    probabilities = model.predict_proba(X)
    replicas = model.result_.predict(X).astype(np.float64)
    assert replicas.shape == (8, 150, 3)
    np.testing.assert_allclose(probabilities, replicas.mean(axis=0), rtol=1e-6)
    np.testing.assert_array_equal(
        model.predict(X), np.array(model.classes_)[replicas.mean(axis=0).argmax(axis=1)]
    )
    np.testing.assert_array_equal(model.decision_function(X), model.predict_log_proba(X))


def test_with_two_classes_the_decision_is_the_logit_of_the_second() -> None:
    two = Y < 2
    model = small(scaling="standard", epochs=2).fit(X[two], NAMES[two])
    p = model.predict_proba(X[two])[:, 1]
    decision = model.decision_function(X[two])
    assert decision.shape == (100,)
    np.testing.assert_allclose(decision, np.log(p / (1 - p)), rtol=1e-6)
    np.testing.assert_array_equal(decision > 0, model.predict(X[two]) == "versicolor")


def test_an_integer_random_state_is_the_seed_of_the_study() -> None:
    model = small(scaling="standard", stratify=False, random_state=7).fit(X, Y)
    order = np.lexsort([*X.T[::-1], Y])
    study = Study(
        data=(X[order], Y[order]),
        network=Network(hidden=(32,)),
        training=Training(epochs=5, learning_rate=0.005),
        split=Split(test=0.1, validation=0.0),
        scaling="standard",
        replicas=8,
        seed=7,
    )
    again = study.run(progress=False)
    np.testing.assert_array_equal(model.result_.flat_weights[0], again.flat_weights[0])
    np.testing.assert_array_equal(model.score_distribution_.values, again.test_accuracy[0])


def test_random_states() -> None:
    def predicted(state: Any) -> np.ndarray:
        return small(random_state=state).fit(X, Y).predict_proba(X)

    np.testing.assert_array_equal(predicted(3), predicted(np.int64(3)))
    assert (predicted(3) != predicted(4)).any()
    one, same = np.random.RandomState(5), np.random.RandomState(5)
    first = predicted(one)
    np.testing.assert_array_equal(first, predicted(same))
    assert (first != predicted(one)).any()
    assert (predicted(None) != predicted(None)).any()


def test_the_order_of_the_rows_does_not_matter() -> None:
    order = np.random.default_rng(0).permutation(len(X))
    one, other = small().fit(X, Y), small().fit(X[order], Y[order])
    np.testing.assert_array_equal(one.predict_proba(X), other.predict_proba(X))


def test_whole_weights_are_counts() -> None:
    counts = np.random.default_rng(1).integers(0, 4, len(X))
    weighted = small().fit(X, Y, sample_weight=counts)
    repeated = small().fit(X.repeat(counts, axis=0), Y.repeat(counts))
    np.testing.assert_array_equal(weighted.predict_proba(X), repeated.predict_proba(X))
    assert (weighted.predict_proba(X) != small().fit(X, Y).predict_proba(X)).any()


WEIGHTS = np.random.default_rng(2).gamma(2.0, 0.5, len(X))
WHOLE = {"test": 0, "scaling": "none", "batch_size": 10**6}


def test_other_weights_multiply_the_loss_as_scikit_learn_s_do() -> None:
    model = small(**WHOLE, epochs=1, learning_rate=1e-30).fit(X, NAMES, sample_weight=WEIGHTS)
    losses = [log_loss(NAMES, p, sample_weight=WEIGHTS) for p in model.result_.predict(X)]
    np.testing.assert_allclose(model.result_.curves[0, 0, :, 0], losses, rtol=1e-5)


def test_half_a_weight_for_all_is_the_same_training_where_a_batch_is_all_rows() -> None:
    counts = np.random.default_rng(1).integers(0, 4, len(X))
    repeated = small(**WHOLE, epochs=20).fit(X, NAMES, sample_weight=counts)
    halved = small(**WHOLE, epochs=20).fit(X, NAMES, sample_weight=counts / 2)
    assert len(halved.result_.study.data.y) == (counts > 0).sum()
    np.testing.assert_allclose(halved.predict_proba(X), repeated.predict_proba(X), atol=1e-4)
    plain = small(**WHOLE, epochs=20).fit(X, NAMES)
    assert np.abs(halved.predict_proba(X) - plain.predict_proba(X)).max() > 1e-3


def test_weights_keep_names_and_do_not_depend_on_their_unit() -> None:
    frame = pd.DataFrame(X, columns=IRIS.feature_names)
    model = small().fit(frame, NAMES, sample_weight=pd.Series(WEIGHTS))
    data = model.result_.study.data
    assert data.features == tuple(IRIS.feature_names)
    assert data.classes == tuple(IRIS.target_names)
    again = small().fit(frame, NAMES, sample_weight=WEIGHTS * 8)
    np.testing.assert_array_equal(model.predict_proba(frame), again.predict_proba(frame))


def test_a_class_that_counts_for_more_is_chosen_more_often() -> None:
    for label in IRIS.target_names:
        model = small(class_weight={label: 100.0}, epochs=20).fit(X, NAMES)
        assert (model.predict(X) == label).sum() > (label == NAMES).sum()
    some = np.r_[0:100, 100:104]
    plain, even = (small(class_weight=w).fit(X[some], NAMES[some]) for w in (None, "balanced"))
    assert even.predict_proba(X)[100:, 2].mean() > plain.predict_proba(X)[100:, 2].mean()


def test_layers_are_described_as_a_network_s() -> None:
    settings = {"hidden": (6, 4), "dropout": [0.1, 0.2], "activation": ["gelu", "tanh"]}
    model = small(initializer=["he_normal", "he_normal", "lecun_normal"], **settings).fit(X, Y)
    network = model.result_.study.network
    assert network == Network(initializer=("he_normal", "he_normal", "lecun_normal"), **settings)


def test_a_class_whose_rows_all_weigh_nothing_is_none() -> None:
    model = small().fit(X, NAMES, sample_weight=Y != 2)
    assert model.classes_.tolist() == ["setosa", "versicolor"]
    assert set(model.predict(X)) == {"setosa", "versicolor"}


def test_scores_are_of_rows_that_were_left_out() -> None:
    model = small(test=30).fit(X, Y)
    scores = model.score_distribution_
    assert scores.n == 8
    np.testing.assert_array_equal(scores.values, model.result_.test_accuracy[0])
    np.testing.assert_allclose(scores.values * 30, np.round(scores.values * 30), atol=1e-4)
    assert small(test=0).fit(X, Y).score_distribution_.n == 0


def test_intervals_hold_their_share_of_the_replicas() -> None:
    model = small(replicas=40).fit(X, Y)
    low, high = model.predict_interval(X, level=0.8)
    replicas = model.result_.predict(X)
    assert low.shape == high.shape == (150, 3)
    inside = ((replicas >= low) & (replicas <= high)).mean()
    assert 0.75 < inside < 0.85
    wide = model.predict_interval(X, level=0.99)
    assert (wide[0] <= low).all()
    assert (wide[1] >= high).all()
    with pytest.raises(ManySeedsError, match="`level` must be a number in"):
        model.predict_interval(X, level=95)


def test_frames_keep_their_names() -> None:
    frame = pd.DataFrame(X, columns=IRIS.feature_names)
    model = small().fit(frame, pd.Series(NAMES))
    assert model.feature_names_in_.tolist() == IRIS.feature_names
    assert model.result_.study.data.features == tuple(IRIS.feature_names)
    assert model.result_.study.data.classes == tuple(IRIS.target_names)
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(frame[frame.columns[::-1]])


def test_it_works_in_a_pipeline_a_search_and_cross_validation() -> None:
    pipeline = make_pipeline(StandardScaler(), small(scaling="none"))
    search = GridSearchCV(pipeline, {"manyseedsclassifier__hidden": [(), (8,), (8, 4)]}, cv=2)
    search.fit(X, NAMES)
    assert search.best_estimator_.predict(X).dtype == NAMES.dtype
    scores = cross_validate(
        small(epochs=30), X, NAMES, cv=3, scoring=["accuracy", "neg_log_loss"], n_jobs=2
    )
    assert scores["test_accuracy"].min() > 0.8


def test_copies() -> None:
    stopping = EarlyStopping(monitor="loss", patience=2)
    model = small(hidden=(4, 4), early_stopping=stopping).fit(X, Y)
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    assert not hasattr(copy, "result_")
    for again in (pickle.loads(pickle.dumps(model)), *_through_a_file(model)):
        np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))
        assert again.score_distribution_.mean == model.score_distribution_.mean


def _through_a_file(model: ManySeedsClassifier) -> list[Any]:
    import io

    file = io.BytesIO()
    joblib.dump(model, file)
    file.seek(0)
    return [joblib.load(file)]


def test_early_stopping_watches_rows_of_its_own() -> None:
    model = small(early_stopping=True, epochs=200, learning_rate=0.05).fit(X, Y)
    assert model.result_.study.split.validation == 0.1
    assert model.result_.epochs_run.min() < 200
    assert model.n_iter_ == model.result_.epochs_run.max()
    assert small().fit(X, Y).result_.study.split.validation == 0.0
    on_loss = small(early_stopping=EarlyStopping(monitor="loss")).fit(X, Y)
    assert on_loss.result_.study.split.validation == 0.0


def test_scaling_is_chosen_by_the_columns() -> None:
    assert small().fit(X, Y).scaling_ == "none"
    assert small().fit(X * [1, 1, 1, 100], Y).scaling_ == "standard"
    assert small().fit(X * 10, Y).scaling_ == "standard"
    assert small(scaling="minmax").fit(X, Y).scaling_ == "minmax"
    for wrong in ("atuo", None, ["auto"]):
        with pytest.raises(ManySeedsError, match="`scaling` must be one of 'auto', 'none', 'stand"):
            small(scaling=wrong).fit(X, Y)


def test_diverged_replicas_are_counted_and_left_out() -> None:
    settings = {"optimizer": "sgd", "scaling": "none", "hidden": (4,), "replicas": 32}
    with pytest.warns(ConvergenceWarning, match=r"\d+ of 32 replicas diverged and are left out"):
        model = small(learning_rate=60.0, **settings).fit(X * 8, Y)
    sound = model.result_.diverged_at[0] < 0
    assert 0 < sound.sum() < 32
    replicas = model.result_.predict(X)[sound].astype(np.float64)
    np.testing.assert_allclose(model.predict_proba(X), replicas.mean(axis=0), rtol=1e-6)
    assert model.score_distribution_.missing == 32 - sound.sum()
    with pytest.raises(ManySeedsError, match="every replica diverged"):
        small(learning_rate=1e20, **settings).fit(X * 1000, Y)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"hidden": (0,)}, "`hidden` must be a list of integers"),
    ({"activation": "rellu"}, "Did you mean 'relu'"),
    ({"optimizer": "lbfgs"}, "`optimizer` must be one of"),
    ({"learning_rate": -1}, "`learning_rate` must be a finite number > 0"),
    ({"epochs": 0}, "`epochs` must be"),
    ({"batch_size": "auto"}, "`batch_size` must be"),
    ({"early_stopping": 3}, "`early_stopping` must be"),
    ({"validation": 1.5}, "`validation` must be a share"),
    ({"test": 150}, "sizes that leave rows to train on"),
    ({"scaling": "robust"}, "`scaling` must be one of"),
    ({"replicas": 0}, "`replicas` must be"),
    ({"random_state": -1}, "`random_state` must be"),
    ({"threads": 0}, "`threads` must be"),
]


@pytest.mark.parametrize(("settings", "message"), WRONG, ids=[next(iter(s)) for s, _ in WRONG])
def test_wrong_parameters_get_a_sentence(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ManySeedsError, match=message):
        small(**settings).fit(X, Y)


@pytest.mark.parametrize(
    ("x", "y", "weight", "message"),
    [
        (sparse.csr_array(X), Y, None, "Sparse data was passed"),
        (X * np.nan, Y, None, "NaN"),
        (np.where(X.max() == X, 1e300, X), Y, None, "`X` must be of finite numbers, at most"),
        (X, X[:, 0], None, "continuous"),
        (X, Y * 0, None, "at least two classes; got one class, 0"),
        (X, Y, Y == 1, "at least two classes; got one class, 1"),
        (X, Y, np.ones(3), "`sample_weight` must be one number a row, 150 numbers"),
        (X, Y, -Y, "`sample_weight` must be of finite numbers >= 0; got -1"),
        (X, Y, np.full(150, np.nan), "`sample_weight` must be of finite numbers"),
        (X, Y, ["a"] * 150, "`sample_weight` must be a list of numbers"),
        (X, Y, Y * 0, "all weights are zero"),
        (X, Y, np.full(150, 1e9), "counts of at most"),
    ],
)
def test_wrong_data_gets_a_sentence(x: Any, y: Any, weight: Any, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        small().fit(x, y, sample_weight=weight)


FRAME = pd.DataFrame({"a": X[:, 0], "b": X[:, 1]})


@pytest.mark.parametrize(
    ("values", "got"),
    [
        (["u", "v", None] * 50, "String|'u'"),
        (pd.Categorical(["u", "v", "w"] * 50), "Categorical"),
        (pd.date_range("2020-01-01", periods=150, tz="Europe/Berlin"), "Datetime"),
    ],
)
def test_a_column_that_is_no_number_is_named(values: Any, got: str) -> None:
    with pytest.raises(ManySeedsError, match=f"Column 'c' of `X` must be of numbers; got ({got})"):
        small().fit(FRAME.assign(c=values), NAMES)


def test_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ManySeedsError, match="`X` must have columns of different names"):
        small().fit(FRAME.set_axis(["a", "a"], axis=1), NAMES)


@pytest.mark.parametrize("dtype", [object, "string"])
def test_missing_labels_are_counted(dtype: Any) -> None:
    labels = pd.Series(NAMES, dtype=dtype)
    labels[:4] = None
    with pytest.raises(ManySeedsError, match="`y` must be labels; 4 of 150 are missing"):
        small().fit(FRAME, labels)


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_frames_of_other_libraries_are_taken(library: str) -> None:
    module = pytest.importorskip(library)
    columns = {"a": X[:, 0], "b": X[:, 1]}
    make = module.DataFrame if library == "polars" else module.table
    expected = small().fit(FRAME, NAMES).predict_proba(FRAME)
    found = small().fit(make(columns), NAMES).predict_proba(make(columns))
    np.testing.assert_array_equal(found, expected)


def test_mixed_columns_go_through_a_column_transformer() -> None:
    rng = np.random.default_rng(0)
    frame = FRAME.assign(
        c=pd.Categorical(rng.choice(["u", "v"], 150)),
        d=[None if k % 9 == 0 else f"t{k % 3}" for k in range(150)],
        e=pd.array([None if k % 5 == 0 else k for k in range(150)], dtype="Int64"),
    )
    frame.index = [0] * 150
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), ["a", "b", "e"]),
        (OneHotEncoder(sparse_output=False), ["c", "d"]),
    )
    model = make_pipeline(columns, small()).set_output(transform="pandas").fit(frame, NAMES)
    assert model[-1].feature_names_in_[-1] == "onehotencoder__d_nan"
    scores = cross_validate(
        model, frame, NAMES, groups=np.arange(150) // 10, cv=GroupKFold(3), error_score="raise"
    )
    assert np.isfinite(scores["test_score"]).all()


def test_nothing_is_predicted_before_it_was_fitted() -> None:
    for method in ("predict", "predict_proba", "decision_function", "predict_interval"):
        with pytest.raises(NotFittedError):
            getattr(small(), method)(X)


LOADERS = {
    "iris": load_iris,
    "wine": load_wine,
    "breast_cancer": load_breast_cancer,
    "digits": load_digits,
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", LOADERS)
def test_it_is_not_less_accurate_than_scikit_learn_s(name: str) -> None:
    x, y = LOADERS[name](return_X_y=True)
    ours, singles, theirs = [], [], []
    for k in range(12):
        split = {"test_size": 0.25, "random_state": 20_000 + k, "stratify": y}
        x_train, x_test, y_train, y_test = train_test_split(x, y, **split)
        model = ManySeedsClassifier(random_state=k).fit(x_train, y_train)
        ours.append(model.score(x_test, y_test))
        singles.append((model.result_.predict(x_test).argmax(axis=2) == y_test).mean())
        theirs.append(MLPClassifier(random_state=k).fit(x_train, y_train).score(x_test, y_test))
    difference = np.subtract(ours, theirs)
    assert difference.mean() > -2 * difference.std(ddof=1) / np.sqrt(12)
    assert np.mean(ours) > np.mean(singles)


def test_a_column_that_single_precision_loses_is_named() -> None:
    seconds = 1.7e9 + np.arange(60.0)
    frame = pd.DataFrame({"size": np.arange(60) % 7, "time": seconds})
    with pytest.raises(
        ManySeedsError, match="Column 'time' of `X` must be of values that single prec"
    ):
        ManySeedsClassifier(epochs=1, replicas=2).fit(frame, [0, 1] * 30)
    scaled = make_pipeline(StandardScaler(), ManySeedsClassifier(epochs=1, replicas=2))
    assert scaled.fit(frame, [0, 1] * 30).predict(frame[:1]).shape == (1,)


def test_rows_too_large_for_a_probability_are_refused() -> None:
    rng = np.random.default_rng(0)
    model = ManySeedsClassifier(hidden=(8, 8), epochs=2, replicas=16, random_state=0)
    model.fit(rng.normal(size=(60, 2)), [0, 1] * 30)
    for ask in (model.predict, model.predict_proba, model.predict_interval):
        with pytest.raises(ManySeedsError, match="row 0 is too large for"):
            ask([[3e38, -3e38]])
