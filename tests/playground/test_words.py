"""What the page says of few networks, of diverged ones, and of targets no better than chance."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from manyseeds import Network, Study, Training, data
from playground_page import Opened, drop, fields, train, wait


def answers(page: Page) -> str:
    text = page.locator(".answers").inner_text()
    return " ".join(text.replace("\u00a0", " ").split())


def test_nothing_is_judged_where_all_networks_diverged(opened: Opened) -> None:
    page = opened("data=xor&optimizer=sgd&learning_rate=10&activation=linear&replicas=16&epochs=4")
    train(page)
    said = answers(page)
    assert said.count("All 16 networks diverged; there is nothing to judge.") == 4
    assert "–" not in said


@pytest.mark.parametrize("replicas", [3, 8])
def test_of_few_networks_all_are_told(opened: Opened, replicas: int) -> None:
    study = Study(
        data="xor", network=Network(hidden=3), training=Training(epochs=18), replicas=replicas
    )
    page = opened(f"data=xor&hidden=3&replicas={replicas}&epochs=18")
    train(page)
    said = answers(page)
    found = study.run(progress=False).findings(companions=False)
    runs = f"all {replicas} runs"
    for code in ("sameness", "converged"):
        told = found[code].answer.partition(". ")[0].replace("replicas", "networks")
        assert runs in told
        assert told in said


def test_a_target_no_better_than_chance_is_named_so(opened: Opened) -> None:
    page = opened("data=iris&hidden=2&replicas=60&epochs=2")
    train(page)
    assert "reach 0.333, what always naming the most frequent class reaches." in answers(page)
    page.get_by_label("Language").select_option("fr")
    expect(page.locator(".answers")).to_contain_text("ce qu’atteint qui nomme toujours")


def test_without_noise_test_rows_are_the_measure(opened: Opened) -> None:
    page = opened("data=xor&noise=0&copies=10&hidden=4&replicas=50&epochs=30&learning_rate=0.01")
    train(page)
    study = Study(
        data=data.xor(copies=10, noise=0.0),
        network=Network(hidden=4),
        training=Training(epochs=30, learning_rate=0.01),
        replicas=50,
    )
    result = study.run(progress=False)
    expect(page.locator(".fingerprint")).to_contain_text(result.digest())
    said = answers(page)
    assert f"Quote {result.test_accuracy.mean():.3f} (" in said
    assert "fresh" not in said
    assert "The luck of" not in said
    expect(page.locator(".picture.solutions")).not_to_contain_text("Press play")


@pytest.mark.parametrize("fragment", ["replicas=1", "replicas=20&vary="])
def test_of_one_training_nothing_is_said_of_others(opened: Opened, fragment: str) -> None:
    page = opened(f"data=iris&hidden=4&epochs=20&{fragment}")
    train(page)
    said = answers(page)
    assert "it cannot be its own measure." in said
    assert "of one training there is no interval." in said
    assert "One training cannot be compared with itself" in said
    assert "–" not in said


def test_a_change_of_language_keeps_all_else(opened: Opened) -> None:
    page = opened()
    rows = "\n".join(f"{k},{k * k % 7},{'xyz'[k % 3]},{'pq'[k % 2]}" for k in range(30))
    drop(page, f"a,b,class,other\n{rows}\n")
    wait(page, "ready")
    page.get_by_label("Column of the classes").select_option("other")
    expect(page.locator(".message")).to_contain_text("2 classes")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    train(page)
    page.get_by_label("Language").select_option("fr")
    expect(page.locator("#table-target")).to_have_value("other")
    expect(page.locator(".own-table table")).to_have_count(1)
    expect(page.locator("[data-status=done]")).to_have_count(1)
    expect(page.get_by_label("Langue")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator(".lab")).to_be_hidden()


def test_a_table_is_kept_while_the_lab_is_open(opened: Opened) -> None:
    page = opened()
    drop(page, "a,b,class\n" + "\n".join(f"{k},{k % 7},{'pq'[k % 2]}" for k in range(30)) + "\n")
    wait(page, "ready")
    page.get_by_role("button", name="The lab").click()
    wait(page, "ready")
    page.get_by_role("button", name="Leave the lab").click()
    page.locator("[data-value=table]").click()
    wait(page, "ready")
    assert fields(page)["data"] == "table"
