"""``manyseeds verify``: whether a store is what it says, and what to do where it is not."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from manyseeds.cli.arguments import StoreArgument, ThreadsOption
from manyseeds.cli.console import FAILED, ended_well, show

__all__ = ["verify"]


def verify(
    store: StoreArgument,
    retrain: Annotated[
        int, typer.Option(help="Trainings to make again and compare, bit by bit.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Of the draw of these trainings.")] = 0,
    repair: Annotated[bool, typer.Option("--repair", help="Train anew what is wrong.")] = False,
    threads: ThreadsOption = None,
) -> None:
    """Check every checksum of a store; train some of its replicas again and compare.

    Exits with 1 where something is wrong and was not mended.
    """
    with ended_well(lambda: "What was right is kept."):
        from manyseeds.findings.wording import count
        from manyseeds.verification import verify_store

        found = verify_store(
            store,
            retrain=retrain,
            seed=seed,
            repair=repair,
            threads=threads,
            progress=sys.stderr.isatty(),
        )
        for fault in found.faults:
            show(f"Wrong: {fault.sentence}.")
        again = f", {count(found.retrained, 'training')} made again" if retrain else ""
        looked = f"{count(found.chunks, 'chunk')} looked at{again}"
        if not found.faults:
            show(f"{looked}: all as it should be.")
        elif repair:
            show(f"{looked}. Mended: {count(found.repaired, 'training')} made anew.")
        else:
            faults = count(len(found.faults), "fault")
            show(f"{looked}: {faults}. To mend: manyseeds verify {store} --repair")
            raise typer.Exit(FAILED)
