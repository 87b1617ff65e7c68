"""The playground's page as one text that needs no file beside it, to stand inside of a report."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from html import escape
from importlib import resources

__all__ = ["Enclosed", "enclosed"]

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
    kernel = (folder / "manyseeds-wasm32.wasm").read_bytes()
    page = PAGE.format(
        address=escape(address),
        style=style,
        kernel=base64.b64encode(kernel).decode(),
        worker=_closed(worker),
        script=_closed(script),
    )
    packed = gzip.compress(page.encode(), compresslevel=9, mtime=0)
    digest = hashlib.sha256(_closed(script).encode()).digest()
    return Enclosed(
        base64.b64encode(packed).decode(), f"sha256-{base64.b64encode(digest).decode()}"
    )


def _closed(script: str) -> str:
    """A script without what would end the element that it stands in."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
