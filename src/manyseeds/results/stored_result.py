"""A result of what a store holds: what is large stays where it is, the rest is read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from manyseeds._types import METRICS, Array
from manyseeds.arms import Arm
from manyseeds.errors import ResultError
from manyseeds.results.commits import Log
from manyseeds.results.result import Result
from manyseeds.results.schema import SCORES, Slot, layout
from manyseeds.results.stored_rows import StoredCurves, StoredRows, among

if TYPE_CHECKING:
    from manyseeds.results.store import Store

__all__ = ["IN_MEMORY", "result_of"]

IN_MEMORY = 2**28
"""Bytes of curves, or of an arm's weights, that are read into memory at once."""


def result_of(store: Store, log: Log, in_memory: int = IN_MEMORY) -> Result:
    """Return the replicas that every arm has; see `Store.result`."""
    replicas = log.complete
    if not len(replicas):
        raise ResultError("no replica is finished yet")
    return _Reading(store, log, replicas, in_memory).result()


@dataclass(frozen=True)
class _Reading:
    """How the replicas of a store become a result: what is large stays where it is."""

    store: Store
    log: Log
    replicas: Array
    in_memory: int

    def result(self) -> Result:
        store, slots = self.store, layout(self.store.study, self.store.arms, len(self.replicas))
        curves, weights = self._curves(slots), [self._weights(arm, slots) for arm in store.arms]
        scores: dict[str, Any] = {
            name: np.empty(slots[name].shape, slots[name].dtype) for name in SCORES
        }
        for entry in self.log.entries.values():
            kept = among(entry.replicas, self.replicas)
            places = np.searchsorted(self.replicas, entry.replicas[kept])
            read = [*SCORES]
            read += METRICS if isinstance(curves, np.ndarray) else ()
            read += ["weights"] if isinstance(weights[entry.arm], np.ndarray) else []
            for name, values in store.chunks.read_entry(entry, read).items():
                if name in scores:
                    scores[name][entry.arm, places] = values[kept]
                elif name in METRICS:
                    curves[METRICS.index(name), entry.arm, places] = values[kept]
                else:
                    weights[entry.arm][places] = values[kept]
        return Result(
            study=store.study,
            arms=store.arms,
            replicas=self.replicas,
            curves=curves,
            flat_weights=tuple(weights),
            provenance=store.provenance,
            **scores,
        )

    def _curves(self, slots: Mapping[str, Slot]) -> Any:
        slot = slots[METRICS[0]]
        if self._fits(len(METRICS) * math.prod(slot.shape)):
            return np.empty((len(METRICS), *slot.shape), slot.dtype)
        rest = slot.shape[2:]
        arms = range(len(self.store.arms))
        return StoredCurves(
            tuple(tuple(self._rows(name, arm, rest) for arm in arms) for name in METRICS)
        )

    def _weights(self, arm: Arm, slots: Mapping[str, Slot]) -> Any:
        slot = slots[f"weights_{arm.index}"]
        if self._fits(math.prod(slot.shape)):
            return np.empty(slot.shape, slot.dtype)
        return self._rows("weights", arm.index, slot.shape[1:])

    def _rows(self, name: str, arm: int, rest: tuple[int, ...]) -> StoredRows:
        entries = [e for (of, _), e in sorted(self.log.entries.items()) if of == arm]
        return StoredRows(self.store.chunks, name, entries, self.replicas, rest)

    def _fits(self, values: int) -> bool:
        return values * np.dtype(np.float32).itemsize <= self.in_memory
