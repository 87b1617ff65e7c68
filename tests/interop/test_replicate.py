"""`manyseeds.replicate` against the curves of Keras's own `fit`, and what it will not take."""

from __future__ import annotations

import math
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

import manyseeds
from keras_models import CASES, LATER, LOGITS, Case, exercise_xor, sequential, xor
from manyseeds import Network, Training
from manyseeds.errors import ManySeedsError
from manyseeds.interop.keras_model import read_model
from manyseeds.interop.replicate import given_rows
from manyseeds.plan import plan_block
from manyseeds.results.joined import joined

EPOCHS, BATCH, SHARE = 6, 48, 0.25
METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")


class Ordered(keras.utils.PyDataset):
    """Batches of rows, labels and perhaps weights in a given order in each epoch."""

    def __init__(self, data, orders):
        super().__init__()
        self.data, self.orders, self.epoch = data, orders, 0

    def __len__(self):
        return math.ceil(len(self.data[0]) / BATCH)

    def __getitem__(self, index):
        rows = self.orders[self.epoch][index * BATCH : (index + 1) * BATCH]
        return tuple(part[rows] for part in self.data)


class Turning(keras.callbacks.Callback):
    """Turns to the order of the next epoch."""

    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.epoch = epoch


def keras_curves(case: Case, orders) -> tuple[np.ndarray, list[np.ndarray]]:
    """What Keras makes of a case in the given orders: curves (4, epochs) and final weights."""
    first = [variable.numpy() for variable in case.model.variables]
    data = [case.x.astype(np.float32), case.y]
    if "sample_weight" in case.fit:
        data.append(case.fit["sample_weight"])
    end = int(np.floor(len(case.x) * (1 - SHARE)))
    batches = Ordered([part[:end] for part in data], orders)
    history = case.model.fit(
        batches,
        shuffle=False,
        epochs=EPOCHS,
        verbose=0,
        validation_data=tuple(part[end:] for part in data),
        class_weight=case.fit.get("class_weight"),
        callbacks=[Turning(batches), *case.fit.get("callbacks", [])],
    ).history
    curves = np.full((4, EPOCHS), np.nan)
    for row, name in zip(curves, METRICS, strict=True):
        row[: len(history[name])] = history[name]
    final = [w.numpy() for w in case.model.trainable_variables]
    for variable, value in zip(case.model.variables, first, strict=True):
        variable.assign(value)
    return curves, final


@pytest.mark.parametrize("make", CASES + LATER, ids=lambda make: make.__name__)
def test_the_curves_are_those_of_keras(make):
    keras.utils.set_random_seed(7)  # first weights that chance makes chaotic are another matter
    case = make()
    result = manyseeds.replicate(
        case.model,
        case.x,
        case.y,
        replicas=2,
        epochs=EPOCHS,
        batch_size=BATCH,
        validation_split=SHARE,
        seed=11,
        start="model",
        **case.fit,
    )
    plan = plan_block(result.study, result.arms[0], np.arange(2))
    orders = [plan.order(1, epoch) for epoch in range(EPOCHS)]
    curves, final = keras_curves(case, orders)
    found = result.curves[:, 0, 1]
    np.testing.assert_array_equal(np.isnan(found), np.isnan(curves))
    np.testing.assert_allclose(found[[0, 2]], curves[[0, 2]], rtol=1e-4)
    # A hit more or less is a near tie turned by rounding.
    np.testing.assert_allclose(found[[1, 3]], curves[[1, 3]], atol=1.5 / 100)
    for ours, theirs in zip(result.weights(replica=1), final, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=2e-4)
    assert (result.curves[:, 0, 0] != found).any(), "each replica has an order of its own"


