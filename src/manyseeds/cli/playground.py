"""``manyseeds playground``: the page that trains in the browser, served to this machine alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from manyseeds.cli.console import ended_well, show

__all__ = ["playground"]


def playground(
    study: Annotated[
        Path | None, typer.Argument(help="A study (TOML) or a store to open the page at.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on; any free one if left out.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the playground: a thousand networks behind a play button, in the browser.

    The page is served to this machine alone and trains in the browser; nothing leaves it. Of a
    study or a store it shows the network itself, without its sweep.
    """
    with ended_well(lambda: "The playground is closed."):
        import contextlib
        import webbrowser

        from manyseeds.playground.server import ADDRESS, serve

        fragment = "" if study is None else f"#{_address(study)}"
        with serve(port) as server:
            address = f"http://{ADDRESS}:{server.server_address[1]}/{fragment}"
            show(f"The playground is at {address}", "Press Ctrl-C to close it.", whole=True)
            if browser:
                webbrowser.open(address)
            # Ctrl-C is how it is meant to end: that is no failure.
            with contextlib.suppress(KeyboardInterrupt):
                server.serve_forever()
        show("The playground is closed.")


def _address(path: Path) -> str:
    """Return where the page has the study of a file or a store."""
    from manyseeds.errors import SpecificationError
    from manyseeds.playground.address import address_of
    from manyseeds.results.store import open_store
    from manyseeds.spec import Study

    found = open_store(path).study if path.is_dir() else Study.from_toml(path)
    address = address_of(found)
    if address is None:
        raise SpecificationError(
            f"The playground has no study such as that of {str(path)!r}: it draws its own data, "
            "and has no schedules, dropout or early stopping. Open it without a study to see what "
            "it has."
        )
    return address
