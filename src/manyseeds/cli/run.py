"""``manyseeds run``: a table, or a study in a TOML file, trained many times and answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from manyseeds.cli.arguments import ClusterOption, ShardOption, StoreOption, ThreadsOption
from manyseeds.cli.console import ended_well, kept, rich_table, show
from manyseeds.cli.training import save_result, trained, trained_into, write_reports

if TYPE_CHECKING:
    from manyseeds.results.result import Result
    from manyseeds.spec import Study

__all__ = ["run"]


FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A table (CSV, TSV, Parquet, JSON lines, npz), a study (TOML), or openml:NAME.",
    ),
]
TargetOption = Annotated[str | None, typer.Option(help="Column of the classes.")]
HiddenOption = Annotated[
    str | None, typer.Option(help="Width of each hidden layer, such as 16 or 16,8; 0 for none.")
]
ActivationOption = Annotated[
    str | None, typer.Option(help="Such as linear, relu, tanh, sigmoid, elu, gelu, silu.")
]
OptimizerOption = Annotated[str | None, typer.Option(help="sgd, rmsprop, adam or adamw.")]
EpochsOption = Annotated[int | None, typer.Option(help="Passes over the training rows.")]
BatchSizeOption = Annotated[int | None, typer.Option(help="Rows of one step.")]
LearningRateOption = Annotated[float | None, typer.Option(help="Step size.")]
ReplicasOption = Annotated[int | None, typer.Option(help="Trainings; 1000 if left out.")]
SeedOption = Annotated[int | None, typer.Option(help="Key of every random stream.")]
TestOption = Annotated[str | None, typer.Option(help="Share (0.2) or number (50) of test rows.")]
ValidationOption = Annotated[str | None, typer.Option(help="Share or number of validation rows.")]
TestFileOption = Annotated[Path | None, typer.Option(help="A table whose rows are the test rows.")]
GroupOption = Annotated[
    str | None, typer.Option(help="Column whose equal values stay in one part.")
]
TimeOption = Annotated[
    str | None, typer.Option("--time", help="Column by which the last rows are the test rows.")
]
StratifyOption = Annotated[
    bool, typer.Option("--stratify", help="Keep the shares of the classes in each part.")
]
MissingOption = Annotated[
    str | None, typer.Option(help="impute (median of the training rows) or refuse.")
]
LeaveOutOption = Annotated[str | None, typer.Option(help="Columns not to learn from, such as a,b.")]
KeepOption = Annotated[
    str | None, typer.Option(help="Columns to learn from that would be left out.")
]
WeightOption = Annotated[
    str | None, typer.Option(help="Column of what each row's loss counts for.")
]
ClassWeightOption = Annotated[
    str | None, typer.Option(help="balanced: every class counts for as much in training.")
]
DecimalOption = Annotated[str | None, typer.Option(help="Decimal mark, if in doubt: . or ,")]
ScalingOption = Annotated[
    str | None, typer.Option(help="none, standard or minmax; standard for a table.")
]
SweepHiddenOption = Annotated[
    str | None, typer.Option(help="Hidden widths to compare, such as 2,4,8.")
]
PrecisionOption = Annotated[
    float | None,
    typer.Option(help="Add replicas until the interval of mean accuracy is this wide."),
]
OutOption = Annotated[
    Path, typer.Option(help="Folder for reports and the store; those there are replaced.")
]


def run(
    file: FileArgument,
    target: TargetOption = None,
    hidden: HiddenOption = None,
    activation: ActivationOption = None,
    optimizer: OptimizerOption = None,
    epochs: EpochsOption = None,
    batch_size: BatchSizeOption = None,
    learning_rate: LearningRateOption = None,
    replicas: ReplicasOption = None,
    seed: SeedOption = None,
    test: TestOption = None,
    validation: ValidationOption = None,
    test_file: TestFileOption = None,
    group: GroupOption = None,
    time_: TimeOption = None,
    stratify: StratifyOption = False,
    missing: MissingOption = None,
    leave_out: LeaveOutOption = None,
    keep: KeepOption = None,
    weight: WeightOption = None,
    class_weight: ClassWeightOption = None,
    decimal: DecimalOption = None,
    scaling: ScalingOption = None,
    sweep_hidden: SweepHiddenOption = None,
    precision: PrecisionOption = None,
    store: StoreOption = None,
    shard: ShardOption = None,
    cluster: ClusterOption = None,
    out: OutOption = Path("run"),
    threads: ThreadsOption = None,
) -> None:
    """Train a network on your table many times; print and write what came of it.

    Written are a page (HTML), a PDF, a notebook, the numbers (JSON), and a store for `show`,
    `report` and `compare`. With --store, what is trained is kept there as it comes, whatever
    happens: the same command goes on where it was, and more replicas add to those that are there.
    """
    given = _given(locals())
    written: list[Path] = []
    with ended_well(lambda: _kept(written, store)):
        from manyseeds.cli.options import study_of
        from manyseeds.cli.output import folder_of_results

        _check_together(store, shard, precision)
        study = study_of(file, given)
        name = Path(file).stem if ":" not in file else study.data.name
        folder = folder_of_results(out, [] if shard else [name])
        _show_columns(study)
        if store is None:
            result = trained(study, precision, threads, cluster=cluster)
            save_result(result, name, folder, written)
            _answered(name, result, folder, threads, written)
        elif (kept_there := trained_into(store, study, shard, threads, cluster)) is not None:
            _answered(name, kept_there, folder, threads, written)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were typed. A zero is one, though it equals False."""
    return {name: v for name, v in options.items() if v is not None and v is not False}


def _check_together(store: Path | None, shard: str | None, precision: float | None) -> None:
    """Refuse options that do not go together."""
    from manyseeds.errors import SpecificationError

    if shard is not None and store is None:
        raise SpecificationError("`--shard` needs `--store`, the folder that the shards share.")
    if precision is not None and store is not None:
        raise SpecificationError(
            "`--precision` must be left out with `--store`: raise `--replicas` and run it again."
        )


def _kept(written: list[Path], store: Path | None) -> str:
    if store is not None and store.exists() and not written:
        return f"What was trained is kept in {store}; run the same command to go on."
    return kept(written)


def _show_columns(study: Study) -> None:
    """Say what was decided on the table, before the work."""
    from rich.text import Text

    if study.data.columns:
        from manyseeds.report.columns import column_table

        show("", *map(Text, study.data.remarks), rich_table(column_table(study.data)))


def _answered(
    name: str, result: Result, folder: Path, threads: int | None, written: list[Path]
) -> None:
    """Write every report; print the findings in short."""
    from rich.text import Text

    from manyseeds.findings.wording import sentence_case

    report = result.report(threads=threads)
    for finding in report.findings.applicable:
        words = f" {sentence_case(finding.headline)}."
        show(Text.assemble((finding.question, "bold"), words))
    write_reports(report, name, folder, written)
    show("", Text(f"Wrote {', '.join(path.name for path in written)} into {folder}"))
    show(f"Open {folder / name}.html in a browser.")
