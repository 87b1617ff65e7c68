"""What all tests share: Keras's backend, Hypothesis's profile, the slow marker, notes, a browser.

A note is a line at the end of the run that says what this machine could not check; nothing is
skipped without one.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))  # for oracles.py

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Keras compiles every model anew, which takes longer than training it: XLA's optimization passes
# are left out. With XLA_FLAGS set, even to nothing, they are as it says.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

settings.register_profile(
    "manyseeds",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("manyseeds")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOTES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: too long for every run; chosen with -m slow")
    # Keras's variables do not accept the `copy` argument that NumPy 2 hands to __array__, so every
    # Model.get_weights() warns; there is no other way to read a model's weights.
    config.addinivalue_line("filterwarnings", "ignore:__array__ implementation:DeprecationWarning")
    if not config.option.markexpr:
        config.option.markexpr = "not slow"
    config.stash[NOTES] = []


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name functions by their names: workers must agree, and addresses differ between them."""
    if callable(val) and hasattr(val, "__qualname__"):
        return val.__qualname__
    plain = isinstance(val, dict) and not any(isinstance(v, dict | set) for v in val.values())
    return str(val) if plain else None


@pytest.fixture
def note(request: pytest.FixtureRequest):
    """Return a function that takes down a line for the end of the run."""
    lines = request.config.stash[NOTES]
    return lambda line: lines.append(line) if line not in lines else None


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser | None]:
    """The machine's own Chromium; None where it has none.

    Of a module and not of the session: while Playwright runs, its thread has a running event loop,
    and neither a second Playwright nor anything else with a loop of its own can start there.
    """
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without its sandbox: what it opens is our own, and containers have none to offer.
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's notes to the process that runs the workers, where pytest-xdist is used."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["notes"] = session.config.stash[NOTES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    lines = node.config.stash[NOTES]
    lines += [
        line for line in getattr(node, "workeroutput", {}).get("notes", []) if line not in lines
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    notes = terminalreporter.config.stash[NOTES]
    if notes:
        terminalreporter.section("compared on this machine")
        for line in notes:
            terminalreporter.write_line(line)
