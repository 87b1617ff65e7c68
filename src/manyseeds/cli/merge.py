"""``manyseeds merge``: one log of what several shards wrote."""

from __future__ import annotations

from manyseeds.cli.arguments import StoreArgument
from manyseeds.cli.console import ended_well, show

__all__ = ["merge"]


def merge(store: StoreArgument) -> None:
    """Join what the shards of a store wrote, and say what is still missing."""
    with ended_well(lambda: "The shards' own logs are kept."):
        from manyseeds.verification import merge_logs

        found, log = merge_logs(store)
        total = len(found.arms) * found.study.replicas
        show(f"The store {store} has {log.done:,} of {total:,} trainings.")
        if log.done < total:
            show("Run the shards again, or the whole, to train what is missing.")
