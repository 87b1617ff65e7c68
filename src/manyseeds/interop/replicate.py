"""A compiled Keras model, trained a thousand times.

Keras holds out the last rows; a study draws its split. A study whose split does not vary uses
replica 0's for all, so the rows are laid out such that this very split takes the rows that Keras
takes. The result is then that of an ordinary study, with a specification that can be saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds import streams
from manyseeds._types import Array
from manyseeds.data.dataset import Dataset
from manyseeds.errors import SpecificationError, check_settings, one_of
from manyseeds.interop.keras_model import KerasModel, read_model
from manyseeds.interop.keras_rows import Part, parts_of
from manyseeds.interop.keras_training import early_stopping_of
from manyseeds.run import run_study
from manyseeds.spec import SourceName, Split, Study
from manyseeds.splits import split_sizes
from manyseeds.training import Training

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["given_rows", "replicate"]

SETTINGS = ("engine", "threads", "progress", "only", "cluster")


def replicate(
    model: Any,
    x: Any,
    y: Any,
    *,
    replicas: int = 1000,
    epochs: int = 1,
    batch_size: int | None = None,
    validation_split: float = 0.0,
    validation_data: tuple[Any, ...] | None = None,
    test_data: tuple[Any, ...] | None = None,
    class_weight: Mapping[Any, float] | str | None = None,
    sample_weight: Any = None,
    callbacks: Any = (),
    seed: int = 0,
    start: str = "random",
    vary: Sequence[SourceName] = ("init", "order"),
    **settings: Any,
) -> Result:
    """Train a compiled Keras model many times, each time from other first weights and orders.

    Parameters
    ----------
    model : keras.Model
        Compiled; of Dense layers and what goes with them. It is read, and left as it is.
    x : array-like (samples, ...)
        Rows in the shape of the model's input.
    y : array-like (samples,) or one-hot (samples, classes)
    replicas : int
    epochs, batch_size, validation_split, validation_data
        As ``model.fit`` takes them: the validation rows are the last, and the batch size is 32 if
        left out.
    test_data : pair or triple of array-like, optional
        Rows, labels and perhaps weights on which each replica is scored at the end.
    class_weight : mapping of int to float, or "balanced", optional
        What the training loss of a class's rows counts for; 1 for classes left out.
    sample_weight : array-like (samples,), optional
        What each row's loss counts for. Validation rows that are split off keep theirs.
    callbacks : keras.callbacks.Callback, or a sequence of them
        An EarlyStopping, or nothing.
    seed : int
        Key of every random stream.
    start : {"random", "model"}
        Where each replica starts: from weights of its own, drawn as the model's initializers say,
        or from the weights that the model has. The optimizer starts anew in both.
    vary : sequence of str
        Sources of chance that differ between replicas; add ``"split"`` to draw the rows of
        validation and test anew each time.
    **settings
        Of `Study.run`: engine, threads, progress, only, cluster.

    Returns
    -------
    Result
        Its rows are as the model's scaling layers hand them on, flattened; `given_rows` numbers
        them as they were given.

    Raises
    ------
    SpecificationError
        Naming what in the model cannot be trained here.
    DataError
        Where the rows or labels do not fit the model.
    """
    check_settings(settings, SETTINGS)
    if start not in ("random", "model"):
        raise SpecificationError(one_of("start", ("random", "model"), start))
    read = read_model(model, starts=start == "random")
    parts = parts_of(
        read.chain, (x, y, sample_weight), validation_split, validation_data, test_data
    )
    training = Training(
        **read.training,
        class_weight=class_weight,
        epochs=epochs,
        batch_size=32 if batch_size is None else batch_size,
        early_stopping=early_stopping_of(callbacks),
    )
    study = Study(
        data=_dataset(read, parts, seed),
        network=read.network,
        training=training,
        split=Split(test=len(parts[2].y), validation=len(parts[1].y)),
        replicas=replicas,
        seed=seed,
        vary=tuple(vary),
    )
    weights = np.concatenate([w.ravel() for w in read.weights]) if start == "model" else None
    return run_study(study, initial_weights=weights, **settings)


def given_rows(result: Result) -> Array:
    """Return which of the rows that `replicate` was given each row of its result is.

    Parameters
    ----------
    result : Result
        Of `replicate`.

    Returns
    -------
    int64 array (samples,)
        For each row of ``result.study.data.x`` its number, counted through ``x``, then
        ``validation_data``, then ``test_data``.
    """
    study, samples = result.study, len(result.study.data.y)
    sizes = split_sizes(samples, study.split)
    order = _order(study.seed, samples)
    held_out = sizes.test + sizes.validation
    as_given = np.concatenate([order[held_out:], order[sizes.test : held_out], order[: sizes.test]])
    numbers = np.empty(samples, np.int64)
    numbers[as_given] = np.arange(samples)
    return numbers


def _order(seed: int, samples: int) -> Array:
    """The order in which replica 0 parts the rows: test, validation, training."""
    key = np.zeros(1, np.uint32)
    return np.asarray(streams.permutations(seed, streams.SPLIT, key, samples)[0])


def _dataset(read: KerasModel, parts: Sequence[Part], seed: int) -> Dataset:
    """Lay out the rows so that replica 0's split, which all follow, finds each in its part."""
    training, validation, test = parts
    # As `split_rows` parts them: first the test rows, then those of validation.
    laid = (test, validation, training)
    rows = np.concatenate([part.x for part in laid])
    labels = np.concatenate([part.y for part in laid])
    order = _order(seed, len(rows))
    table, classes = np.empty_like(rows), np.empty_like(labels)
    table[order], classes[order] = rows, labels
    weights = None
    if any(part.weights is not None for part in laid):
        weights = np.empty(len(rows), np.float32)
        weights[order] = np.concatenate([part.filled_weights for part in laid])
    shape = read.chain.input_shape
    image = shape[:2] if len(shape) == 2 or shape[2:] == (1,) else None
    return Dataset(
        name=read.name,
        x=table,
        y=classes,
        classes=tuple(range(max(read.chain.last.units, 2))),
        features=tuple(f"x{column}" for column in range(rows.shape[1])),
        image_shape=(int(image[0]), int(image[1])) if image else None,
        weights=weights,
    )
