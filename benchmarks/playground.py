"""How fast the playground trains, and whether it answers its user meanwhile.

``python -m benchmarks.playground`` (``--rounds 2`` for a first look) opens the built page in the
machine's Chromium, plays XOR with a thousand networks and digits with a hundred, types and clicks
all the while, and compares the fingerprints with the library's. Writes
benchmarks/results/playground.md. The bars: XOR in under 3 s, input answered within 50 ms, the first
paint within 1 s.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from manyseeds import Network, Split, Study, Training
from manyseeds.executors import processors
from manyseeds.playground.address import address_of
from manyseeds.playground.server import serve

RESULTS = Path(__file__).resolve().parent / "results"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
STUDIES = {
    "xor": Study(
        data="xor", network=Network(hidden=6), training=Training(epochs=200), replicas=1000
    ),
    "digits": Study(
        data="digits",
        training=Training(epochs=100, batch_size=128),
        split=Split(test=0.25, validation=0.25),
        replicas=100,
    ),
}
PLAY = """() => new Promise((resolve) => {
    const start = performance.now();
    new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-status=done]')) return;
        observer.disconnect();
        resolve((performance.now() - start) / 1000);
    }).observe(document.body, {
        subtree: true, attributes: true, childList: true, attributeFilter: ['data-status']});
    document.querySelector('button.play').click();
})"""
WATCH = """() => {
    window.seen = {tasks: [], inputs: [], draws: []};
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) seen.tasks.push(task.duration);
    }).observe({type: 'longtask'});
    const late = (event) => seen.inputs.push(performance.now() - event.timeStamp);
    for (const kind of ['keydown', 'pointermove'])
        document.addEventListener(kind, late, {capture: true});
    new MutationObserver(() => seen.draws.push(performance.now())).observe(
        document.querySelector('.where strong'),
        {childList: true, characterData: true, subtree: true});
}"""


def ready(page: Page) -> None:
    """Wait for the study to be drawn."""
    page.locator("[data-status=ready]").wait_for(state="attached", timeout=60_000)


def fingerprint(page: Page) -> str:
    """The page's hash of all bits, once it is known."""
    page.locator(".fingerprint:not(:empty)").wait_for(timeout=60_000)
    return (page.locator(".fingerprint").text_content() or "").rpartition(" ")[2]


def disturbed(page: Page) -> dict[str, list[float]]:
    """Play to the end while keys are pressed and the pointer moves; what the page saw of it."""
    page.evaluate(WATCH)
    page.get_by_role("button", name="Play").click()
    done, turn = page.locator("[data-status=done]"), 0
    while not done.count():
        turn += 1
        page.mouse.move(500 + 7 * (turn % 40), 300 + 5 * (turn % 30))
        page.keyboard.press("Shift")
        page.wait_for_timeout(40)
    fingerprint(page)
    page.wait_for_timeout(1500)  # what is told and drawn once training is over
    seen: dict[str, list[float]] = page.evaluate("seen")
    return seen


def measured(browser: Browser, address: str, name: str, rounds: int) -> dict[str, list[float]]:
    """Open a page for each round and play."""
    expected = STUDIES[name].run().digest()
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
        page.goto(f"{address}#{address_of(STUDIES[name])}")
        ready(page)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        seconds = page.evaluate(PLAY)
        assert fingerprint(page) == expected, "the page trained other bits"
        page.get_by_role("button", name="Restart").click()
        ready(page)
        seen = disturbed(page)
        gaps = np.diff(seen["draws"])
        for key, values in {
            "seconds": [seconds],
            "paint": [paint],
            "inputs": seen["inputs"],
            "tasks": seen["tasks"],
            "gaps": gaps.tolist(),
        }.items():
            found.setdefault(key, []).extend(values)
        page.close()
    return found


def row(name: str, found: dict[str, list[float]]) -> str:
    """A line of the table: medians, and the worst of what must not be long."""
    late = sorted(found["inputs"])
    return (
        f"| {name} | {statistics.median(found['seconds']):.2f} s ({min(found['seconds']):.2f} to "
        f"{max(found['seconds']):.2f}) | {late[int(0.99 * len(late))]:.0f} ms, {late[-1]:.0f} ms | "
        f"{max(found['tasks'], default=0):.0f} ms | {max(found['gaps']):.0f} ms | "
        f"{max(found['paint']):.0f} ms |"
    )


def main() -> None:
    """Measure both studies, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    program = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if program is None:
        raise SystemExit("There is no Chromium here to open the page with.")
    with serve() as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        found = {n: measured(browser, address, n, arguments.rounds) for n in STUDIES}
        version = browser.version
        browser.close()
        server.shutdown()
    text = (
        "# The playground in a browser\n\n"
        f"Chromium {version}, {processors()} workers, {arguments.rounds} rounds, each on a new "
        "page: played once undisturbed, once while keys are pressed and the pointer moves over the "
        "pictures. Fingerprints compared with the library's. Written by "
        "`python -m benchmarks.playground`.\n\n"
        "| study | trained in | input answered within (99 %, all) | longest task | longest time "
        "between two epochs shown | first paint |\n|---|---|---|---|---|---|\n"
        f"{row('XOR, 1,000 networks, 200 epochs', found['xor'])}\n"
        f"{row('digits, 100 networks, 100 epochs', found['digits'])}\n\n"
        "No task of 50 ms or more is written as 0.\n"
    )
    print(text)
    (RESULTS / "playground.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
