"""Hypothesis's strategies for specifications: any study of a dataset that has a name."""

from __future__ import annotations

from hypothesis import strategies as st

from manyseeds import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    Network,
    Split,
    Study,
    Training,
    data,
)

activations = st.sampled_from(
    ["linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu"]
)
decays = st.floats(0, 1, exclude_max=True)
widths = st.lists(st.integers(1, 65536), max_size=4).map(tuple)
rates = st.floats(1e-12, 1e12)

initializers = st.sampled_from(
    [f"{fan}_{shape}" for fan in ("glorot", "he", "lecun") for shape in ("uniform", "normal")]
)


@st.composite
def networks_of(draw: st.DrawFn, each: bool) -> Network:
    """A network with one activation for all hidden layers, or one for each."""
    hidden = draw(widths)
    names = st.lists(activations, min_size=len(hidden), max_size=len(hidden))
    return Network(
        hidden=hidden,
        activation=draw(names if each else activations),
        dropout=draw(st.lists(decays, min_size=len(hidden), max_size=len(hidden)))
        if each
        else draw(decays),
        initializer=draw(initializers),
    )


stoppings = st.builds(
    EarlyStopping,
    monitor=st.sampled_from(["loss", "accuracy", "val_loss", "val_accuracy"]),
    patience=st.integers(0, 1000),
    min_delta=st.floats(0, 10),
    restore_best_weights=st.booleans(),
    start_from_epoch=st.integers(0, 1000),
)

shares = st.floats(0, 1)
schedules = st.one_of(
    st.builds(
        ExponentialDecay,
        decay_steps=st.integers(1, 2**53 - 1),
        decay_rate=st.floats(0, 1, exclude_min=True),
        staircase=st.booleans(),
    ),
    st.builds(
        CosineDecay,
        decay_steps=st.integers(1, 2**53 - 1),
        alpha=shares,
        warmup_target=st.none() | rates,
        warmup_steps=st.integers(0, 1000),
    ),
)

trainings = st.builds(
    Training,
    optimizer=st.sampled_from(["sgd", "rmsprop", "adam", "adamw"]),
    learning_rate=st.none() | rates,
    batch_size=st.integers(1, 2**31 - 1),
    epochs=st.integers(1, 2**31 - 1),
    l2=st.floats(0, 1e6),
    schedule=st.none() | schedules,
    clipnorm=st.none() | rates,
    class_weight=st.sampled_from([None, "balanced"]),
    label_smoothing=decays,
    early_stopping=st.none() | stoppings,
    momentum=decays,
    nesterov=st.booleans(),
    rho=decays,
    beta_1=decays,
    beta_2=decays,
    epsilon=rates,
    weight_decay=st.none() | st.floats(0, 10),
    divergence_loss=rates,
)

# Parts that leave rows to train on, of the smallest dataset below.
splits = st.builds(
    Split,
    test=st.floats(0, 0.4) | st.integers(0, 8),
    validation=st.floats(0.1, 0.4) | st.integers(1, 8),
    stratify=st.booleans(),
)

datasets = st.one_of(
    st.builds(data.xor, copies=st.integers(10, 100), noise=st.floats(0, 10)),
    st.builds(data.moons, samples=st.integers(40, 100)),
    st.builds(data.circles, samples=st.integers(40, 100), factor=st.floats(0.1, 0.9)),
    st.builds(data.spirals, samples=st.integers(40, 100), classes=st.integers(2, 5)),
    st.builds(data.blobs, samples=st.integers(40, 100), classes=st.integers(2, 5)),
    st.sampled_from([data.iris(), data.digits()]),
)


def some(values: st.SearchStrategy[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(values, min_size=1, max_size=3, unique=True)


sweeps = st.fixed_dictionaries(
    {},
    optional={
        "network.hidden": some(widths),
        "network.activation": some(activations),
        "training.learning_rate": some(rates),
        "training.epochs": some(st.integers(1, 1000)),
        "training.early_stopping": some(stoppings),
        "training.schedule": some(schedules),
    },
)


def studies_of(
    networks: st.SearchStrategy[Network], sweeps: st.SearchStrategy[object]
) -> st.SearchStrategy[Study]:
    return st.builds(
        Study,
        data=datasets,
        network=networks,
        training=trainings,
        split=splits,
        scaling=st.sampled_from(["none", "standard", "minmax"]),
        replicas=st.integers(1, 2**32 - 1),
        seed=st.integers(0, 2**64 - 1),
        sweep=sweeps,
        vary=st.sets(st.sampled_from(["data", "split", "init", "order"])).map(tuple),
    )


# A list of one activation for each layer fits no swept depth.
studies = st.one_of(
    studies_of(networks_of(each=False), sweeps),
    studies_of(networks_of(each=True), st.just({})),
)
