"""The playground's page as one text that needs no file beside it, to stand inside of a report."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from html import escape
from importlib import resources

__all__ = ["Enclosed", "enclosed", "script_hash"]

PAGE = """<!doctype html>
<html lang="en" data-study="#{address}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<style>{style}</style></head>
<body><div id="page"></div>
<script type="text/plain" id="enclosed-kernel">{kernel}</script>
<script type="text/plain" id="enclosed-worker">{worker}</script>
<script type="module">{script}</script></body></html>
"""


@dataclass(frozen=True)
class Enclosed:
    """A page in itself.

    Parameters
    ----------
    packed : str
        The page's HTML, compressed by gzip, in base 64.
    script_hash : str
        Hash of its script, for the policy of the page around it.
    """

    packed: str
    script_hash: str


def enclosed(address: str) -> Enclosed:
    """Return the page, at the study that an address of `address_of` speaks of.

    Examples
    --------
    >>> enclosed("data=xor").script_hash[:7]
    'sha256-'
    """
    folder = resources.files("manyseeds.playground") / "page"
    script, worker, style = (
        (folder / name).read_text(encoding="utf-8")
        for name in ("index.js", "worker.js", "index.css")
    )
    script = _closed(script)
    kernel = (folder / "manyseeds-wasm32.wasm").read_bytes()
    page = PAGE.format(
        address=escape(address),
        style=style,
        kernel=base64.b64encode(kernel).decode(),
        worker=_closed(worker),
        script=script,
    )
    packed = gzip.compress(page.encode(), compresslevel=9, mtime=0)
    return Enclosed(base64.b64encode(packed).decode(), script_hash(script))


def script_hash(script: str) -> str:
    """Return how a content security policy names a script that stands in its page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _closed(script: str) -> str:
    """A script without what would end the element that it stands in."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
