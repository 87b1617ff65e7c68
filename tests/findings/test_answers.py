"""Each finding answers each way, on real trainings made to do so."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

import studied
from manyseeds import Network, ResultError, Study, Training
from manyseeds.findings import evidence as evidence_module
from manyseeds.findings.catalogue import FINDINGS, Findings
from manyseeds.findings.finding import ALONE, Finding, Number, Verdict
from manyseeds.plots.style import drawn
from manyseeds.stats.interval import Interval

ALL = {
    "xor": studied.xor,
    "widths": studied.widths,
    "overfitting": studied.overfitting,
    "digits": studied.digits,
    "nothing varies": studied.nothing_varies,
    "diverged": studied.diverged,
    "no test rows": studied.no_test_rows,
    "hopeless": studied.hopeless_labels,
    "easy": studied.easy,
}
CODES = [kind.code for kind in FINDINGS]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ALL)
def test_every_finding_of_every_study_is_complete(name: str, code: str) -> None:
    finding = ALL[name]()[code]
    assert finding.question.endswith("?")
    assert finding.answer.endswith(".")
    assert not re.search(r"\bnan\b|\binf\b|None\b(?! of)", finding.answer), finding.answer
    assert finding.definition.endswith(".")
    assert finding.applicable is (finding.verdict is not Verdict.NOT_APPLICABLE)
    for number in finding.numbers:
        low, high = number.value.low, number.value.high
        alone = number.value.method == ALONE
        assert alone is bool(np.isnan([low, high]).any())
        assert alone or low <= number.value.estimate <= high
        assert number.value.method
        assert number.text not in ("", "–"), number
    assert len(finding.frame()) == len(finding.numbers)
    if not finding.applicable:
        assert not finding.numbers
        assert not finding.pictures


@pytest.mark.parametrize("name", ALL)
def test_every_picture_can_be_drawn_and_says_what_it_shows(name: str) -> None:
    for finding in ALL[name]():
        for picture in finding.pictures:
            drawn(picture.plot)
            assert picture.plot.alt
            assert len(picture.plot.frame())
    assert list(ALL[name]().frame().columns) == ["code", "question", "verdict", "answer"]


def test_codes_are_unique_and_an_unknown_one_is_named_with_the_nearest() -> None:
    assert len(set(CODES)) == len(CODES)
    with pytest.raises(ResultError, match="Did you mean 'converged'"):
        studied.xor()["convergd"]


WITHOUT_PICTURE = {"size"}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ALL)
def test_each_finding_draws_or_says_in_a_sentence_why_not(name: str, code: str) -> None:
    finding = ALL[name]()[code]
    if finding.pictures:
        ax = finding.plot()
        assert ax.figure is not None
        own = Figure().subplots()
        assert finding.plot(own) is own
        return
    with pytest.raises(ResultError, match="has no picture") as refused:
        finding.plot()
    assert str(refused.value).count(". ") == 0
    nothing_wrong = code in {"examples", "confused"} and not finding.numbers
    assert not finding.applicable or code in WITHOUT_PICTURE or nothing_wrong


def test_a_finding_of_a_plain_table_draws_the_hardest_rows() -> None:
    study = Study(data="wine", training=Training(epochs=20), replicas=12, scaling="standard")
    found = study.run(progress=False).findings(companions=False)["examples"]
    ax = found.plot()
    assert ax.get_xlabel() == "% of the row's replicas that are wrong"
    assert ax.get_yticklabels()[0].get_text().endswith(f"row {found.found.hardest(1)[0]}")


def verdict(findings: Findings, code: str) -> Verdict:
    return findings[code].verdict


def test_converged() -> None:
    assert verdict(studied.xor(epochs=600), "converged") is Verdict.YES
    short = studied.stopped_short()["converged"]
    assert short.verdict is Verdict.NO
    assert "more epochs would still change it" in short.answer
    gone = studied.diverged()["converged"]
    assert gone.verdict is Verdict.NO
    assert "diverged" in gone.answer


def test_overfitted() -> None:
    assert verdict(studied.overfitting(), "overfitted") is Verdict.YES
    assert verdict(studied.xor(), "overfitted") is Verdict.NO
    assert "set some aside" in studied.no_test_rows()["overfitted"].answer
    assert verdict(studied.diverged(), "overfitted") is Verdict.NOT_APPLICABLE


def test_successful() -> None:
    assert verdict(studied.easy(), "successful") is Verdict.YES
    assert verdict(studied.xor(hidden=(1,)), "successful") is Verdict.NO
    partly = studied.xor()["successful"]
    assert partly.verdict in (Verdict.MOSTLY, Verdict.UNCLEAR)
    assert "more than a linear model" in partly.answer
    assert "not measurably worse" in studied.easy()["successful"].answer
    assert "itself linear" in studied.digits()["successful"].answer
    assert verdict(studied.no_test_rows(), "successful") is Verdict.NOT_APPLICABLE


def test_epochs() -> None:
    fewer = studied.easy()["epochs"]
    assert fewer.verdict is Verdict.YES
    assert verdict(studied.stopped_short(), "epochs") is Verdict.NO
    assert verdict(studied.diverged(), "epochs") is Verdict.NOT_APPLICABLE


def test_accuracy() -> None:
    assert "Training accuracy flatters" in studied.digits()["accuracy"].answer
    assert "other tables" in studied.digits()["accuracy"].answer
    assert "other tables" not in studied.xor()["accuracy"].answer
    assert "set some aside" in studied.no_test_rows()["accuracy"].answer


def test_sameness() -> None:
    assert verdict(studied.alike(), "sameness") is Verdict.YES
    assert "Nothing differs between the 16 replicas" in studied.nothing_varies()["sameness"].answer
    assert verdict(studied.xor(), "sameness") is Verdict.NO
    assert verdict(studied.no_test_rows(), "sameness") is Verdict.NOT_APPLICABLE


def test_sources() -> None:
    found = studied.widths()["sources"]
    assert found.applicable
    assert "draw of the first weights makes" in found.answer
    assert (
        "does not differ" in studied.easy()["sources"].answer
        or studied.easy()["sources"].applicable
    )
    assert verdict(studied.nothing_varies(), "sources") is Verdict.NOT_APPLICABLE
    without = studied.xor().evidence.result.findings(companions=False)
    assert "No crossed replicas" in without["sources"].answer


def test_ensemble() -> None:
    better = studied.xor()["ensemble"]
    assert better.verdict is Verdict.YES
    assert "Together they gain" in better.answer
    assert "data of its own" in better.answer
    assert "data of its own" not in studied.digits()["ensemble"].answer
    assert verdict(studied.digits(), "ensemble") is Verdict.YES
    assert "left out of training" in studied.digits()["ensemble"].answer
    assert verdict(studied.easy(), "ensemble") is Verdict.NO
    assert verdict(studied.nothing_varies(), "ensemble") is Verdict.NOT_APPLICABLE
    assert verdict(studied.hopeless_labels(), "ensemble") is Verdict.UNCLEAR
    assert verdict(studied.no_test_rows(), "ensemble") is Verdict.NOT_APPLICABLE
    assert "at least 16 replicas" in studied.few()["ensemble"].answer


def test_calibrated() -> None:
    good = studied.xor()["calibrated"]
    assert good.verdict is Verdict.YES
    assert "too low, by" in good.answer
    bad = studied.overfitting()["calibrated"]
    assert bad.verdict is Verdict.NO
    assert "too high, by" in bad.answer
    assert "neither too high nor too low" in bad.answer
    assert verdict(studied.digits(), "calibrated") is Verdict.UNCLEAR
    small = studied.small_test()["calibrated"]
    assert small.verdict is Verdict.UNCLEAR
    assert "40 rows are too few" in small.answer
    assert verdict(studied.diverged(), "calibrated") is Verdict.NOT_APPLICABLE
    assert verdict(studied.few(), "calibrated") is Verdict.NOT_APPLICABLE


def test_size() -> None:
    assert "network is small" in studied.xor()["size"].answer
    assert "network is big" in studied.overfitting()["size"].answer
    assert "neither small nor big" in studied.digits()["size"].answer


def test_width() -> None:
    found = studied.widths()["width"]
    assert found.verdict is Verdict.MEASURED
    assert found.answer.startswith("16: the fewest")
    assert "As good as never with none, 1, 2" in found.answer
    assert "Only one width" in studied.xor()["width"].answer


def test_width_where_none_is_enough() -> None:
    study = Study(
        data="xor",
        network=Network(hidden=(2,)),
        training=Training(epochs=60),
        sweep={"network.hidden": [[1], [2]]},
        replicas=32,
    )
    found = study.run(progress=False).findings(companions=False)["width"]
    assert found.verdict is Verdict.UNCLEAR
    assert "None of the 2 widths tried is certainly enough" in found.answer


def test_arms() -> None:
    found = studied.widths()["arms"]
    assert "The arm hidden=16 has the best mean" in found.answer
    assert found.verdict is Verdict.MEASURED
    assert "There is one arm" in studied.xor()["arms"].answer


def test_arms_that_cannot_be_told_apart() -> None:
    study = Study(
        data="xor",
        network=Network(hidden=(6,)),
        training=Training(epochs=100),
        sweep={"training.batch_size": [32, 33]},
        replicas=32,
    )
    found = study.run(progress=False).findings(companions=False)["arms"]
    assert found.verdict is Verdict.UNCLEAR
    assert "cannot be told from it" in found.answer


def test_failures() -> None:
    found = studied.widths()["failures"]
    assert found.applicable
    assert "The most frequent reason is" in found.answer
    assert studied.easy()["failures"].answer == "No training failed."
    assert "diverged" in studied.diverged()["failures"].answer


def test_boundary() -> None:
    assert "They differ where classes meet" in studied.xor()["boundary"].answer
    assert "this data has 64" in studied.digits()["boundary"].answer
    sure = re.search(r"agree on ([\d.]+) %", studied.easy()["boundary"].answer)
    assert sure is not None


def test_classes() -> None:
    worst = studied.digits()["classes"]
    assert worst.verdict is Verdict.NO
    assert "certainly class 8" in worst.answer
    alike = studied.xor()["classes"]
    assert alike.verdict is Verdict.UNCLEAR
    assert "No class is measurably worse" in alike.answer
    assert verdict(studied.no_test_rows(), "classes") is Verdict.NOT_APPLICABLE


def test_confused() -> None:
    confused = studied.digits()["confused"]
    assert confused.headline == "most often class 8 for class 1"
    assert confused.answer.startswith("Of the test rows of class 8, ")
    perfect = studied.easy()["confused"]
    assert perfect.verdict is Verdict.NO
    assert "No test row" in perfect.answer


def test_examples() -> None:
    assert "most often taken for" in studied.digits()["examples"].answer
    assert "best possible rule is wrong too" in studied.xor()["examples"].answer
    assert verdict(studied.no_test_rows(), "examples") is Verdict.NOT_APPLICABLE


def test_templates() -> None:
    assert "common to all runs" in studied.digits()["templates"].answer
    assert "images" in studied.xor()["templates"].answer


def test_run() -> None:
    published = studied.xor()["run"]
    assert published.answer.startswith("The published run has the test accuracy 0.9187")
    first = studied.easy()["run"]
    assert first.answer.startswith("Replica 0 has the test accuracy")
    other = studied.xor().evidence.result.findings(companions=False, run=5)["run"]
    assert other.answer.startswith("Replica 5")
    missing = studied.xor().evidence.result.findings(companions=False, run=10_000)["run"]
    assert "not in this result" in missing.answer
    assert "diverged" in studied.diverged()["run"].answer


def test_a_verdict_needs_the_whole_interval_on_one_side() -> None:
    def judged(low: float, high: float) -> Verdict:
        share = Interval((low + high) / 2, low, high, 0.95, "Wilson (1927)", 100)
        return Verdict.of_share(share, enough=0.95)

    assert judged(0.96, 0.99) is Verdict.YES
    assert judged(0.90, 0.99) is Verdict.MOSTLY
    assert judged(0.45, 0.55) is Verdict.UNCLEAR
    assert judged(0.10, 0.30) is Verdict.SOMETIMES
    assert judged(0.0, 0.04) is Verdict.NO


@pytest.mark.parametrize(
    ("unit", "text", "bounds"),
    [
        ("share", "12.3 %", "10 to 15 %"),
        ("points", "12.34 points", "10.00 to 15.00"),
        ("accuracy", "0.1234", "0.1000 to 0.1500"),
        ("epochs", "0", "0 to 0"),
    ],
)
def test_numbers_are_read_in_their_unit(unit: str, text: str, bounds: str) -> None:
    number = Number("n", Interval(0.1234, 0.1, 0.15, 0.95, "t", 10), unit)  # type: ignore[arg-type]
    assert (number.text, number.bounds) == (text, bounds)


def test_no_answer_is_a_fixed_sentence() -> None:
    """where two studies of one kind differ in a finding's numbers, its words differ."""
    pairs = [(studied.xor(), studied.xor(epochs=5)), (studied.digits(), studied.hopeless_labels())]
    compared = 0
    for first, second in pairs:
        for code in CODES:
            one, two = first[code], second[code]
            if one.applicable and two.applicable and _values(one) != _values(two):
                assert one.answer != two.answer, code
                compared += 1
    assert compared > 15


