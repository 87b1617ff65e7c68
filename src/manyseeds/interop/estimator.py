"""A scikit-learn classifier made of many replicas of one small network."""

from __future__ import annotations

import numbers
import warnings
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from manyseeds._types import Array
from manyseeds.data.arrays import labels_of, table_of
from manyseeds.errors import DataError, SpecificationError, must_be
from manyseeds.interop.rows import (
    check_frame,
    check_labels,
    checked_weights,
    chosen_scaling,
    dataset_of,
    training_rows,
)
from manyseeds.network import Network
from manyseeds.results.ensemble import Ensemble, ensemble_of
from manyseeds.spec import Split, Study
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.interval import checked_level
from manyseeds.training import EarlyStopping, Training

__all__ = ["ManySeedsClassifier"]

VALIDATION = 0.1
"""Share of rows that early stopping watches, unless another is given."""


class ManySeedsClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Many small networks, each of a chance of its own, that predict with their mean probability.

    Each replica has its own split of the rows, its own first weights and its own order of
    batches. Together they classify better than one; apart they tell how far the accuracy of a
    single training depends on luck.

    Parameters
    ----------
    hidden : tuple of int, default (32,)
        Width of each hidden layer; empty for none.
    activation : str or list of str, default "relu"
        Of all hidden layers, or of each; the names are those of `Network`.
    initializer : str or list of str, default "glorot_uniform"
        Distribution of the first weights of all layers, or of each.
    dropout : float or list of float, default 0.0
        Share of the outputs of every hidden layer, or of each, that training leaves out.
    optimizer : {"adam", "adamw", "rmsprop", "sgd"}, default "adam"
    learning_rate : float, optional
        Default 0.005; None is Keras's default of the optimizer.
    batch_size : int, default 32
    epochs : int, default 50
    l2 : float, default 0.0
        The penalty ``l2 * sum of squared kernel weights`` is added to the loss.
    momentum : float, default 0.0
        Of SGD and RMSprop.
    class_weight : "balanced" or dict, optional
        What the loss of each label's rows counts for; 1 for labels left out.
    early_stopping : bool or EarlyStopping, default False
        True stops a replica after ten epochs without a lower validation loss, and keeps the
        weights of the best.
    validation : float or int, optional
        Share or number of rows for validation; if left out, a tenth where early stopping watches
        it, else none.
    test : float or int, default 0.1
        Share or number of rows that each replica leaves out, others each time, and is scored on.
        Nearly every row is left out by some replicas and trained on by most.
    stratify : bool, default True
        Whether each part of a split keeps the shares of the classes.
    scaling : {"auto", "none", "standard", "minmax"}, default "auto"
        Of the inputs, fitted on each replica's training rows. "auto" leaves columns as they are
        that seem to share a unit, and standardises others: see
        `manyseeds.interop.rows.suitable_scaling`.
    replicas : int, default 50
    random_state : int, RandomState or None, default None
        Seed of all that is drawn. With an integer, replica k is that of a study with this seed.
    threads : int, optional
        Blocks of sixteen replicas trained at a time; as many as there are processors if left out.
        Where a search already uses all of them, choose 1.

    Attributes
    ----------
    classes_ : array (classes,)
    n_features_in_ : int
    feature_names_in_ : array (features,)
        Only where `X` had column names, all of them text.
    result_ : Result
        Histories, scores and weights of all replicas. Its rows are sorted, and counted out where
        weights were given.
    score_distribution_ : Distribution
        Accuracy of each replica on the rows it left out: ``values``, ``mean`` with its interval,
        ``quantiles``. Without test rows it is empty: ``n`` is 0.
    scaling_ : str
        The scaling that was chosen.
    n_iter_ : int
        Epochs of the replica that ran longest.

    Notes
    -----
    The order of the rows does not matter. Weights that are all whole numbers are counts, as
    scikit-learn asks: a row of weight 3 is three rows, one of weight 0 is none. Copies of a row,
    however they came about, may be parted between training and test, and scores are then too
    high. Other weights multiply the loss of their rows, after they are divided by their mean.

    Replicas that diverged are left out, with a `ConvergenceWarning` that counts them.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> x, y = load_iris(return_X_y=True)
    >>> model = ManySeedsClassifier(random_state=0).fit(x, y)
    >>> model.predict(x[:3]).tolist(), model.score_distribution_.n
    ([0, 0, 0], 50)
    """

    def __init__(
        self,
        hidden: Any = (32,),
        *,
        activation: Any = "relu",
        initializer: Any = "glorot_uniform",
        dropout: Any = 0.0,
        optimizer: str = "adam",
        learning_rate: float | None = 0.005,
        batch_size: int = 32,
        epochs: int = 50,
        l2: float = 0.0,
        momentum: float = 0.0,
        class_weight: Any = None,
        early_stopping: bool | EarlyStopping = False,
        validation: float | int | None = None,
        test: float | int = 0.1,
        stratify: bool = True,
        scaling: str = "auto",
        replicas: int = 50,
        random_state: Any = None,
        threads: int | None = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.initializer = initializer
        self.dropout = dropout
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.l2 = l2
        self.momentum = momentum
        self.class_weight = class_weight
        self.early_stopping = early_stopping
        self.validation = validation
        self.test = test
        self.stratify = stratify
        self.scaling = scaling
        self.replicas = replicas
        self.random_state = random_state
        self.threads = threads

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ManySeedsClassifier:  # noqa: N803
        """Train every replica.

        Parameters
        ----------
        X : array-like or frame (samples, features)
            Finite numbers; sparse matrices are refused.
        y : array-like (samples,)
            Labels: whole numbers, booleans or text.
        sample_weight : array-like (samples,), optional
            Numbers >= 0. If all are whole they are counts, else they multiply the loss.
        """
        check_frame(X)
        check_labels(y)
        table, labels = validate_data(self, X, y, dtype=np.float64)
        table_of(table, "X")  # refuses what single precision cannot hold
        check_classification_targets(labels)
        if sample_weight is None:
            weights, classes = None, np.unique(labels)
        else:
            weights = checked_weights(sample_weight, len(table))
            classes = np.unique(labels[weights > 0])
        if len(classes) < 2:
            got = classes.tolist()[0]
            raise DataError(f"`y` must be of at least two classes; got one class, {got!r}.")
        labels_of(labels, len(table))  # refuses labels that are missing or of several kinds
        rows = training_rows(table, np.searchsorted(classes, labels), weights)
        self.scaling_ = chosen_scaling(self.scaling, rows.x)
        names = getattr(self, "feature_names_in_", [f"x{i}" for i in range(table.shape[1])])
        study = self._study(dataset_of(rows, classes, tuple(map(str, names))))
        self.classes_ = classes
        self.result_ = study.run(threads=self.threads, progress=False)
        self.n_iter_ = int(self.result_.epochs_run.max())
        self.score_distribution_: Distribution = distribution_of(self.result_.test_accuracy[0])
        self._ensemble: Ensemble = ensemble_of(self.result_)
        lost = study.replicas - len(self._ensemble)
        if lost:
            message = f"{lost} of {study.replicas} replicas diverged and are left out."
            warnings.warn(message, ConvergenceWarning, stacklevel=2)
        return self

    def _study(self, data: Any) -> Study:
        """Return the study that the parameters describe."""
        stopping = EarlyStopping() if self.early_stopping is True else self.early_stopping or None
        validation = self.validation
        if validation is None:
            watched = stopping is not None and getattr(stopping, "monitor", "").startswith("val")
            validation = VALIDATION if watched else 0.0
        return Study(
            data=data,
            network=Network(
                hidden=self.hidden,
                activation=self.activation,
                initializer=self.initializer,
                dropout=self.dropout,
            ),
            training=Training(
                optimizer=self.optimizer,
                learning_rate=self.learning_rate,
                batch_size=self.batch_size,
                epochs=self.epochs,
                l2=self.l2,
                momentum=self.momentum,
                class_weight=self.class_weight,
                early_stopping=stopping,
            ),
            split=Split(test=self.test, validation=validation, stratify=self.stratify),
            scaling=self.scaling_,
            replicas=self.replicas,
            seed=_seed(self.random_state),
        )

    def predict_proba(self, X: Any) -> Array:  # noqa: N803
        """Return the mean probability of each class: float64 (samples, classes)."""
        return self._members().predict(self._table(X))

    def predict_log_proba(self, X: Any) -> Array:  # noqa: N803
        """Return the logarithm of `predict_proba`; minus infinity where that is zero."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))

    def decision_function(self, X: Any) -> Array:  # noqa: N803
        """Return the logarithm of the mean probability of each class: (samples, classes).

        With two classes it is the logit of the second class, (samples,): the difference of the
        two logarithms, above 0 where `predict` chooses the second. It is finite: probabilities
        of zero count as the smallest that single precision holds.
        """
        logarithms = np.log(np.maximum(self.predict_proba(X), np.finfo(np.float32).tiny))
        two = logarithms.shape[1] == 2
        return np.asarray(logarithms[:, 1] - logarithms[:, 0] if two else logarithms)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """Return the label of the class of the largest mean probability: (samples,)."""
        probabilities = self.predict_proba(X)
        return np.asarray(self.classes_[probabilities.argmax(axis=1)])

    def predict_interval(self, X: Any, level: float = 0.95) -> Array:  # noqa: N803
        """Return bounds between which the share `level` of replicas put each probability.

        They are quantiles over replicas at ``(1 - level) / 2`` and ``(1 + level) / 2``: how far a
        single network's probability depends on chance, not how far the mean may be off.

        Returns
        -------
        float64 array (2, samples, classes)
            Lower and upper bounds.
        """
        tail = (1 - checked_level(level)) / 2
        members = self._members().places
        found = self.result_.predict(self._table(X))[members].astype(np.float64)
        return np.asarray(np.quantile(found, [tail, 1 - tail], axis=0))

    def _members(self) -> Ensemble:
        check_is_fitted(self)
        return self._ensemble

    def _table(self, x: Any) -> Array:
        check_frame(x)
        return table_of(validate_data(self, x, reset=False, dtype=np.float64), "X")


def _seed(random_state: Any) -> int:
    """Return the seed of a study: an integer itself, else one that is drawn."""
    if isinstance(random_state, numbers.Integral):
        seed = int(random_state)
        if not 0 <= seed < 2**64:
            rule = "an integer in [0, 2^64), a RandomState or None"
            raise SpecificationError(must_be("random_state", rule, seed))
        return seed
    return int(check_random_state(random_state).randint(2**63 - 1, dtype=np.int64))
