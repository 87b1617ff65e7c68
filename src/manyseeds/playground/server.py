"""Gives the built page to a browser on this machine, and to nobody else."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from importlib.resources.abc import Traversable
from urllib.parse import unquote, urlsplit

from manyseeds.errors import SpecificationError, must_be

__all__ = ["ADDRESS", "POLICY", "page", "serve"]

ADDRESS = "127.0.0.1"
"""The only address that is listened on: this machine's own."""

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do, as its own `<meta>` says; only the last can be said here alone."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".wasm": "application/wasm",
}


def page() -> dict[str, Traversable]:
    """Return the files of the page by the path that asks for them.

    Examples
    --------
    >>> page()["/"].name
    'index.html'
    """
    folder = resources.files("manyseeds.playground") / "page"
    found = dict(_files(folder, "/"))
    return found | {"/": found["/index.html"]}


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    files: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        inside = _files(entry, f"{path}{entry.name}/") if entry.is_dir() else []
        files += inside or [(f"{path}{entry.name}", entry)]
    return files


def serve(port: int = 0) -> ThreadingHTTPServer:
    """Return a server of the page that listens already; the caller runs and closes it.

    Parameters
    ----------
    port : int
        Port to listen on; 0 for any that is free.

    Raises
    ------
    SpecificationError
        Where the port cannot be had.

    Examples
    --------
    >>> with serve() as server:
    ...     server.server_address[0]
    '127.0.0.1'
    """
    if not 0 <= port < 2**16:
        raise SpecificationError(must_be("port", "an integer in [0, 65535]", port))
    try:
        return _Server((ADDRESS, port), _Handler)
    except OSError as error:
        raise SpecificationError(
            f"Port {port} cannot be listened on: {error.strerror}. Leave `port` out to take one "
            "that is free."
        ) from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A second server must not share the port of the first.
    allow_reuse_address = False

    def __init__(self, *arguments: object) -> None:
        self.files = page()
        super().__init__(*arguments)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers with files of the page alone: a path that is none of theirs is not looked up."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "manyseeds"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Give a file."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Say how long a file is."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        if not self._is_asked_as_itself():
            self.send_error(HTTPStatus.FORBIDDEN, "Asked for by another name")
            return
        file = self.server.files.get(unquote(urlsplit(self.path).path))
        if file is None:
            self.send_error(HTTPStatus.NOT_FOUND, "Not a file of this page")
            return
        content = file.read_bytes()
        suffix = file.name[file.name.rfind(".") :]
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _is_asked_as_itself(self) -> bool:
        """Whether the browser knows this server by its own address, not by a name led here."""
        host = self.headers.get("Host", "").partition(":")[0]
        return host in {ADDRESS, "localhost"}

    def end_headers(self) -> None:
        """Add what every answer has."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is its user's."""
