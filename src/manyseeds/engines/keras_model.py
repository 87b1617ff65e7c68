"""An arm as a compiled Keras model: layers, loss, accuracy, optimizer and early stopping."""

from __future__ import annotations

from typing import Any

import numpy as np

from manyseeds.arms import Arm
from manyseeds.engines.keras_backend import import_keras
from manyseeds.training import Training

__all__ = ["build_model", "build_optimizer", "early_stopping", "seed_dropout"]

keras = import_keras()


def build_model(arm: Arm) -> Any:
    """Return the arm's network, compiled; its loss is computed from the logits."""
    regularizer = keras.regularizers.L2(arm.training.l2) if arm.training.l2 else None
    layers = []
    for width, activation, rate in zip(arm.widths[1:], arm.activations, arm.dropouts, strict=True):
        layers.append(
            keras.layers.Dense(
                width,
                activation=activation,
                kernel_initializer="zeros",  # the plan brings the first weights
                kernel_regularizer=regularizer,
                dtype="float32",
            )
        )
        if rate:
            layers.append(keras.layers.Dropout(rate, seed=0, dtype="float32"))
    model = keras.Sequential([keras.Input((arm.widths[0],), dtype="float32"), *layers])
    model.compile(
        optimizer=build_optimizer(arm.training),
        loss=build_loss(arm),
        metrics=[build_accuracy(arm)],
    )
    model.optimizer.build(model.trainable_variables)
    return model


def seed_dropout(model: Any, seed: int, replica: int) -> None:
    """Start the masks of every dropout layer at a state of the replica's own.

    They are Keras's masks, not the kernel's: a replica with dropout is another one here.
    """
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    for index, layer in enumerate(layers):
        state = np.random.SeedSequence([seed, replica, index]).generate_state(1) >> 1
        layer.seed_generator.state.assign(np.array([state[0], 0], np.uint32))


def build_loss(arm: Arm) -> Any:
    """Return Keras's loss; smoothed labels have to be one-hot."""
    t = arm.training
    if arm.network.output == "sigmoid":
        return keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=t.label_smoothing)
    if t.label_smoothing:
        return keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=t.label_smoothing
        )
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def build_accuracy(arm: Arm) -> Any:
    """Return Keras's accuracy for targets as the loss has them."""
    if arm.network.output == "sigmoid":
        return keras.metrics.BinaryAccuracy("accuracy", threshold=0.0)  # a logit: probability 0.5
    if arm.training.label_smoothing:
        return keras.metrics.CategoricalAccuracy("accuracy")
    return keras.metrics.SparseCategoricalAccuracy("accuracy")


def build_optimizer(t: Training) -> Any:
    """Return Keras's optimizer with all settings of `t`."""
    settings = {
        "learning_rate": build_schedule(t),
        "weight_decay": t.decay,
        "clipvalue": t.clipvalue,
        "clipnorm": t.clipnorm,
        "global_clipnorm": t.global_clipnorm,
    }
    match t.optimizer:
        case "sgd":
            return keras.optimizers.SGD(momentum=t.momentum, nesterov=t.nesterov, **settings)
        case "rmsprop":
            return keras.optimizers.RMSprop(
                rho=t.rho, momentum=t.momentum, epsilon=t.epsilon, **settings
            )
        case "adam" | "adamw":
            kind = keras.optimizers.Adam if t.optimizer == "adam" else keras.optimizers.AdamW
            return kind(beta_1=t.beta_1, beta_2=t.beta_2, epsilon=t.epsilon, **settings)


def build_schedule(t: Training) -> Any:
    """Return the learning rate, or Keras's schedule that starts with it."""
    if t.schedule is None:
        return t.step_size
    kinds = {
        "exponential": keras.optimizers.schedules.ExponentialDecay,
        "cosine": keras.optimizers.schedules.CosineDecay,
    }
    settings = t.schedule.model_dump()
    return kinds[settings.pop("kind")](t.step_size, **settings)


def early_stopping(training: Training) -> list[Any]:
    """Return Keras's callback for the rule of early stopping, if there is one."""
    rule = training.early_stopping
    if rule is None:
        return []
    return [
        keras.callbacks.EarlyStopping(
            monitor=rule.monitor,
            mode="max" if rule.monitor.endswith("accuracy") else "min",
            patience=rule.patience,
            min_delta=rule.min_delta,
            restore_best_weights=rule.restore_best_weights,
            start_from_epoch=rule.start_from_epoch,
        )
    ]