def test_a_replica_is_what_train_makes_of_the_same_start_and_orders():
    case = exercise_xor()
    common = {"epochs": 3, "batch_size": 50, "seed": 5}
    result = manyseeds.replicate(
        case.model, case.x, case.y, replicas=3, validation_split=0.2, start="model", **common
    )
    read = read_model(case.model)
    plan = plan_block(result.study, result.arms[0], np.arange(3))
    rows = read.chain.inputs(case.x)
    block = manyseeds.train(
        read.network,
        Training(**read.training, epochs=3, batch_size=50),
        rows[:320],
        case.y[:320],
        initial_weights=read.weights,
        orders=[plan.order(2, epoch) for epoch in range(3)],
        validation=(rows[320:], case.y[320:]),
    )
    np.testing.assert_array_equal(block.history[:, 0], result.curves[:, 0, 2])
    np.testing.assert_array_equal(block.weights[0], result.flat_weights[0][2])
    assert "initial_weights" in result.provenance


def test_replicas_start_from_weights_of_their_own_and_the_study_says_it_all(tmp_path):
    case = exercise_xor()
    result = manyseeds.replicate(case.model, case.x, case.y, replicas=20, epochs=2, seed=3)
    assert result.study.network == Network(hidden=(6,))
    assert result.study.training == Training(epochs=2, learning_rate=0.001)
    again = result.study.run(progress=False)
    np.testing.assert_array_equal(result.curves, again.curves)
    assert len(np.unique(result.flat_weights[0], axis=0)) == 20
    result.save(tmp_path / "result")
    assert manyseeds.load(tmp_path / "result").study == result.study
    assert np.isnan(result.curves[2:]).all(), "no rows are held out unless asked"


def test_with_dropout_keras_s_own_fits_lie_among_the_replicas():
    """Masks are drawn otherwise than Keras draws them: curves agree in distribution."""
    x, y = xor()
    model = sequential(
        (2,),
        layers.Dense(12, "relu"),
        layers.Dropout(0.4),
        layers.Dense(8, "tanh"),
        layers.Dropout(0.1),
        layers.Dense(2),
        optimizer=keras.optimizers.Adam(0.02),
    )
    common = {"epochs": 4, "batch_size": BATCH, "validation_split": SHARE}
    result = manyseeds.replicate(model, x, y, replicas=200, start="model", **common)
    assert result.study.network.dropout == (0.4, 0.1)
    first = model.get_weights()
    for _ in range(3):
        model.set_weights(first)
        model.compile(keras.optimizers.Adam(0.02), model.loss, metrics=["accuracy"])
        history = model.fit(x, y, verbose=0, **common).history
        for name, found in zip(METRICS, result.curves[:, 0], strict=True):
            spread = found.std(axis=0) + 1e-9
            assert (np.abs(history[name] - found.mean(axis=0)) < 5 * spread).all(), name


def test_weights_of_rows_and_classes_are_those_of_the_rows_given():
    case = exercise_xor()
    x, y = xor()
    weights = np.linspace(0.5, 1.5, len(x))
    result = manyseeds.replicate(
        case.model,
        x,
        y,
        sample_weight=weights[:, None],
        validation_data=(x[:30], y[:30]),
        test_data=(x[:40], y[:40], np.full(40, 2.0)),
        class_weight="balanced",
        replicas=2,
    )
    given = np.concatenate([weights, np.ones(30), np.full(40, 2.0)])
    found = result.study.data.weights
    np.testing.assert_array_equal(found, given[given_rows(result)].astype(np.float32))
    assert result.study.training.class_weight == "balanced"
    plain = manyseeds.replicate(case.model, x, y, replicas=2, test_data=(x[:40], y[:40]))
    assert plain.study.data.weights is None


def test_validation_and_test_rows_are_those_given():
    case = exercise_xor()
    x, y = xor()
    result = manyseeds.replicate(
        case.model,
        x,
        y,
        validation_data=(x[:30], y[:30]),
        test_data=(x[:40], np.eye(2)[y[:40]]),
        replicas=2,
    )
    plan = plan_block(result.study, result.arms[0], np.arange(2))
    for rows, expected in zip(
        (plan.rows.train, plan.rows.validation, plan.rows.test), (x, x[:30], x[:40]), strict=True
    ):
        for of_one in rows:
            np.testing.assert_array_equal(result.study.data.x[of_one], expected)
    assert result.confusion.sum(axis=(2, 3)).tolist() == [[40, 40]]
    given = np.concatenate([x, x[:30], x[:40]])
    np.testing.assert_array_equal(result.study.data.x, given[given_rows(result)])


