"""Builders of formulas: plain text keeps its meaning, and the notations agree."""

from __future__ import annotations

import pytest

from manyseeds.report.notation import (
    brackets,
    call,
    choose,
    formula,
    fraction,
    mean,
    power,
    root,
    row,
    size,
    sub,
    total,
    where,
)
from manyseeds.report.signs import Part

TEXTS = [
    (fraction("a", "b"), "a / b"),
    (fraction("a + b", "c d"), "(a + b) / (c d)"),
    (fraction("a b", "c"), "a b / c"),
    (fraction(fraction("a", "b"), fraction("c", "d")), "(a / b) / (c / d)"),
    (fraction("p ( 1 − p )", "n"), "p (1 − p) / n"),
    (fraction(brackets("a + b"), brackets("c + d")), "(a + b) / (c + d)"),
    (fraction("( a ) + ( b )", "n"), "((a) + (b)) / n"),
    (row(fraction("a", "b"), "c"), "(a / b) c"),
    (row("c", fraction("a", "b")), "c a / b"),
    (row("c +", fraction("a", "b"), "− d"), "c + a / b − d"),
    (root("n"), "√n"),
    (root("n + 1"), "√(n + 1)"),
    (root(fraction("a", "b")), "√(a / b)"),
    (power("x", "2"), "x²"),
    (power("x", "- 1"), "x⁻¹"),
    (power("x", "n"), "x^n"),
    (power("x", "n − 1"), "x^(n − 1)"),
    (power("x", "- m"), "x^(−m)"),
    (power(brackets("1 − p"), "2"), "(1 − p)²"),
    (sub("x", brackets("j + 1")), "x(j + 1)"),
    (sub("x", "( a ) ( b )"), "x((a) (b))"),
    (sub("c", "T", "2"), "c²(T)"),
    (row("n_test + σ_S² − x²"), "n(test) + σ²(S) − x²"),
    (call("f", "x , y"), "f(x, y)"),
    (call(sub("B", "q"), "a"), "B(q)(a)"),
    (mean("x"), "mean(x)"),
    (size("S"), "|S|"),
    (choose("n", "k"), "choose(n, k)"),
    (total("k", "x_k"), "sum over k of x(k)"),
    (total("k = 1", "x_k", over="n"), "sum over k = 1 to n of x(k)"),
    (total("k", "x_k + 1"), "sum over k of (x(k) + 1)"),
    (total("c", "z_c", kind="max"), "max over c of z(c)"),
    (fraction(total("k", "x"), "n"), "(sum over k of x) / n"),
    (row("x", where("x = 1")), "x, where x = 1"),
    (row("- x + y"), "−x + y"),
    (row("a < b"), "a < b"),
]


@pytest.mark.parametrize(("part", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_plain_text_has_the_brackets_that_it_needs_and_no_others(part: Part, text: str) -> None:
    assert part.text == text


def test_the_notations_of_one_formula() -> None:
    found = formula("σ_S² =", fraction("- 1", root("α")), "≤ n_test , P > 0")
    assert found.text == "σ²(S) = (−1) / √α ≤ n(test), P > 0"
    assert found.latex == (
        r"\sigma_{S}^{2} = \frac{- 1}{\sqrt{\alpha}} \leq n_{\text{test}} , P > 0"
    )
    assert found.typst == 'attach(σ, b: S, t: 2) = frac(- 1, sqrt(α)) <= n_("test") , P > 0'
    assert found.mathml == (
        "<mrow><msubsup><mi>σ</mi><mi>S</mi><mn>2</mn></msubsup><mo>=</mo>"
        '<mfrac><mrow><mo form="prefix">−</mo><mn>1</mn></mrow><msqrt><mi>α</mi></msqrt></mfrac>'
        "<mo>≤</mo><msub><mi>n</mi><mtext>test</mtext></msub>"
        "<mo>,</mo><mi>P</mi><mo>&gt;</mo><mn>0</mn></mrow>"
    )


def test_brackets_are_as_high_as_what_is_in_them_alone() -> None:
    found = row("p ( 1 − p )", fraction("a", "b")).mathml
    assert "<mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>p</mi><mo>)</mo></mrow><mfrac>" in found
