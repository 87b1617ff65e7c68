"""The statistics of the project: what each says and does not say, its formula and its source."""

from __future__ import annotations

from manyseeds.report.interval_formulas import INTERVALS
from manyseeds.report.network_formulas import NETWORKS
from manyseeds.report.notation import (
    brackets,
    call,
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
from manyseeds.report.terms import Definition, Reference

__all__ = ["FORMULAS", "STATISTICS", "WILSON"]

ALL_PARTS = total("S", "σ_S²")


def _spread(arm: str) -> Part:
    """Return what one sample adds to the uncertainty of a variance of two."""
    n = sub("n", arm)
    return fraction(sub("s", arm, "4"), row(sub("n", arm, "2"), brackets(n, "− 1")))


COMPARISONS = (
    Definition(
        "Paired difference",
        "How far one network is ahead of another, where replica k of both sees the same data and "
        "split: d is the difference in one replica, s(d) its standard deviation. What both share "
        "cancels; a small difference can be certain and still not matter.",
        formula(mean("d"), "±", sub("t", "n − 1"), fraction("s_d", root("n"))),
        Reference("Student", 1908, "Biometrika 6, 1-25, section IX"),
    ),
    Definition(
        "Probability of superiority",
        "How often network A is ahead of network B in the same replica, ties counted half. It "
        "says nothing on how far.",
        formula(call("P", "A > B"), "+", fraction(call("P", "A = B"), "2")),
        Reference("Vargha and Delaney", 2000, "J. Educ. Behav. Stat. 25, 101-132"),
    ),
    Definition(
        "Difference without pairs",
        "Where two studies do not share data and splits, their replicas are independent samples "
        "of means m and standard deviations s, of n replicas each; t has f degrees of freedom. It "
        "is mostly wider than that of pairs, as nothing cancels.",
        formula(
            "m_A − m_B ±", sub("t", "f"), root("v"),
            where("v =", fraction("s_A²", "n_A"), "+", fraction("s_B²", "n_B")),
            where(
                "f =", fraction("v²", row(_spread("A"), "+", _spread("B"))), word="and",
            ),
        ),
        Reference("Welch", 1947, "Biometrika 34, 28-35"),
    ),
    Definition(
        "Superiority without pairs",
        "How often a replica of A is ahead of any of B, ties counted half: u is the share of B's "
        "replicas that one of A is ahead of, w that of A's that one of B is ahead of; t is as in "
        "the difference without pairs, of the variances of u and w.",
        formula(
            mean("u"), "±", sub("t", "f"),
            root(fraction("s_u²", "n_A"), "+", fraction("s_w²", "n_B")),
        ),
        Reference("DeLong, DeLong and Clarke-Pearson", 1988, "Biometrics 44, 837-845"),
    ),
    Definition(
        "p values of several comparisons",
        "p(1) to p(m) are those of m comparisons, the smallest first, and a(i) the adjusted "
        "ones. Where only those with a(i) of at most 0.05 are believed, the chance that any "
        "of them is false is at most 0.05. A large one does not show that two networks are equal.",
        formula(
            sub("a", brackets("i")), "=",
            call(
                "min", "1 ,",
                total("j ≤ i", brackets("m − j + 1"), sub("p", brackets("j")), kind="max"),
            ),
        ),
        Reference("Holm", 1979, "Scand. J. Stat. 6, 65-70"),
    ),
    Definition(
        "Several intervals at once",
        "m intervals that all hold together with the stated probability, each at the level "
        "below. The most striking of them can be trusted too; for one alone it is too wide.",
        formula("1 −", fraction("1 − level", "m")),
        Reference("Dunn", 1961, "JASA 56, 52-64"),
    ),
    Definition(
        "Several means at once",
        "Intervals that all hold together, no wider than they must be where means move together: "
        "each is Student's at the level below, where Z are normal with the correlations of the "
        "means. For one of them alone it is too wide.",
        formula(
            "2", call("Φ", "q"), "− 1",
            where(call("P", total("c", size("Z_c"), kind="max"), "≤ q"), "= level"),
        ),
        Reference("Hothorn, Bretz and Westfall", 2008, "Biometrical Journal 50, 346-363"),
    ),
    Definition(
        "Whether all classes are predicted equally well",
        "d are the mean differences in recall of neighbouring classes over n replicas, S their "
        "covariance, r its rank. The number below is compared with the F distribution of r and "
        "n − r degrees of freedom; it does not say which class differs.",
        formula(
            fraction("n − r", row("r", brackets("n − 1"))), "T²",
            where("T² = n", power("d", "⊤"), power("S", "- 1"), "d"),
        ),
        Reference("Hotelling", 1931, "Annals of Mathematical Statistics 2, 360-378"),
    ),
)  # fmt: skip
"""Of several networks or classes."""

VARIANCE = (
    Definition(
        "Luck of the test rows",
        "Variance that accuracy has because it is measured on n rows alone, whatever was learned; "
        "p is the accuracy on endlessly many rows. a is the accuracy on the n rows, and N the "
        "number of rows they are drawn from, where these are the same for all replicas. Only more "
        "test rows make it smaller.",
        formula(
            "σ² =", fraction("p ( 1 − p )", "n"),
            where(
                "s² =", brackets("1 −", fraction("n", "N")), fraction("a ( 1 − a )", "n − 1"),
                word="estimated by",
            ),
        ),
        Reference("Cochran", 1977, "Sampling techniques, 3rd edition, section 3.2"),
    ),
    Definition(
        "Contrast of a crossed group",
        "A group holds a replica for each choice v of one of two levels, 0 or 1, of each of m "
        "sources of chance. c(T) is how far its numbers y differ by the sources in T together.",
        formula(
            "c_T =", power("2", "- m"),
            total(
                "v", power(brackets("- 1"), total("i ∈ T", "v_i")), "y_v"
            ),
        ),
        Reference("Searle, Casella and McCulloch", 1992, "Variance components, chapter 4"),
    ),
    Definition(
        "Where the variance comes from",
        "Variance that the sources in S make together, on top of what fewer of them make: the "
        "parts of Hoeffding (1948), E being the mean over groups. It holds whatever their "
        "distributions, and is about the sources as they vary here. An estimate may be a little "
        "below zero.",
        formula(
            "σ_S² =", power("2", size("S")),
            total(
                "T ⊇ S", power(brackets("- 1"), row(size("T"), "−", size("S"))),
                call("E", "c_T²"),
            ),
        ),
        Reference("Efron and Stein", 1981, "Annals of Statistics 9, 586-596"),
    ),
    Definition(
        "Share of a source",
        "Part of the variance that source i makes by itself, of all parts S together, the luck "
        "of the test rows included where it is a part of its own.",
        formula(fraction("σ_i²", ALL_PARTS)),
        Reference("Sobol", 1993, "Mathematical Modeling and Computational Experiment 1, 407-414"),
    ),
    Definition(
        "Total share of a source",
        "Part of the variance that would go if source i alone were held fixed. Parts made by "
        "several sources count for each of them, so total shares may add up to more than 1.",
        formula(fraction(total("S ∋ i", "σ_S²"), ALL_PARTS)),
        Reference("Homma and Saltelli", 1996, "Reliability Engineering and System Safety 52, 1-17"),
    ),
    Definition(
        "Interval of a share of variance",
        "R is the share, and R(g) the same without group g of G. In groups that differ wildly it "
        "covers a little too seldom.",
        formula(
            "R ±", sub("t", "G − 1"),
            root(
                fraction("G − 1", "G"),
                total("g", power(brackets("R_g −", fraction("1", "G"), total("h", "R_h")), "2")),
            ),
        ),
        Reference("Tukey", 1958, "Annals of Mathematical Statistics 29, 614"),
    ),
)  # fmt: skip
"""Of the variance and its sources."""

STATISTICS: tuple[Definition, ...] = (*INTERVALS, *COMPARISONS, *VARIANCE, *NETWORKS)
"""Every statistic of the project."""

FORMULAS = {d.term: d.formula for d in STATISTICS if d.formula is not None}
"""Their formulas by what they are of."""

WILSON = FORMULAS["Interval of a share"]
"""The interval of a share."""
