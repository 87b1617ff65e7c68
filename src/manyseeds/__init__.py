"""Train small neural-network classifiers a thousand times in the time others train one.

>>> from manyseeds import Network, Split, Study, Training, data
>>> study = Study(
...     data=data.xor(copies=200, noise=0.3),
...     network=Network(hidden=(6,), activation="relu"),
...     training=Training(optimizer="adam", epochs=5),
...     split=Split(test=0.2, validation=0.2),
...     replicas=32,
...     seed=0,
... )
>>> result = study.run()
>>> dict(result.history.sizes)
{'arm': 1, 'replica': 32, 'epoch': 5}
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from manyseeds import data as data
    from manyseeds.criteria import Criteria as Criteria
    from manyseeds.errors import DataError as DataError
    from manyseeds.errors import EngineError as EngineError
    from manyseeds.errors import ManySeedsError as ManySeedsError
    from manyseeds.errors import ResultError as ResultError
    from manyseeds.errors import SpecificationError as SpecificationError
    from manyseeds.errors import StoreError as StoreError
    from manyseeds.explicit import train as train
    from manyseeds.interop.estimator import ManySeedsClassifier as ManySeedsClassifier
    from manyseeds.interop.replicate import replicate as replicate
    from manyseeds.interop.safetensors import load_weights as load_weights
    from manyseeds.network import Network as Network
    from manyseeds.results.result import Result as Result
    from manyseeds.results.store import load as load
    from manyseeds.schedules import CosineDecay as CosineDecay
    from manyseeds.schedules import ExponentialDecay as ExponentialDecay
    from manyseeds.spec import Split as Split
    from manyseeds.spec import Study as Study
    from manyseeds.training import EarlyStopping as EarlyStopping
    from manyseeds.training import Training as Training

__version__ = "0.1.0"

# Where each public name lives. They are imported at first use, so that importing the package
# costs nothing that is not needed.
HOME = {
    "Criteria": "manyseeds.criteria",
    "DataError": "manyseeds.errors",
    "CosineDecay": "manyseeds.schedules",
    "EarlyStopping": "manyseeds.training",
    "ExponentialDecay": "manyseeds.schedules",
    "EngineError": "manyseeds.errors",
    "ManySeedsClassifier": "manyseeds.interop.estimator",
    "ManySeedsError": "manyseeds.errors",
    "Network": "manyseeds.network",
    "Result": "manyseeds.results.result",
    "ResultError": "manyseeds.errors",
    "StoreError": "manyseeds.errors",
    "SpecificationError": "manyseeds.errors",
    "Split": "manyseeds.spec",
    "Study": "manyseeds.spec",
    "Training": "manyseeds.training",
    "load": "manyseeds.results.store",
    "load_weights": "manyseeds.interop.safetensors",
    "replicate": "manyseeds.interop.replicate",
    "train": "manyseeds.explicit",
}

__all__ = [*HOME, "data"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name == "data":
        return importlib.import_module("manyseeds.data")
    if name in HOME:
        return getattr(importlib.import_module(HOME[name]), name)
    raise AttributeError(f"module 'manyseeds' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
