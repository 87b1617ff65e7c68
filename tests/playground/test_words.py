"""What the page says of few networks, of diverged ones, and of targets no better than chance."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from manyseeds import Network, Study, Training
from playground_page import Opened, train


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
