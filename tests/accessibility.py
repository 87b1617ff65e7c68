"""What axe-core finds on a page that is open in a browser."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))


def check_accessible(page: Page) -> None:
    """No rule is violated, and more than a few were looked at."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    violations = [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]
    assert violations == []
    assert len(found["passes"]) > 15
