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
import time
from pathlib import Path
from typing import Any

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
WATCH = """() => {
    window.seen = {tasks: [], inputs: [], draws: []};
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) seen.tasks.push(task.duration);
    }).observe({type: 'longtask'});
    const late = (event) => seen.inputs.push(performance.now() - event.timeStamp);
    for (const kind of ['keydown', 'pointerdown', 'pointermove'])
        document.addEventListener(kind, late, {capture: true});
    new MutationObserver(() => {
        const now = performance.now();
        if (now - (seen.draws.at(-1) ?? 0) > 4) seen.draws.push(now);
    }).observe(document.querySelector('.where strong'), {childList: true, characterData: true, subtree: true});
}"""  # noqa: E501 - one expression


def played(page: Page) -> dict[str, Any]:
    """Play a study that is ready to its end, typing and pointing meanwhile; what came of it."""
    page.evaluate(WATCH)
    start = time.perf_counter()
    page.get_by_role("button", name="Play").click()
    done, turn = page.locator("[data-status=done]"), 0
    while not done.count():
        turn += 1
        page.mouse.move(500 + 7 * (turn % 40), 300 + 5 * (turn % 30))
        page.keyboard.press("Shift")
    seconds = time.perf_counter() - start
    page.locator(".fingerprint:not(:empty)").wait_for(timeout=60_000)
    seen: dict[str, list[float]] = page.evaluate("seen")
    gaps = [b - a for a, b in zip(seen["draws"], seen["draws"][1:], strict=False)]
    return {
        "seconds": seconds,
        "task": max(seen["tasks"], default=0.0),
        "input": max(seen["inputs"], default=0.0),
        "inputs": len(seen["inputs"]),
        "gap": max(gaps, default=0.0),
        "draws": len(seen["draws"]),
        "fingerprint": (page.locator(".fingerprint").text_content() or "").rpartition(" ")[2],
    }


def measured(browser: Browser, address: str, name: str, rounds: int) -> dict[str, list[Any]]:
    """Open a page for each round and play."""
    expected = STUDIES[name].run().digest()
    found: dict[str, list[Any]] = {}
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
        page.goto(f"{address}#{address_of(STUDIES[name])}")
        page.locator("[data-status=ready]").wait_for(state="attached", timeout=60_000)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        outcome = played(page)
        assert outcome["fingerprint"] == expected, "the page trained other bits"
        for key, value in {**outcome, "paint": paint}.items():
            found.setdefault(key, []).append(value)
        page.close()
    return found


def row(name: str, found: dict[str, list[Any]]) -> str:
    """A line of the table: medians, and the worst of what must not be long."""
    return (
        f"| {name} | {statistics.median(found['seconds']):.2f} s | {max(found['seconds']):.2f} s | "
        f"{max(found['input']):.0f} ms of {sum(found['inputs']):,} | {max(found['task']):.0f} ms | "
        f"{statistics.median(found['draws']):.0f} | {max(found['gap']):.0f} ms | "
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
        f"Chromium {version}, {processors()} workers, {arguments.rounds} rounds, each on a new page; "
        "keys and pointer moved all the while; fingerprints compared with the library's. Written by "
        "`python -m benchmarks.playground`.\n\n"
        "| study | trained in (median) | slowest | input answered within | longest task | pictures | "
        "longest wait for one | first paint |\n|---|---|---|---|---|---|---|---|\n"
        f"{row('XOR, 1,000 networks, 200 epochs', found['xor'])}\n"
        f"{row('digits, 100 networks, 100 epochs', found['digits'])}\n"
    )
    print(text)
    (RESULTS / "playground.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
