"""The study that the options of a command describe."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyseeds.errors import DataError, SpecificationError, must_be

if TYPE_CHECKING:
    from manyseeds.data.dataset import Dataset
    from manyseeds.spec import Study

__all__ = ["names_in", "size_in", "study_of", "widths_in"]

# Options of `run` that a study in a TOML file says itself.
DESCRIBING = (
    "target",
    "hidden",
    "activation",
    "optimizer",
    "epochs",
    "batch_size",
    "learning_rate",
    "test",
    "validation",
    "test_file",
    "group",
    "time_",
    "stratify",
    "missing",
    "leave_out",
    "keep",
    "weight",
    "class_weight",
    "decimal",
    "scaling",
    "sweep_hidden",
)


def study_of(file: str, given: Mapping[str, Any]) -> Study:
    """Return the study of a TOML file, or of a table with the options `given`.

    Raises
    ------
    ManySeedsError
        Where the file or an option is wrong.
    """
    from manyseeds.spec import Study

    if file.endswith(".toml"):
        told = [name for name in DESCRIBING if name in given]
        if told:
            option = "--" + told[0].rstrip("_").replace("_", "-")
            raise SpecificationError(
                f"`{option}` must be left out with a TOML file, which describes the whole study; "
                "change it there."
            )
        study = Study.from_toml(Path(file))
        return study.changed(**_chosen(given, "replicas", "seed"))
    network, sweep = _chosen(given, "activation"), {}
    if "hidden" in given:
        network["hidden"] = widths_in("hidden", given["hidden"])
    if "sweep_hidden" in given:
        widths = widths_in("sweep-hidden", given["sweep_hidden"], zero=True)
        sweep = {"network.hidden": [[width] if width else [] for width in widths]}
        network.setdefault("hidden", sweep["network.hidden"][-1])
    split = _chosen(given, "group", "stratify")
    split |= {name: size_in(name, given[name]) for name in ("test", "validation") if name in given}
    split |= {"time": given["time_"]} if "time_" in given else {}
    training = _chosen(given, "optimizer", "epochs", "batch_size", "learning_rate", "class_weight")
    return _made(
        data=_dataset(file, given),
        network=network,
        training=training,
        split=split,
        scaling=given.get("scaling", "standard"),
        sweep=sweep,
        **_chosen(given, "replicas", "seed"),
    )


def _made(**fields: Any) -> Study:
    """A study whose parts are checked one by one, so that an error names the field."""
    from manyseeds.network import Network
    from manyseeds.spec import Split, Study
    from manyseeds.training import Training

    parts = {"network": Network, "training": Training, "split": Split}
    return Study(**{name: parts[name](**v) if name in parts else v for name, v in fields.items()})


def _dataset(file: str, given: Mapping[str, Any]) -> Dataset:
    from manyseeds.data.openml import openml
    from manyseeds.data.tables import table

    rules: dict[str, Any] = _chosen(given, "missing", "weight")
    rules |= {n: names_in(given[n]) for n in ("leave_out", "keep") if n in given}
    aside = dict.fromkeys(given[name] for name in ("group", "time_") if name in given)
    rules["aside"] = list(aside)
    if file.startswith("openml:"):
        return openml(file.removeprefix("openml:"), target=given.get("target"), **rules)
    if "target" not in given:
        raise SpecificationError(
            "`--target` is missing. It names the column of the classes, such as --target species."
        )
    rules |= _chosen(given, "decimal")
    if "test_file" in given:
        rules["test_path"] = given["test_file"]
    try:
        return table(file, given["target"], **rules)
    except DataError as error:  # named as whoever typed it knows it
        asked = " or ".join(f"`--{name}`" for name in ("group", "time") if _asks(given, name))
        raise DataError(str(error).replace("`aside`", asked or "`aside`", 1)) from None


def _asks(given: Mapping[str, Any], name: str) -> bool:
    return name in given or f"{name}_" in given


def _chosen(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def names_in(text: str) -> list[str]:
    """Return names parted by commas.

    Examples
    --------
    >>> names_in("age, height")
    ['age', 'height']
    """
    return [name.strip() for name in text.split(",") if name.strip()]


def widths_in(option: str, text: str, *, zero: bool = False) -> list[int]:
    """Return whole numbers parted by commas; a single 0 stands for none.

    Raises
    ------
    SpecificationError
        Where they are none.

    Examples
    --------
    >>> widths_in("hidden", "16,8"), widths_in("hidden", "0")
    ([16, 8], [])
    """
    try:
        widths = [int(part) for part in text.split(",")]
    except ValueError:
        rule = "whole numbers parted by commas, such as 16,8"
        raise SpecificationError(must_be(f"--{option}", rule, text)) from None
    return [] if widths == [0] and not zero else widths


def size_in(option: str, text: str) -> float | int:
    """Return a share, or a number of rows.

    Raises
    ------
    SpecificationError
        Where it is neither.

    Examples
    --------
    >>> size_in("test", "0.25"), size_in("test", "50")
    (0.25, 50)
    """
    try:
        return int(text)
    except ValueError:
        pass
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if math.isnan(share):
        rule = "a share in [0, 1) or a whole number of rows"
        raise SpecificationError(must_be(f"--{option}", rule, text))
    return share