def test_results_of_another_start_are_not_joined():
    case = exercise_xor()
    ours = manyseeds.replicate(case.model, case.x, case.y, replicas=2, only=[0])
    theirs = manyseeds.replicate(case.model, case.x, case.y, replicas=2, only=[1], start="model")
    with pytest.raises(ManySeedsError, match="of the same first weights"):
        joined([ours, theirs])
    again = manyseeds.replicate(case.model, case.x, case.y, replicas=2, only=[1])
    assert joined([ours, again]).replicas.tolist() == [0, 1]


def test_images_keep_their_shape():
    model = sequential((4, 3), layers.Flatten(), layers.Dense(2))
    x = np.random.default_rng(0).normal(size=(10, 4, 3))
    result = manyseeds.replicate(model, x, [0, 1] * 5, replicas=1)
    assert result.study.data.image_shape == (4, 3)


class Mine(layers.Dense):
    """A layer of the user's own."""


def own_activation(x):
    return x


SCHEDULE = keras.optimizers.schedules.PolynomialDecay(0.1, 10)


GROWTH = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 1.5)


def without_biases(optimizer):
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def half(model):
    model.compile("adam", model.loss, loss_weights=0.5)
    return model


class Subclass(keras.Model):
    """A model by inheritance."""


def own(labels, outputs):
    return outputs


def compiled(model):
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(**LOGITS))
    return model


def branching():
    inputs = keras.Input((4,))
    both = layers.Add()([layers.Dense(3)(inputs), layers.Dense(3)(inputs)])
    return compiled(keras.Model(inputs, layers.Dense(2)(both)))


def two_outputs():
    inputs = keras.Input((4,))
    inner = layers.Dense(3)(inputs)
    return compiled(keras.Model(inputs, [inner, layers.Dense(2, name="last")(inner)]))


