"""The program, also as ``python -m manyseeds``; Ctrl-C ends it in a line from its first import."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the program."""
    # Pictures are drawn without a backend, but Matplotlib refuses to be imported with a wrong one.
    os.environ.pop("MPLBACKEND", None)
    try:
        from manyseeds.cli.main import main as program

        program()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing was written.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
