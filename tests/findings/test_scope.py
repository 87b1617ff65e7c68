"""What answers are about: which chance differed, which replicas, which arm."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest

import manyseeds.findings.evidence as module
import studied
from manyseeds import Criteria, Network, SpecificationError, Study, Training, data
from manyseeds.findings.catalogue import FINDINGS, Findings
from manyseeds.findings.finding import ALONE, EXACT, Verdict
from manyseeds.findings.scope import differing
from manyseeds.plots.style import drawn


def answered(study: Study, **settings: object) -> Findings:
    return study.run(progress=False).findings(
        **{"companions": False, "progress": False, **settings}  # type: ignore[arg-type]
    )


@functools.cache
def xor(replicas: int, **fields: object) -> Findings:
    training = Training(epochs=40)
    return answered(
        Study(data="xor", network=Network(hidden=6), training=training, replicas=replicas, **fields)
    )


@functools.cache
def rates() -> Findings:
    """A sweep that leaves the study's own learning rate out."""
    study = Study(
        data="xor",
        network=Network(hidden=6, output="sigmoid"),
        training=Training(epochs=40),
        sweep={"training.learning_rate": [0.0001, 0.02]},
        replicas=16,
    )
    return answered(study, companions=True)


@functools.cache
def some_diverged() -> Findings:
    training = Training(optimizer="sgd", learning_rate=6.0, epochs=30, divergence_loss=2.0)
    return answered(Study(data="xor", network=Network(hidden=6), training=training, replicas=64))


def test_a_study_in_which_nothing_varies_is_one_training() -> None:
    found = studied.nothing_varies()
    assert len(found.evidence.result.replicas) == 1
    for code in ("converged", "overfitted", "epochs", "accuracy", "classes", "confused"):
        assert "nothing differs between its 16 replicas" in found[code].answer, code
        assert " to " not in found[code].answer.replace("few to tell", ""), code
    for finding in found:
        assert all(number.value.method in (ALONE, EXACT) for number in finding.numbers)
        assert not any(number.bounds for number in finding.numbers)
    for code in ("sameness", "run", "examples", "importance"):
        assert "Nothing differs between the 16 replicas" in found[code].answer, code
    assert "no variance" in found["sources"].answer


def test_a_source_that_cannot_vary_is_none_that_does() -> None:
    """rows that are given are the same whatever `vary` says."""
    study = Study(data="iris", training=Training(epochs=2), replicas=4, vary=("data",))
    assert differing(study.run(progress=False)) == ()
    assert answered(study).evidence.single


def test_answers_name_what_differed_where_something_was_held() -> None:
    words = (
        "Between these runs only the draw of the first weights and the order of the batches differ."
    )
    found = xor(16, vary=("init", "order"))
    for code in ("accuracy", "successful", "classes", "converged", "boundary"):
        assert found[code].answer.endswith(words), code
    assert "Between these runs" not in found["size"].answer
    assert "only the split of the rows differs" in xor(4, vary="split")["accuracy"].answer
    assert "only the draw of the first weights differs." in xor(4, vary="init")["accuracy"].answer
    assert not any("Between these runs" in finding.answer for finding in xor(16))


def test_answers_say_that_diverged_replicas_are_left_out() -> None:
    found = some_diverged()
    kept = found.evidence.main.kept
    assert 16 <= kept < 64
    for code in ("accuracy", "overfitted", "classes", "ensemble", "calibrated", "examples"):
        assert f"of the {kept} of 64 replicas that did not diverge" in found[code].answer, code
    assert f"the {kept} of 64 that did not diverge are right" in found["successful"].answer
    assert found["converged"].answer.count("diverged.") == 1
    assert not any("did not diverge" in finding.answer for finding in xor(16))


