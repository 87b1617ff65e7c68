"""Plots of computed statistics: each has ``plot(ax)``, ``frame()`` and ``alt``.

Nothing here touches matplotlib's global state: figures are made by `manyseeds.plots.style.drawn`.
"""
