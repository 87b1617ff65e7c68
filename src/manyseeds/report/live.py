"""A copy of the playground inside of a page, at the study that the page reports."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from markupsafe import Markup

from manyseeds.findings.evidence import Evidence
from manyseeds.playground.address import address_of
from manyseeds.playground.enclosed import enclosed, script_hash

__all__ = ["Live", "live_copy"]

MOST_REPLICAS = 1000
"""More would make a reader wait."""


@dataclass(frozen=True)
class Live:
    """What a page needs to hold a copy of the playground.

    Parameters
    ----------
    replicas : int
        How many networks of the study it trains.
    all : bool
        Whether these are all.
    page : Markup
        The playground, packed.
    starter : Markup
        The script that unpacks it when a reader asks for it.
    policy : Markup
        What scripts may run, for the content security policy.
    """

    replicas: int
    all: bool
    page: Markup
    starter: Markup
    policy: Markup


def live_copy(evidence: Evidence) -> Live | None:
    """Return a live copy of the study's main arm; None where the playground has no such study."""
    study, arm = evidence.study, evidence.arm
    address = address_of(study, arm.network, arm.training, most=MOST_REPLICAS)
    if address is None or not _from_the_seed(evidence):
        return None
    inside = enclosed(address)
    starter = (
        resources.files("manyseeds.report").joinpath("templates", "live.js").read_text("utf-8")
    )
    replicas = min(study.replicas, MOST_REPLICAS)
    return Live(
        replicas,
        replicas == study.replicas,
        Markup(inside.packed),
        Markup(starter),
        # A page within a page is held to the policy of both.
        Markup(
            f"script-src '{script_hash(starter)}' '{inside.script_hash}' 'wasm-unsafe-eval'; "
            "worker-src blob:; "
        ),
    )


def _from_the_seed(evidence: Evidence) -> bool:
    """Whether the first weights are drawn, as the playground draws them, and not given."""
    return "initial_weights" not in evidence.result.provenance
