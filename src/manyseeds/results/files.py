"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from manyseeds.errors import ResultError

__all__ = ["write"]


def write(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`, replacing what was there only when all of it is on the disk.

    Raises
    ------
    ResultError
        Where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise ResultError(f"Cannot write {str(path)!r}: {error.strerror or error}.") from None
    finally:
        partial.unlink(missing_ok=True)
