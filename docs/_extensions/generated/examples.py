"""What the findings say of real trainings, as the pages show it: words and pictures."""

from __future__ import annotations

import functools
from html import escape

from generated.markdown import prose, raw_html
from manyseeds import Network, Study, Training, data
from manyseeds.findings.catalogue import Findings
from manyseeds.plots.svg import plot_svg

__all__ = ["EXAMPLES", "answer_text", "example", "picture_text", "study_of"]

EXAMPLES = {
    "xor": "XOR, 200 replicas",
    "widths": "XOR with 1, 2, 4 and 6 hidden neurons, 200 replicas each",
    "digits": "digits, 100 replicas",
}
"""The studies that pages show findings of, in words."""


def study_of(name: str) -> Study:
    """Return the specification of an example."""
    if name == "digits":
        training = Training(optimizer="adam", epochs=100, batch_size=128)
        return Study(
            data="digits", training=training, replicas=100, split={"test": 0.25, "validation": 0.25}
        )
    return Study(
        data=data.xor(copies=200, noise=0.3),
        network=Network(hidden=(6,), activation="relu"),
        training=Training(optimizer="adam", epochs=200, batch_size=32),
        replicas=200,
        sweep={"network.hidden": [[1], [2], [4], [6]]} if name == "widths" else {},
    )


@functools.cache
def example(name: str) -> Findings:
    """Return the findings of an example; it is trained once."""
    return study_of(name).run(progress=False).findings(companions=name == "xor", progress=False)


def answer_text(name: str, code: str) -> str:
    """Return what a finding says of an example, as a quotation."""
    finding = example(name)[code]
    headline = finding.headline[0].upper() + finding.headline[1:]
    return f"> **{prose(headline)}.** {prose(finding.answer)}"


def picture_text(name: str, code: str) -> str:
    """Return the first picture of a finding of an example, with its caption."""
    picture = example(name)[code].pictures[0]
    svg = plot_svg(picture.plot, f"{name}-{code}-{picture.name}")
    caption = escape(picture.caption)
    return raw_html(f'<figure class="plot">{svg}<figcaption>{caption}</figcaption></figure>')
