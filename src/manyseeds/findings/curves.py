"""The pictures of training that several findings show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manyseeds.findings.evidence import Evidence
from manyseeds.findings.finding import Picture
from manyseeds.plots.curves import CurvePlot

__all__ = ["curve_pictures"]

WIDE = 20.0
"""A loss whose median falls by more than this factor is drawn on a logarithmic scale."""


def curve_pictures(evidence: Evidence, metrics: Sequence[str]) -> tuple[Picture, ...]:
    """Return loss and accuracy against epoch, as `metrics` name them, with the published run."""
    curves = evidence.main.curves
    published = evidence.exercise.curve if evidence.exercise else None
    pictures = []
    for metric in metrics:
        names = {"training": metric, "validation": f"val_{metric}"}
        bands = {name: curves[m] for name, m in names.items() if m in curves}
        run = None
        if published is not None:
            run = np.array(published.epochs), np.array(published.values[f"val_{metric}"])
        medians = np.concatenate([band.median for band in bands.values()] or [np.ones(1)])
        known = medians[np.isfinite(medians) & (medians > 0)]
        wide = len(known) > 0 and known.max() > WIDE * known.min()
        plot = CurvePlot(
            metric,
            bands,
            published=run,
            ceiling=evidence.study.data.bayes_accuracy if metric == "accuracy" else None,
            logarithmic=bool(wide) and metric == "loss",
        )
        also = "; the thin line is the published run's validation" if run is not None else ""
        caption = f"{metric.capitalize()} against epoch{also}."
        pictures.append(Picture(f"curve-{metric}", caption, plot))
    return tuple(pictures)
