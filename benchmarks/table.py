"""The comparison as text: rows, aligned lines for the terminal, Markdown for a file."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.agreement import FALSE_ALARM, Agreement
from benchmarks.contenders import CONTENDERS
from benchmarks.exercises import Exercise
from benchmarks.outcome import Outcome

TITLES = {contender.name: contender.title for contender in CONTENDERS}
NOTES = {contender.name: contender.note for contender in CONTENDERS}
HEADINGS = (
    "contender", "ms a replica", "range", "x manyseeds", "once, s",
    "GFLOP/s matmul", "of sgemm", "GFLOP/s all", "of sgemm",
)  # fmt: skip


def speed_rows(
    exercise: Exercise, runs: dict[str, list[Outcome]], peak: float
) -> list[dict[str, Any]]:
    """One row a contender, fastest first; medians over the rounds.

    Parameters
    ----------
    peak
        GFLOP/s of sgemm.
    """
    rows = []
    base = runs.get("manyseeds")
    ours = median(o.milliseconds for o in base) if base else None
    for name, outcomes in runs.items():
        times = [o.milliseconds for o in outcomes]
        middle = median(times)
        matmul = exercise.matmul_flop / middle / 1e6
        everything = exercise.arithmetic_flop / middle / 1e6
        rows.append(
            {
                "name": name,
                "title": TITLES[name],
                "ms": middle,
                "low": min(times),
                "high": max(times),
                "ratio": middle / ours if ours else None,
                "compile": median(o.compile_seconds for o in outcomes),
                "gflops_matmul": matmul,
                "share_matmul": matmul / peak,
                "gflops_all": everything,
                "share_all": everything / peak,
                "note": NOTES[name],
            }
        )
    return sorted(rows, key=lambda row: row["ms"])


def cells(row: dict[str, Any]) -> list[str]:
    """Format one row."""
    return [
        row["title"],
        f"{row['ms']:.3g}" if row["ms"] < 1000 else f"{row['ms']:.0f}",
        f"{row['low']:.3g} to {row['high']:.3g}",
        f"{row['ratio']:.3g}" if row["ratio"] else "-",
        f"{row['compile']:.1f}",
        f"{row['gflops_matmul']:.3g}",
        f"{100 * row['share_matmul']:.2g} %",
        f"{row['gflops_all']:.3g}",
        f"{100 * row['share_all']:.2g} %",
    ]


def _aligned(lines: list[list[str]]) -> list[str]:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return [
        line[0].ljust(widths[0])
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        for line in lines
    ]


def speed_lines(rows: list[dict[str, Any]], absent: dict[str, str]) -> list[str]:
    """Lines for the terminal."""
    lines = _aligned([list(HEADINGS), *(cells(row) for row in rows)])
    return lines + [f"{title}  {why}" for title, why in absent.items()]


def agreement_lines(runs: dict[str, list[Outcome]], tested: dict[str, Agreement]) -> list[str]:
    """Say what was compared with what, and what came out."""
    if not tested:
        return ["Accuracy: nothing to compare."]
    reference = next(name for name in runs if name not in tested)
    size = sum(len(o.test_accuracy) for o in runs[reference])
    lines = [
        f"Test accuracy against {TITLES[reference]} ({size} replicas); Anderson-Darling, "
        f"relabelled, Holm; false-alarm rate of the family {100 * FALSE_ALARM:.1f} %:"
    ]
    for name, a in tested.items():
        verdict = "no difference found" if a.agrees else "DIFFERENT"
        lines.append(
            f"- {TITLES[name]}: {a.replicas} replicas, mean {a.mean:.4f}, difference "
            f"{a.difference:+.4f} ± {a.margin:.4f} (95 %), adjusted p {a.p:.3f}: {verdict}"
        )
    return lines


def markdown(rows: list[dict[str, Any]], absent: dict[str, str]) -> list[str]:
    """One Markdown table."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|---|" + "---:|" * (len(HEADINGS) - 1)]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    blanks = " | ".join(["-"] * (len(HEADINGS) - 2))
    lines += [f"| {title} | {why} | {blanks} |" for title, why in absent.items()]
    notes = [f"- {row['title']}: {row['note']}." for row in rows if row["note"]]
    return lines + (["", *notes] if notes else [])


def document(report: dict[str, Any]) -> str:
    """The whole comparison as a Markdown page."""
    here = report["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in here["versions"].items())
    lines = [
        "# Comparison",
        "",
        f"{here['processor']}, {here['cores']} cores, load {here['load_at_start']:.1f} at the "
        f"start. Python {here['python']}, {versions}.",
        f"Medians of {report['rounds']} interleaved rounds{' (quick)' if report['quick'] else ''}.",
    ]
    for part in report["exercises"]:
        lines += [
            "",
            f"## {part['exercise']}",
            "",
            f"Work a replica: {part['matmul_flop'] / 1e6:.1f} MFLOP of multiply-adds, "
            f"{part['arithmetic_flop'] / 1e6:.1f} MFLOP with all other arithmetic. "
            f"sgemm on all cores: {part['sgemm']:.0f} GFLOP/s, the best of every round.",
            "",
            *markdown(part["rows"], part["absent"]),
            "",
            *part["agreement_lines"][:1],
            "",
            *part["agreement_lines"][1:],
        ]
    return "\n".join(lines) + "\n"
