"""Evaluates the plain text of a formula, so that what is printed can be held against the code."""

from __future__ import annotations

import math
import re
from typing import Any

SIGNS = {"−": "-", "×": "*", "≤": "<=", "≥": ">=", " mod ": " % ", "⁻¹": "inverse",
         "²(": "_2(", "⁴(": "_4(", "²": "**2", "^": "**"}  # fmt: skip
HELD = 0xE000
"""Letters from here on hold the place of a sum."""

OVER = (
    (r"(\w) = (\w) to (.+?)", r"\1 in range(\2, \3 + 1)"),
    (r"(\w) ≤ (\w)", r"\1 in range(1, \2 + 1)"),
    (r"(\w) ⊇ (\w)", r"\1 in subsets if \1 >= \2"),
    (r"(\w) ∋ (\w)", r"\1 in subsets if \2 in \1"),
    (r"(\w) ∈ (\w)", r"\1 in \2"),
    (r"(\w)", r"\1 in each_\1"),
)


def sides(text: str) -> list[str]:
    """Part a formula where words join it: ``p², where p = 2`` into ``p²`` and ``p = 2``."""
    return re.split(r", (?:where|and|estimated by) ", text)


def value(text: str, side: int = 1, **names: Any) -> Any:
    """Evaluate what is right of a name and ``=``; ± is taken as plus or, with side -1, as minus.

    Each name means what `names` say; a power of something with an index, such as s²(A), is the
    function ``s_2``. A sum over k runs over the name ``each_k``, sums over sets
    over ``subsets``.
    """
    source = _python(re.sub(r"^\w+²?(\([^)]*\))? = ", "", text))
    known = {"sqrt": math.sqrt, "exp": math.exp, "log": math.log, "side": side, **names}
    return eval(source, known)


def _python(text: str) -> str:
    found = re.search(r"(sum|max) over (.+?) of ", text)
    if found:
        end = _end(text, found.end())
        body, loop = _python(text[found.end() : end]), found[2]
        pattern, python = next(rule for rule in OVER if re.fullmatch(rule[0], loop))
        loop = re.sub(f"^{pattern}$", python, loop).replace("−", "-")
        place = chr(HELD + sum(ord(letter) >= HELD for letter in text))
        rest = _python(f"{text[: found.start()]}{place}{text[end:]}")
        return rest.replace(place, f"{found[1]}([{body} for {loop}])")
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    text = re.sub(r"\|(\w(?:\(\w\))?)\|", r"len(\1)", text)
    text = re.sub(r"√(\w+)", r"sqrt(\1)", text).replace("√", "sqrt")
    held = f"{chr(HELD)}-{chr(HELD + 99)}"
    text = re.sub(rf"(?<=[\w){held}]) (?=[\w({held}])", " * ", text)  # a space is a product
    return text.replace("±", "+ side *")


def _end(text: str, start: int) -> int:
    """Where what a sum is of ends: at the bracket that was open before it."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth < 0:
            return place
    return len(text)
