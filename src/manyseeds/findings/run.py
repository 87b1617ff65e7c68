"""The question: how did one given run do."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import FEW, decimal, further_out, ordinal
from manyseeds.plots.placement import PlacementPlot
from manyseeds.stats.overview import replica_values
from manyseeds.stats.placement import Placement, placement_of

__all__ = ["Run"]

METRICS = {
    "test_accuracy": "test accuracy",
    "test_loss": "test loss",
    "val_accuracy": "validation accuracy",
    "val_loss": "validation loss",
    "accuracy": "training accuracy",
    "loss": "training loss",
}


class Run(Finding):
    """The place of one replica, or of the published run, among all of them."""

    code: ClassVar[str] = "run"
    question: ClassVar[str] = "How did one given run do?"

    def _obstacle(self) -> str:
        if self.evidence.main.kept == 1:
            return self._alone("be placed among others")
        if self.published:
            return super()._obstacle()
        number = self.number
        if number not in self.evidence.result.replicas:
            return f"Replica {number} is not in this result."
        if self.evidence.result.diverged_at[self.evidence.arm.index, self._place] >= 0:
            return f"Replica {number} diverged; it has no accuracy to place."
        return super()._obstacle()

    @property
    def published(self) -> bool:
        """Whether it is about the published run of the lab: where no other is asked for."""
        return self.evidence.run is None and bool(self.evidence.placed)

    @property
    def number(self) -> int:
        """Number of the replica it is about."""
        if self.evidence.run is not None:
            return self.evidence.run
        result = self.evidence.result
        kept = result.diverged_at[self.evidence.arm.index] < 0
        return int(result.replicas[np.argmax(kept)])  # the first at all where all diverged

    @property
    def _place(self) -> int:
        return int(np.flatnonzero(self.evidence.result.replicas == self.number)[0])

    @functools.cached_property
    def places(self) -> dict[str, Placement]:
        """Where each number of the run stands."""
        if self.published:
            return {placed.name: placed.place for placed in self.evidence.placed}
        places = {}
        for metric, name in METRICS.items():
            values = replica_values(self.evidence.result, metric, arm=self.evidence.arm.index)
            if np.isfinite(values).any():
                present = values[np.isfinite(values)]
                places[name] = placement_of(
                    float(values[self._place]), present, level=self.evidence.level
                )
        return places

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        places = self.places
        first = "test accuracy" if "test accuracy" in places else next(iter(places))
        return f"percentile {ordinal(places[first].percentile)}"

    def _answer(self) -> str:
        places = self.places
        outside = {name: place for name, place in places.items() if not place.within}
        who = "The published run" if self.published else f"Replica {self.number}"
        first = "test accuracy" if "test accuracy" in places else next(iter(places))
        place = places[first]
        text = (
            f"{who} has the {first} {decimal(place.value, 4)}: percentile "
            f"{ordinal(place.percentile)} of {place.further.n:,} replicas, {further_out(place)}. "
        )
        if place.further.n < FEW:
            return f"{text}So few replicas do not tell what is far out."
        if not outside:
            return f"{text}None of its {len(places)} numbers is outside the middle 90 %."
        verb = "is" if len(outside) == 1 else "are"
        name, far = min(outside.items(), key=lambda pair: pair[1].further.estimate)
        return (
            f"{text}Outside the middle 90 % {verb} {len(outside)} of its {len(places)} "
            f"numbers, where one expects {decimal(0.1 * len(places), 1)}; the furthest out is "
            f"{name}, {far.value:.4g}: {further_out(far)}."
        )

    def _numbers(self) -> tuple[Number, ...]:
        return tuple(
            Number(f"replicas at least as far out in {name}", place.further)
            for name, place in self.places.items()
        )

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "Percentile of each number of the run among the replicas."
        return (Picture("placement", caption, PlacementPlot(self.places)),)

    @property
    def definition(self) -> str:
        """What a percentile is, and what is far out."""
        return (
            "The percentile is the share of replicas below the number, those that equal it counted "
            "half; a published number equals all that round to it. As far out: on the same side "
            "of the median, at least as far from it. Interval of that share: Wilson (1927)."
        )
