"""Which accuracy to quote, and how far training accuracy flatters."""

from __future__ import annotations

from typing import ClassVar

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import count, decimal, most_runs, points, quoted, spread
from manyseeds.plan import crossed_sources
from manyseeds.plots.distribution import DistributionPlot
from manyseeds.stats.distribution import Distribution
from manyseeds.stats.interval import Interval, bounded
from manyseeds.stats.overlap import corrected_interval
from manyseeds.stats.paired import paired_difference

__all__ = ["Accuracy"]


class Accuracy(Finding):
    """Accuracy at the end on each part of the rows, and the one to quote."""

    code: ClassVar[str] = "accuracy"
    question: ClassVar[str] = "Which accuracy is to be quoted, and does training accuracy flatter?"

    def _obstacle(self) -> str:
        if not self.evidence.judged:
            return "Without test rows there is no accuracy to quote: set some aside."
        return super()._obstacle()

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    @property
    def flattery(self) -> Interval:
        """Training minus test accuracy, replica by replica."""
        ends = self.evidence.main.at_end
        quoted_on = self.evidence.fresh or ends["test_accuracy"]
        return paired_difference(
            ends["accuracy"].values, quoted_on.values, self.evidence.level
        ).mean

    @property
    def other_tables(self) -> Interval | None:
        """Mean test accuracy on other tables of the same source; None where rows are drawn anew."""
        main = self.evidence.main
        if self.evidence.fresh is not None or "split" not in crossed_sources(self.evidence.study):
            return None
        test = main.at_end.get("test_accuracy")
        if test is None or test.n < 2:
            return None
        return bounded(
            corrected_interval(test.values, main.sizes.test, main.sizes.train, self.evidence.level)
        )

    def _headline(self) -> str:
        best = self.evidence.fresh or self.evidence.main.at_end["test_accuracy"]
        return decimal(best.mean.estimate)

    def _answer(self) -> str:
        ends, fresh = self.evidence.main.at_end, self.evidence.fresh
        test = ends.get("test_accuracy")
        mean = "the mean" if self.evidence.main.kept > 1 else "that of one run"
        if fresh is not None:
            text = f"Quote {quoted(fresh.mean)}, {mean} on fresh points"
            if test is not None:
                rows = count(self.evidence.main.sizes.test, "test row")
                each = " of each replica" if test.n > 1 else ""
                text += f"; on the {rows}{each} it is {quoted(test.mean)}"
        else:
            assert test is not None  # else there is an obstacle
            text = f"Quote {quoted(test.mean)}, {mean} on rows never used"
        gap = self.flattery
        if gap.n < 2:
            text += ". Its training accuracy is"
        elif gap.low > 0:
            text += f". Training accuracy flatters by {points(gap.estimate)} on average"
        elif gap.high < 0:
            text += f". Training accuracy is {points(gap.estimate)} lower: it does not flatter"
        else:
            text += ". Training accuracy does not measurably differ"
        text += f"{', at' if gap.n > 1 else ''} {quoted(ends['accuracy'].mean)}"
        if "val_accuracy" in ends:
            text += f"; validation accuracy is {quoted(ends['val_accuracy'].mean)}"
        text += f".{self._runs(fresh or test)}"
        other = self.other_tables
        if other is not None:
            text += (
                f" For other tables of this kind, rather than other splits of this one, the "
                f"interval of the mean is wider: {quoted(other)}."
            )
        return text

    @staticmethod
    def _runs(found: Distribution | None) -> str:
        """How far single runs lie from the mean."""
        if found is None or found.n < 2:
            return ""
        return f" A single run is no such mean: {most_runs(found.n)} lie at {spread(found)}."

    def _numbers(self) -> tuple[Number, ...]:
        ends = self.evidence.main.at_end
        names = {
            "accuracy": "training accuracy, mean",
            "val_accuracy": "validation accuracy, mean",
            "test_accuracy": "test accuracy, mean",
        }
        numbers = [
            Number(name, ends[metric].mean, "accuracy")
            for metric, name in names.items()
            if metric in ends
        ]
        if self.evidence.fresh is not None:
            mean = self.evidence.fresh.mean
            numbers.append(Number("accuracy on fresh points, mean", mean, "accuracy"))
        if self.other_tables is not None:
            name = "test accuracy, mean, for other tables"
            numbers.append(Number(name, self.other_tables, "accuracy"))
        numbers.append(Number("training minus quoted accuracy", self.flattery, "points"))
        if "test_loss" in ends:
            numbers.append(Number("test loss, mean", ends["test_loss"].mean, "loss"))
        return tuple(numbers)

    def _pictures(self) -> tuple[Picture, ...]:
        main, exercise = self.evidence.main, self.evidence.exercise
        parts = {
            "training": ("accuracy", main.sizes.train),
            "validation": ("val_accuracy", main.sizes.validation),
            "test": ("test_accuracy", main.sizes.test),
        }
        rows = {n: main.at_end[metric] for n, (metric, _) in parts.items() if metric in main.at_end}
        if self.evidence.fresh is not None:
            rows["fresh points"] = self.evidence.fresh
        published = {
            name: tuple(
                figure.value
                for figure in (exercise.published if exercise else ())
                if figure.metric == metric and figure.epoch is None and figure.hidden is None
            )
            for name, (metric, _) in parts.items()
        }
        steps = {name: 1 / size for name, (_, size) in parts.items() if size}
        plot = DistributionPlot(rows, steps, self.evidence.study.data.bayes_accuracy, published)
        return (Picture("accuracy", "Accuracy at the end of training, over replicas.", plot),)

    @property
    def definition(self) -> str:
        """Which rows, which weights, which intervals."""
        text = (
            "Test rows are used for nothing but this number. All accuracies are of the weights "
            "that a replica ends with, but training accuracy is the mean over the batches of the "
            "last epoch. Intervals of means: Student's t (1908); of the difference: the same, of "
            "differences replica by replica."
        )
        if self.evidence.fresh is not None:
            text += (
                " Accuracy on fresh points is the integral over the law of the data, by a "
                "quadrature of 8,192 evenly spread points."
            )
        elif self.other_tables is not None:
            text += (
                " Splits of one table overlap, so its replicas say little of other tables; the "
                "wider interval is Nadeau and Bengio's (2003, equation 8)."
            )
        return text
