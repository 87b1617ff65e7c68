"""Hypothesis's strategies for specifications that train in milliseconds."""

from __future__ import annotations

import sklearn.datasets  # noqa: F401  (imported at its first use it would draw random numbers)
from hypothesis import strategies as st

from manyseeds import EarlyStopping, Network, Split, Study, Training

DATASETS = st.one_of(
    st.sampled_from(["iris", "wine"]),
    st.builds(lambda copies: {"name": "xor", "copies": copies}, st.integers(4, 20)),
    st.builds(
        lambda classes, noise: {"name": "blobs", "samples": 60, "classes": classes, "noise": noise},
        st.integers(2, 5),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
)

OPTIMIZERS = st.one_of(
    st.fixed_dictionaries(
        {
            "optimizer": st.just("sgd"),
            "learning_rate": st.sampled_from([0.0003, 0.002]),
            "momentum": st.sampled_from([0.0, 0.5, 0.9]),
            "nesterov": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "optimizer": st.just("rmsprop"),
            "learning_rate": st.sampled_from([None, 0.0005]),
            "momentum": st.sampled_from([0.0, 0.8]),
            "rho": st.sampled_from([0.9, 0.5, 0.0]),
            "epsilon": st.sampled_from([1e-7, 1e-3]),
        }
    ),
    st.fixed_dictionaries(
        {
            "optimizer": st.sampled_from(["adam", "adamw"]),
            "learning_rate": st.sampled_from([None, 0.01]),
            "beta_1": st.sampled_from([0.9, 0.0, 0.5]),
            "beta_2": st.sampled_from([0.999, 0.9]),
            "epsilon": st.sampled_from([1e-7, 1e-2]),
        }
    ),
)

RULES = st.builds(
    EarlyStopping,
    monitor=st.sampled_from(["loss", "accuracy", "val_loss", "val_accuracy"]),
    patience=st.integers(0, 4),
    min_delta=st.sampled_from([0.0, 2.0**-10, 2.0**-5]),
    restore_best_weights=st.booleans(),
    start_from_epoch=st.integers(0, 5),
)


DEPTHS = st.integers(0, 4)
ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu"]
INITIALIZERS = [
    f"{fan}_{shape}" for fan in ("glorot", "he", "lecun") for shape in ("uniform", "normal")
]


def activations(depth: int) -> st.SearchStrategy[str | list[str]]:
    """One activation for all hidden layers, or one for each."""
    name = st.sampled_from(ACTIVATIONS)
    return name | st.lists(name, min_size=depth, max_size=depth)


def dropouts(depth: int) -> st.SearchStrategy[float | list[float]]:
    """One share for all hidden layers, or one for each; most often none."""
    share = st.sampled_from([0.0, 0.0, 0.25, 0.5])
    return share | st.lists(share, min_size=depth, max_size=depth)


@st.composite
def studies(draw: st.DrawFn, depths: st.SearchStrategy[int] = DEPTHS) -> Study:
    """A study that does not stop early, with steps short enough not to make training chaotic."""
    hidden = [draw(st.integers(1, 9)) for _ in range(draw(depths))]
    training = Training(
        **draw(OPTIMIZERS),
        batch_size=draw(st.sampled_from([1, 7, 16, 33, 1000])),
        epochs=draw(st.integers(1, 8)),
        label_smoothing=draw(st.sampled_from([0.0, 0.1])),
        class_weight=draw(st.sampled_from([None, "balanced"])),
        l2=draw(st.sampled_from([0.0, 1e-3, 1e-2])),
        weight_decay=draw(st.sampled_from([None, 0.0, 0.02])),
    )
    return Study(
        data=draw(DATASETS),
        network=Network(
            hidden=hidden,
            activation=draw(activations(len(hidden))),
            initializer=draw(st.sampled_from(INITIALIZERS)),
            dropout=draw(dropouts(len(hidden))),
        ),
        training=training,
        split=Split(
            test=draw(st.sampled_from([0, 0.2, 3])),
            validation=draw(st.sampled_from([0, 0.25, 1])),
            stratify=draw(st.booleans()),
        ),
        scaling=draw(st.sampled_from(["standard", "minmax"])),
        seed=draw(st.integers(0, 2**64 - 1)),
    )
