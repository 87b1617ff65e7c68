"""What commands share: where they print, and how they end when something is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from manyseeds.report.document import Table

__all__ = [
    "BAD_INPUT",
    "FAILED",
    "STOPPED",
    "ended_well",
    "errors",
    "kept",
    "rich_table",
    "show",
    "working",
]

FAILED, BAD_INPUT, STOPPED = 1, 2, 130
"""Exit codes: a check failed, or a disk; the input is wrong; Ctrl-C."""

LEAST_WIDTH = 80
"""Characters of a line at least: a narrower terminal wraps lines; tables would cut numbers."""


@contextmanager
def ended_well(left: Callable[[], str] = lambda: "Nothing was written.") -> Iterator[None]:
    """Turn an error of ours into one red sentence, and Ctrl-C into one line on what is kept."""
    from manyseeds.errors import ManySeedsError, StoreError

    try:
        yield
    except ManySeedsError as error:
        errors().print(str(error), style="red", soft_wrap=True)
        raise typer.Exit(FAILED if isinstance(error, StoreError) else BAD_INPUT) from None
    except MemoryError:
        sentence = "There is not enough memory. Ask for fewer replicas."
        errors().print(sentence, style="red", soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt as stopped:
        far = f" ({stopped})" if str(stopped) else ""
        line = f"Stopped{far}. {left()}"
        errors().print(line, soft_wrap=True)
        raise typer.Exit(STOPPED) from None


def kept(written: Sequence[Path]) -> str:
    """Say which files stay where a command is stopped."""
    return f"Kept: {', '.join(map(str, written))}." if written else "Nothing was written."


def errors() -> Console:
    """Return the console on the error stream."""
    from rich.console import Console

    return _wide(Console(stderr=True, markup=False, emoji=False, highlight=False))


def _wide(console: Console) -> Console:
    console.width = max(console.width, LEAST_WIDTH)
    return console


def show(*renderables: RenderableType, whole: bool = False) -> None:
    """Print to the output stream; if nobody reads it any more, go on without a word.

    Text is printed as it is: a path may well hold square brackets. What is to be bold is a
    ``rich.text.Text``. With `whole`, no line is broken, so that it can be copied.
    """
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            """Let this and what follows go nowhere, where rich would end the program."""
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    console = _wide(Output(markup=False, emoji=False, highlight=False))
    for renderable in renderables:
        console.print(renderable, soft_wrap=whole)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show a person who watches that something is being done."""
    with errors().status(on) if sys.stderr.isatty() else nullcontext():
        yield


def rich_table(table: Table) -> RenderableType:
    """Return a table of a report, below its caption, as the terminal shows it."""
    from rich import box
    from rich.console import Group
    from rich.table import Table as RichTable
    from rich.text import Text

    gap = 1 if len(table.columns) <= 8 else 0  # ten classes fit into 80 characters
    found = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, gap))
    for place, name in enumerate(table.columns):
        words = place == 0 or place in table.words
        found.add_column(Text(name), justify="left" if words else "right")
    for row in table.rows:
        cells = []
        for place, cell in enumerate(row):
            text = Text(cell.text)
            if cell.note and place in table.brief:
                text.append(f"\n{cell.note}", style="dim")
            cells.append(text)
        found.add_row(*cells)
    return Group(Text(table.caption, style="bold"), found)
