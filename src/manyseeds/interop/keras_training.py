"""How a Keras model is trained, as the fields of a `Training`.

What can be taken is what `Training` accepts: a setting of the same name is handed over, any other
must be off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from manyseeds.errors import SpecificationError, shown
from manyseeds.interop.keras_chain import Chain
from manyseeds.interop.keras_layers import Part, named, part_of, refused
from manyseeds.schedules import CosineDecay, ExponentialDecay
from manyseeds.training import EarlyStopping, Training

__all__ = ["check_loss", "early_stopping_of", "optimizer_fields"]

WITHOUT_EFFECT = {
    "name",
    "ema_momentum",  # only with use_ema
    "ema_overwrite_frequency",
    "loss_scale_factor",
    "jit_compile",
    "is_legacy_optimizer",
}

HARMLESS_CALLBACKS = {"History", "TerminateOnNaN", "ProgbarLogger"}

SCHEDULES = {"ExponentialDecay": ExponentialDecay, "CosineDecay": CosineDecay}

LOSSES = {
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
}
"""The activation behind which each loss is computed from probabilities."""


def optimizer_fields(optimizer: Part) -> dict[str, Any]:
    """Return the fields of `Training` that an optimizer's configuration sets.

    Raises
    ------
    SpecificationError
        Naming the setting that `Training` does not have.

    Examples
    --------
    >>> optimizer_fields(Part("SGD", {"learning_rate": 0.009999999776482582, "momentum": 0.9}))
    {'optimizer': 'sgd', 'learning_rate': 0.01, 'momentum': 0.9}
    """
    name = optimizer.kind.lower()
    fields: dict[str, Any] = {"optimizer": name}
    _check_fields(fields, f"its optimizer is {shown(optimizer.kind)[1:-1]}")
    for setting, value in optimizer.config.items():
        if setting in WITHOUT_EFFECT or value is None or value is False:
            continue
        if setting not in Training.model_fields:
            why = f"its optimizer has {setting}={shown(value)}"
            raise refused(why, "leave that out, as Training has no such field")
        if setting == "learning_rate" and isinstance(value, Mapping):
            fields |= _schedule_fields(value)
        elif not isinstance(value, bool | int | float):
            raise refused(f"its {setting} is a {shown(named(value))}", "give it a number")
        else:
            # Shortest number with the float32 that Keras computes with.
            fields[setting] = value if isinstance(value, bool) else float(str(np.float32(value)))
    _check_fields(fields, "its optimizer's settings are out of range")
    return fields


def _schedule_fields(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first learning rate and the schedule that changes it."""
    part = part_of(words, "keras.optimizers.schedules")
    if part is None or part.kind not in SCHEDULES:
        remedy = f"give it a number or one of {', '.join(SCHEDULES)}"
        raise refused(f"its learning_rate is a {shown(named(words))}", remedy)
    settings = {name: value for name, value in part.config.items() if name != "name"}
    try:
        rate = settings.pop("initial_learning_rate", None)
        return {"learning_rate": rate, "schedule": SCHEDULES[part.kind](**settings)}
    except SpecificationError as error:
        raise refused(f"its {part.kind} is out of range", _rule_of(error)) from None


def _rule_of(error: SpecificationError) -> str:
    return str(error).split("; got", maxsplit=1)[0].rstrip(".")


def _check_fields(fields: Mapping[str, Any], why: str) -> None:
    try:
        Training(**fields)
    except SpecificationError as error:
        raise refused(why, _rule_of(error)) from None


def check_loss(loss: Part, chain: Chain) -> dict[str, Any]:
    """Check that a loss is the one trained here, behind the chain's last layer.

    Returns
    -------
    dict
        The fields of `Training` that it sets, most often none.

    Raises
    ------
    SpecificationError
        Where it is another loss, or does not fit the last layer.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", loss.kind).lower()
    if name not in LOSSES:
        known = ", ".join(LOSSES)
        raise refused(f"its loss is {shown(loss.kind)}", f"compile it with one of {known}")
    settings = dict(loss.config)
    last, behind = chain.last, LOSSES[name]
    if behind == "sigmoid" and last.units > 1:
        why = f"ends it, and {name} takes each of its {last.units} units for a question of its own"
        raise last.layer.refused(why, "use one unit with a sigmoid, or a softmax and its loss")
    if (behind == "sigmoid") != (last.units == 1 or last.activation == "sigmoid"):
        why = f"{name} does not fit {last.units} units with {last.activation!r}"
        raise last.layer.refused(f"ends it, and {why}", f"use the loss of a {_other(behind)}")
    if settings.pop("from_logits", False):
        if last.activation != "linear":
            why = f"ends in a {last.activation}, and the loss is computed from_logits"
            raise last.layer.refused(why, "leave out one of the two")
    elif last.activation != behind:
        why = f"ends without a {behind}, and the loss is not computed from_logits"
        raise last.layer.refused(why, f"add the {behind} or from_logits=True")
    return _loss_fields(settings)


def _other(behind: str) -> str:
    return "softmax" if behind == "sigmoid" else "sigmoid, binary_crossentropy"


def _loss_fields(settings: dict[str, Any]) -> dict[str, Any]:
    if settings.pop("reduction", "sum_over_batch_size") not in ("sum_over_batch_size", "mean"):
        raise refused("its loss is not the mean over a batch", "leave reduction at its default")
    fields: dict[str, Any] = {}
    for setting, value in settings.items():
        if setting in ("name", "dtype") or value is None or (setting, value) == ("axis", -1):
            continue
        if setting not in Training.model_fields:
            why = f"its loss has {setting}={shown(value)}"
            raise refused(why, "leave that out, as Training has no such field")
        fields[setting] = value
    return fields


def early_stopping_of(callbacks: Any) -> EarlyStopping | None:
    """Return the rule of Keras's EarlyStopping among `callbacks`.

    Raises
    ------
    SpecificationError
        Where a callback is another one, or has a setting without counterpart.
    """
    given = callbacks if isinstance(callbacks, Iterable) else [callbacks]
    found = [c for c in given if c is not None and _own(c) not in HARMLESS_CALLBACKS]
    for callback in found:
        if _own(callback) != "EarlyStopping":
            why = f"the callback {type(callback).__name__} acts on a single model"
            raise refused(why, "give EarlyStopping or none")
    if len(found) > 1:
        raise refused("there are several EarlyStopping callbacks", "give one")
    return _rule(found[0]) if found else None


def _own(callback: Any) -> str:
    """Name of a callback's class if it is Keras's own."""
    kind = type(callback)
    return kind.__name__ if kind.__module__.startswith("keras.") else ""


def _rule(callback: Any) -> EarlyStopping:
    direction = "max" if callback.monitor.endswith("accuracy") else "min"
    if callback.mode not in ("auto", direction):
        why = f"EarlyStopping has mode={callback.mode!r} for {callback.monitor!r}"
        raise refused(why, f"set mode={direction!r}")
    if callback.baseline is not None:
        why = f"EarlyStopping has baseline={shown(callback.baseline)}"
        raise refused(why, "leave that out, as there is no such rule here")
    return EarlyStopping(
        monitor=callback.monitor,
        patience=callback.patience,
        min_delta=abs(float(callback.min_delta)),  # negative after it was used in a fit
        restore_best_weights=bool(callback.restore_best_weights),
        start_from_epoch=callback.start_from_epoch,
    )
