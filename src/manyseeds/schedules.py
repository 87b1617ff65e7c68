"""Learning rates that change from step to step: Keras's schedules of the same names.

A table of step sizes is computed before training. Only + - * / and rounding are used, each of which
IEEE 754 rounds alike everywhere (the logarithm of the decay rate is Python's decimal one), so that
the table, and with it a replica, has the same bits on every machine.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from manyseeds._types import Array
from manyseeds.specified import Flag, Integer, Real, Specified, option

__all__ = ["CosineDecay", "ExponentialDecay", "Schedule"]

Steps = Annotated[Integer, Field(ge=1, lt=2**53)]
Positive = Annotated[Real, Field(gt=0)]

LN2 = 0.6931471805599453
LN2_REST = 2.3190468138462996e-17


def _exp(x: Array) -> Array:
    """Exp by its series after reduction to |r| <= ln 2 / 2; accurate to about 1e-16."""
    whole = np.rint(np.clip(x, -745.0, 709.0) / LN2)
    r = x - whole * LN2 - whole * LN2_REST
    series = np.ones_like(r)
    for k in range(16, 0, -1):
        series = series * r / k + 1.0
    return np.ldexp(series, whole.astype(np.int64))


def _half_cosine(fraction: Array) -> Array:
    """(1 + cos(pi x)) / 2 for x in [0, 1], as the square of cos(pi x / 2), by its series."""
    square = (fraction * (math.pi / 2)) ** 2
    cosine = np.ones_like(square)
    for k in range(26, 0, -2):
        cosine = 1.0 - cosine * square / (k * (k - 1))
    return cosine * cosine


class _Decay(Specified):
    """What both have in common: a file tells them apart by their kind, which is always written."""

    @model_serializer(mode="wrap")
    def _with_kind(self, fields: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": type(self).model_fields["kind"].default, **fields(self)}


class ExponentialDecay(_Decay):
    """``learning_rate * decay_rate^(step / decay_steps)``, as Keras's ExponentialDecay.

    Examples
    --------
    >>> schedule = ExponentialDecay(decay_steps=2, decay_rate=0.25)
    >>> schedule.step_sizes(0.8, 4).round(6).tolist()
    [0.8, 0.4, 0.2, 0.1]
    """

    kind: Literal["exponential"] = option(
        "exponential", "'exponential'", "Tells the schedules of a file apart."
    )
    decay_steps: Steps = option(
        ..., "an integer in [1, 2^53)", "Steps after which the rate is multiplied once.",
        unit="steps",
    )  # fmt: skip
    decay_rate: Annotated[Real, Field(gt=0, le=1)] = option(
        ..., "a number in (0, 1]", "What the rate is multiplied by."
    )
    staircase: Flag = option(
        False, "true or false", "Whether the rate falls every `decay_steps` steps only."
    )

    def step_sizes(self, learning_rate: float, steps: int) -> Array:
        """Return the learning rate of each of the first `steps` steps: float64 (steps,)."""
        times = np.arange(steps) / self.decay_steps
        if self.staircase:
            times = np.floor(times)
        return learning_rate * _exp(times * float(Decimal(self.decay_rate).ln()))


class CosineDecay(_Decay):
    """Half a cosine from the learning rate down to a share of it, as Keras's CosineDecay.

    It is Loshchilov and Hutter's (2017, eq. 5) without restarts. With `warmup_target` the rate
    first rises in a line to the target, from which it then falls.

    Examples
    --------
    >>> CosineDecay(decay_steps=2).step_sizes(0.8, 4).round(6).tolist()
    [0.8, 0.4, 0.0, 0.0]
    """

    kind: Literal["cosine"] = option("cosine", "'cosine'", "Tells the schedules of a file apart.")
    decay_steps: Steps = option(
        ..., "an integer in [1, 2^53)", "Steps in which the rate falls.", unit="steps"
    )
    alpha: Annotated[Real, Field(ge=0, le=1)] = option(
        0.0, "a number in [0, 1]", "Share of the rate that is left at the end."
    )
    warmup_target: Positive | None = option(
        None, "a finite number > 0", "Rate at the end of a warm-up; none if left out."
    )
    warmup_steps: Annotated[Integer, Field(ge=0, lt=2**53)] = option(
        0, "an integer in [0, 2^53)", "Steps in which the rate rises to `warmup_target`.",
        unit="steps",
    )  # fmt: skip

    def step_sizes(self, learning_rate: float, steps: int) -> Array:
        """Return the learning rate of each of the first `steps` steps: float64 (steps,)."""
        step = np.arange(steps, dtype=np.float64)
        if self.warmup_target is None:
            return learning_rate * self._share(step)
        rise = step / max(self.warmup_steps, 1) * (self.warmup_target - learning_rate)
        fall = self.warmup_target * self._share(np.maximum(step - self.warmup_steps, 0))
        return np.where(step < self.warmup_steps, rise + learning_rate, fall)

    def _share(self, step: Array) -> Array:
        part = _half_cosine(np.minimum(step, self.decay_steps) / self.decay_steps)
        return (1 - self.alpha) * part + self.alpha


Schedule = Annotated[ExponentialDecay | CosineDecay, Field(discriminator="kind")]
