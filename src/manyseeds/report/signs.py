"""The signs that formulas are made of, each in four notations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from html import escape

__all__ = ["CLOSE", "NAMED", "OPEN", "Part", "Tie", "sign"]


class Tie(IntEnum):
    """How firmly a piece of plain text holds together: what needs brackets inside what."""

    ATOM = 0
    PRODUCT = 1
    FRACTION = 2
    SUM = 3


@dataclass(frozen=True)
class Part:
    """A piece of a formula in all notations.

    Parameters
    ----------
    mathml : str
        One element; of a single bracket half of one.
    typst, latex, text : str
    tie : Tie
    """

    mathml: str
    typst: str
    latex: str
    text: str
    tie: Tie = Tie.ATOM


OPEN, CLOSE = "(", ")"
NAMED = frozenset({"log", "exp", "max", "min"})
"""Functions that LaTeX and typst set upright by themselves."""

LETTERS = {
    "α": r"\alpha", "γ": r"\gamma", "σ": r"\sigma", "χ": r"\chi", "Φ": r"\Phi",
    "ν": r"\nu", "β": r"\beta", "⊤": r"\top",
}  # fmt: skip

# Operators, with what they are in typst and LaTeX where that is another sign. A minus before a
# single thing is ``-``.
OPERATORS: dict[str, tuple[str, str] | tuple[()]] = {
    "+": (), "−": ("-", "-"), "-": (), "×": ("times", r"\times"), "±": ("plus.minus", r"\pm"),
    "/": ("slash", "/"),    "=": (), "<": (), ">": (), "≤": ("<=", r"\leq"), "≥": (">=", r"\geq"),
    "⊇": ("supset.eq", r"\supseteq"), "∈": ("in", r"\in"), "∋": ("in.rev", r"\ni"),
    "mod": ("mod", r"\operatorname{mod}"), ",": (),
}  # fmt: skip

BRACKETS = {
    OPEN: Part("<mrow><mo>(</mo>", OPEN, r"\left(", OPEN),
    CLOSE: Part("<mo>)</mo></mrow>", CLOSE, r"\right)", CLOSE),
}


def sign(text: str) -> Part:
    r"""Return a letter, a number, a word, a bracket or an operator.

    Examples
    --------
    >>> sign("σ").latex, sign("test").typst, sign("<").mathml
    ('\\sigma', '"test"', '<mo>&lt;</mo>')
    """
    if text in BRACKETS:
        return BRACKETS[text]
    typst, latex, tie = text, text, Tie.ATOM
    if text in OPERATORS:
        typst, latex = OPERATORS[text] or (text, text)
        kind, tie = "mo", Tie.SUM
    elif re.fullmatch(r"[0-9.]+", text):
        kind = "mn"
    elif len(text) == 1:
        kind, latex = "mi", LETTERS.get(text, text)
    elif text in NAMED:
        kind, latex = "mi", rf"\{text}"
    else:
        kind, typst, latex = "mtext", f'"{text}"', rf"\text{{{text}}}"
    attributes = {"-": ' form="prefix"', "Φ": ' mathvariant="normal"'}.get(text, "")
    shown = escape(text.replace("-", "−"))
    return Part(f"<{kind}{attributes}>{shown}</{kind}>", typst, latex, text, tie)
