"""The address under which the playground's page trains a study: what follows the ``#``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from manyseeds.criteria import Criteria

if TYPE_CHECKING:
    from manyseeds.network import Network
    from manyseeds.spec import Study
    from manyseeds.training import Training

__all__ = ["address_of"]

Span = tuple[float, float]

OPTIONS: dict[str, dict[str, Span]] = {
    "xor": {"noise": (0, 1), "copies": (5, 1000)},
    "circles": {"noise": (0, 1), "samples": (20, 4000), "factor": (0.05, 0.95)},
    "moons": {"noise": (0, 1), "samples": (20, 4000)},
    "spirals": {"noise": (0, 1), "samples": (20, 4000), "turns": (0.1, 3), "classes": (2, 5)},
    "blobs": {"noise": (0, 3), "samples": (20, 4000), "classes": (2, 5)},
    "digits": {},
    "iris": {},
}
"""Datasets that the page draws itself, with the least and the most of each option."""

ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear", "leaky_relu", "elu", "gelu", "silu")
RANGES: dict[str, Span] = {
    "learning_rate": (1e-6, 10),
    "batch_size": (1, 4096),
    "epochs": (1, 2000),
    "l2": (0, 10),
    "test": (0, 0.9),
    "validation": (0, 0.9),
    "seed": (0, 2**53 - 1),
}
MOST_REPLICAS, MOST_LAYERS, MOST_WIDTH, MOST_KEPT = 10_000, 6, 256, 12_000_000


def address_of(
    study: Study,
    network: Network | None = None,
    training: Training | None = None,
    *,
    most: int = MOST_REPLICAS,
) -> str | None:
    """Return the address of a study's own network, or of an arm's; None where the page has none.

    The page trains the first replicas of the study, up to `most` of them, to the same bits.

    Parameters
    ----------
    study : Study
        Its sweep is left out.
    network : Network, optional
    training : Training, optional
        Those of one of its arms, in place of the study's own.
    most : int

    Examples
    --------
    >>> from manyseeds import Study
    >>> address_of(Study(data="digits", replicas=50))[:48]
    'data=digits&hidden=&activation=relu&optimizer=ad'
    >>> address_of(Study(data="digits", training={"label_smoothing": 0.1}))
    """
    network, training = network or study.network, training or study.training
    options: dict[str, object] = dict(study.data.options)
    name = str(options.pop("name", ""))
    replicas = min(study.replicas, most, MOST_KEPT // training.epochs)
    numbers: dict[str, object] = {
        "learning_rate": training.step_size,
        "batch_size": training.batch_size,
        "epochs": training.epochs,
        "l2": training.l2,
        "test": study.split.test,
        "validation": study.split.validation,
        "seed": study.seed,
    }
    ranges = RANGES | OPTIONS.get(name, {})
    known = (
        name in OPTIONS
        and options.keys() == OPTIONS[name].keys()
        and all(_within(value, ranges[key]) for key, value in {**options, **numbers}.items())
        and _plain(study, network, training)
        and replicas > 0
    )
    if not known:
        return None
    fields = {
        "data": name,
        **options,
        "hidden": ",".join(map(str, network.hidden)),
        "activation": network.activation,
        "optimizer": training.optimizer,
        "scaling": study.scaling,
        **numbers,
        "replicas": replicas,
        "stratify": str(study.split.stratify).lower(),
        "vary": ",".join(study.vary),
    }
    return urlencode(fields, safe=",")


def _plain(study: Study, network: Network, training: Training) -> bool:
    """Whether whatever the page has no control for is as it is by default."""
    changed = (
        set(network.model_dump(exclude_defaults=True)) - {"hidden", "activation"}
        | set(training.model_dump(exclude_defaults=True))
        - {"optimizer", "learning_rate", "batch_size", "epochs", "l2"}
        | set(study.split.model_dump(exclude_defaults=True)) - {"test", "validation", "stratify"}
    )
    shares = all(isinstance(part, float) for part in (study.split.test, study.split.validation))
    narrow = all(width <= MOST_WIDTH for width in network.hidden)
    return (
        not changed
        and shares
        and narrow
        and len(network.hidden) <= MOST_LAYERS
        and network.activation in ACTIVATIONS
        and study.design == "independent"
        and study.criteria == Criteria()
    )


def _within(value: object, span: Span) -> bool:
    return isinstance(value, int | float) and span[0] <= value <= span[1]
