"""What counts as converged, overfitted, successful, enough: the thresholds behind every finding.

They decide how a result is judged, never what is trained: studies that differ in nothing else
have the same replicas.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from manyseeds.specified import Real, Specified, option

__all__ = ["Criteria"]

Level = Annotated[Real, Field(gt=0, lt=1)]
Share = Annotated[Real, Field(ge=0, le=1)]
Positive = Annotated[Real, Field(gt=0, le=1)]
Part = Annotated[Real, Field(ge=0, lt=1)]
Most = Annotated[Real, Field(ge=0.5, lt=1)]
NonNegative = Annotated[Real, Field(ge=0)]


class Criteria(Specified):
    """Thresholds of findings.

    Examples
    --------
    >>> Criteria(target=0.9).enough
    0.95
    >>> Criteria(level=95)
    Traceback (most recent call last):
        ...
    manyseeds.errors.SpecificationError: `level` must be a number in (0, 1); got 95.
    """

    level: Level = option(0.95, "a number in (0, 1)", "Confidence of every interval.")
    enough: Most = option(
        0.95, "a number in [0.5, 1)", "Share of trainings that must do well before a yes is said."
    )
    target: Positive | None = option(
        None,
        "a number in (0, 1]",
        "Accuracy that counts as success; if left out, `margin` below the best possible, or below "
        "the mean of the best arm where that is not known.",
    )
    margin: Share = option(
        0.02, "a number in [0, 1]", "How far below the best an accuracy may be and still succeed."
    )
    settled_within: NonNegative = option(
        0.05,
        "a finite number >= 0",
        "Largest distance from its end level, relative to it, of a loss that has settled.",
    )
    end_window: Share = option(
        0.05, "a number in [0, 1]", "Share of the epochs, the last, whose mean is the end level."
    )
    hold: Part = option(
        0.1, "a number in [0, 1)", "Share of the epochs for which a settled loss must have stayed."
    )
    loss_floor: Annotated[Real, Field(gt=0)] = option(
        0.01,
        "a finite number > 0",
        "Losses below this count as this, so that noise around zero is no change.",
        unit="nats",
    )
    overfitted_above: NonNegative = option(
        0.05,
        "a finite number >= 0",
        "Rise of the validation loss above its lowest, relative to that, that is overfitting.",
    )
    epochs_within: Share = option(
        0.005,
        "a number in [0, 1]",
        "How far below its end the mean accuracy may be where fewer epochs would do.",
    )
    run_within: Share = option(
        0.02,
        "a number in [0, 1]",
        "How far below its own end the accuracy of a single run may be where fewer epochs would "
        "do for it.",
    )
    same_within: Share = option(
        0.01,
        "a number in [0, 1]",
        "Largest range of accuracy in nine runs of ten that counts as the same on every run.",
    )
    hard_above: Most = option(
        0.9,
        "a number in [0.5, 1)",
        "Share of replicas that must get a sample wrong before it is called wrong in nearly all.",
    )
    ensemble_within: Positive = option(
        0.005, "a number in (0, 1]", "Accuracy that is not worth more networks in an ensemble."
    )
    calibrated_within: Positive = option(
        0.05,
        "a number in (0, 1]",
        "Largest calibration error of probabilities that are to be trusted.",
    )
    unit_active: Part = option(
        0.001, "a number in [0, 1)", "Share of points below which a unit that is active is dead."
    )
    rare_below: Positive = option(
        0.05,
        "a number in (0, 1]",
        "Share of successes below which a number of live units is too small to succeed with.",
    )
    linear_above: Positive = option(
        0.99,
        "a number in (0, 1]",
        "Share of points on which votes must be those of a straight line to be a linear solution.",
    )
    band_above: Positive = option(
        0.97,
        "a number in (0, 1]",
        "Share of points on which votes must be those of parallel lines to be a straight band.",
    )
    improving_above: Part = option(
        0.01,
        "a number in [0, 1)",
        "Fall of the training loss over the last tenth of the epochs, relative to it, of a run "
        "that is still improving.",
    )
    improving_fast_above: Part = option(
        0.05,
        "a number in [0, 1)",
        "The same where it comes before a line or a lost corner as the reason of a failure.",
    )
