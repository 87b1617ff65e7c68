"""Take the pictures of the playground at three sizes: `python docs/images/playground.py`."""

from __future__ import annotations

import io
import shutil
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from manyseeds.playground.server import serve

HERE = Path(__file__).parent
STUDY = "data=xor&hidden=6&replicas=1000&epochs=200"
SIZES = {
    "playground": (1366, 900),
    "playground-wide": (2560, 1440),
    "playground-narrow": (390, 844),
}


def main() -> None:
    """Train in a page of each size, and take its picture once all is drawn."""
    program = shutil.which("chromium")
    with serve() as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/#{STUDY}")
            page.locator("[data-status=ready]").wait_for(state="attached")
            page.get_by_role("button", name="Play").click()
            page.locator("[data-status=done]").wait_for(state="attached", timeout=120_000)
            page.locator(".fingerprint:not(:empty)").wait_for()
            page.locator(".picture.solutions .group, .picture.solutions figure").first.wait_for(
                state="attached"
            )
            page.wait_for_timeout(1500)
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(128).save(HERE / f"{name}.png", optimize=True)
            page.close()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
