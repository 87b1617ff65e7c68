"""Everything that findings rest on, computed from a result when it is first asked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from manyseeds._types import Array
from manyseeds.arms import Arm, own_arm
from manyseeds.criteria import Criteria
from manyseeds.findings.companions import (
    MOST_LINEAR,
    crossed_study,
    is_baseline,
    linear_study,
)
from manyseeds.findings.placed import Placed, placed_figures
from manyseeds.labs.exercise import Exercise
from manyseeds.parts import sizes_of
from manyseeds.plan import keys_of
from manyseeds.results.result import Result
from manyseeds.run import run_study
from manyseeds.spec import Study
from manyseeds.stats.boundary import Boundary, boundary_of
from manyseeds.stats.classes import Classes, classes_of
from manyseeds.stats.distribution import Distribution, distribution_of
from manyseeds.stats.ensemble import FEWEST, EnsembleGrowth, ensemble_growth
from manyseeds.stats.fresh import FreshSample, fresh_accuracy, fresh_sample
from manyseeds.stats.overview import Overview, overview_of, replica_values
from manyseeds.stats.unseen import unseen_of
from manyseeds.stats.width import ArmSuccess, success_of

__all__ = ["Evidence"]


@dataclass(frozen=True, eq=False)
class Evidence:
    """The statistics of one result, each computed at most once.

    Parameters
    ----------
    result : Result
        Of replicas that differ; see `manyseeds.findings.scope.told`.
    exercise : Exercise, optional
        Of the lab, where the result is of one: it brings the published figures.
    trained : int
        Replicas that were trained, those left out for being copies among them.
    beside : bool
        Whether what a question needs beside the result may be trained.
    run : int, optional
        Number of the replica that is looked at by itself; if left out, the published run of the
        exercise, or else the first replica that did not diverge.
    threads : int, optional
    progress : bool, optional
    """

    result: Result = field(repr=False)
    exercise: Exercise | None = field(default=None, repr=False)
    trained: int = 0
    beside: bool = False
    run: int | None = None
    threads: int | None = None
    progress: bool | None = None

    @property
    def study(self) -> Study:
        """The specification."""
        return self.result.study

    @property
    def criteria(self) -> Criteria:
        """The thresholds."""
        return self.result.study.criteria

    @property
    def level(self) -> float:
        """Confidence of every interval."""
        return self.criteria.level

    @functools.cached_property
    def arm(self) -> Arm:
        """The study's own network and training; the best arm where the sweep leaves it out."""
        arms, own = self.result.arms, own_arm(self.study, self.result.arms)
        if own is not None:
            return arms[own]
        return arms[int(np.nanargmax(self._means)) if np.isfinite(self._means).any() else 0]

    @functools.cached_property
    def stands_in(self) -> str:
        """Why `arm` stands in for the study's own, in words; empty where it is the study's own."""
        if own_arm(self.study, self.result.arms) is not None:
            return ""
        many = len(self.result.arms)
        known = np.isfinite(self._means).any() and many > 1
        return f"the best of {many}" if known else "the first"

    @functools.cached_property
    def _means(self) -> Array:
        """Mean accuracy of each arm; NaN where nothing can be judged, or all diverged."""
        if not self.judged:
            return np.full(len(self.result.arms), np.nan)
        return np.array(
            [v[np.isfinite(v)].mean() if np.isfinite(v).any() else np.nan for v in self.accuracies]
        )

    @property
    def single(self) -> bool:
        """Whether this is one training, of which nothing can be said across replicas."""
        return len(self.result.replicas) == 1

    def _trained(self, study: Study | None, **settings: Any) -> Result | None:
        if study is None or not self.beside:
            return None
        return run_study(study, threads=self.threads, progress=self.progress, **settings)

    @functools.cached_property
    def crossed(self) -> Result | None:
        """The same study in a crossed design, trained when it is first asked for."""
        return self._trained(crossed_study(self.study, self.arm))

    @functools.cached_property
    def linear(self) -> Result | None:
        """The first replicas without hidden layers, trained when they are first asked for."""
        first = self.result.replicas[:MOST_LINEAR]
        return self._trained(linear_study(self.study, self.arm), only=first)

    @functools.cached_property
    def main(self) -> Overview:
        """The usual statistics of that arm."""
        return overview_of(self.result, self.arm.index)

    @functools.cached_property
    def points(self) -> Array:
        """Rows of the first replica: float32 (samples, features)."""
        if not self.study.data.drawn_anew:
            return self.study.data.whole_x.astype(np.float32)
        keys = keys_of(self.study, "data", self.result.replicas[:1])
        return np.asarray(self.study.data.draw(self.study.seed, keys)[0])

    @functools.cached_property
    def fresh_points(self) -> FreshSample | None:
        """Points that stand for the law of the data; None where that is not known."""
        return fresh_sample(self.study.data) if self.study.data.drawn_anew else None

    def accuracies_of(self, result: Result, arm: Arm) -> Array:
        """Return every replica's accuracy, NaN where it diverged: float64 (replicas,).

        On fresh points where the law of the data is known, else on its test rows.
        """
        if self.fresh_points is None:
            return replica_values(result, "test_accuracy", arm=arm.index)
        kept = np.flatnonzero(result.diverged_at[arm.index] < 0)
        values = np.full(len(result.replicas), np.nan)
        values[kept] = fresh_accuracy(result, arm, kept, self.fresh_points, self.threads)
        return values

    @functools.cached_property
    def accuracies(self) -> tuple[Array, ...]:
        """`accuracies_of` each arm."""
        return tuple(self.accuracies_of(self.result, arm) for arm in self.result.arms)

    @property
    def where(self) -> str:
        """On what those accuracies are measured, in words."""
        return "the test rows" if self.fresh_points is None else "fresh points"

    @property
    def judged(self) -> bool:
        """Whether there is anything to measure accuracy on that was not trained on."""
        return self.study.data.drawn_anew or sizes_of(self.study.data, self.study.split).test > 0

    @functools.cached_property
    def fresh(self) -> Distribution | None:
        """Accuracy of the study's own arm on fresh points; None where there are none."""
        if self.fresh_points is None:
            return None
        return distribution_of(self.accuracies[self.arm.index], self.level, share=True)

    @functools.cached_property
    def linear_accuracies(self) -> Array | None:
        """Accuracies of the linear baseline, of the first replicas; None where there is none."""
        for arm in self.result.arms:
            if is_baseline(arm, self.arm):
                return self.accuracies[arm.index]
        if self.linear is None:
            return None
        return self.accuracies_of(self.linear, self.linear.arms[0])

    @functools.cached_property
    def target(self) -> float:
        """Accuracy that counts as success."""
        if self.criteria.target is not None:
            return self.criteria.target
        return max(self.best_known - self.criteria.margin, self.chance)

    @property
    def chance(self) -> float:
        """Accuracy of always naming the most frequent class."""
        counts = np.bincount(self.study.data.y)
        return float(counts.max() / counts.sum())

    @functools.cached_property
    def best_known(self) -> float:
        """The best possible accuracy, or the mean of the best arm where that is not known."""
        if self.study.data.bayes_accuracy is not None:
            return self.study.data.bayes_accuracy
        known = self._means[np.isfinite(self._means)]
        return float(known.max(initial=-np.inf)) if len(known) else float("nan")

    @property
    def its_own_measure(self) -> bool:
        """Whether a single training could only be measured against itself."""
        others = self.criteria.target is not None or self.study.data.bayes_accuracy is not None
        return (
            self.single
            and not others
            and len(self.result.arms) == 1
            and (self.target > self.chance)
        )

    @property
    def target_words(self) -> str:
        """Where the target comes from."""
        within = f"within {100 * self.criteria.margin:g} points of"
        if not self.criteria.margin:
            within = "not below"
        if self.criteria.target is not None:
            return f"an accuracy of at least {self.criteria.target:g}, as the criteria ask"
        if self.target <= self.chance:
            return "what always naming the most frequent class reaches"
        if self.study.data.bayes_accuracy is not None:
            return f"an accuracy {within} the best possible"
        if len(self.result.arms) == 1:
            return f"an accuracy {within} their own mean, for want of another measure"
        return f"an accuracy {within} the best arm's mean"

    @functools.cached_property
    def successes(self) -> tuple[ArmSuccess, ...]:
        """Of every arm, by accuracy: the share that reaches the target."""
        return tuple(
            success_of(arm, values, self.target, self.level)
            for arm, values in zip(self.result.arms, self.accuracies, strict=True)
        )

    @functools.cached_property
    def growth(self) -> EnsembleGrowth | None:
        """Scores of several replicas together; None where too few can be judged."""
        shared = self.study.design == "crossed"
        if shared or not self.judged or self.main.kept < FEWEST:
            return None
        return ensemble_growth(unseen_of(self.result, self.arm.index), self.level)

    @property
    def widths(self) -> tuple[ArmSuccess, ...]:
        """`successes`, where there are several arms."""
        return self.successes if len(self.successes) > 1 else ()

    @functools.cached_property
    def classes(self) -> Classes:
        """How the classes compare in the study's own arm, on test rows."""
        return classes_of(self.result, self.arm)

    @functools.cached_property
    def boundary(self) -> Boundary | None:
        """The vote over the plane; None where the data is not of two features."""
        if self.arm.widths[0] != 2:
            return None
        low, high = self.limits
        return boundary_of(self.result, self.arm, low=low, high=high, threads=self.threads)

    @property
    def limits(self) -> tuple[float, float]:
        """Of drawings of the plane: the exercise's, else a square around the rows of a replica."""
        if self.exercise is not None and self.exercise.boundary is not None:
            return self.exercise.boundary
        return _square_around(self.points)

    @functools.cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The published figures among the replicas; none but in the lab."""
        if self.exercise is None:
            return ()
        return placed_figures(self.result, self.exercise, self.arm.index)

    def placed_at(self, step: str) -> tuple[Placed, ...]:
        """Return the published figures of a step."""
        return tuple(placed for placed in self.placed if placed.step == step)


def _square_around(points: Array) -> tuple[float, float]:
    """Limits of a square that holds the points, with a little room."""
    low, high = float(points.min()), float(points.max())
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room