REFUSED = {
    "layer 'conv' is a Conv2D; use the layers": lambda: sequential(
        (8, 8, 1), layers.Conv2D(4, 3, name="conv"), layers.Flatten(), layers.Dense(10)
    ),
    "layer 'mine' is of the class 'Mine', which is not Keras's own": lambda: sequential(
        (4,), Mine(3, name="mine"), layers.Dense(2)
    ),
    "layer 'a' has an activation that is not Keras's own": lambda: sequential(
        (4,), layers.Dense(3, own_activation, name="a"), layers.Dense(2)
    ),
    "layer 'a' has the activation 'exponential'; `activation` must be": lambda: sequential(
        (4,), layers.Dense(3, "exponential", name="a"), layers.Dense(2)
    ),
    "layer 'f' is a Lambda": lambda: sequential(
        (4,), layers.Lambda(own_activation, name="f"), layers.Dense(2)
    ),
    "layer 'out' has use_bias=False": lambda: sequential(
        (4,), layers.Dense(2, use_bias=False, name="out")
    ),
    "layer 'out' receives samples of shape (4, 4); put a Flatten layer": lambda: sequential(
        (4, 4), layers.Dense(2, name="out")
    ),
    "layer 'out' has the kernel_regularizer 'L1'": lambda: sequential(
        (4,), layers.Dense(2, kernel_regularizer="l1", name="out")
    ),
    "differ in their L2 penalty ('a' 0.01, 'b' 0)": lambda: sequential(
        (4,), layers.Dense(2, kernel_regularizer="l2", name="a"), layers.Dense(2, name="b")
    ),
    "layer 'out' has biases that do not start at zero; start from": lambda: sequential(
        (4,), layers.Dense(2, bias_initializer="ones", name="out")
    ),
    "layer 'out' has the initializer 'orthogonal'; `initializer` must be": lambda: sequential(
        (4,), layers.Dense(2, kernel_initializer="orthogonal", name="out")
    ),
    "layer 'out' computes in {'name': 'bfloat16'}": lambda: sequential(
        (4,), layers.Dense(2, dtype="bfloat16", name="out")
    ),
    "its optimizer is Nadam; `optimizer` must be one of": lambda: sequential(
        (4,), layers.Dense(2), optimizer="nadam"
    ),
    "its optimizer has amsgrad=True": lambda: sequential(
        (4,), layers.Dense(2), optimizer=keras.optimizers.Adam(amsgrad=True)
    ),
    "its learning_rate is a 'PolynomialDecay'; give it a number or one of": lambda: sequential(
        (4,), layers.Dense(2), optimizer=keras.optimizers.SGD(SCHEDULE)
    ),
    "its ExponentialDecay is out of range; `decay_rate` must be a number in (0, 1]": lambda: (
        sequential((4,), layers.Dense(2), optimizer=keras.optimizers.SGD(GROWTH))
    ),
    "its optimizer excludes some weights from weight_decay; let all decay": lambda: sequential(
        (4,), layers.Dense(2), optimizer=without_biases(keras.optimizers.AdamW())
    ),
    "it has loss_weights=0.5; compile it without them": lambda: half(
        sequential((4,), layers.Dense(2))
    ),
    "its loss has ignore_class=0; leave that out": lambda: sequential(
        (4,),
        layers.Dense(2),
        loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=0, **LOGITS),
    ),
    "layer 'out' ends it, and binary_crossentropy takes each of its 2 units": lambda: sequential(
        (4,), layers.Dense(2, "sigmoid", name="out"), loss="binary_crossentropy"
    ),
    "layer 'out' ends it, and categorical_crossentropy does not fit 1 units": lambda: sequential(
        (4,), layers.Dense(1, name="out"), loss="categorical_crossentropy"
    ),
    "layer 'a' has activity_regularizer={'class_name'": lambda: sequential(
        (4,),
        layers.Dense(3),
        layers.Activation("relu", activity_regularizer="l2", name="a"),
        layers.Dense(2),
    ),
    "layer 'a' has negative_slope=0.3; set negative_slope=0.2, as the activation": lambda: (
        sequential((4,), layers.Dense(3), layers.LeakyReLU(name="a"), layers.Dense(2))
    ),
    "layer 'd' does not follow a hidden layer": lambda: sequential(
        (4,), layers.Dropout(0.1, name="d"), layers.Dense(2)
    ),
    "its loss is 'mse'; compile it with one of": lambda: sequential(
        (4,), layers.Dense(2), loss="mse"
    ),
    "layer 'out' ends without a softmax": lambda: sequential(
        (4,), layers.Dense(2, name="out"), loss="categorical_crossentropy"
    ),
    "layer 'out' ends in a softmax, and the loss is computed from_logits": lambda: sequential(
        (4,), layers.Dense(2, "softmax", name="out")
    ),
    "its loss 'own' is not Keras's own": lambda: sequential((4,), layers.Dense(2), loss=own),
    "its loss is not the mean over a batch": lambda: sequential(
        (4,),
        layers.Dense(2),
        loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum", **LOGITS),
    ),
    "does not take the output of the layer before it alone": branching,
    "its outputs are not one": two_outputs,
    "it is not compiled": lambda: keras.Sequential([keras.Input((4,)), layers.Dense(2)]),
    "it has no weights yet": lambda: keras.Sequential([layers.Dense(2)]),
    "it is of class 'Subclass'": Subclass,
    "it is of class 'str'": lambda: "model.keras",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_trained_gets_one_clear_sentence(sentence):
    model = REFUSED[sentence]()
    with pytest.raises(ManySeedsError) as caught:
        manyseeds.replicate(model, np.zeros((4, 4)), [0, 1, 0, 1])
    text = str(caught.value)
    assert text.startswith("This Keras model cannot be trained here: ")
    assert text.endswith(".")
    assert "\n" not in text
    assert sentence in text


