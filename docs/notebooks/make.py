"""Write keras.ipynb, the notebook for users of Keras: ``python docs/notebooks/make.py``."""

from __future__ import annotations

from pathlib import Path

import nbformat

TARGET = Path(__file__).with_name("keras.ipynb")

CELLS = (
    """# Your Keras model, a thousand times

You train a model once and get an accuracy. Is it luck? Here the same model is trained a thousand
times in a few seconds, each time from other first weights and in another order of batches.""",
    """>import keras
from keras import layers
from sklearn.datasets import load_digits

import manyseeds

x, y = load_digits(return_X_y=True)
images = x.reshape(-1, 8, 8)
train, test = (images[:1400], y[:1400]), (images[1400:], y[1400:])""",
    "A model as you would write it, compiled as you would compile it:",
    """>model = keras.Sequential(
    [
        keras.Input((8, 8)),
        layers.Rescaling(1 / 16),
        layers.Flatten(),
        layers.Dense(16, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])""",
    "Where you would call `model.fit`, call `manyseeds.replicate`:",
    """>result = manyseeds.replicate(
    model, *train, test_data=test, epochs=30, validation_split=0.2, replicas=1000
)
result.test["accuracy"].quantile([0.05, 0.5, 0.95], "replica").values.ravel()""",
    "And once by Keras itself. Its accuracy is one draw from the distribution above:",
    """>model.fit(*train, epochs=30, validation_split=0.2, verbose=0)
loss, accuracy = model.evaluate(*test, verbose=0)
accuracy""",
    """>from manyseeds.stats.placement import placement_of

accuracies = result.test["accuracy"].sel(arm=0).values
placement_of(accuracy, accuracies, tolerance=0.5 / len(test[1]))""",
    "What the thousand say:",
    """>findings = result.findings(companions=False, progress=False)
findings["accuracy"]""",
    """>findings["classes"]""",
    """A replica goes back to Keras, all of them to ONNX. The result's rows are those that
`Rescaling` and `Flatten` hand on: pixels between 0 and 1, in one row each.""",
    """>from pathlib import Path
from tempfile import mkdtemp

folder = Path(mkdtemp())
result.to_keras(folder / "replica.keras", replica=12)
result.to_onnx(folder / "mean.onnx", replicas="mean")
loaded = keras.models.load_model(folder / "replica.keras")
loaded.predict(x[1400:] / 16, verbose=0).argmax(axis=1)[:10]""",
)


def notebook() -> str:
    """Return the notebook as text, without outputs: code cells begin with ``>``."""
    made = nbformat.v4.new_notebook()
    for number, text in enumerate(CELLS):
        make = nbformat.v4.new_code_cell if text[0] == ">" else nbformat.v4.new_markdown_cell
        made.cells.append(make(text.removeprefix(">"), id=f"cell-{number}"))
    made.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    return nbformat.writes(made) + "\n"


if __name__ == "__main__":
    TARGET.write_text(notebook(), encoding="utf-8")
