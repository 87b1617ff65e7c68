"""``manyseeds export``: a store as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from manyseeds.cli.arguments import StoreArgument
from manyseeds.cli.console import ended_well, kept, show, working

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["export"]


def export(
    store: StoreArgument,
    csv: Annotated[bool, typer.Option("--csv", help="Write tables as CSV.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="Write tables as Parquet.")] = False,
    netcdf: Annotated[bool, typer.Option("--netcdf", help="Write one NetCDF file.")] = False,
    safetensors: Annotated[
        bool, typer.Option("--safetensors", help="Write the weights of each arm.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; that of the store if left out.")
    ] = None,
) -> None:
    """Write what a store holds as files for other programs.

    Tables are one of replicas and one of epochs. CSV is written if nothing is asked for.
    """
    written: list[Path] = []
    with ended_well(lambda: kept(written)):
        from manyseeds.cli.output import checked_folder
        from manyseeds.interop.files import needed
        from manyseeds.results.store import load

        for asked, package, extra in (
            (parquet, "pyarrow", "tables"),
            (safetensors, "safetensors", "safetensors"),
        ):
            if asked:
                needed(package, extra)
        result = load(store)
        name = store.resolve().stem
        folder = checked_folder(out or store.resolve().parent, [])
        endings = [e for e, asked in ((".csv", csv), (".parquet", parquet)) if asked]
        if not (endings or netcdf or safetensors):
            endings = [".csv"]
        with working("exporting"):
            _write_tables(result, folder / name, endings, written)
            if netcdf:
                _write_netcdf(result, folder / name, written)
            if safetensors:
                _write_weights(result, folder / name, written)
        for path in written:
            show(f"Wrote {path}")


def _write_tables(result: Result, stem: Path, endings: list[str], written: list[Path]) -> None:
    from manyseeds.interop.tables import history_table, replica_table, write_table

    for kind, table in (("replicas", replica_table), ("history", history_table)):
        for ending in endings:
            path = stem.with_name(f"{stem.name}-{kind}{ending}")
            write_table(table(result), path, replace=True)
            written.append(path)


def _write_netcdf(result: Result, stem: Path, written: list[Path]) -> None:
    from manyseeds.interop.tables import write_netcdf

    path = stem.with_name(f"{stem.name}.nc")
    write_netcdf(result, path, replace=True)
    written.append(path)


def _write_weights(result: Result, stem: Path, written: list[Path]) -> None:
    for arm in result.arms:
        which = f"-arm-{arm.index}" if len(result.arms) > 1 else ""
        path = stem.with_name(f"{stem.name}-weights{which}.safetensors")
        result.save_weights(path, arm.index, replace=True)
        written.append(path)
