"""The result of a study: histories, test scores and weights of every replica of every arm."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.errors import ResultError, must_be
from manyseeds.results.schema import SCORES, layout

if TYPE_CHECKING:
    from pathlib import Path

    import xarray

    from manyseeds.engines.engine import TrainedBlock
    from manyseeds.findings.catalogue import Findings
    from manyseeds.report.report import Report
    from manyseeds.results.ensemble import Ensemble
    from manyseeds.results.summary import Summary
    from manyseeds.spec import Study

__all__ = ["Result"]


@dataclass(frozen=True, eq=False)
class Result:
    """Every replica's history, test score and weights.

    Parameters
    ----------
    study : Study
        The specification that decides all of it.
    arms : tuple of Arm
    replicas : int64 array (replicas,)
        Numbers of the replicas that were trained.
    curves : float32 array (4, arms, replicas, epochs)
        ``loss, accuracy, val_loss, val_accuracy``; see `history`.
    test_loss, test_accuracy : float32 arrays (arms, replicas)
        NaN where a replica diverged or there are no test rows.
    confusion : int32 array (arms, replicas, classes, classes)
    epochs_run, best_epoch, diverged_at : int32 arrays (arms, replicas)
    flat_weights : tuple of float32 arrays (replicas, parameters), one an arm
    provenance : mapping
        Versions that made it, and the hash of the kernel.
    """

    study: Study
    arms: tuple[Arm, ...]
    replicas: Array
    curves: Array
    test_loss: Array
    test_accuracy: Array
    confusion: Array
    epochs_run: Array
    best_epoch: Array
    diverged_at: Array
    flat_weights: tuple[Array, ...] = field(repr=False)
    provenance: Mapping[str, str]

    @classmethod
    def empty(
        cls,
        study: Study,
        arms: tuple[Arm, ...],
        replicas: Array,
        provenance: Mapping[str, str],
    ) -> Result:
        """Return a result with room for every replica, to be filled block by block.

        Memory that no block has filled yet is not touched: a large study begins at once.
        """
        slots = layout(study, arms, len(replicas))

        def room(name: str, *first: int) -> Array:
            slot = slots[name]
            return np.empty((*first, *slot.shape), slot.dtype)

        return cls(
            study=study,
            arms=arms,
            replicas=replicas,
            curves=room(METRICS[0], len(METRICS)),
            flat_weights=tuple(room(f"weights_{arm.index}") for arm in arms),
            provenance=provenance,
            **{name: room(name) for name in SCORES},
        )

    def keep(self, arm: Arm, places: Array, block: TrainedBlock) -> None:
        """Take in a trained block of `arm` at `places` among the replicas."""
        at = slice(int(places[0]), int(places[-1]) + 1)
        self.curves[:, arm.index, at, : arm.training.epochs] = block.history
        self.curves[:, arm.index, at, arm.training.epochs :] = np.nan
        for name in SCORES:
            getattr(self, name)[arm.index, at] = getattr(block, name)
        self.flat_weights[arm.index][at] = block.weights

    @functools.cached_property
    def history(self) -> xarray.Dataset:
        """``loss, accuracy, val_loss, val_accuracy`` over (arm, replica, epoch from 1)."""
        import xarray

        axes = ("arm", "replica", "epoch")
        coordinates = {**self._coordinates(), "epoch": np.arange(1, self.curves.shape[-1] + 1)}
        variables = {name: (axes, self.curves[m]) for m, name in enumerate(METRICS)}
        return xarray.Dataset(variables, coordinates)

    @functools.cached_property
    def test(self) -> xarray.Dataset:
        """``loss, accuracy`` over (arm, replica), ``confusion`` also over (true, predicted)."""
        import xarray

        axes = ("arm", "replica")
        classes = list(self.study.data.classes)
        return xarray.Dataset(
            {
                "loss": (axes, self.test_loss),
                "accuracy": (axes, self.test_accuracy),
                "confusion": ((*axes, "true", "predicted"), self.confusion),
            },
            {**self._coordinates(), "true": classes, "predicted": classes},
        )

    @functools.cached_property
    def outcome(self) -> xarray.Dataset:
        """``epochs_run``, ``best_epoch`` (from 1), ``diverged_at`` (0: no) over (arm, replica)."""
        import xarray

        axes = ("arm", "replica")
        return xarray.Dataset(
            {
                "epochs_run": (axes, self.epochs_run),
                "best_epoch": (axes, self.best_epoch + 1),
                "diverged_at": (axes, self.diverged_at + 1),
            },
            self._coordinates(),
        )

    def weights(self, arm: int = 0, replica: int = 0) -> list[Array]:
        """Return one replica's weights as Keras's ``get_weights`` orders them."""
        flat = self.flat_weights[self._arm(arm).index][self._place(replica)]
        shapes = self._arm(arm).shapes
        pieces = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    def predict(self, x: Any, arm: int = 0, replica: int | None = None) -> Array:
        """Return class probabilities of rows `x`, scaled as each replica scaled its own.

        Parameters
        ----------
        x : array-like (samples, features)
        arm : int
        replica : int, optional
            One replica's number; all replicas if left out.

        Returns
        -------
        float32 array (replicas, samples, classes), or (samples, classes) of one replica
        """
        from manyseeds.results.prediction import predict

        chosen = self._arm(arm)
        places = range(len(self.replicas)) if replica is None else [self._place(replica)]
        probabilities = predict(self, chosen, np.array(places), x)
        return probabilities if replica is None else np.asarray(probabilities[0])

    def ensemble(self, arm: int = 0, members: Iterable[int] | int | None = None) -> Ensemble:
        """Return replicas that predict together; see `manyseeds.results.ensemble.ensemble_of`."""
        from manyseeds.results.ensemble import ensemble_of

        return ensemble_of(self, arm, members)

    def summary(self, arm: int = 0) -> Summary:
        """Return the layers of an arm, their shapes and parameters, as Keras prints them."""
        from manyseeds.results.summary import Summary

        return Summary.of(self._arm(arm))

    def findings(self, **settings: Any) -> Findings:
        """Answer every question about training; see `manyseeds.findings.catalogue.findings_of`."""
        from manyseeds.findings.catalogue import findings_of

        return findings_of(self, **settings)

    def report(self, **settings: Any) -> Report:
        """Return the findings as a report to save; see `manyseeds.report.report.report_of`."""
        from manyseeds.report.report import report_of

        return report_of(self, **settings)

    def digest(self) -> str:
        """Return a hash of all bits of the result; see `manyseeds.results.digest.digest`."""
        from manyseeds.results.digest import digest

        return digest(self)

    def save(self, path: str | Path, *, replace: bool = False) -> None:
        """Write the result to a new Zarr folder; `manyseeds.load` reads it back.

        With `replace`, a result that is there already makes way.
        """
        from manyseeds.results.store import save

        save(self, path, replace=replace)

    def save_weights(self, path: str | Path, arm: int = 0, *, replace: bool = False) -> None:
        """Write an arm's weights; see `manyseeds.interop.safetensors.save_weights`."""
        from manyseeds.interop.safetensors import save_weights

        save_weights(self, path, arm, replace=replace)

    def to_keras(
        self, path: str | Path, replica: int = 0, arm: int = 0, *, replace: bool = False
    ) -> None:
        """Write a replica for Keras; see `manyseeds.interop.keras_file.write_keras`."""
        from manyseeds.interop.keras_file import write_keras

        write_keras(self, path, replica, arm, replace=replace)

    def to_onnx(
        self,
        path: str | Path,
        replicas: int | str = "mean",
        arm: int = 0,
        *,
        replace: bool = False,
    ) -> None:
        """Write replicas as an ONNX graph; see `manyseeds.interop.onnx.write_onnx`."""
        from manyseeds.interop.onnx import write_onnx

        write_onnx(self, path, replicas, arm, replace=replace)

    def _coordinates(self) -> dict[str, Any]:
        labels = [arm.label for arm in self.arms]
        return {
            "arm": np.arange(len(self.arms)),
            "label": ("arm", labels),
            "replica": self.replicas,
        }

    def _arm(self, arm: int) -> Arm:
        if not (isinstance(arm, int | np.integer) and 0 <= arm < len(self.arms)):
            raise ResultError(must_be("arm", f"an integer from 0 to {len(self.arms) - 1}", arm))
        return self.arms[arm]

    def _place(self, replica: int) -> int:
        whole = isinstance(replica, int | np.integer) and not isinstance(replica, bool)
        places = np.flatnonzero(self.replicas == (replica if whole else -1))
        if not len(places):
            numbers = f"{self.replicas[0]} to {self.replicas[-1]}"
            raise ResultError(must_be("replica", f"a replica of this result, {numbers}", replica))
        return int(places[0])
