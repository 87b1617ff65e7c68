"""Early stopping of one replica, step for step as Keras's EarlyStopping callback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manyseeds._types import METRICS, Array
from manyseeds.training import EarlyStopping

__all__ = ["EarlyStopper"]


@dataclass
class EarlyStopper:
    """Watches the monitored metric and keeps the weights of its best epoch."""

    rule: EarlyStopping | None
    best: float = float("nan")
    best_epoch: int | None = None
    best_weights: list[Array] | None = None
    wait: int = 0

    def stop(self, epoch: int, metrics: Sequence[float], weights: list[Array]) -> bool:
        """Take note of an epoch's four metrics; return whether to stop after it."""
        rule = self.rule
        if rule is None or epoch < rule.start_from_epoch:
            return False
        current = metrics[METRICS.index(rule.monitor)]
        self.wait += 1
        if self._better(rule, current):
            self.best, self.best_epoch, self.wait = current, epoch, 0
            self.best_weights = [w.copy() for w in weights]
            return False
        return self.wait >= rule.patience and epoch > 0

    def restored(self, weights: list[Array]) -> list[Array]:
        """Return the best epoch's weights where the rule restores them, else `weights`."""
        if self.rule and self.rule.restore_best_weights and self.best_weights is not None:
            return self.best_weights
        return weights

    def _better(self, rule: EarlyStopping, current: float) -> bool:
        if self.best_epoch is None:
            return True
        if rule.monitor.endswith("accuracy"):
            return current - rule.min_delta > self.best
        return current + rule.min_delta < self.best
