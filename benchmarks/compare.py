"""Compare manyseeds with its contenders: ``python -m benchmarks.compare --help``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import contenders as runners
from benchmarks.agreement import Agreement, agreements
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.exercises import EXERCISES, Exercise
from benchmarks.outcome import Outcome, cores
from benchmarks.table import agreement_lines, document, speed_lines, speed_rows

RESULTS = Path(__file__).resolve().parent / "results"
VERSIONED = ("manyseeds", "jax", "keras", "torch", "scikit-learn", "numpy")

Runs = dict[str, list[Outcome]]


def say(line: str = "") -> None:
    """Print at once, also into a pipe."""
    print(line, flush=True)


def entered(exercise: Exercise, only: Sequence[str]) -> tuple[list[Contender], dict[str, str]]:
    """Who runs this exercise, and who cannot and why."""
    asked = [c for c in CONTENDERS if exercise.name in c.replicas and (not only or c.name in only)]
    absent = {c.title: c.missing for c in asked if c.missing}
    return [c for c in asked if not c.missing], absent


def one_round(
    running: list[Contender], exercise: Exercise, number: int, quick: bool, failed: dict[str, str]
) -> Runs:
    """Run every contender once, in turn; a contender that breaks is noted and left out."""
    outcomes: Runs = {}
    for contender in [c for c in running if c.title not in failed]:
        replicas = (contender.quick if quick else contender.replicas)[exercise.name]
        try:
            outcome = runners.train(contender, exercise, replicas, seed=1000 + number)
        except RuntimeError as problem:
            failed[contender.title] = "failed"
            say(f"  {contender.title}: {problem}")
            continue
        outcomes[contender.name] = [outcome]
        say(
            f"  round {number + 1}  {contender.title:<44}{outcome.milliseconds:10.3f} ms a replica"
            f"  ({len(outcome.test_accuracy)} replicas, once {outcome.compile_seconds:.1f} s)"
        )
    return outcomes


def check(runs: Runs) -> dict[str, Agreement]:
    """Compare the accuracies so far with manyseeds', or with the first contender's without it."""
    pooled = {name: [a for o in outs for a in o.test_accuracy] for name, outs in runs.items()}
    return agreements(pooled, next(iter(pooled))) if len(pooled) > 1 else {}


def faultless(found: dict[str, Agreement], exercise: Exercise) -> bool:
    """Whether all agree that train the exercise's own network."""
    others = {c.name for c in CONTENDERS if exercise.name in c.other_model}
    return all(a.agrees for name, a in found.items() if name not in others)


def sgemm() -> float:
    """GFLOP/s of the faster library; on a shared machine it varies like all else."""
    rates = {name: float(str(rate)) for name, rate in runners.call("sgemm", [], {}).items()}
    say("  sgemm, GFLOP/s: " + ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items()))
    return max(rates.values())


def compare(exercise: Exercise, options: argparse.Namespace) -> dict[str, object]:
    """Check, then time, one exercise; return all that was measured."""
    running, absent = entered(exercise, options.only)
    say(f"\n{exercise.name}: checking that all reach the same accuracy (round 1)")
    for title, why in absent.items():
        say(f"  {title}: {why}")
    peak = sgemm()
    runs = one_round(running, exercise, 0, options.quick, absent)
    first = check(runs)
    say("\n".join(agreement_lines(runs, first)))
    if not faultless(first, exercise) and not options.keep_going:
        say("A contender trains something else. Not timed further; --keep-going times it anyway.")
        rounds = 1
    else:
        rounds = options.rounds
    for number in range(1, rounds):
        peak = max(peak, sgemm())
        for name, more in one_round(running, exercise, number, options.quick, absent).items():
            runs[name] += more
    pooled = check(runs)
    rows = speed_rows(exercise, runs, peak)
    say("\n" + "\n".join(speed_lines(rows, absent)))
    return {
        "exercise": exercise.name,
        "matmul_flop": exercise.matmul_flop,
        "arithmetic_flop": exercise.arithmetic_flop,
        "sgemm": peak,
        "rows": rows,
        "absent": absent,
        "agreement": {name: vars(a) | {"agrees": a.agrees} for name, a in pooled.items()},
        "agreement_lines": agreement_lines(runs, pooled),
        "runs": {
            name: [{"ms": o.milliseconds, "compile": o.compile_seconds} for o in outs]
            for name, outs in runs.items()
        },
        "agrees": faultless(first, exercise) and faultless(pooled, exercise),
    }


def machine() -> dict[str, object]:
    """Processor, cores and versions."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        models = [x for x in information.read_text().splitlines() if x.startswith("model name")]
        name = models[0].split(":", 1)[1].strip() if models else name
    versions = {}
    for package in VERSIONED:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {
        "processor": name,
        "cores": cores(),
        "python": platform.python_version(),
        "versions": versions,
        "load_at_start": load,
    }


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer replicas, for a first look")
    parser.add_argument("--exercise", choices=[*EXERCISES], help="one exercise (default: both)")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    parser.add_argument("--only", nargs="+", default=[], choices=[c.name for c in CONTENDERS])
    parser.add_argument("--keep-going", action="store_true", help="time also what disagrees")
    parser.add_argument("--output", type=Path, default=RESULTS / "compare.md", help="Markdown file")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; 1 if a contender trains something else, 0 otherwise."""
    options = parse(arguments)
    here = machine()
    say(f"{here['processor']}, {here['cores']} cores, load {here['load_at_start']:.1f}")
    chosen = [EXERCISES[options.exercise]] if options.exercise else list(EXERCISES.values())
    compared = [compare(exercise, options) for exercise in chosen]
    report = {
        "machine": here,
        "quick": options.quick,
        "rounds": options.rounds,
        "exercises": compared,
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(document(report))
    options.output.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n")
    say(f"\nWritten: {options.output} and {options.output.with_suffix('.json').name}")
    return 0 if all(c["agrees"] for c in compared) else 1


if __name__ == "__main__":
    sys.exit(main())
