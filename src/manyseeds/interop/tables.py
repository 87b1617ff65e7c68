"""A result as tables for other programs: CSV, Parquet, NetCDF."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manyseeds._types import METRICS
from manyseeds.errors import ResultError
from manyseeds.interop.files import needed, write_file
from manyseeds.report.spreadsheet import harmless

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from manyseeds.results.result import Result

__all__ = ["dataset_of", "history_table", "replica_table", "write_netcdf", "write_table"]


def replica_table(result: Result) -> pd.DataFrame:
    """Return a row for each training: its arm, its number, how it ended, its test scores.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="xor", training=Training(epochs=2), replicas=3).run()
    >>> replica_table(result)[["arm", "replica", "epochs_run", "diverged_at"]].values.tolist()
    [[0, 0, 2, 0], [0, 1, 2, 0], [0, 2, 2, 0]]
    """
    import pandas as pd

    outcome = result.outcome
    arms, replicas = len(result.arms), len(result.replicas)
    return pd.DataFrame(
        {
            "arm": np.repeat(np.arange(arms), replicas),
            "label": np.repeat([arm.label for arm in result.arms], replicas),
            "replica": np.tile(result.replicas, arms),
            **{name: outcome[name].to_numpy().ravel() for name in outcome.data_vars},
            "test_loss": result.test_loss.ravel(),
            "test_accuracy": result.test_accuracy.ravel(),
        }
    )


def history_table(result: Result) -> pd.DataFrame:
    """Return a row for each epoch that a training ran: its metrics, epochs counted from 1.

    Examples
    --------
    >>> from manyseeds import Study, Training
    >>> result = Study(data="xor", training=Training(epochs=2), replicas=3).run()
    >>> history_table(result)[["arm", "replica", "epoch"]].values.tolist()
    [[0, 0, 1], [0, 0, 2], [0, 1, 1], [0, 1, 2], [0, 2, 1], [0, 2, 2]]
    """
    import pandas as pd

    epochs = result.curves.shape[-1]
    arm, place, epoch = np.nonzero(np.arange(epochs) < result.epochs_run[..., None])
    return pd.DataFrame(
        {
            "arm": arm,
            "replica": result.replicas[place],
            "epoch": epoch + 1,
            **{name: result.curves[m, arm, place, epoch] for m, name in enumerate(METRICS)},
        }
    )


def dataset_of(result: Result) -> xarray.Dataset:
    """Return histories, test scores and outcomes of a result as one labelled dataset."""
    import xarray

    test = result.test.rename({"loss": "test_loss", "accuracy": "test_accuracy"})
    found: xarray.Dataset = xarray.merge(
        [result.history, test, result.outcome], compat="equals", join="exact"
    )
    return found.assign_attrs(result.provenance)


def write_table(table: pd.DataFrame, path: str | Path, *, replace: bool = False) -> None:
    """Write a table as its ending says: ``.csv`` or ``.parquet``.

    Raises
    ------
    ResultError
        Where the ending is another, something is there, or it cannot be written.
    """
    ending = Path(path).suffix
    if ending == ".csv":
        content = _harmless(table).to_csv(index=False, lineterminator="\n").encode()
    elif ending == ".parquet":
        needed("pyarrow", "tables")
        buffer = io.BytesIO()
        table.to_parquet(buffer, engine="pyarrow", index=False)
        content = buffer.getvalue()
    else:
        raise ResultError(f"A table is written as .csv or .parquet; got {str(path)!r}.")
    write_file(path, ending, content, replace=replace)


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """The table with no text that a spreadsheet would run; numbers stay as they are."""
    from pandas.api.types import is_numeric_dtype

    texts = [name for name in table if not is_numeric_dtype(table[name].dtype)]
    mended = {
        name: [harmless(v) if isinstance(v, str) else v for v in table[name]] for name in texts
    }
    return table.assign(**mended).rename(columns=harmless)


def write_netcdf(result: Result, path: str | Path, *, replace: bool = False) -> None:
    """Write `dataset_of` a result as NetCDF 3, which needs no library beyond SciPy.

    Raises
    ------
    ResultError
        Where something is there, or it cannot be written.
    """
    content = dataset_of(result).to_netcdf(engine="scipy")
    write_file(path, ".nc", bytes(content), replace=replace)
