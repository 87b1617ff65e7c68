"""What is taken from the page trains the same networks elsewhere, and the page says the same."""

from __future__ import annotations

import contextlib
import csv
import io
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from manyseeds import Result, Study
from playground_page import SHORT, Opened, downloaded, train

STUDIES = {
    "xor": SHORT,
    "a sweep": "data=xor&hidden=2,3&widths=0,1,2&replicas=20&epochs=5&vary=init,order",
    "spirals": "data=spirals&classes=3&turns=1.5&replicas=17&epochs=4&activation=gelu"
    "&optimizer=sgd&learning_rate=0.05&l2=0.001&scaling=standard&stratify=true&validation=0"
    "&seed=9007199254740991&hidden=5",
    "blobs": "data=blobs&noise=2&samples=80&replicas=16&epochs=4&scaling=minmax&optimizer=adamw",
    "digits": "data=digits&replicas=16&epochs=2",
    "iris": "data=iris&replicas=16&epochs=4&vary=",
}


def same(page: Page, study: Study) -> Result:
    """Check that a study is the page's, to the last bit."""
    result = study.run(progress=False)
    expect(page.locator(".fingerprint")).to_contain_text(result.digest())
    return result


@pytest.mark.parametrize("name", STUDIES)
def test_study_code_and_results_are_the_librarys(opened: Opened, name: str) -> None:
    page = opened(STUDIES[name], accept_downloads=True, permissions=CLIPBOARD)
    train(page)
    saved, toml = downloaded(page, "Save the study (TOML)")
    assert saved == f"{study_name(STUDIES[name])}.toml"
    study = Study.from_toml(toml)
    result = same(page, study)

    page.get_by_role("button", name="Copy Python code").click()
    scope: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(copied(page).replace("result = study.run()", "").partition("print")[0], scope)
    assert scope["study"] == study

    _, text = downloaded(page, "Save the results (CSV)")
    rows = list(csv.DictReader(io.StringIO(text)))
    found = np.array([float(row["test_accuracy"] or "nan") for row in rows])
    np.testing.assert_allclose(found, np.ravel(result.test_accuracy), rtol=1e-6)
    assert len({row["arm"] for row in rows}) == len(result.arms)


def study_name(fragment: str) -> str:
    return fragment.partition("&")[0].removeprefix("data=")


CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied(page: Page) -> str:
    expect(page.get_by_text("Copied.")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_link_and_command_are_copied(opened: Opened) -> None:
    page = opened(permissions=CLIPBOARD)
    page.get_by_role("button", name="One neuron more").click()
    page.get_by_role("button", name="Copy link").click()
    assert copied(page) == page.url
    again = opened(copied(page).partition("#")[2])
    assert again.url == page.url
    page.get_by_role("button", name="Copy command").click()
    expect(page.get_by_text("The command reads xor.toml: save it first.")).to_be_visible()
    assert copied(page) == "manyseeds run xor.toml"


def test_what_may_not_be_copied_is_shown(opened: Opened) -> None:
    page = opened()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy Python code").click()
    shown = page.get_by_label("The browser did not allow copying")
    expect(shown).to_have_value(re.compile("^from manyseeds import"))


@pytest.mark.parametrize("name", ["xor", "blobs", "digits"])
def test_answers_have_the_numbers_of_the_reports(opened: Opened, name: str) -> None:
    page = opened(STUDIES[name], accept_downloads=True)
    train(page)
    result = Study.from_toml(downloaded(page, "Save the study (TOML)")[1]).run(progress=False)
    said = dict(
        zip(
            page.locator(".answers dt").all_text_contents(),
            (
                text.replace("\u00a0", " ")
                for text in page.locator(".answers dd").all_text_contents()
            ),
            strict=True,
        )
    )
    numbers = {
        number.name: number.value
        for finding in result.findings().applicable
        for number in finding.numbers
    }
    wanted = {
        "Was the training successful?": ["accuracy, mean"],
        "Which accuracy is to be quoted?": ["training accuracy, mean"],
    }
    for question, names in wanted.items():
        for number in names:
            interval = numbers[number]
            quoted = f"{interval.estimate:.3f} ({interval.low:.3f} to {interval.high:.3f})"
            assert quoted in said[question]
    converged = next(v for k, v in numbers.items() if k == "replicas that converged")
    assert said["Did the training converge?"].startswith(percent(converged.estimate))
    overfitted = next(v for k, v in numbers.items() if k == "replicas that overfitted")
    assert percent(overfitted.estimate or overfitted.high) in said["Did it overfit?"]
    success = next(v for k, v in numbers.items() if k.startswith("trainings at"))
    assert said["Was the training successful?"].startswith(percent(success.estimate))


def percent(share: float) -> str:
    from manyseeds.findings.wording import percent as written

    return written(share)
