"""A report as a notebook that trains and answers anew, with the public interface alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from manyseeds.findings.catalogue import Findings
from manyseeds.findings.placed import Placed
from manyseeds.report.closing import specification_of
from manyseeds.report.document import (
    Answer,
    Answered,
    Block,
    Claims,
    Correction,
    Definitions,
    Document,
    Paragraph,
    Placements,
    Section,
    Table,
)

__all__ = ["to_notebook"]

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def to_notebook(findings: Findings, document: Document, store: str = "result.zarr") -> str:
    """Return the notebook as text.

    Parameters
    ----------
    findings : Findings
    document : Document
        What its words are taken from; its numbers come from running it.
    store : str
        The stored result that is read where the rows were given as arrays, which a specification
        in text cannot hold.
    """
    import nbformat

    format_: Any = nbformat.v4
    cells: list[Any] = [
        format_.new_markdown_cell(f"# {document.title}\n\n{_prose(document.introduction)}"),
        format_.new_code_cell(_setup(findings, store)),
        format_.new_markdown_cell("All questions with their answers:"),
        format_.new_code_cell("findings"),
    ]
    for section in document.sections:
        for kind, text in _cells(section):
            make = format_.new_code_cell if kind == "code" else format_.new_markdown_cell
            cells.append(make(text))
    for number, cell in enumerate(cells):  # the same result, the same bytes
        cell["id"] = f"cell-{number}"
    notebook = format_.new_notebook(
        cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    nbformat.validate(notebook)
    write: Any = nbformat.writes
    return str(write(notebook)) + "\n"


def _setup(findings: Findings, store: str) -> str:
    """The first code cell: the specification, training, findings."""
    evidence = findings.evidence
    specification = specification_of(evidence)
    run = "" if evidence.run is None else f"run={evidence.run}, "
    ask = f"findings = result.findings({run}companions={evidence.beside})"
    if specification is None:
        return f'import manyseeds\n\nresult = manyseeds.load("{store}")\n{ask}'
    return (
        "from manyseeds import Study\n\n"
        f'study = Study.from_toml("""\n{specification.strip()}\n""")\n'
        f"result = study.run()\n{ask}"
    )


def _cells(section: Section) -> Iterator[tuple[str, str]]:
    """Text and code of a section, in order; what the code shows is not told twice."""
    number = f"{section.number} " if section.number else ""
    words = [f"## {number}{section.title}"]
    if section.asks:
        words.append(f"*{_prose(section.asks)}*")
    for block in section.blocks:
        if isinstance(block, Answered):
            if block.applicable:
                if words:
                    yield "markdown", "\n\n".join(words)
                words = []
                yield "code", f'findings["{block.code}"]'
        else:
            words += _words(block)
    if words:
        yield "markdown", "\n\n".join(words)


def _words(block: Block) -> list[str]:
    """Return a block as paragraphs of Markdown; none where the code beside it shows it."""
    match block:
        case Paragraph():
            lines = [_prose(block.text)]
        case Answer():
            lines = [f"**{_prose(block.text)}**"]
        case Table() if not block.folded:
            lines = [_table(block)]
        case Correction():
            wrong, right = _prose(block.claim), _prose(block.right)
            lines = [f"> The published report says: {wrong}\n>\n> **Right:** {right}"]
        case Claims():
            lines = ["\n".join(f"- {_prose(i.claim)} Here: {_prose(i.here)}" for i in block.items)]
        case Definitions():
            lines = [f"**{_prose(d.term)}.** {_prose(d.meaning)}" for d in block.definitions]
        case Placements():
            lines = ["\n".join(_placed(item) for item in block.items)]
        case _:
            lines = []
    return lines


def _placed(item: Placed) -> str:
    return (
        f"- {_prose(item.name)}: published {item.value}, median here {item.median}, percentile "
        f"{item.place.percentile:.0f}"
    )


def _table(table: Table) -> str:
    rows = [[_cell(name) for name in table.columns]]
    rows.append(["---"] + ["---:"] * (len(table.columns) - 1))
    for row in table.rows:
        rows.append([_cell(f"{c.text} ({c.note})" if c.note else c.text) for c in row])
    lines = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{_prose(table.caption)}\n\n{lines}"


def _prose(text: str) -> str:
    """Keep characters of a text from being read as markup; code between backticks stays."""
    parts = text.strip().split("`")
    for place in range(0, len(parts), 2):
        for sign in ("\\", "*", "_", "<", "[", "$", "#", "|"):
            parts[place] = parts[place].replace(sign, "\\" + sign)
    return "`".join(parts)


def _cell(text: str) -> str:
    return _prose(text.replace("\n", " "))
