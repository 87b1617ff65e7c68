"""What manyseeds costs: time and peak memory against replicas, hidden width and depth.

``python -m benchmarks.scaling`` prints the tables and writes scaling.csv, scaling.json and
scaling.png into benchmarks/results. Each point is a process of its own, so that its peak memory is
its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contenders import call
from benchmarks.exercises import EXERCISES

RESULTS = Path(__file__).resolve().parent / "results"
REPLICAS = (1, 16, 100, 1000, 10_000, 100_000)
WIDTHS = (1, 2, 4, 6, 8, 16, 32, 64)
DEPTHS = (0, 1, 2, 3, 4)
Point = dict[str, str | int | float]


def measure(exercise: str, replicas: int, hidden: tuple[int, ...]) -> Point:
    """Train one study in this process: seconds and peak memory, before and after.

    Peak memory before training (imports and one warm-up replica) is given too: the difference is
    what the replicas cost.
    """
    from benchmarks.manyseeds_run import study_of

    chosen = EXERCISES[exercise]
    study_of(chosen, 1, 0, hidden).run(progress=False)
    before = peak_mebibytes()
    start = time.perf_counter()
    result = study_of(chosen, replicas, 1, hidden).run(progress=False)
    seconds = time.perf_counter() - start
    accuracy = float(result.test["accuracy"].mean())
    return {
        "exercise": exercise,
        "hidden": "-".join(map(str, hidden)),
        "replicas": replicas,
        "seconds": seconds,
        "ms_a_replica": 1e3 * seconds / replicas,
        "peak_mib": peak_mebibytes(),
        "peak_before_mib": before,
        "test_accuracy": accuracy,
    }


def peak_mebibytes() -> float:
    """Largest resident size of this process so far; Linux counts KiB, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def apart(series: str, exercise: str, replicas: int, hidden: tuple[int, ...], times: int) -> Point:
    """Measure in fresh processes; the point with the median time."""
    arguments = [exercise, str(replicas), *map(str, hidden)]
    points: list[Point] = [call("scaling", arguments, {}) for _ in range(times)]  # type: ignore[misc]
    points.sort(key=lambda point: float(point["seconds"]))
    point: Point = {"series": series, **points[len(points) // 2]}
    print(
        f"{series:<9}{exercise:<8}{point['hidden'] or 'none':<14}{replicas:>8} replicas"
        f"{point['seconds']:>10.3f} s{point['ms_a_replica']:>10.3f} ms a replica"
        f"{point['peak_mib']:>9.0f} MiB",
        flush=True,
    )
    return point


def series(limit: int, times: int) -> list[Point]:
    """All points: replicas of both exercises, widths and depths of XOR at 1000 replicas."""
    xor = [("replicas", "xor", n, (6,)) for n in REPLICAS if n <= limit]
    digits = [("replicas", "digits", n, ()) for n in REPLICAS[:-1] if n <= limit]
    width = [("width", "xor", min(1000, limit), (w,)) for w in WIDTHS]
    depth = [("depth", "xor", min(1000, limit), (6,) * d) for d in DEPTHS]
    points = [*xor, *digits, *width, *depth]
    # A long run averages its own noise.
    return [apart(*point, times=1 if point[2] > 1000 else times) for point in points]


def draw(points: list[Point], path: Path) -> None:
    """Draw four panels: time and memory against replicas, time against width and depth."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 4, figsize=(14, 3.2), constrained_layout=True)
    for name in EXERCISES:
        chosen = [p for p in points if p["series"] == "replicas" and p["exercise"] == name]
        count = [p["replicas"] for p in chosen]
        axes[0].loglog(count, [p["seconds"] for p in chosen], "o-", label=name)
        axes[1].loglog(count, [p["peak_mib"] for p in chosen], "o-", label=name)
    axes[0].set(xlabel="replicas", ylabel="seconds")
    axes[1].set(xlabel="replicas", ylabel="peak memory, MiB")
    axes[0].legend()
    wide = [p for p in points if p["series"] == "width"]
    deep = [p for p in points if p["series"] == "depth"]
    axes[2].plot([int(str(p["hidden"])) for p in wide], [p["ms_a_replica"] for p in wide], "o-")
    axes[2].set(xlabel="width of the hidden layer (XOR)", ylabel="ms a replica", ylim=(0, None))
    layers = [len(str(p["hidden"]).split("-")) if p["hidden"] else 0 for p in deep]
    axes[3].plot(layers, [p["ms_a_replica"] for p in deep], "o-")
    axes[3].set(xlabel="hidden layers of 6 (XOR)", ylabel="ms a replica", ylim=(0, None))
    figure.savefig(path, dpi=120)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--limit", type=int, default=100_000, help="most replicas")
    parser.add_argument("--times", type=int, default=3, help="runs of each point up to 1000")
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder")
    options = parser.parse_args(arguments)
    points = series(options.limit, options.times)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "scaling.json").write_text(json.dumps(points, indent=1) + "\n")
    with (options.output / "scaling.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(points[0]))
        writer.writeheader()
        writer.writerows(points)
    draw(points, options.output / "scaling.png")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1].endswith("answer.json"):
        answer, name, count, *widths = sys.argv[1:]
        point = measure(name, int(count), tuple(map(int, widths)))
        Path(answer).write_text(json.dumps(point))
    else:
        main()
