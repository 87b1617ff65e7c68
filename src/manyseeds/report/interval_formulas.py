"""Intervals of one number over replicas: what each says and does not say, formula and source."""

from __future__ import annotations

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
    sub,
    total,
    where,
)
from manyseeds.report.terms import Definition, Reference

__all__ = ["INTERVALS"]

COCHRAN = "Sampling techniques, 3rd edition"
OF_LEVEL = "is the quantile at (1 + level) / 2"
T = sub("t", "n − 1")

INTERVALS = (
    Definition(
        "Interval of a mean",
        "Where the mean over endlessly many replicas lies; it says nothing on where a single "
        f"replica lies. s is the standard deviation of n replicas, and t {OF_LEVEL} of Student's "
        "distribution of n − 1 degrees of freedom.",
        formula(mean("x"), "±", T, fraction("s", root("n"))),
        Reference("Student", 1908, "Biometrika 6, 1-25"),
    ),
    Definition(
        "Interval of a share",
        "Where the share p among endlessly many replicas lies; it stays between 0 and 1 and is "
        f"not empty where none or all of n succeed. z {OF_LEVEL} of the normal distribution.",
        formula(
            fraction(
                row(
                    "p +", fraction("z²", "2 n"), "± z",
                    root(fraction("p ( 1 − p )", "n"), "+", fraction("z²", "4 n²")),
                ),
                row("1 +", fraction("z²", "n")),
            )
        ),
        Reference("Wilson", 1927, "JASA 22, 209-212"),
    ),
    Definition(
        "Exact interval of a share",
        "Covers the share of which k of n is a sample with at least the stated probability, often "
        "with more, so it is the wider of the two. α is 1 − level, and B(q)(a, b) the quantile at "
        "q of the beta distribution of a and b.",
        formula(
            "low =", call(sub("B", "α / 2"), "k , n − k + 1"),
            where("high =", call(sub("B", "1 − α / 2"), "k + 1 , n − k"), word="and"),
        ),
        Reference("Clopper and Pearson", 1934, "Biometrika 26, 404-413"),
    ),
    Definition(
        "Bootstrap interval",
        "For statistics without a formula of their own; it knows no replica that was not trained. "
        "The lower bound is the quantile at β of the statistic over draws of the replicas with "
        "replacement, where z is the normal quantile at (1 − level) / 2, z(0) allows for bias and "
        "a for skewness; the upper is found alike from (1 + level) / 2. Where these two are not "
        "known they count as 0 (Efron 1979).",
        formula(
            "β =",
            call("Φ", "z_0 +", fraction("z_0 + z", row("1 − a", brackets("z_0 + z")))),
        ),
        Reference("Efron", 1987, "JASA 82, 171-185"),
    ),
    Definition(
        "Quantile",
        "The value that a share q of the n replicas is below, on a straight line between the "
        "sorted values x(1), …, x(n).",
        formula(
            call("Q", "q"), "=", brackets("1 − γ"), sub("x", brackets("j")), "+ γ",
            sub("x", brackets("j + 1")),
            where("j + γ = 1 + ( n − 1 ) q"), where("0 ≤ γ < 1", word="and"),
        ),
        Reference("Hyndman and Fan", 1996, "type 7; American Statistician 50, 361-365"),
    ),
    Definition(
        "Interval of a quantile",
        "Two of the sorted values; it assumes nothing but that replicas are independent. The "
        "largest r and the smallest s are taken that leave out at most (1 − level) / 2 on each "
        "side; with few replicas there may be none, and the bound is infinite.",
        formula(
            call("P", sub("x", brackets("r")), "≤", call("Q", "q"), "≤", sub("x", brackets("s"))),
            "≥",
            total(
                "k = r", choose("n", "k"), power("q", "k"), power(brackets("1 − q"), "n − k"),
                over="s − 1",
            ),
        ),
        Reference("David and Nagaraja", 2003, "Order statistics, 3rd edition, section 7.1"),
    ),
    Definition(
        "Overlapping splits",
        "J random splits of one table test on overlapping rows, so their mean may be far from "
        "that of another table of the same source however many there are. This interval is about "
        "other tables, on the assumption that two splits are correlated by n(test) / (n(test) + "
        "n(train)); the plain interval of the mean is about other splits of these rows.",
        formula(
            mean("x"), "±", sub("t", "J − 1"), "s",
            root(fraction("1", "J"), "+", fraction("n_test", "n_train")),
        ),
        Reference("Nadeau and Bengio", 2003, "Machine Learning 52, 239-281"),
    ),
    Definition(
        "Share pooled over replicas",
        "A share R of all rows of a kind, such as those of one class, where replica k has w(k) of "
        "them and it holds for x(k). The replicas are the units, since what one does to its rows "
        "is tied together; rows are not counted as if each were a sample of its own.",
        formula(
            "R ±", T, fraction("1", total("k", "w_k")),
            root(
                fraction("n", "n − 1"), total("k", power(brackets("x_k − R w_k"), "2")),
            ),
            where("R =", fraction(total("k", "x_k"), total("k", "w_k"))),
        ),
        Reference("Cochran", 1977, f"{COCHRAN}, section 2.11"),
    ),
    Definition(
        "Interval of a standard deviation",
        "How much replicas differ. It allows for values that are not normal by their excess "
        "kurtosis g; χ²(q) is the quantile at q of the chi-square distribution of ν degrees of "
        "freedom, and α is 1 − level.",
        formula(
            "low = s", root(fraction("ν", sub("χ", "1 − α / 2", "2"))),
            where("high = s", root(fraction("ν", sub("χ", "α / 2", "2"))), word="and"),
            where(
                "ν =",
                fraction("n − 1", row("1 +", fraction(row("g", brackets("n − 1")), "2 n"))),
            ),
        ),
        Reference("Box", 1953, "Biometrika 40, 318-335, section 5"),
    ),
    Definition(
        "Replicas needed for a width",
        "The smallest n whose interval of the mean is expected to be as narrow as asked, given "
        "the standard deviation s of one replica. s is itself an estimate, so the number has an "
        "interval too.",
        formula("2", T, fraction("s", root("n")), "≤ width"),
        Reference("Cochran", 1977, f"{COCHRAN}, chapter 4"),
    ),
    Definition(
        "Replicas added until the interval is narrow",
        "Whoever looks repeatedly and stops when it suits is wrong more often than one plain "
        "interval is. The error is therefore spent over the looks: look k has an interval of the "
        "level below, and as the errors add up to 1 − level, all hold together, whatever the "
        "reason to stop. It costs replicas: two to three times those of a plain interval.",
        formula("1 −", brackets("1 − level"), "× 0.15 ×", power("0.85", "k − 1")),
        Reference("Lan and DeMets", 1983, "Biometrika 70, 659-663"),
    ),
)  # fmt: skip
"""Of one number over replicas."""
