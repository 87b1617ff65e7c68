"""How a report ends: what it takes to get the same numbers again."""

from __future__ import annotations

from manyseeds.errors import SpecificationError
from manyseeds.findings.evidence import Evidence
from manyseeds.findings.wording import count
from manyseeds.report.document import Block, Code, Paragraph, Section, Table
from manyseeds.report.tables import specification_table

__all__ = ["footer_of", "program_of", "repeat_section", "specification_of"]


def footer_of(evidence: Evidence) -> str:
    """Return the line at the foot of every page."""
    replicas = count(len(evidence.result.replicas), "training")
    version = evidence.result.provenance.get("manyseeds", "")
    return f"{replicas} an arm, seed {evidence.study.seed}. Made by manyseeds {version}."


def specification_of(evidence: Evidence) -> str | None:
    """Return the study as TOML; None where its data has no name."""
    try:
        return evidence.study.to_toml()
    except SpecificationError:
        return None


def program_of(evidence: Evidence) -> str:
    """Return the few lines of Python that make the report again."""
    return (
        "from pathlib import Path\n"
        "from manyseeds import Study\n\n"
        'study = Study.from_toml(Path("study.toml"))\n'
        "result = study.run()\n"
        "print(result.findings())\n"
        'result.report().save("report.html")\n'
    )


def repeat_section(evidence: Evidence) -> Section:
    """Return the section on doing it again: command, program, specification, versions."""
    blocks: list[Block] = [
        Paragraph(
            "The same command gives the same numbers to the last digit, on any machine and on any "
            "number of threads."
        )
    ]
    if evidence.exercise is not None:
        blocks.append(Code(_command(evidence), "shell"))
    specification = specification_of(evidence)
    if specification is None:
        blocks.append(
            Paragraph(
                "The rows of this study were given as arrays, which a specification in text cannot "
                "hold: `Result.save` keeps them with the result."
            )
        )
    else:
        blocks += [
            Paragraph("In Python, with the specification below saved as `study.toml`:"),
            Code(program_of(evidence), "python"),
            Code(specification, "toml"),
        ]
    versions = Table.of(
        "versions",
        "What made these numbers.",
        ("part", "version"),
        [(part, str(version)) for part, version in evidence.result.provenance.items()],
        words=frozenset({1}),
    )
    blocks += [specification_table(evidence.study), versions]
    return Section(anchor="repeat", title="Do it again", blocks=tuple(blocks))


def _command(evidence: Evidence) -> str:
    study, exercise = evidence.study, evidence.exercise
    assert exercise is not None
    command = f"manyseeds lab {exercise.name} --replicas {study.replicas} --seed {study.seed}"
    if not study.sweep and "sweep" in exercise.table:
        command += " --no-sweep"
    return command
