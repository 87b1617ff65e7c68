"""A formula put together once and written in four notations, so that they cannot disagree."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypeAlias

from manyseeds.report.signs import CLOSE, NAMED, OPEN, Part, Tie, sign
from manyseeds.report.terms import Formula

__all__ = [
    "Part",
    "brackets",
    "call",
    "choose",
    "formula",
    "fraction",
    "mean",
    "power",
    "root",
    "row",
    "size",
    "sub",
    "total",
    "where",
]


Piece: TypeAlias = Part | str
"""Parts, or signs with spaces between them: ``"p ( 1 − p )"``, ``"σ_S²"``, ``"n_test"``."""

SUPERSCRIPTS = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def row(*pieces: Piece) -> Part:
    """Return pieces side by side: a product, unless signs between them say otherwise."""
    parts = [part for piece in pieces for part in _parts(piece)]
    if len(parts) == 1:
        return parts[0]
    return Part(
        f"<mrow>{''.join(part.mathml for part in parts)}</mrow>",
        " ".join(part.typst for part in parts),
        " ".join(part.latex for part in parts),
        _joined(parts),
        _tie(parts),
    )


def fraction(above: Piece, below: Piece) -> Part:
    """Return one thing over another."""
    a, b = row(above), row(below)
    return Part(
        f"<mfrac>{a.mathml}{b.mathml}</mfrac>",
        f"frac({a.typst}, {b.typst})",
        rf"\frac{{{a.latex}}}{{{b.latex}}}",
        f"{_held(a, Tie.PRODUCT)} / {_held(b, Tie.ATOM)}",
        Tie.FRACTION,
    )


def root(*pieces: Piece) -> Part:
    """Return the square root."""
    x = row(*pieces)
    return Part(
        f"<msqrt>{x.mathml}</msqrt>",
        f"sqrt({x.typst})",
        rf"\sqrt{{{x.latex}}}",
        f"√{_held(x, Tie.ATOM)}",
    )


def power(base: Piece, exponent: Piece) -> Part:
    """Return a power."""
    x, k = row(base), row(exponent)
    whole = re.fullmatch(r"−?[0-9]+", k.text)
    raised = k.text.translate(SUPERSCRIPTS) if whole else f"^{_held(k, Tie.ATOM)}"
    return Part(
        f"<msup>{x.mathml}{k.mathml}</msup>",
        f"{x.typst}^({k.typst})" if _short(x) else f"attach({x.typst}, t: {k.typst})",
        f"{_base(x)}^{{{k.latex}}}",
        x.text + raised,
    )


def sub(base: Piece, index: Piece, exponent: Piece = "") -> Part:
    """Return something with an index, which plain text writes in brackets: ``x(i)``.

    An exponent stands above the index.
    """
    x, i = row(base), row(index)
    inside = i.text[1:-1] if re.fullmatch(r"\([^()]*\)", i.text) else i.text
    if not exponent:
        return Part(
            f"<msub>{x.mathml}{i.mathml}</msub>",
            f"{x.typst}_({i.typst})" if _short(x) else f"attach({x.typst}, b: {i.typst})",
            f"{_base(x)}_{{{i.latex}}}",
            f"{x.text}({inside})",
        )
    k, raised = row(exponent), power(base, exponent)
    return Part(
        f"<msubsup>{x.mathml}{i.mathml}{k.mathml}</msubsup>",
        f"attach({x.typst}, b: {i.typst}, t: {k.typst})",
        f"{_base(x)}_{{{i.latex}}}^{{{k.latex}}}",
        f"{raised.text}({inside})",
    )


def brackets(*pieces: Piece) -> Part:
    """Return pieces in brackets of their height."""
    return row("(", *pieces, ")")


def call(function: Piece, *pieces: Piece) -> Part:
    """Return a function of something."""
    f, x = row(function), brackets(*pieces)
    return Part(
        f"<mrow>{f.mathml}<mo>\u2061</mo>{x.mathml}</mrow>",
        f"{f.typst} {x.typst}",
        f"{f.latex} {x.latex}",
        f.text + x.text,
    )


def mean(piece: Piece) -> Part:
    """Return something with a line above it."""
    x = row(piece)
    return Part(
        f"<mover>{x.mathml}<mo>¯</mo></mover>",
        f"overline({x.typst})",
        rf"\overline{{{x.latex}}}",
        f"mean({x.text})",
    )


def size(piece: Piece) -> Part:
    """Return the number of elements, or the absolute value."""
    x = row(piece)
    return Part(
        f'<mrow><mo stretchy="false">|</mo>{x.mathml}<mo stretchy="false">|</mo></mrow>',
        f"abs({x.typst})",
        rf"\left|{x.latex}\right|",
        f"|{x.text}|",
    )


def choose(n: Piece, k: Piece) -> Part:
    """Return a binomial coefficient."""
    a, b = row(n), row(k)
    return Part(
        f'<mrow><mo>(</mo><mfrac linethickness="0">{a.mathml}{b.mathml}</mfrac><mo>)</mo></mrow>',
        f"binom({a.typst}, {b.typst})",
        rf"\binom{{{a.latex}}}{{{b.latex}}}",
        f"choose({a.text}, {b.text})",
    )


def total(under: Piece, *pieces: Piece, over: Piece = "", kind: str = "sum") -> Part:
    """Return the sum of something, or of another `kind` the largest or smallest."""
    i, n, x = row(under), row(over) if over else None, row(*pieces)
    head = f"<mi>{kind}</mi>" if kind in NAMED else "<mo>∑</mo>"
    upper = (f"^({n.typst})", f"^{{{n.latex}}}", f" to {n.text}") if n else ("", "", "")
    big = (
        f"<munderover>{head}{i.mathml}{n.mathml}</munderover>"
        if n
        else f"<munder>{head}{i.mathml}</munder>"
    )
    return Part(
        f"<mrow>{big}{x.mathml}</mrow>",
        f"{kind}_({i.typst}){upper[0]} {x.typst}",
        rf"\{kind}_{{{i.latex}}}{upper[1]} {x.latex}",
        f"{kind} over {i.text}{upper[2]} of {_held(x, Tie.FRACTION)}",
        Tie.FRACTION,
    )


def where(*pieces: Piece, word: str = "where") -> Part:
    """Return what a formula goes on to say, apart from it; plain text joins it by a `word`."""
    x = row(*pieces)
    return Part(
        f'<mrow><mo>,</mo><mspace width="1.5em"></mspace>{x.mathml}</mrow>',
        f", quad {x.typst}",
        rf",\quad {x.latex}",
        f", {word} {x.text}",
        Tie.SUM,
    )


def formula(*pieces: Piece) -> Formula:
    r"""Return pieces side by side as a formula.

    Examples
    --------
    >>> found = formula("z² =", fraction("p ( 1 − p )", "n_test"))
    >>> found.text
    'z² = p (1 − p) / n(test)'
    >>> found.latex
    'z^{2} = \\frac{p \\left( 1 - p \\right)}{n_{\\text{test}}}'
    """
    x = row(*pieces)
    return Formula(mathml=x.mathml, typst=x.typst, text=x.text, latex=x.latex)


def _parts(piece: Piece) -> list[Part]:
    return [piece] if isinstance(piece, Part) else [_sign(word) for word in piece.split()]


def _sign(text: str) -> Part:
    """Read a sign that may have an index, a square or both."""
    squared = "2" if len(text) > 1 and text.endswith("²") else ""
    base, _, index = text.removesuffix("²" * len(squared)).partition("_")
    if index:
        return sub(sign(base), sign(index), sign(squared) if squared else "")
    return power(sign(base), squared) if squared else sign(base)


def _base(part: Part) -> str:
    """Return LaTeX of what an index or exponent is put to."""
    return part.latex if re.fullmatch(r"\\?[A-Za-z]+|[0-9]", part.latex) else f"{{{part.latex}}}"


def _short(part: Part) -> bool:
    """Whether typst takes the whole of it for what an index or exponent is put to."""
    return re.fullmatch(r"\w+|\([^()]*\)", part.typst) is not None


def _held(part: Part, most: Tie) -> str:
    """Return plain text, in brackets if it would fall apart beside what holds firmer."""
    return part.text if part.tie <= most else f"({part.text})"


def _tie(parts: list[Part]) -> Tie:
    """Return how firmly parts side by side hold together; what is in brackets does not count."""
    depth, outside = 0, []
    for part in parts:
        depth -= part.text == CLOSE
        if depth == 0:
            outside.append(part)
        depth += part.text == OPEN
    if any(part.tie == Tie.SUM for part in outside):
        return Tie.SUM
    if outside[-1].tie == Tie.FRACTION:
        return Tie.FRACTION
    return Tie.ATOM if [part.text for part in outside] == [OPEN, CLOSE] else Tie.PRODUCT


def _joined(parts: list[Part]) -> str:
    """Return plain text with the spaces one expects; a fraction in a product needs brackets."""
    text = ""
    for part, after in pairwise((*parts, _sign(CLOSE))):
        ends = after.text.startswith((CLOSE, ","))
        factor = part.tie == Tie.FRACTION and after.tie != Tie.SUM and not ends
        text += f"({part.text})" if factor else part.text
        text += "" if ends or part.text in (OPEN, "-") else " "
    return text.replace("-", "−")
