"""How findings show themselves in a notebook."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

from manyseeds.plots.style import THEME
from manyseeds.plots.svg import plot_svg

if TYPE_CHECKING:
    from manyseeds.findings.catalogue import Findings
    from manyseeds.findings.finding import Finding

__all__ = ["finding_html", "findings_html"]

# A notebook's page may be light or dark; these follow what it says of itself.
FRAME = (
    "border:1px solid rgba(128,128,128,.35);border-radius:8px;padding:.7em 1em;margin:.5em 0;"
    "max-width:52em"
)
PALE = "opacity:.72;font-size:.88em"
CARD = "background:#fefefe;border-radius:6px;padding:.3em;max-width:30em;margin-top:.5em"


def finding_html(finding: Finding) -> str:
    """Return the question, the verdict, the answer, its numbers and its first picture."""
    rows = io.StringIO()
    for number in finding.numbers:
        interval = number.value
        rows.write(
            f"<tr><td style='text-align:left'>{escape(number.name)}</td><td>{escape(number.text)}"
            f"</td><td>{escape(number.bounds)}</td><td style='text-align:left;{PALE}'>"
            f"{escape(f'{100 * interval.level:g} %, {interval.method}, n = {interval.n:,}')}"
            "</td></tr>"
        )
    table = f"<table>{rows.getvalue()}</table>" if finding.numbers else ""
    picture = ""
    if finding.pictures:
        first = finding.pictures[0]
        # The colours of the theme are written out: a notebook has no variables of ours.
        svg = plot_svg(first.plot, f"{finding.code}-{first.name}")
        for colour, name in THEME.items():
            svg = svg.replace(f"var(--{name},{colour})", colour)
        picture = f"<div style='{CARD}'>{svg}</div>"
    return (
        f"<div style='{FRAME}'><div style='{PALE}'>{escape(finding.code)}</div>"
        f"<b>{escape(finding.question)}</b> <i>{escape(finding.headline)}</i>"
        f"<p style='margin:.4em 0'>{escape(finding.answer)}</p>{table}{picture}"
        f"<details style='{PALE}'><summary>definition</summary>{escape(finding.definition)}"
        "</details></div>"
    )


def findings_html(findings: Findings) -> str:
    """Return a table of all questions with their answers."""
    rows = "".join(
        f"<tr><td style='text-align:left'><code>{escape(finding.code)}</code></td>"
        f"<td style='text-align:left'>{escape(finding.question)}</td>"
        f"<td style='text-align:left'><b>{escape(finding.headline)}</b></td>"
        f"<td style='text-align:left;max-width:40em;white-space:normal'>{escape(finding.answer)}"
        "</td></tr>"
        for finding in findings
    )
    head = "<tr><th>code</th><th>question</th><th>verdict</th><th>answer</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
