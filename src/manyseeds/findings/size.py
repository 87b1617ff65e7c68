"""The question: how large is the network, for this data."""

from __future__ import annotations

import itertools
from typing import ClassVar

from manyseeds.findings.finding import EXACT, Finding, Number, Verdict
from manyseeds.findings.wording import count, decimal
from manyseeds.stats.interval import Interval

__all__ = ["Size"]

MANY = 10.0
"""Rows a parameter from which on a network is called small."""


class Size(Finding):
    """Parameters, and how many rows there are for each."""

    code: ClassVar[str] = "size"
    question: ClassVar[str] = "How large is the network?"
    counts_replicas: ClassVar[bool] = False
    of_survivors: ClassVar[bool] = False

    def _obstacle(self) -> str:
        return ""

    @property
    def ratio(self) -> float:
        """Training rows a parameter."""
        return self.evidence.main.sizes.train / self.evidence.arm.parameters

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        return count(self.evidence.arm.parameters, "parameter")

    def _answer(self) -> str:
        parameters, rows = self.evidence.arm.parameters, self.evidence.main.sizes.train
        size = (
            "small" if self.ratio >= MANY else "neither small nor big" if self.ratio >= 1 else "big"
        )
        kernels = self.evidence.arm.widths
        terms = " + ".join(f"({a} + 1) × {b}" for a, b in itertools.pairwise(kernels))
        return (
            f"{terms} = {count(parameters, 'parameter')}, trained on {count(rows, 'row')}: "
            f"{decimal(self.ratio, 1)} rows a parameter. For this data the network is {size}."
        )

    def _numbers(self) -> tuple[Number, ...]:
        def exact(value: float) -> Interval:
            return Interval(value, value, value, self.evidence.level, EXACT, 1, "nothing")

        return (
            Number("parameters", exact(self.evidence.arm.parameters), "count"),
            Number("training rows", exact(self.evidence.main.sizes.train), "count"),
        )

    @property
    def definition(self) -> str:
        """What small and big mean."""
        return (
            "A dense layer from a to b neurons has a × b weights and b biases. A network is called "
            f"small with at least {MANY:g} training rows a parameter, big with fewer than one."
        )