def _values(finding: Finding) -> list[float]:
    return [n.value.estimate for n in finding.numbers if np.isfinite(n.value.estimate)]


def test_findings_show_themselves_in_a_notebook() -> None:
    found = studied.xor()
    html = found["converged"]._repr_html_()
    assert "<svg" in html
    assert "var(--" not in html
    assert found["converged"].question in html
    table = found._repr_html_()
    assert table.count("<tr>") == len(CODES) + 1


def test_replicas_of_a_crossed_design_are_not_taken_for_independent() -> None:
    study = Study(
        data="xor",
        network=Network(hidden=(4,)),
        training=Training(epochs=20),
        replicas=64,
        design="crossed",
    )
    found = study.run(progress=False).findings(progress=False)
    assert {finding.code for finding in found.applicable} == {"sources", "size"}
    assert "share their chance" in found["accuracy"].answer


def test_where_all_diverged_no_target_is_told() -> None:
    training = Training(optimizer="sgd", learning_rate=1e30, epochs=3)
    study = Study(data="iris", network=Network(hidden=(3,)), training=training, replicas=8)
    found = study.run(progress=False).findings(companions=False)["failures"]
    assert "100 % of trainings fail." in found.answer
    assert "nan" not in str([t.get_text() for t in found.plot().get_legend().get_texts()])


