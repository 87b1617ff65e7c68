"""The question: what has the network learned of each class."""

from __future__ import annotations

import functools
from typing import ClassVar

import numpy as np

from manyseeds.findings.finding import Finding, Number, Picture, Verdict
from manyseeds.findings.wording import percent, quoted_percent, within_share
from manyseeds.plots.templates import TemplatesPlot
from manyseeds.stats.classes import class_words
from manyseeds.stats.templates import Templates as Found
from manyseeds.stats.templates import templates_of

__all__ = ["Templates"]


class Templates(Finding):
    """The weights of each class as an image, and whether runs agree on them."""

    code: ClassVar[str] = "templates"
    question: ClassVar[str] = "What has the network learned of each class, and always the same?"

    def _obstacle(self) -> str:
        if self.evidence.study.data.image_shape is None:
            return "Weights are drawn as images where the rows are images."
        if self.evidence.arm.network.hidden:
            return "Weights are templates of the classes only where there is no hidden layer."
        if self.evidence.main.kept == 1:
            return self._alone("be compared with itself")
        return super()._obstacle()

    @functools.cached_property
    def found(self) -> Found:
        """The templates over replicas."""
        return templates_of(self.evidence.result, self.evidence.arm)

    def _verdict(self) -> Verdict:
        return Verdict.MEASURED

    def _headline(self) -> str:
        return f"{percent(self.found.shared.estimate)} in common"

    def _answer(self) -> str:
        found = self.found
        shares = [within_share(share).estimate for share in found.shared_by_class]
        most, least = int(np.nanargmax(shares)), int(np.nanargmin(shares))
        return (
            f"A template for each class: pixels that speak for it, and against it. "
            f"{quoted_percent(within_share(found.shared))} of the size of a run's weights is "
            "common to all runs; the rest is each run's own, its random start above all. Most "
            f"alike is the template of {class_words(found.classes[most])} "
            f"({percent(shares[most])}), least that of {class_words(found.classes[least])} "
            f"({percent(shares[least])})."
        )

    def _numbers(self) -> tuple[Number, ...]:
        found = self.found
        names = [f"weights of {class_words(c)} common to all runs" for c in found.classes]
        return (
            Number("weights common to all runs", found.shared),
            *map(Number, names, found.shared_by_class),
        )

    def _pictures(self) -> tuple[Picture, ...]:
        caption = "The weights of each class: mean and standard deviation over replicas."
        return (Picture("templates", caption, TemplatesPlot(self.found)),)

    @property
    def definition(self) -> str:
        """How weights become templates."""
        return (
            "Without hidden layers, the logit of a class is the sum of pixels times its weights. "
            "What is added to the weights of all classes alike changes nothing, so at each pixel "
            "the mean over classes is taken off first. Common to all runs is the share of the mean "
            "square of the weights that two different runs have in common; pixels that are zero in "
            "all rows are left out. Interval: jackknife over replicas (Tukey 1958)."
        )