def test_an_arm_that_stands_in_is_named_and_is_the_best() -> None:
    found = rates()
    assert found.evidence.arm.label == "learning_rate=0.02"
    words = "It is of the arm learning_rate=0.02, the best of 2"
    for finding in found.applicable:
        assert (words in finding.answer) is (finding.code not in ("arms", "width")), finding.code
    assert "with learning_rate=0.0001 " in found["failures"].answer
    assert "stands" not in studied.widths()["accuracy"].answer
    assert not any("leaves out" in finding.answer for finding in studied.widths())


def test_what_is_trained_beside_is_the_arm_s() -> None:
    evidence = rates().evidence
    assert evidence.linear is not None
    assert evidence.linear.arms[0].network == Network(output="sigmoid")
    assert evidence.linear.arms[0].training.learning_rate == 0.02
    assert evidence.crossed is not None
    assert evidence.crossed.arms[0].training.learning_rate == 0.02


def test_failures_go_by_arm_where_width_is_not_all() -> None:
    found = rates()["failures"]
    picture = found.pictures[0]
    assert picture.caption == "Why trainings fail, by arm."
    assert "learning_rate=0.02: " in picture.plot.alt
    assert list(picture.plot.frame()["arm"].unique()) == [
        "learning_rate=0.0001",
        "learning_rate=0.02",
    ]
    assert drawn(picture.plot).axes[0].get_xlabel() == ""
    by_width = studied.widths()["failures"].pictures[0]
    assert by_width.caption == "Why trainings fail, by width."
    assert "6: successful" in by_width.plot.alt or "6: " in by_width.plot.alt


def test_companions_are_trained_once_and_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trained: list[tuple[str, object]] = []
    plain = module.run_study

    def noted(study: Study, **settings: object) -> object:
        trained.append((study.design, settings["progress"]))
        return plain(study, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "run_study", noted)
    study = Study(data="xor", network=Network(hidden=3), training=Training(epochs=3), replicas=8)
    found = answered(study, companions=True)
    _ = found["size"].answer, found["accuracy"].answer, found["failures"].answer
    assert trained == []
    _ = found["successful"].answer, found["successful"].numbers
    assert trained == [("independent", False)]
    _ = found["sources"].answer, str(found)
    assert trained == [("independent", False), ("crossed", False)]


def test_the_linear_baseline_has_the_replicas_that_the_result_has() -> None:
    study = Study(data="xor", network=Network(hidden=3), training=Training(epochs=3), replicas=8)
    result = study.run(progress=False, only=[2, 5, 6])
    evidence = result.findings(progress=False).evidence
    assert evidence.linear is not None
    assert evidence.linear.replicas.tolist() == [2, 5, 6]


@pytest.mark.parametrize("replicas", [1, 2, 3])
@pytest.mark.parametrize("code", [kind.code for kind in FINDINGS])
def test_few_replicas_are_answered_honestly(code: str, replicas: int) -> None:
    finding = xor(replicas)[code]
    answer = finding.answer
    assert answer.endswith(".")
    assert not re.search(r"nan|–\)|\(–|percentile 50 of 1|\b1 replicas|\b1 are\b", answer), answer
    assert "nine runs of ten" not in answer
    assert "middle 90 %" not in answer
    if replicas == 1:
        assert not re.search(r"\d \([\d.]+ to", answer), answer  # no interval
        assert "not measurably" not in answer
    for picture in finding.pictures:
        drawn(picture.plot)


def test_one_training_without_a_measure_is_not_its_own_success() -> None:
    study = Study(data="digits", training=Training(epochs=10), replicas=1)
    assert "cannot be its own measure" in answered(study)["successful"].answer
    aimed = study.changed(criteria=Criteria(target=0.2))
    assert answered(aimed)["successful"].verdict is Verdict.YES


def test_classes_that_say_class_are_not_called_so_twice() -> None:
    study = Study(data="wine", training=Training(epochs=30), scaling="standard", replicas=24)
    found = answered(study)
    texts = [finding.answer for finding in found]
    texts += [number.name for finding in found for number in finding.numbers]
    assert any("class_" in text for text in texts)
    assert not any(re.search(r"[Cc]lass class|Class_", text) for text in texts)


