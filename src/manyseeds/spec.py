"""The specification of a study: what is trained, how, on which rows, how many times.

All is frozen and validated when made; `Study.to_toml` and `Study.from_toml` are inverses. Nothing
is computed: `arms.py` unfolds the sweep and `plan.py` draws the replicas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from manyseeds.criteria import Criteria
from manyseeds.data.catalogue import to_dataset
from manyseeds.data.dataset import Dataset
from manyseeds.errors import SpecificationError, must_be
from manyseeds.network import Network, check_layers
from manyseeds.specified import Flag, Integer, Specified, integer, option, real
from manyseeds.training import Training, check_monitor

if TYPE_CHECKING:
    from manyseeds.results.result import Result

__all__ = ["SOURCES", "SourceName", "Split", "Study"]

SourceName = Literal["data", "split", "init", "order"]

SOURCES: tuple[SourceName, ...] = ("data", "split", "init", "order")


def _size(value: object) -> float | int:
    """A share in [0, 1) or a whole number of rows."""
    size = real(value) if isinstance(value, float) else integer(value)
    if not size >= 0 or (isinstance(size, float) and size >= 1):
        raise ValueError
    return size


Name = Annotated[str, Field(strict=True, min_length=1)]
Size = Annotated[float | int, BeforeValidator(_size)]


class Split(Specified):
    """How rows are parted: first the test rows, then the validation rows of what is left."""

    test: Size = option(
        0.2, "a share in [0, 1) or a whole number of rows", "Rows set aside for the test."
    )
    validation: Size = option(
        0.2,
        "a share in [0, 1) or a whole number of rows",
        "Rows for validation, of those that are not test rows.",
    )
    stratify: Flag = option(
        False, "true or false", "Whether each part keeps the shares of the classes."
    )
    group: Name | None = option(
        None, "the name of a column", "Column whose equal values stay in one part."
    )
    time: Name | None = option(
        None,
        "the name of a column",
        "Column by which the last rows are the test rows and those before them for validation.",
    )


def _sources(value: object) -> object:
    """A list of sources in their own order, each once; a single name is a list of one."""
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list | tuple) and all(name in SOURCES for name in names):
        return tuple(source for source in SOURCES if source in names)
    return names


def _sweep(value: object) -> object:
    from manyseeds.arms import canonical_sweep

    return canonical_sweep(value, {"network": Network, "training": Training})


class Study(Specified):
    """Everything that decides a result: dataset, split, arms, replicas and seed.

    Examples
    --------
    >>> from manyseeds import data
    >>> study = Study(data=data.xor(), network=Network(hidden=(6,)), replicas=1000)
    >>> study == Study.from_toml(study.to_toml())
    True
    """

    data: Annotated[Dataset, BeforeValidator(to_dataset)] = option(
        ...,
        "a dataset, its name, or a pair (x, y) or triple (x, y, sample_weight)",
        "What is learned: a dataset or its name.",
    )
    network: Network = option(Network(), "a Network", "The network of every arm.")
    training: Training = option(Training(), "a Training", "How every arm is trained.")
    split: Split = option(Split(), "a Split", "How rows are parted.")
    scaling: Literal["none", "standard", "minmax"] = option(
        "none",
        "the name of a scaling",
        "Inputs as they are, standardised, or scaled to [0, 1]; fitted on training rows only.",
    )
    replicas: Annotated[Integer, Field(ge=1, lt=2**32)] = option(
        1000, "an integer in [1, 2^32)", "Trainings of each arm.", unit="replicas"
    )
    seed: Annotated[Integer, Field(ge=0, lt=2**64)] = option(
        0, "an integer in [0, 2^64)", "Key of every random stream."
    )
    sweep: Annotated[Mapping[str, tuple[Any, ...]], BeforeValidator(_sweep)] = option(
        {}, "a table of lists", 'Values to compare, e.g. {"network.hidden": [[1], [2]]}.'
    )
    vary: Annotated[tuple[SourceName, ...], BeforeValidator(_sources)] = option(
        SOURCES,
        "a list drawn from 'data', 'split', 'init', 'order'",
        "Sources of chance that differ between replicas; the others are held at replica 0's.",
    )

    design: Literal["independent", "crossed"] = option(
        "independent",
        "the name of a design",
        "Whether each replica has chance of its own, or groups cross two levels of each source.",
    )
    criteria: Criteria = option(
        Criteria(), "a Criteria", "What counts as converged, overfitted, successful and enough."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        from manyseeds.arms import arms_of
        from manyseeds.class_weights import check_class_weight
        from manyseeds.parts import check_split, sizes_of

        check_split(self.data, self.split)
        sizes = sizes_of(self.data, self.split)
        for arm in arms_of(self):
            check_layers(arm.network)
            check_class_weight(arm.training, self.data.classes)
            check_monitor(arm.training, sizes.validation)
        return self

    def to_toml(self) -> str:
        """Return the specification as TOML text; `from_toml` reads it back."""
        from manyseeds.toml import study_to_toml

        return study_to_toml(self)

    @classmethod
    def from_toml(cls, source: str | Path) -> Study:
        """Make a study of TOML text, or of the file at a `Path`."""
        from manyseeds.toml import study_from_toml

        return study_from_toml(source)

    def run(
        self,
        *,
        engine: str = "native",
        threads: int | None = None,
        progress: bool | None = None,
        only: Iterable[int] | None = None,
        store: str | Path | None = None,
        shard: str | None = None,
        cluster: object = None,
    ) -> Result:
        """Train every replica of every arm.

        Parameters
        ----------
        engine : {"native", "reference", "keras"}
            What trains; the native kernel by default.
        threads : int, optional
            Blocks trained at a time; as many as there are processors if left out.
        progress : bool, optional
            Whether to show a progress bar; if left out, only where a person watches.
        only : iterable of int, optional
            Numbers of the replicas to train, instead of all; the bits are the same.
        store : str or Path, optional
            Folder in which each chunk of replicas is committed as soon as it is trained. Where it
            has some already, only those that are missing are trained; where the study has more
            replicas than it had, it grows.
        shard : str, optional
            Such as ``"2/8"``: train every eighth chunk of the store alone, as the second of eight
            writers.
        cluster : distributed.Client or str, optional
            Workers that train in place of this machine's threads: a Dask client, or the address of
            a scheduler.

        Returns
        -------
        Result
            With a store, all that it holds by then.

        Raises
        ------
        ResultError
            Where the store is of another study, or somebody else writes to it.
        StoreError
            Where the disk refuses; what was committed stays.
        """
        settings: dict[str, Any] = {
            "engine": engine,
            "threads": threads,
            "progress": progress,
            "cluster": cluster,
        }
        if store is not None:
            from manyseeds.stored_run import result_in_store

            return result_in_store(self, store, only=only, shard=shard, **settings)
        if shard is not None:
            raise SpecificationError(must_be("shard", "left out where there is no store", shard))
        from manyseeds.run import run_study

        return run_study(self, only=only, **settings)
