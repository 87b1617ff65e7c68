"""How an arm is trained: the optimizer, its settings, how long it runs and when it stops."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from manyseeds._types import Array
from manyseeds.errors import SpecificationError, must_be
from manyseeds.schedules import Schedule
from manyseeds.specified import Flag, Integer, Real, Specified, option, real

__all__ = ["EarlyStopping", "Training", "check_monitor"]

Optimizer = Literal["sgd", "rmsprop", "adam", "adamw"]
Monitor = Literal["loss", "accuracy", "val_loss", "val_accuracy"]

Count = Annotated[Integer, Field(ge=1, lt=2**31)]
Epochs = Annotated[Integer, Field(ge=0, lt=2**31)]
Positive = Annotated[Real, Field(gt=0)]
NonNegative = Annotated[Real, Field(ge=0)]
Decay = Annotated[Real, Field(ge=0, lt=1)]


def _by_label(value: object) -> object:
    """A table of weights with its labels as text, which TOML has as keys; or what was given."""
    if not isinstance(value, Mapping):
        return value
    weights = {str(label): real(weight) for label, weight in value.items()}
    if not all(0 <= weight < math.inf for weight in weights.values()):
        raise ValueError
    return weights


ClassWeight = Annotated[Literal["balanced"] | Mapping[str, float], BeforeValidator(_by_label)]


class EarlyStopping(Specified):
    """Stop a replica whose monitored metric no longer improves, as Keras's callback does."""

    monitor: Monitor = option("val_loss", "the name of a metric", "Metric that must improve.")
    patience: Epochs = option(
        10, "an integer in [0, 2^31)", "Epochs without improvement before stopping.", unit="epochs"
    )
    min_delta: NonNegative = option(
        0.0, "a finite number >= 0", "Least change that is an improvement."
    )
    restore_best_weights: Flag = option(
        True, "true or false", "Whether to end with the weights of the best epoch."
    )
    start_from_epoch: Epochs = option(
        0, "an integer in [0, 2^31)", "Epochs to wait before monitoring starts.", unit="epochs"
    )


class Training(Specified):
    """The optimizer, its settings and how long it runs. Names and defaults are Keras 3's."""

    optimizer: Optimizer = option("adam", "the name of an optimizer", "Rule that moves weights.")
    learning_rate: Positive | None = option(
        None, "a finite number > 0", "Step size; Keras's default of the optimizer if left out."
    )
    schedule: Schedule | None = option(
        None,
        "an ExponentialDecay or a CosineDecay",
        "How the step size changes from `learning_rate` on; not at all if left out.",
    )
    batch_size: Count = option(
        32, "an integer in [1, 2^31)", "Samples of one optimizer step.", unit="samples"
    )
    epochs: Count = option(
        100, "an integer in [1, 2^31)", "Passes over the training rows.", unit="epochs"
    )
    l2: NonNegative = option(
        0.0,
        "a finite number >= 0",
        "L2 penalty: l2 * sum of squared kernel weights is added to the loss.",
    )
    class_weight: ClassWeight | None = option(
        None,
        "'balanced', or a table of a finite number >= 0 for each label",
        "What the training loss of a class's rows counts for; 1 for labels left out.",
    )
    label_smoothing: Decay = option(
        0.0,
        "a number in [0, 1)",
        "Share of each label's probability that is spread evenly over all classes in the loss.",
    )
    early_stopping: EarlyStopping | None = option(
        None, "an EarlyStopping", "When to stop a replica early; never if left out."
    )
    momentum: Decay = option(
        0.0, "a number in [0, 1)", "Momentum of SGD and RMSprop; ignored by the others."
    )
    nesterov: Flag = option(False, "true or false", "Nesterov's momentum, for SGD.")
    rho: Decay = option(0.9, "a number in [0, 1)", "Decay of RMSprop's mean square.")
    beta_1: Decay = option(0.9, "a number in [0, 1)", "Decay of Adam's first moment.")
    beta_2: Decay = option(0.999, "a number in [0, 1)", "Decay of Adam's second moment.")
    epsilon: Positive = option(
        1e-7, "a finite number > 0", "Added to the divisor of RMSprop and Adam."
    )
    weight_decay: NonNegative | None = option(
        None, "a finite number >= 0", "Decay of all weights per step; 0.004 for AdamW if left out."
    )
    clipvalue: Positive | None = option(
        None, "a finite number > 0", "Bound of every entry of the gradient; none if left out."
    )
    clipnorm: Positive | None = option(
        None, "a finite number > 0", "Greatest norm of each kernel's and bias's gradient."
    )
    global_clipnorm: Positive | None = option(
        None, "a finite number > 0", "Greatest norm of the whole gradient."
    )
    divergence_loss: Positive = option(
        1e6,
        "a finite number > 0",
        "A replica whose loss is not finite or exceeds this is marked diverged and stopped.",
        unit="nats",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Training:
        bounds = ("clipvalue", "clipnorm", "global_clipnorm")
        given = [name for name in bounds if getattr(self, name) is not None]
        if len(given) > 1:
            raise SpecificationError(must_be(given[1], f"left out where `{given[0]}` is given",
                                             getattr(self, given[1])))  # fmt: skip
        return self

    def step_sizes(self, samples: int) -> Array | None:
        """Return the step size of every step over `samples` training rows, or None: all alike.

        Returns
        -------
        float64 array (steps,), or None
            Rounded to float32, as Keras computes it and optimizers use it.
        """
        if self.schedule is None:
            return None
        steps = self.epochs * math.ceil(samples / self.batch_size)
        sizes = self.schedule.step_sizes(self.step_size, steps)
        return sizes.astype(np.float32).astype(np.float64)

    @property
    def step_size(self) -> float:
        """The learning rate, with Keras's default filled in."""
        if self.learning_rate is not None:
            return self.learning_rate
        return 0.01 if self.optimizer == "sgd" else 0.001

    @property
    def decay(self) -> float:
        """The weight decay, with Keras's default filled in."""
        if self.weight_decay is not None:
            return self.weight_decay
        return 0.004 if self.optimizer == "adamw" else 0.0


def check_monitor(training: Training, validation_rows: int) -> None:
    """Refuse early stopping by a validation metric where there are no validation rows."""
    stopping = training.early_stopping
    if stopping and stopping.monitor.startswith("val_") and validation_rows == 0:
        rule = "'loss' or 'accuracy' where there are no validation rows"
        raise SpecificationError(
            must_be("early_stopping.monitor", rule, stopping.monitor, "Or set some rows aside.")
        )