ARGUMENTS = {
    "`x` must have the model's shape (samples, 4); got (4, 2)": {"x": np.zeros((4, 2))},
    "`x` must be an array of numbers": {"x": [["a"] * 4] * 4},
    "`x` must be of finite numbers": {"x": np.full((4, 4), np.nan)},
    "`y` must have the shape (4,) or (4, 2); got (3,)": {"y": [0, 1, 0]},
    "`y` must be of whole numbers from 0 to 1; got 2.": {"y": [0, 1, 2, 0]},
    "`y` must be of whole numbers from 0 to 1; got 'a'": {"y": ["a", "b", "a", "b"]},
    "`y` with several columns must be one-hot": {"y": np.full((4, 2), 0.5)},
    "`validation_split` must be a share in [0, 1)": {"validation_split": 1.0},
    "`validation_split` must be left out": {
        "validation_split": 0.5,
        "validation_data": (np.zeros((1, 4)), [0]),
    },
    "`test_data` must be a pair of rows and labels": {"test_data": np.zeros((3, 4))},
    "`test_data[2]` must be one number a row, 3 numbers": {
        "test_data": (np.zeros((3, 4)), [0, 1, 0], [1.0])
    },
    "`sample_weight` must be of finite numbers >= 0; got -1.0": {"sample_weight": [1, 1, -1, 1]},
    "`class_weight` must be of labels among 0, 1; got '2'": {"class_weight": {0: 1.0, 2: 3.0}},
    "`start` must be one of 'random', 'model'": {"start": "own"},
    "`epochs` must be an integer": {"epochs": 0},
    "the callback LambdaCallback acts on a single model": {
        "callbacks": [keras.callbacks.LambdaCallback()]
    },
    "EarlyStopping has baseline=0.5": {"callbacks": [keras.callbacks.EarlyStopping(baseline=0.5)]},
    "EarlyStopping has mode='max' for 'val_loss'": {
        "callbacks": [keras.callbacks.EarlyStopping(mode="max")]
    },
    "`early_stopping.monitor` must be 'loss' or 'accuracy'": {
        "callbacks": [keras.callbacks.EarlyStopping()]
    },
    "`setting` must be one of 'engine', 'threads', 'progress'": {"epoch": 3},
    "`monitor` must be one of": {"callbacks": [keras.callbacks.EarlyStopping("val_auc")]},
}


@pytest.fixture(scope="module")
def plain():
    return sequential((4,), layers.Dense(2))


@pytest.mark.parametrize("sentence", ARGUMENTS)
def test_what_does_not_fit_the_model_is_said(plain, sentence):
    given = {"x": np.zeros((4, 4)), "y": [0, 1, 0, 1]} | ARGUMENTS[sentence]
    with pytest.raises(ManySeedsError) as caught:
        manyseeds.replicate(plain, given.pop("x"), given.pop("y"), **given)
    assert sentence in str(caught.value)


def test_labels_that_do_not_occur_keep_their_place(plain):
    result = manyseeds.replicate(plain, np.eye(4), [1, 1, 1, 1], replicas=1)
    assert result.study.data.classes == (0, 1)


def test_one_callback_needs_no_list(plain):
    stop = keras.callbacks.EarlyStopping("loss", patience=1)
    found = [
        manyseeds.replicate(plain, np.eye(4), [0, 1, 0, 1], replicas=1, callbacks=given)
        for given in (stop, [stop])
    ]
    assert found[0].study == found[1].study
    assert found[0].study.training.early_stopping is not None
    assert manyseeds.replicate(plain, np.eye(4), [0, 1, 0, 1], replicas=1, callbacks=None)


def test_keras_is_not_imported_before_there_is_a_model():
    code = "import sys, manyseeds; manyseeds.replicate; sys.exit('keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
