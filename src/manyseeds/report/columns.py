"""The table of what was done to each column of a table."""

from __future__ import annotations

from manyseeds.data.dataset import Dataset
from manyseeds.findings.wording import count
from manyseeds.report.cells import Cell, Table

__all__ = ["column_table"]


def column_table(data: Dataset) -> Table:
    """Return a row for each column: its kind, what it became, and how many values are missing."""
    rows: list[tuple[Cell | str, ...]] = [
        (c.name, c.kind, c.treatment, f"{c.missing:,}", f"{len(c.features):,}")
        for c in data.columns
    ]
    learned = sum(bool(c.features) for c in data.columns)
    caption = (
        f"What was done to each of {count(len(data.columns), 'column')}: {learned:,} are learned "
        f"from, as {count(data.x.shape[1], 'feature')}."
    )
    columns = ("column", "kind", "what it became", "missing", "features")
    return Table.of("columns", caption, columns, rows, words=frozenset({1, 2}))
