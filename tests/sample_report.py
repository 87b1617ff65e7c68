"""A report with every kind of block in it, of made-up numbers; and labels that mean harm."""

from __future__ import annotations

import numpy as np

from manyseeds.findings.placed import Placed
from manyseeds.plots.scatter import DataScatter
from manyseeds.report.document import (
    Answer,
    Answered,
    Block,
    Cell,
    Claimed,
    Claims,
    Code,
    Correction,
    Definition,
    Definitions,
    Document,
    Fact,
    Figure,
    Figures,
    Formula,
    Links,
    Paragraph,
    Placements,
    Reference,
    Section,
    Table,
)
from manyseeds.stats.interval import Interval
from manyseeds.stats.placement import placement_of

HOSTILE = (
    '$\\foo$ #eval(read("a")) *b* _c_ $x^2$ \\ `d` [e](f) @g <h> </style><script>alert(1)</script>'
    " --> ]]> &amp; {{ i }} {% j %} \"k\" 'l' // m /* n */ = o\nq\tr \x00\x07 שלום العربية \u202e s"
    " 中文 😀 " + "w" * 200
)
"""Markup of every language near a report, controls, letters from right to left, a long word."""

WILSON = Formula(
    mathml=(
        "<mfrac><mrow><mi>p</mi><mo>+</mo><mfrac><msup><mi>z</mi><mn>2</mn></msup><mrow><mn>2</mn>"
        "<mi>n</mi></mrow></mfrac><mo>±</mo><mi>z</mi><msqrt><mi>v</mi></msqrt></mrow>"
        "<mrow><mn>1</mn><mo>+</mo><msup><mi>z</mi><mn>2</mn></msup><mo>/</mo><mi>n</mi></mrow>"
        "</mfrac>"
    ),
    typst="(p + z^2 / (2 n) plus.minus z sqrt(v)) / (1 + z^2 slash n)",
    text="(p + z² / (2n) ± z √v) / (1 + z² / n)",
)

SHARE = Interval(0.981234567890123, 0.97, 0.988, 0.95, "Wilson (1927)", 1000)


def plot(label: str = "one") -> DataScatter:
    """A scatter plot of two classes; labels are cut to what a legend can hold."""
    x = np.linspace(0, 1, 12).reshape(6, 2)
    classes = (label[:12], f"not {label[:12]}")
    return DataScatter(x, np.arange(6) % 2, classes, ("x0", label[:40]), title=label[:80])


def table(label: str = "one", rows: int = 3, **options: bool) -> Table:
    """A table with words, numbers in full, numbers that are only text, and none."""
    made: list[tuple[Cell | str, ...]] = [
        (
            label,
            Cell("98.1 %", "97 to 98.8 %", interval=SHARE),
            Cell("0.333", value=1 / 3),
            "1,797",
            "–",
            f"words on {label}",
        )
        for _ in range(rows)
    ]
    columns = ("name", "share", "mean", "rows", "nothing", label)
    words = frozenset({5})
    return Table.of(f"table-{rows}", f"Numbers of {label}.", columns, made, words=words, **options)


def blocks(label: str = "one") -> tuple[Block, ...]:
    """One block of each kind."""
    place = placement_of(9.0, np.arange(10.0))
    nowhere = placement_of(9.0, [])
    return (
        Answer(f"The answer is {label}: 98 % of `runs`."),
        Paragraph(f"A paragraph on {label}."),
        Answered(
            "successful",
            f"Is {label} good?",
            "in 98.1 % of runs",
            f"It is {label}.",
            (("share", Cell("98.1 %", "97 to 98.8 %", interval=SHARE)), ("epochs", Cell("75"))),
            "What good means.",
        ),
        Answered("worst", "Which?", "not applicable", "There is one.", applicable=False),
        table(label),
        table(label, 2, folded=True),
        Figure("single", f"A figure of {label}.", plot(label)),
        Figures((Figure("left", "Left.", plot()), table(label, 1))),
        Code('name = "x"\nwidths = [1, 2]  # `not code`\n', "toml"),
        WILSON,
        Definitions(
            (
                ("Plain", f"A pair about {label}."),
                Definition("Share", "Wilson's.", WILSON, Reference("Wilson", 1927, "page 212")),
            )
        ),
        Links((("To the second part", "second"), ("To nowhere", "nowhere"))),
        Placements(
            (
                Placed("1.9", "test accuracy", "test_accuracy", "0.918750", place, "0.89"),
                Placed("1.9", "test loss", "test_loss", "0.2", nowhere, "–"),
            )
        ),
        Claims((Claimed(f"100 epochs of {label} would do.", f"131, says {label}."),)),
        Correction(f"79 % of {label}", "0.897"),
    )


def document(label: str = "one") -> Document:
    """A report about `label`."""
    return Document(
        title=f"A report on {label}",
        introduction="Twice two is four.",
        kicker="A sample",
        facts=(Fact("accuracy", "0.890", "0.88 to 0.90"), Fact(label, "98.1 %", label)),
        hero=Figure("hero", "At the top.", plot()),
        sections=(
            Section("first", f"Of {label}", blocks(label), "1.1", "What is asked?"),
            Section("second", "Of formulas", (WILSON,), "", ""),
        ),
        footer="Made of nothing.",
    )
