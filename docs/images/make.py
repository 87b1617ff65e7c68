"""Draw the README's picture from a real study: `python docs/images/make.py`."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from manyseeds import Network, Study, Training, data
from manyseeds.plots.boundary import BoundaryPlot
from manyseeds.plots.curves import CurvePlot
from manyseeds.plots.distribution import DistributionPlot
from manyseeds.plots.style import SETTINGS
from manyseeds.stats.boundary import boundary_of
from manyseeds.stats.curves import curve_bands
from manyseeds.stats.distribution import distribution_of

PICTURE = Path(__file__).with_name("thousand.png")
PUBLISHED = 0.91875
"""Test accuracy of the one run that a report of the exercise gives."""


def main() -> None:
    """Train a thousand replicas of XOR and draw what one run cannot show."""
    study = Study(data=data.xor(), network=Network(hidden=(6,)), training=Training(epochs=200))
    result = study.run()
    table = study.data
    points = table.draw(study.seed, result.replicas[:1])[0][:240]
    names = {"accuracy": "training", "val_accuracy": "validation"}
    curves = {label: curve_bands(result.history[name].values[0]) for name, label in names.items()}
    accuracy = {"test": distribution_of(result.test_accuracy[0])}
    plots = [
        CurvePlot("accuracy", curves, ceiling=table.bayes_accuracy),
        DistributionPlot(accuracy, {"test": 1 / 160}, table.bayes_accuracy, {"test": [PUBLISHED]}),
        BoundaryPlot(boundary_of(result, result.arms[0]), points, table.y[:240], table.features),
    ]
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(12.5, 3.4), layout="constrained", facecolor="white")
        for plot, ax in zip(plots, figure.subplots(1, 3), strict=True):
            plot.plot(ax)
        figure.savefig(PICTURE, dpi=110, facecolor="white")


if __name__ == "__main__":
    main()
