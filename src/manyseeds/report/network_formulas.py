"""Statistics of networks and their data: what each says, its formula and its source."""

from __future__ import annotations

from manyseeds.report.notation import (
    brackets,
    call,
    formula,
    fraction,
    power,
    row,
    sub,
    total,
    where,
)
from manyseeds.report.terms import Definition, Reference

__all__ = ["NETWORKS"]

GOODFELLOW = "Goodfellow, Bengio and Courville"

NETWORKS = (
    Definition(
        "Probabilities",
        "What a network gives each class c, from its last sums z, the logits. They add up to 1, "
        "which does not make them right.",
        formula("p_c =", fraction(call("exp", "z_c"), total("k", call("exp", "z_k")))),
        Reference(GOODFELLOW, 2016, "Deep learning, equation 6.29"),
    ),
    Definition(
        "Categorical cross-entropy",
        "The loss of a row of true class y, in nats; a loss is the mean over rows. It is taken "
        "from the logits z, so a probability near zero is not cut off and keeps its gradient.",
        formula("L = - z_y +", call("log", total("k", call("exp", "z_k")))),
        Reference(GOODFELLOW, 2016, "Deep learning, equation 6.30"),
    ),
    Definition(
        "Sigmoid",
        "The probability that a network with one output gives the second of two classes, from its "
        "last sum z; the first has what is missing to 1.",
        formula("p =", fraction("1", row("1 +", call("exp", "- z")))),
        Reference(GOODFELLOW, 2016, "Deep learning, equation 3.30"),
    ),
    Definition(
        "Binary cross-entropy",
        "The loss of a row of class y, 0 or 1, where one sigmoid is the output, in nats: the same "
        "as the categorical one with the sums 0 and z.",
        formula("L =", call("log", "1 +", call("exp", "z")), "− y z"),
        Reference(GOODFELLOW, 2016, "Deep learning, equation 6.26"),
    ),
    Definition(
        "Label smoothing",
        "The cross-entropy of a row of class y where a share s of the label is spread evenly over "
        "K classes; p are the probabilities.",
        formula(
            "L = −", brackets("1 − s"), call("log", "p_y"), "−", fraction("s", "K"),
            total("k", call("log", "p_k")),
        ),
        Reference("Szegedy and others", 2016, "Rethinking the inception architecture, section 7"),
    ),
    Definition(
        "Confusion matrix as shares",
        "Each row is a true class t and is divided by its own count, so it adds up to 1. The "
        "diagonal is the recall; how many of those called p are p is another question.",
        formula(
            sub("r", "t , p"), "=", fraction(sub("c", "t , p"), total("k", sub("c", "t , k")))
        ),
        Reference(
            "Sokolova and Lapalme", 2009, "Information Processing and Management 45, 427-437"
        ),
    ),
    Definition(
        "Best possible accuracy on noisy XOR",
        "What the best rule, the two midlines, reaches on endlessly many points with normal noise "
        "of standard deviation σ. A test accuracy above it is luck; no network can be expected to "
        "be better.",
        formula(
            "p² +", power(brackets("1 − p"), "2"), where("p =", call("Φ", fraction("0.5", "σ")))
        ),
        Reference(
            "Hastie, Tibshirani and Friedman",
            2009,
            "The elements of statistical learning, equation 2.23",
        ),
    ),
    Definition(
        "Accuracy on fresh points",
        "Where the law of the data is known, the share that a replica gets right of points spread "
        "evenly over it, point k being a centre of the data plus the noise below in each of D "
        "coordinates d. It is not drawn at random, and has no luck of a test set in it.",
        formula(
            "σ", call(power("Φ", "- 1"), "u_k"),
            where(
                "u_k =", brackets(fraction("1", "2"), "+ k", power("g", "- d")), "mod 1",
            ),
            where(power("g", "D + 1"), "= g + 1", word="and"),
        ),
        Reference(
            "Niederreiter",
            1992,
            "Random number generation and quasi-Monte Carlo methods, section 3.1",
        ),
    ),
)  # fmt: skip
"""Of networks and their data."""
