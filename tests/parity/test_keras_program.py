"""The lab's Keras program, written out as a student writes it, against `manyseeds.train`.

Here nothing of this library takes part in the Keras side: not its engine, not its splits.
"""

from __future__ import annotations

import keras
import numpy as np
import pytest
from sklearn.datasets import load_digits

import manyseeds
from manyseeds import Network, Training

EPOCHS, BATCH = 6, 32


def xor_points(random, count):
    corners = random.integers(0, 2, size=(count, 2))
    return corners + random.normal(0, 0.3, size=(count, 2)), corners[:, 0] ^ corners[:, 1]


def digits(random, count):
    x, y = load_digits(return_X_y=True)
    rows = random.permutation(len(x))[:count]
    return x[rows], y[rows]


@pytest.mark.parametrize("engine", ["native", "reference", "keras"])
@pytest.mark.parametrize(
    ("points", "hidden", "classes"),
    [(xor_points, (6,), 2), (digits, (), 10)],
    ids=["xor", "digits"],
)
def test_train_gives_what_keras_fit_gives(points, hidden, classes, engine):
    random = np.random.default_rng(3)
    x, y = points(random, 500)
    x, y, x_val, y_val, x_test, y_test = x[:300], y[:300], x[300:400], y[300:400], x[400:], y[400:]

    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((x.shape[1],))])
    for width in hidden:
        model.add(keras.layers.Dense(width, activation="relu"))
    model.add(keras.layers.Dense(classes))
    model.compile(
        optimizer="adam",
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    initial_weights = model.get_weights()
    orders = [random.permutation(len(x)) for _ in range(EPOCHS)]
    one_hot = np.eye(classes, dtype=np.float32)
    curves = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for order in orders:
        history = model.fit(
            x[order],
            one_hot[y[order]],
            batch_size=BATCH,
            epochs=1,
            shuffle=False,
            validation_data=(x_val, one_hot[y_val]),
            verbose=0,
        ).history
        for name, values in curves.items():
            values += history[name]
    test_loss, test_accuracy = model.evaluate(x_test, one_hot[y_test], verbose=0)

    block = manyseeds.train(
        Network(hidden=hidden),
        Training(batch_size=BATCH, epochs=EPOCHS),
        x,
        y,
        initial_weights=initial_weights,
        orders=orders,
        validation=(x_val, y_val),
        test=(x_test, y_test),
        engine=engine,
    )
    np.testing.assert_allclose(block.history[:, 0], list(curves.values()), rtol=1e-4)
    final = np.concatenate([w.ravel() for w in model.get_weights()])
    np.testing.assert_allclose(block.weights[0], final, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(block.test_loss, [test_loss], rtol=1e-4)
    np.testing.assert_allclose(block.test_accuracy, [test_accuracy], rtol=1e-6)
    assert block.confusion[0].trace() == round(test_accuracy * len(y_test))
