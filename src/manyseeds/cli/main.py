"""The program ``manyseeds``. Commands import what they need when they run, so help is quick."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from manyseeds import __version__
from manyseeds.cli.compare import compare
from manyseeds.cli.doctor import doctor
from manyseeds.cli.export import export
from manyseeds.cli.lab import lab
from manyseeds.cli.merge import merge
from manyseeds.cli.playground import playground
from manyseeds.cli.report import report
from manyseeds.cli.run import run
from manyseeds.cli.show import show
from manyseeds.cli.verify import verify

__all__ = ["app", "main"]

app = typer.Typer(
    name="manyseeds",
    help="Train small neural-network classifiers a thousand times in the time others train one.",
    epilog="Example: manyseeds lab xor",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"manyseeds {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Train small neural-network classifiers a thousand times in the time others train one."""


app.command(epilog="Example: manyseeds lab xor --replicas 1000 --seed 0 --out lab")(lab)
app.command(epilog="Example: manyseeds run data.csv --target species --hidden 16")(run)
app.command(epilog="Example: manyseeds show lab/xor.zarr converged")(show)
app.command(epilog="Example: manyseeds report lab/xor.zarr --html --pdf --out reports")(report)
app.command(epilog="Example: manyseeds compare lab/xor.zarr other/xor.zarr")(compare)
app.command(epilog="Example: manyseeds verify study.zarr --retrain 16 --repair")(verify)
app.command(epilog="Example: manyseeds merge study.zarr")(merge)
app.command(epilog="Example: manyseeds export lab/xor.zarr --csv --parquet --out tables")(export)
app.command(epilog="Example: manyseeds playground")(playground)
app.command(epilog="Example: manyseeds doctor")(doctor)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the program."""
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by whoever started the program
            setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        if isinstance(file := getattr(sys, stream), io.TextIOWrapper):
            file.reconfigure(errors="replace")  # a terminal without UTF-8 shows "?" instead
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupted)  # a scheduler's way of saying Ctrl-C
    try:
        app()
    except OSError as error:
        # What is still buffered cannot be written either; Python would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(f"Cannot go on: {error.strerror or error}.")
