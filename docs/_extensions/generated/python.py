"""The reference of the public interface: what autodoc is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import manyseeds
from generated.markdown import paragraphs
from generated.specification import shown
from generated.statistics import FUNCTIONS, function_of
from manyseeds import data
from manyseeds.data.catalogue import LOADERS
from manyseeds.specified import Specified

__all__ = ["GROUPS", "functions_text", "loaders_text", "python_text"]

GROUPS: dict[str, tuple[str, ...]] = {
    "Specifying": (
        "manyseeds.Study",
        "manyseeds.Network",
        "manyseeds.Training",
        "manyseeds.EarlyStopping",
        "manyseeds.ExponentialDecay",
        "manyseeds.CosineDecay",
        "manyseeds.Split",
        "manyseeds.Criteria",
    ),
    "Training": ("manyseeds.train", "manyseeds.growth.grow", "manyseeds.growth.Growth"),
    "Results": ("manyseeds.Result", "manyseeds.load"),
    "Other tools": (
        "manyseeds.ManySeedsClassifier",
        "manyseeds.replicate",
        "manyseeds.interop.replicate.given_rows",
        "manyseeds.interop.keras_file.read_weights",
        "manyseeds.load_weights",
        "manyseeds.interop.safetensors.Weights",
    ),
    "Findings and reports": (
        "manyseeds.findings.catalogue.findings_of",
        "manyseeds.findings.catalogue.Findings",
        "manyseeds.findings.finding.Finding",
        "manyseeds.findings.finding.Number",
        "manyseeds.findings.finding.Verdict",
        "manyseeds.stats.interval.Interval",
        "manyseeds.report.report.Report",
    ),
    "Errors": (
        "manyseeds.ManySeedsError",
        "manyseeds.SpecificationError",
        "manyseeds.DataError",
        "manyseeds.EngineError",
        "manyseeds.ResultError",
        "manyseeds.StoreError",
    ),
}
"""What the reference describes, in groups; the loaders of data are beside them."""

BESIDE = (
    "manyseeds.stats.overview.replica_values",
    "manyseeds.stats.placement.placement_of",
    "manyseeds.stats.precision.Looks",
    "manyseeds.stats.precision.needed_interval",
    "manyseeds.stats.comparison.comparisons_of",
    "manyseeds.stats.rivals.rivals_of",
    "manyseeds.stats.sources.sources_of",
)
"""Functions that the guides use and no formula is of."""


def python_text() -> str:
    """Return the public interface but the data, for autodoc to fill in."""
    return paragraphs(
        *(paragraphs(f"## {title}", _described(names)) for title, names in GROUPS.items())
    )


def loaders_text() -> str:
    """Return the loaders of data, for autodoc to fill in."""
    names = [name for name in data.__all__ if name not in LOADERS]
    return _described([f"manyseeds.data.{name}" for name in (*names, *LOADERS)])


def functions_text() -> str:
    """Return the functions behind findings, for autodoc to fill in."""
    public = {f"manyseeds.{name}" for name in manyseeds.__all__}
    paths = dict.fromkeys((*FUNCTIONS.values(), *BESIDE))
    return _described([p for p in paths if p.rpartition(".")[0] not in {*public, "manyseeds.data"}])


def _described(paths: Iterable[str]) -> str:
    return "\n\n".join(_directive(path) for path in paths)


def _directive(path: str) -> str:
    """Return the directive that describes what is at a dotted path."""
    found: Any = function_of(path)
    if not inspect.isclass(found):
        return _block([f".. autofunction:: {path}"])
    if issubclass(found, Exception):
        return _block([f".. autoexception:: {path}"])
    if not issubclass(found, Specified):
        return _block([f".. autoclass:: {path}", "   :members:"])
    methods = [name for name, value in vars(found).items() if _is_method(name, value)]
    fields = ", ".join(_argument(found, name) for name in found.model_fields)
    lines = [f".. autoclass:: {path}(*, {fields})"]
    lines += [f"   :members: {', '.join(methods)}"] if methods else []
    about = f"[What each field of it is](#specification-{found.__name__.lower()})."
    return paragraphs(_block(lines), about)


def _argument(model: type[Specified], name: str) -> str:
    default = shown(model.model_fields[name].default)
    return name if default == "required" else f"{name}={default.strip('`')}"


def _is_method(name: str, value: Any) -> bool:
    kinds = (staticmethod, classmethod, property)
    return not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, kinds))


def _block(lines: list[str]) -> str:
    return "\n".join(["```{eval-rst}", *lines, "```"])