def test_no_interval_of_hard_examples_where_there_are_none() -> None:
    found = studied.digits()["examples"]
    assert not len(found.found.nearly_always)  # type: ignore[attr-defined]
    assert "none is certainly wrong" in found.answer
    assert "nearly always wrong" not in str([number.name for number in found.numbers])


def test_shares_stay_within_their_bounds() -> None:
    for found in (xor(2), xor(3), studied.easy(), studied.digits()):
        for finding in found:
            for number in finding.numbers:
                if number.unit == "accuracy" and not np.isnan(number.value.low):
                    assert 0 <= number.value.low <= number.value.high <= 1, number
    cut = [n.value.method for n in xor(2)["accuracy"].numbers if "cut at 1" in n.value.method]
    assert cut


def test_a_leading_source_that_overlaps_the_next_is_not_named() -> None:
    found = rates()["sources"]
    assert found.verdict is Verdict.UNCLEAR
    assert found.headline == "cannot be told"
    assert "an interval that overlaps with" in found.answer
    study = Study(
        data="xor",
        network=Network(hidden=4),
        training=Training(epochs=60),
        vary=("init", "order"),
        replicas=128,
    )
    sure = answered(study, companions=True)["sources"]
    assert sure.verdict is Verdict.MEASURED
    assert "overlaps" not in sure.answer


def test_a_share_that_hangs_on_patience_says_so() -> None:
    study = Study(data="digits", training=Training(epochs=100, batch_size=128), replicas=32)
    answer = answered(study)["converged"].answer
    assert re.search(r"hangs on the 10 % .* it would be 100 % with 5 % and 0 % with 20 %", answer)
    assert "hangs on" not in studied.easy()["converged"].answer


def test_a_loss_that_did_not_change_is_not_said_to_rise() -> None:
    study = Study(data="iris", training=Training(epochs=20, learning_rate=1e-9), replicas=8)
    criteria = Criteria(enough=0.99)
    answer = answered(study.changed(criteria=criteria))["converged"].answer
    assert "no longer changed" in answer
    assert "0.0 %" not in answer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("enough", 0),
        ("enough", 1),
        ("hold", 1),
        ("target", 0),
        ("hard_above", 1),
        ("loss_floor", 0),
        ("ensemble_within", 0),
        ("calibrated_within", 0),
    ],
)
def test_criteria_that_mean_nothing_are_refused(field: str, value: float) -> None:
    with pytest.raises(SpecificationError, match=f"`{field}` must be"):
        Criteria(**{field: value})


def test_criteria_at_their_edges_are_told_in_words() -> None:
    edges = Criteria(margin=0, end_window=0, hold=0, overfitted_above=0, epochs_within=0,
                     run_within=0, same_within=0)  # fmt: skip
    found = xor(16, criteria=edges)
    texts = [text for finding in found for text in (finding.answer, finding.definition)]
    assert not any(re.search(r"within 0 points|more than 0 %|last 0 %", t) for t in texts)
    assert "not below the best possible" in found["successful"].answer
    wide = xor(16, criteria=Criteria(margin=1))
    assert "always naming the most frequent class reaches" in wide["successful"].answer


def test_criteria_decide_kinds_of_failure_and_epochs_of_a_run() -> None:
    strict = xor(16, criteria=Criteria(improving_above=0.9, improving_fast_above=0.9))
    assert "still improving" in xor(16)["failures"].answer
    assert "still improving" not in strict["failures"].answer
    loose = xor(16, criteria=Criteria(run_within=1.0))["epochs"]
    assert loose.found.replicas_epoch.estimate == 1  # type: ignore[attr-defined]


def test_blobs_of_two_replicas_say_both() -> None:
    study = Study(data=data.blobs(samples=60), training=Training(epochs=5), replicas=2)
    assert "both runs lie at" in answered(study)["accuracy"].answer
