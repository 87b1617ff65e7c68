"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["RunOption", "StoreArgument", "ThreadsOption"]

StoreArgument = Annotated[Path, typer.Argument(help="A stored result, such as lab/xor.zarr.")]
RunOption = Annotated[
    int | None,
    typer.Option(
        help="Replica to place among the others; if left out, the first that did not diverge."
    ),
]
ThreadsOption = Annotated[
    int | None, typer.Option(help="Threads; as many as processors if left out.")
]
