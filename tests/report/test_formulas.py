"""Definitions of statistics: complete, with formulas that every notation can set."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import typst
from matplotlib.mathtext import MathTextParser

from manyseeds.report.formulas import FORMULAS, STATISTICS, WILSON
from manyseeds.report.terms import Definition

EACH = pytest.mark.parametrize("definition", STATISTICS, ids=lambda d: d.term)


@EACH
def test_a_definition_is_complete(definition: Definition) -> None:
    assert definition.formula is not None
    assert definition.reference is not None
    assert definition.reference.author
    assert definition.reference.where
    assert 1900 < definition.reference.year < 2027
    assert definition.meaning.endswith(".")
    assert "`" not in definition.meaning
    formula = definition.formula
    assert all((formula.mathml, formula.typst, formula.text, formula.latex))


def test_no_term_and_no_formula_is_there_twice() -> None:
    assert len({d.term for d in STATISTICS}) == len(STATISTICS) == len(FORMULAS)
    assert len({formula.text for formula in FORMULAS.values()}) == len(FORMULAS)
    assert FORMULAS["Interval of a share"] is WILSON


ELEMENTS = {"mrow": None, "mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2,
            "munderover": 3, "msqrt": 1, "mi": 0, "mn": 0, "mo": 0, "mtext": 0,
            "mspace": 0}  # fmt: skip


@EACH
def test_mathml_is_well_formed_and_each_element_has_the_children_it_needs(
    definition: Definition,
) -> None:
    assert definition.formula is not None
    tree = ElementTree.fromstring(f"<math>{definition.formula.mathml}</math>")
    for element in list(tree.iter())[1:]:
        needed = ELEMENTS[element.tag]
        assert needed is None or len(element) == needed
        assert element.tag == "mspace" or bool(element.text) == (needed == 0)
    assert not re.search(r"\w_|\^|\\", "".join(tree.itertext()))  # no other notation left over


def test_typst_sets_every_formula() -> None:
    for formula in FORMULAS.values():
        assert formula.typst == formula.typst.strip()
    pages = "\n".join(f"$ {formula.typst} $" for formula in FORMULAS.values())
    head = "#set page(height: auto)\n"
    assert typst.compile((head + pages).encode(), format="pdf").startswith(b"%PDF")
    with pytest.raises(typst.TypstError):
        typst.compile((head + pages + "$ frac(a $").encode(), format="pdf")


@EACH
def test_latex_can_be_set(definition: Definition) -> None:
    assert definition.formula is not None
    parser = MathTextParser("path")  # of matplotlib: it knows a part of LaTeX, and refuses the rest
    assert definition.formula.latex.isascii()
    assert parser.parse(f"${definition.formula.latex}$").width > 0
    with pytest.raises(ValueError, match="Expected"):
        parser.parse(rf"${definition.formula.latex} \frac{{1$")
