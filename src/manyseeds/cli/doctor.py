"""``manyseeds doctor``: what is installed, what runs here, and whether the bits are right."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import typer

from manyseeds.cli.console import FAILED, ended_well, errors, show

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["GOLDEN", "bits_of", "doctor"]

GOLDEN = "6ce6f9fab0d94589"
"""Hash of what two tiny studies leave, the same on every machine and instruction set."""


def doctor() -> None:
    """Show versions and instruction sets; check the bits.

    Two tiny studies are trained on every instruction set that runs here; all must leave the same
    bits, those of every other machine.
    """
    with ended_well(lambda: "Nothing was checked."):
        from manyseeds.kernel.library import available_levels, chosen_level

        chosen = chosen_level()
        show(_facts(chosen))
        started = time.perf_counter()
        found = {level: bits_of(level) for level in available_levels()}
        took = time.perf_counter() - started
        wrong = [level for level, bits in found.items() if bits != GOLDEN]
        if wrong:
            errors().print(
                f"The self-check failed on {', '.join(wrong)}: trainings do not give the bits they "
                "must. Reinstall manyseeds; if that does not help, report it with the lines above.",
                style="red",
                soft_wrap=True,
            )
            raise typer.Exit(FAILED)
        show(f"Self-check passed on {', '.join(found)} in {took:.2f} s.")


def _facts(chosen: str) -> Table:
    import platform

    from rich.table import Table

    from manyseeds.executors import processors
    from manyseeds.kernel.library import available_levels, built_levels
    from manyseeds.results.provenance import provenance

    versions = dict(provenance())
    kernel = versions.pop("kernel")
    versions.pop("instruction_set")
    table = Table.grid(padding=(0, 2))
    for name, version in versions.items():
        table.add_row(name, version)
    unable = [level for level in built_levels() if level not in available_levels()]
    table.add_row("system", f"{platform.system()} {platform.release()}, {platform.machine()}")
    table.add_row("kernel", kernel)
    table.add_row("instruction set in use", chosen)
    table.add_row("available here", ", ".join(available_levels()))
    if unable:
        table.add_row("built, but not for this processor", ", ".join(unable))
    table.add_row("threads", str(processors()))
    return table


def bits_of(level: str) -> str:
    """Return the hash of histories, weights and scores of two tiny studies, trained at `level`."""
    from manyseeds.arms import arms_of
    from manyseeds.data.synthetic import spirals
    from manyseeds.engines.native import NativeEngine
    from manyseeds.executors import StopFlag
    from manyseeds.network import Network
    from manyseeds.plan import blocks_of, plan_block
    from manyseeds.spec import Study
    from manyseeds.training import Training

    studies = (
        Study(data="xor", network=Network(hidden=(6,)), training=Training(epochs=10), replicas=16),
        Study(
            data=spirals(samples=150, classes=3),
            network=Network(hidden=(5, 3), activation="sigmoid"),
            training=Training(optimizer="rmsprop", epochs=10, batch_size=16, l2=0.01),
            replicas=16,
        ),
    )
    digest = hashlib.sha256()
    for study in studies:
        for replicas in blocks_of(range(study.replicas)):
            block = NativeEngine(level).train(
                plan_block(study, arms_of(study)[0], replicas), StopFlag()
            )
            assert block is not None  # nobody sets the flag
            for values in (block.history, block.weights, block.test_loss, block.confusion):
                digest.update(values.tobytes())
    return digest.hexdigest()[:16]