def test_a_headline_keeps_the_names_of_classes() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(150, 3))
    labels = np.where(x[:, 0] > 0.4, "NO", "Yes")
    study = Study(data=(x, labels), training=Training(epochs=30), replicas=32)
    found = study.run(progress=False).findings(companions=False)["confused"]
    assert "NO" in str(found).split("? ")[1].split(". ")[0]


def test_a_network_no_better_than_chance_is_no_success() -> None:
    rng = np.random.default_rng(12)
    rows, labels = rng.normal(size=(90, 3)), rng.integers(0, 3, 90)
    study = Study(data=(rows, labels), training=Training(epochs=5), replicas=48)
    found = study.run(progress=False).findings(companions=False)
    assert found["successful"].verdict in (Verdict.NO, Verdict.UNCLEAR)
    assert found.evidence.target >= found.evidence.chance


def test_what_was_never_seen_in_few_runs_is_said_so() -> None:
    share = Interval(0.0, 0.0, 0.2, 0.95, "Wilson (1927)", 15)
    assert Verdict.of_share(share, enough=0.95) is Verdict.NONE_SEEN
    share = Interval(1.0, 0.8, 1.0, 0.95, "Wilson (1927)", 15)
    assert Verdict.of_share(share, enough=0.95) is Verdict.ALL_SEEN


def test_a_linear_model_is_trained_beside_the_first_replicas_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = Study(
        data={"name": "xor", "copies": 10},
        network=Network(hidden=3),
        training=Training(epochs=3),
        replicas=40,
    )
    monkeypatch.setattr(evidence_module, "MOST_LINEAR", 12)
    found = study.run().findings(progress=False)["successful"]
    assert found.over_linear.difference.n == 12
    assert "without hidden layers, its first 12 replicas; replica k" in found.definition
