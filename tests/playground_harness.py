"""The playground's engine on a page of its own, and studies in its words."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from manyseeds import Study
from manyseeds.kernel.library import FOLDER

HARNESS = Path(__file__).parent / "playground" / "harness"


class Files(http.server.SimpleHTTPRequestHandler):
    """The harness, with the kernel that was built from the sources at hand."""

    def translate_path(self, path: str) -> str:
        """Where a file of the page lies."""
        if path.endswith(".wasm"):
            return str(FOLDER / Path(path).name)
        return super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def harness(browser: Browser) -> Iterator[Page]:
    """The page, served to this machine alone; at the end nothing was complained of."""
    said: list[str] = []
    handler = functools.partial(Files, directory=str(HARNESS))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.wait_for_function("window.train !== undefined")
        yield page
        page.close()
        server.shutdown()
    assert said == []


def spec_of(study: Study, **changes: Any) -> dict[str, Any]:
    """A study in the words of contract.ts, with some changed."""
    data, training = study.data, study.training
    options = dict(data.options)
    spec: dict[str, Any] = {
        "data": options.pop("name", "table"),
        "options": options,
        "hidden": list(study.network.hidden),
        "activation": study.network.activation,
        "optimizer": training.optimizer,
        "learning_rate": training.step_size,
        **{name: getattr(training, name) for name in ("batch_size", "epochs", "l2")},
        **{name: getattr(study.split, name) for name in ("test", "validation", "stratify")},
        **{name: getattr(study, name) for name in ("scaling", "seed", "replicas")},
        "vary": list(study.vary),
    }
    if study.sweep:
        hidden = study.sweep["network.hidden"]
        spec["widths"] = [widths[0] if widths else 0 for widths in hidden]
    if spec["data"] == "table":
        spec["table"] = {
            "name": data.name,
            "features": list(data.features),
            "classes": list(data.classes),
            "x": data.x.ravel().tolist(),
            "y": data.y.tolist(),
        }
    return spec | changes
