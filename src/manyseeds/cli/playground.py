"""``manyseeds playground``: the page that trains in the browser, served to this machine alone."""

from __future__ import annotations

from typing import Annotated

import typer

from manyseeds.cli.console import ended_well, show

__all__ = ["playground"]


def playground(
    port: Annotated[int, typer.Option(help="Port to listen on; any free one if left out.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the playground: a thousand networks behind a play button, in the browser.

    The page is served to this machine alone and trains in the browser; nothing leaves it.
    """
    with ended_well(lambda: "The playground is closed."):
        import contextlib
        import webbrowser

        from manyseeds.playground.server import ADDRESS, serve

        with serve(port) as server:
            address = f"http://{ADDRESS}:{server.server_address[1]}/"
            show(f"The playground is at {address}", "Press Ctrl-C to close it.")
            if browser:
                webbrowser.open(address)
            # Ctrl-C is how it is meant to end: that is no failure.
            with contextlib.suppress(KeyboardInterrupt):
                server.serve_forever()
        show("The playground is closed.")
