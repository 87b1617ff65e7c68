"""The tables of an exercise, for its page and for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from manyseeds.findings.wording import (
    bounds,
    count,
    decimal,
    further_out,
    ordinal,
    percent,
    percent_bounds,
)
from manyseeds.plots.width import hidden_name
from manyseeds.report.document import Cell, Table
from manyseeds.stats.distribution import Distribution

if TYPE_CHECKING:
    from manyseeds.findings.evidence import Evidence
    from manyseeds.spec import Study

__all__ = [
    "accuracy_table",
    "confusion_table",
    "convergence_table",
    "lab_tables",
    "layer_table",
    "placement_table",
    "recall_table",
    "specification_table",
    "width_table",
]


def replicas_of(evidence: Evidence) -> str:
    """Return how many replicas are behind the numbers, and how many had diverged."""
    main = evidence.main
    text = count(main.kept, "replica")
    return f"{text}; {main.diverged:,} diverged and are left out" if main.diverged else text


def accuracy_table(evidence: Evidence) -> Table:
    """Accuracy and loss of each part at the end of training."""
    main, sizes = evidence.main, evidence.main.sizes
    ends = main.at_end
    rows: list[tuple[Cell | str, ...]] = []
    parts = (
        ("training", "accuracy", "loss", sizes.train),
        ("validation", "val_accuracy", "val_loss", sizes.validation),
        ("test", "test_accuracy", "test_loss", sizes.test),
    )
    for name, metric, _, size in parts:
        if metric in ends:
            rows.append(_row(f"accuracy, {name}", f"{size:,} rows", ends[metric]))
    if evidence.fresh is not None:
        rows.append(_row("accuracy, fresh points", "unlimited rows", evidence.fresh))
    for name, _, metric, size in parts:
        if metric in ends:
            rows.append(_row(f"loss, {name}", f"{size:,} rows", ends[metric]))
    columns = ("at the end", "mean", "sd", "5 %", "median", "95 %")
    caption = (
        f"Accuracy and loss at the end of training, {replicas_of(evidence)}. "
        "Below each number its 95 % interval."
    )
    return Table.of("accuracy", caption, columns, rows, brief=frozenset({1}))


def _row(name: str, note: str, found: Distribution) -> tuple[Cell | str, ...]:
    quantiles = [Cell(decimal(q.estimate), bounds(q)) for q in found.quantiles]
    mean = Cell(decimal(found.mean.estimate, 4), bounds(found.mean, 4))
    return (Cell(name, note), mean, decimal(found.standard_deviation), *quantiles)


def layer_table(evidence: Evidence) -> Table:
    """Layers, shapes and parameters."""
    summary = evidence.result.summary(evidence.main.arm.index)
    rows: list[tuple[Cell | str, ...]] = []
    inputs = evidence.main.arm.widths
    for place, layer in enumerate(summary.layers):
        width = layer.output_shape[1]
        made = f"{inputs[place]} × {width} + {width}"
        rows.append(
            (f"Dense, {layer.activation}", f"(None, {width})", made, count(layer.parameters))
        )
    rows.append(("total", "", "", count(summary.parameters)))
    columns = ("layer", "output shape", "weights + biases", "parameters")
    return Table.of("layers", "Layers and their parameters.", columns, rows)


def convergence_table(evidence: Evidence) -> Table:
    """Convergence and overfitting by their definitions."""
    main = evidence.main
    found, overfitting = main.convergence, main.overfitting
    rows: list[tuple[Cell | str, ...]] = [
        ("converged", Cell(percent(found.share.estimate), percent_bounds(found.share)), "", "", ""),
        ("epoch from which it had settled", *_summary(found.epoch, 0)),
        ("loss fell in the last tenth, %", *_summary(found.still_falling, 1, 100)),
    ]
    if overfitting is not None:
        share = overfitting.share
        rows += [
            ("overfitted", Cell(percent(share.estimate), percent_bounds(share)), "", "", ""),
            ("training minus validation accuracy", *_summary(overfitting.gap, 3)),
        ]
    if main.diverged:
        share_of_all = f"of {main.replicas:,}"
        rows.append(("diverged", Cell(count(main.diverged), share_of_all), "", "", ""))
    columns = ("of a replica", "share or mean", "5 %", "median", "95 %")
    caption = f"Convergence and overfitting, {replicas_of(evidence)}."
    return Table.of("convergence", caption, columns, rows, brief=frozenset({1}))


def _summary(found: Distribution, digits: int, scale: float = 1.0) -> tuple[Cell, ...]:
    mean = Cell(decimal(scale * found.mean.estimate, max(digits, 1)))
    quantiles = (Cell(decimal(scale * q.estimate, digits)) for q in found.quantiles)
    return (mean, *quantiles)


def confusion_table(evidence: Evidence) -> Table | None:
    """Mean counts of the confusion matrix; None where there are no test rows."""
    found = evidence.main.confusion
    if found is None:
        return None
    rows: list[tuple[Cell | str, ...]] = []
    for true, label in enumerate(found.classes):
        cells = [
            Cell(decimal(float(n), 1), percent(float(share)))
            for n, share in zip(found.mean_counts[true], found.shares[true], strict=True)
        ]
        total = float(found.mean_counts[true].sum())
        rows.append((f"{label}", *cells, decimal(total, 1)))
    columns = ("true", *map(str, found.classes), "rows")
    caption = (
        f"Mean confusion matrix on {evidence.main.sizes.test:,} test rows, "
        f"{replicas_of(evidence)}: true classes down, predicted ones across; rows of one replica "
        "on average, and the share of all rows of the true class."
    )
    return Table.of("confusion", caption, columns, rows)


def recall_table(evidence: Evidence) -> Table | None:
    """Recall of each class; None where there are no test rows."""
    found = evidence.main.confusion
    if found is None:
        return None
    rows: list[tuple[Cell | str, ...]] = []
    for label, recall, worst in zip(found.classes, found.recall, found.worst, strict=True):
        mean = Cell(decimal(recall.mean.estimate), bounds(recall.mean))
        quantiles = (decimal(q.estimate) for q in recall.quantiles)
        last = Cell(percent(worst.estimate), percent_bounds(worst))
        rows.append((str(label), mean, *quantiles, last))
    columns = ("class", "mean recall", "5 %", "median", "95 %", "worst class in")
    caption = (
        f"Recall of each class in the test rows of a replica, {replicas_of(evidence)}: the mean is "
        "over replicas, each of which counts once. The last column is the "
        "share of replicas in which the class has the lowest recall; a tie is shared."
    )
    return Table.of("recall", caption, columns, rows, brief=frozenset({1, 5}))


def width_table(evidence: Evidence) -> Table | None:
    """Success by hidden width; None where nothing was swept."""
    if not evidence.widths:
        return None
    rows: list[tuple[Cell | str, ...]] = []
    for arm in evidence.widths:
        found = arm.accuracy
        mean = Cell(decimal(found.mean.estimate), bounds(found.mean))
        quantiles = (decimal(q.estimate) for q in found.quantiles)
        share = Cell(percent(arm.share.estimate), percent_bounds(arm.share))
        rows.append((hidden_name(arm), count(arm.parameters), mean, *quantiles, share))
    target = evidence.widths[0].target
    where = "fresh points" if evidence.fresh is not None else "the test rows"
    columns = (
        "hidden",
        "parameters",
        "mean",
        "5 %",
        "median",
        "95 %",
        f"share ≥ {decimal(target)}",
    )
    replicas = count(evidence.main.replicas, "replica")
    diverged = int(np.sum([arm.accuracy.missing for arm in evidence.widths]))
    left_out = f"; {diverged:,} diverged and count as failures" if diverged else ""
    caption = f"Accuracy on {where} by hidden neurons, {replicas} a width{left_out}."
    return Table.of("width", caption, columns, rows, brief=frozenset({2, 6}))


def placement_table(evidence: Evidence) -> Table:
    """Each published figure in its distribution."""
    rows: list[tuple[Cell | str, ...]] = []
    for placed in evidence.placed:
        rows.append(
            (
                Cell(placed.name, f"step {placed.step}"),
                placed.value,
                placed.median,
                ordinal(placed.place.percentile),
                Cell(
                    further_out(placed.place),
                    percent_bounds(placed.place.further) if placed.place.further.n else "",
                    interval=placed.place.further,
                ),
            )
        )
    columns = ("published figure", "value", "median here", "percentile", "at least as far out")
    caption = (
        f"The published run among {replicas_of(evidence)}; below the last its 95 % interval as a "
        "share."
    )
    return Table.of("placement", caption, columns, rows, words=frozenset({4}))


def specification_table(study: Study) -> Table:
    """Every field of the specification, defaults filled in, with what it means."""
    rows: list[tuple[Cell | str, ...]] = [
        ("data", repr(study.data), str(type(study).model_fields["data"].description))
    ]
    filled = {
        "learning_rate": study.training.step_size,
        "weight_decay": study.training.decay,
    }
    parts = {
        "network": study.network,
        "training": study.training,
        "split": study.split,
        "criteria": study.criteria,
    }
    for part, values in parts.items():
        for name, field in type(values).model_fields.items():
            value = filled.get(name, getattr(values, name))
            rows.append((f"{part}.{name}", _shown(value), str(field.description)))
    for name, field in type(study).model_fields.items():
        if name not in (*parts, "data"):
            rows.append((name, _shown(getattr(study, name)), str(field.description)))
    columns = ("field", "value", "meaning")
    caption = "The whole specification, defaults filled in."
    return Table.of("specification", caption, columns, rows, words=frozenset({1, 2}), folded=True)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{path}: {_shown(values)}" for path, values in value.items()) or "none"
    if isinstance(value, tuple | list):
        return (
            ", ".join(
                "x".join(map(str, v)) or "none" if isinstance(v, tuple) else str(v) for v in value
            )
            or "none"
        )
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def lab_tables(evidence: Evidence) -> tuple[Table, ...]:
    """Return the tables that the terminal shows, in order."""
    found = (
        accuracy_table(evidence),
        layer_table(evidence),
        convergence_table(evidence),
        confusion_table(evidence),
        recall_table(evidence),
        width_table(evidence),
    )
    return tuple(table for table in found if table is not None)
