"""The specification of a study: what is trained, how, on which rows, how many times.

All is frozen and validated when made; `Study.to_toml` and `Study.from_toml` are inverses. Nothing
is computed: `arms.py` unfolds the sweep and `plan.py` draws the replicas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from manyseeds.criteria import Criteria
from manyseeds.data.catalogue import to_dataset
from manyseeds.data.dataset import Dataset
from manyseeds.errors import SpecificationError, must_be
from manyseeds.specified import Flag, Integer, Real, Specified, integer, option, real

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["SOURCES", "EarlyStopping", "Network", "Split", "Study", "Training"]

Activation = Literal["linear", "relu", "tanh", "sigmoid"]
Initializer = Literal["glorot_uniform", "glorot_normal", "he_uniform", "he_normal"]
Optimizer = Literal["sgd", "rmsprop", "adam", "adamw"]
Monitor = Literal["loss", "accuracy", "val_loss", "val_accuracy"]
SourceName = Literal["data", "split", "init", "order"]

SOURCES: tuple[SourceName, ...] = ("data", "split", "init", "order")

Count = Annotated[Integer, Field(ge=1, lt=2**31)]
Epochs = Annotated[Integer, Field(ge=0, lt=2**31)]
Width = Annotated[Integer, Field(ge=1, le=2**16)]
Positive = Annotated[Real, Field(gt=0)]
NonNegative = Annotated[Real, Field(ge=0)]
Decay = Annotated[Real, Field(ge=0, lt=1)]


def _size(value: object) -> float | int:
    """A share in [0, 1) or a whole number of rows."""
    size = real(value) if isinstance(value, float) else integer(value)
    if not size >= 0 or (isinstance(size, float) and size >= 1):
        raise ValueError
    return size


def _widths(value: object) -> object:
    try:
        return (integer(value),)
    except ValueError:
        return value


Size = Annotated[float | int, BeforeValidator(_size)]
Widths = Annotated[
    tuple[Width, ...], BeforeValidator(_widths), PlainSerializer(list, return_type=list[int])
]


class Network(Specified):
    """Dense layers between the features and the softmax over the classes.

    Examples
    --------
    >>> Network(hidden=[0])
    Traceback (most recent call last):
        ...
    manyseeds.errors.SpecificationError: `hidden` must be a list of integers in [1, 65536]; got [0].
    """

    hidden: Widths = option(
        (),
        "a list of integers in [1, 65536]",
        "Width of each hidden layer; empty for none.",
        unit="neurons",
    )
    activation: Activation = option(
        "relu", "the name of an activation", "Activation of every hidden layer."
    )
    initializer: Initializer = option(
        "glorot_uniform",
        "the name of an initializer",
        "Distribution of the first weights; biases start at zero.",
    )


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
    divergence_loss: Positive = option(
        1e6,
        "a finite number > 0",
        "A replica whose loss is not finite or exceeds this is marked diverged and stopped.",
        unit="nats",
    )

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


class Split(Specified):
    """How rows are parted: first the test rows, then the validation rows of what is left."""

    test: Size = option(
        0.2, "a share in [0, 1) or a whole number of rows", "Rows set aside for the test."
    )
    validation: Size = option(
        0.2,
        "a share in [0, 1) or a whole number of rows",
        "Rows for validation, of those that are not test rows.",
    )
    stratify: Flag = option(
        False, "true or false", "Whether each part keeps the shares of the classes."
    )


def check_monitor(training: Training, validation_rows: int) -> None:
    """Refuse early stopping by a validation metric where there are no validation rows."""
    stopping = training.early_stopping
    if stopping and stopping.monitor.startswith("val_") and validation_rows == 0:
        rule = "'loss' or 'accuracy' where there are no validation rows"
        raise SpecificationError(
            must_be("early_stopping.monitor", rule, stopping.monitor, "Or set some rows aside.")
        )


def _sources(value: object) -> object:
    """A list of sources in their own order, each once; a single name is a list of one."""
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list | tuple) and all(name in SOURCES for name in names):
        return tuple(source for source in SOURCES if source in names)
    return names


def _sweep(value: object) -> object:
    from manyseeds.arms import canonical_sweep

    return canonical_sweep(value, {"network": Network, "training": Training})


class Study(Specified):
    """Everything that decides a result: dataset, split, arms, replicas and seed.

    Examples
    --------
    >>> from manyseeds import data
    >>> study = Study(data=data.xor(), network=Network(hidden=(6,)), replicas=1000)
    >>> study == Study.from_toml(study.to_toml())
    True
    """

    data: Annotated[Dataset, BeforeValidator(to_dataset)] = option(
        ..., "a dataset, its name, or a pair (x, y)", "What is learned: a dataset or its name."
    )
    network: Network = option(Network(), "a Network", "The network of every arm.")
    training: Training = option(Training(), "a Training", "How every arm is trained.")
    split: Split = option(Split(), "a Split", "How rows are parted.")
    scaling: Literal["none", "standard", "minmax"] = option(
        "none",
        "the name of a scaling",
        "Inputs as they are, standardised, or scaled to [0, 1]; fitted on training rows only.",
    )
    replicas: Annotated[Integer, Field(ge=1, lt=2**32)] = option(
        1000, "an integer in [1, 2^32)", "Trainings of each arm.", unit="replicas"
    )
    seed: Annotated[Integer, Field(ge=0, lt=2**64)] = option(
        0, "an integer in [0, 2^64)", "Key of every random stream."
    )
    sweep: Annotated[Mapping[str, tuple[Any, ...]], BeforeValidator(_sweep)] = option(
        {}, "a table of lists", 'Values to compare, e.g. {"network.hidden": [[1], [2]]}.'
    )
    vary: Annotated[tuple[SourceName, ...], BeforeValidator(_sources)] = option(
        SOURCES,
        "a list drawn from 'data', 'split', 'init', 'order'",
        "Sources of chance that differ between replicas; the others are held at replica 0's.",
    )

    design: Literal["independent", "crossed"] = option(
        "independent",
        "the name of a design",
        "Whether each replica has chance of its own, or groups cross two levels of each source.",
    )
    criteria: Criteria = option(
        Criteria(), "a Criteria", "What counts as converged, overfitted, successful and enough."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        from manyseeds.arms import arms_of
        from manyseeds.splits import split_sizes

        sizes = split_sizes(len(self.data.y), self.split)
        for arm in arms_of(self):
            check_monitor(arm.training, sizes.validation)
        return self

    def to_toml(self) -> str:
        """Return the specification as TOML text; `from_toml` reads it back."""
        from manyseeds.toml import study_to_toml

        return study_to_toml(self)

    @classmethod
    def from_toml(cls, source: str | Path) -> Study:
        """Make a study of TOML text, or of the file at a `Path`."""
        from manyseeds.toml import study_from_toml

        return study_from_toml(source)

    def run(
        self,
        *,
        engine: str = "native",
        threads: int | None = None,
        progress: bool | None = None,
        only: Iterable[int] | None = None,
    ) -> Result:
        """Train every replica of every arm.

        Parameters
        ----------
        engine : {"native", "reference", "keras"}
            What trains; the native kernel by default.
        threads : int, optional
            Blocks trained at a time; as many as there are processors if left out.
        progress : bool, optional
            Whether to show a progress bar; if left out, only where a person watches.
        only : iterable of int, optional
            Numbers of the replicas to train, instead of all; the bits are the same.

        Returns
        -------
        Result
        """
        from manyseeds.run import run_study

        return run_study(self, engine=engine, threads=threads, progress=progress, only=only)
