"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ClusterOption",
    "RunOption",
    "ShardOption",
    "StoreArgument",
    "StoreOption",
    "ThreadsOption",
]

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
StoreOption = Annotated[
    Path | None,
    typer.Option(help="Folder to commit to as it trains, and to go on from; reports go to --out."),
]
ShardOption = Annotated[
    str | None,
    typer.Option(help="Share of --store to train here, such as 2/8 for the second of eight."),
]
ClusterOption = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler whose workers train.")
]
