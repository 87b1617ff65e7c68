"""Compiled Keras models of many shapes, written as their users write them, with rows for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

LOGITS = {"from_logits": True}


class Case(NamedTuple):
    """A model, its rows and labels, and what else `fit` is given."""

    model: Any
    x: np.ndarray
    y: np.ndarray
    fit: dict[str, Any] = {}  # noqa: RUF012


def sequential(shape, *after, optimizer="adam", loss=None, name="model"):
    model = keras.Sequential([keras.Input(shape), *after], name=name)
    model.compile(
        optimizer,
        loss or keras.losses.SparseCategoricalCrossentropy(**LOGITS),
        metrics=["accuracy"],
    )
    return model


def xor():
    random = np.random.default_rng(2)
    corners = random.integers(0, 2, (400, 2))
    return corners + random.normal(0, 0.3, corners.shape), corners[:, 0] ^ corners[:, 1]


def shuffled(x, y, count=300):
    rows = np.random.default_rng(4).permutation(len(y))[:count]
    return x[rows], y[rows]


def digits():
    return shuffled(*load_digits(return_X_y=True))


def adapted(layer, x):
    layer.adapt(x)
    return layer


def exercise_xor() -> Case:
    x, y = xor()
    model = sequential(
        (2,),
        layers.Dense(6, activation="relu"),
        layers.Dense(2, activation="softmax"),
        loss="categorical_crossentropy",
    )
    return Case(model, x, np.eye(2)[y])


def digits_in_one_layer() -> Case:
    x, y = digits()
    return Case(sequential((64,), layers.Dense(10)), x, y)


def images_rescaled() -> Case:
    x, y = digits()
    model = sequential(
        (8, 8),
        layers.Rescaling(1 / 16),
        layers.Flatten(),
        layers.Dense(12, activation="tanh"),
        layers.Dense(10, activation="softmax"),
        optimizer=keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        loss="sparse_categorical_crossentropy",
    )
    return Case(model, x.reshape(-1, 8, 8), y)


def images_with_a_channel() -> Case:
    x, y = digits()
    model = sequential(
        (8, 8, 1),
        layers.Flatten(),
        layers.Rescaling(1 / 8, offset=-1),
        layers.Dense(8),
        layers.Activation("sigmoid"),
        layers.Dense(10),
        layers.Softmax(),
        optimizer=keras.optimizers.RMSprop(0.003, rho=0.8, momentum=0.5, epsilon=1e-5),
        loss=keras.losses.CategoricalCrossentropy(),
    )
    return Case(model, x.reshape(-1, 8, 8, 1), np.eye(10)[y])


def wine_normalised() -> Case:
    x, y = shuffled(*load_wine(return_X_y=True))
    model = sequential(
        (13,),
        adapted(layers.Normalization(), x),
        layers.Dense(7, "relu"),
        layers.Dense(3, "softmax"),
        optimizer=keras.optimizers.AdamW(0.01, weight_decay=0.02),
        loss=keras.losses.SparseCategoricalCrossentropy(),
    )
    return Case(model, x, y)


def iris_functional() -> Case:
    x, y = shuffled(*load_iris(return_X_y=True))
    inputs = keras.Input((4,), name="flower")
    inner = layers.Dense(5, kernel_initializer="he_normal")(inputs)
    inner = layers.ReLU()(inner)
    outputs = layers.Dense(3, kernel_initializer="he_normal")(inner)
    model = keras.Model(inputs, outputs)
    model.compile("sgd", keras.losses.CategoricalCrossentropy(**LOGITS), metrics=["accuracy"])
    return Case(model, x, keras.utils.to_categorical(y))


def three_hidden_layers_with_l2() -> Case:
    x, y = xor()
    penalty = {"kernel_regularizer": keras.regularizers.L2(0.003)}
    model = sequential(
        (2,),
        *[layers.Dense(width, activation="tanh", **penalty) for width in (8, 5, 4)],
        layers.Dense(2, **penalty),
        optimizer=keras.optimizers.Adam(0.02, beta_1=0.8, beta_2=0.99, epsilon=1e-6),
    )
    return Case(model, x, y)


def stopped_early() -> Case:
    x, y = shuffled(*load_breast_cancer(return_X_y=True))
    stopping = keras.callbacks.EarlyStopping(
        "val_loss", patience=1, min_delta=0.02, restore_best_weights=True
    )
    model = sequential(
        (30,),
        adapted(layers.Normalization(), x),
        layers.Dense(16, "relu"),
        layers.Dense(2),
        optimizer=keras.optimizers.RMSprop(0.01),
    )
    return Case(model, x, y, {"callbacks": [stopping]})


def decayed_steps() -> Case:
    x, y = shuffled(*load_iris(return_X_y=True))
    model = sequential(
        (4,),
        layers.Normalization(mean=[5.8, 3.0, 3.8, 1.2], variance=[0.7, 0.2, 3.1, 0.6]),
        layers.Dense(9, "linear"),
        layers.Dense(3),
        optimizer=keras.optimizers.SGD(0.05, momentum=0.5, weight_decay=0.01),
    )
    return Case(model, x, y[:, None])


def a_single_number_a_row() -> Case:
    random = np.random.default_rng(8)
    y = random.integers(0, 4, 250)
    model = sequential(
        (1,),
        layers.Rescaling(scale=[0.5], offset=[0.25]),
        layers.Dense(11, "sigmoid", kernel_initializer="glorot_normal"),
        layers.Dense(4, kernel_initializer="glorot_normal"),
        optimizer=keras.optimizers.Adam(0.05, weight_decay=0.001),
    )
    return Case(model, (y + random.normal(0, 0.4, 250))[:, None], y)


CASES: tuple[Callable[[], Case], ...] = (
    exercise_xor,
    digits_in_one_layer,
    images_rescaled,
    images_with_a_channel,
    wine_normalised,
    iris_functional,
    three_hidden_layers_with_l2,
    stopped_early,
    decayed_steps,
    a_single_number_a_row,
)


SCHEDULES = keras.optimizers.schedules


def one_sigmoid_with_a_decaying_step() -> Case:
    x, y = xor()
    steps = SCHEDULES.ExponentialDecay(0.05, decay_steps=7, decay_rate=0.8, staircase=True)
    model = sequential(
        (2,),
        layers.Dense(6, "gelu", kernel_initializer="he_normal"),
        layers.Dense(1, "sigmoid"),
        optimizer=keras.optimizers.Adam(steps),
        loss="binary_crossentropy",
    )
    return Case(model, x, y.astype(np.float32)[:, None])


def warmed_up_and_clipped() -> Case:
    x, y = shuffled(*load_breast_cancer(return_X_y=True))
    steps = SCHEDULES.CosineDecay(
        0.01, decay_steps=20, alpha=0.1, warmup_target=0.2, warmup_steps=6
    )
    model = sequential(
        (30,),
        adapted(layers.Normalization(), x),
        layers.Dense(7, kernel_initializer="lecun_normal"),
        layers.ELU(),
        layers.Dense(5, "leaky_relu", kernel_initializer="lecun_normal"),
        layers.Dense(1, kernel_initializer="lecun_normal"),
        optimizer=keras.optimizers.SGD(steps, momentum=0.8, clipnorm=0.05),
        loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1, **LOGITS),
    )
    model.compile(
        model.optimizer, model.loss, metrics=[keras.metrics.BinaryAccuracy("accuracy", threshold=0)]
    )
    return Case(model, x, y)


def smoothed_and_bounded_together() -> Case:
    x, y = shuffled(*load_wine(return_X_y=True))
    model = sequential(
        (13,),
        adapted(layers.Normalization(), x),
        layers.Dense(6, "silu", kernel_initializer="he_uniform"),
        layers.Dense(5),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Dense(3, "softmax", kernel_initializer="lecun_uniform"),
        optimizer=keras.optimizers.RMSprop(0.01, global_clipnorm=0.1),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.2),
    )
    return Case(model, x, np.eye(3)[y])


def weighted_rows() -> Case:
    x, y = shuffled(*load_iris(return_X_y=True))
    weights = np.random.default_rng(3).gamma(2.0, 0.5, len(y))
    model = sequential((4,), layers.Dense(6, "tanh"), layers.Dense(3))
    return Case(model, x, y, {"sample_weight": weights})


def weighted_classes() -> Case:
    x, y = xor()
    model = sequential(
        (2,),
        layers.Dense(5, "elu"),
        layers.Dense(1, "sigmoid"),
        optimizer=keras.optimizers.AdamW(0.01, clipvalue=0.02),
        loss="binary_crossentropy",
    )
    return Case(model, x, y, {"class_weight": {0: 0.5, 1: 2.0}})


LATER: tuple[Callable[[], Case], ...] = (
    one_sigmoid_with_a_decaying_step,
    warmed_up_and_clipped,
    smoothed_and_bounded_together,
    weighted_rows,
    weighted_classes,
)
"""Models with what networks and their training learned after the first ten."""
