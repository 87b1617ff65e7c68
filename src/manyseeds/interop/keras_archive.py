"""The zip archive of a ``.keras`` file, read without trust.

Nothing is unpacked to disk. Only the three names that Keras writes are taken, each once, and sizes
are held against limits before anything is read.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from manyseeds.errors import ResultError, shown
from manyseeds.results.files import path_of

__all__ = ["CONFIG", "METADATA", "WEIGHTS", "read_config", "read_member"]

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"

LARGEST: Mapping[str, int] = {CONFIG: 2**22, METADATA: 2**16, WEIGHTS: 2**28}
"""Bytes of each member at most."""

MOST_COMPRESSION = 50
"""Times a member may be larger than what is stored of it; Keras does not compress."""

END = struct.Struct("<4s4H2LH")
"""End of the central directory: signature, disks, entries, its size and place, comment."""

LARGEST_DIRECTORY = 2**12


def _refused(path: Path, why: str) -> ResultError:
    return ResultError(f"Cannot read {str(path)!r}: {why}.")


def read_config(path: str | Path) -> Mapping[str, Any]:
    """Return the configuration of the model in a ``.keras`` file.

    Raises
    ------
    ResultError
        Where the file is not what Keras writes, or holds anything that would not be read.
    """
    place = path_of(path)
    try:
        words = json.loads(read_member(place, CONFIG), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ResultError):
            raise
        why = "nested too deeply" if isinstance(error, RecursionError) else "not JSON"
        raise _refused(place, f"its {CONFIG} is {why}") from None
    if not isinstance(words, dict):
        raise _refused(place, f"its {CONFIG} describes no model")
    return words


def _no_number(text: str) -> None:
    raise ValueError(text)


def read_member(path: str | Path, name: str) -> bytes:
    """Return one member of a ``.keras`` file, after all of its names and sizes are checked.

    Raises
    ------
    ResultError
        Where the file is not what Keras writes.
    """
    place = path_of(path)
    if not place.is_file():  # a pipe, say, would be waited for
        raise _refused(place, "there is no such file")
    try:
        with place.open("rb") as file:
            _check_directory(place, file)
            with zipfile.ZipFile(file) as archive:
                member = _checked(place, archive.infolist())[name]
                with archive.open(member) as content:
                    # Not a byte more than was checked, whatever the member's own header says.
                    data = content.read(member.file_size + 1)
    except OSError as error:
        raise _refused(place, error.strerror or "it cannot be opened") from None
    except ResultError:
        raise
    except Exception as error:  # whatever a forged archive makes zipfile stumble on
        raise _refused(place, f"it is damaged ({shown(str(error))})") from None
    if len(data) != member.file_size:
        raise _refused(place, f"{name} is not as large as its entry says")
    return data


def _check_directory(path: Path, file: BinaryIO) -> None:
    """Hold the size of the list of members against a limit before it is read."""
    size = file.seek(0, io.SEEK_END)
    if size > sum(LARGEST.values()):
        raise _refused(path, f"it has {size:,} bytes, more than a model of dense layers needs")
    file.seek(max(size - END.size - 20, 0))  # 20 bytes: the locator of a 64-bit archive
    tail = file.read()
    if len(tail) < END.size or tail[-END.size : -END.size + 4] != b"PK\5\6":
        raise _refused(path, "it is not a .keras file, or not all of one")
    directory = END.unpack(tail[-END.size :])[5]
    if tail.startswith(b"PK\6\7") or directory > LARGEST_DIRECTORY:
        raise _refused(path, "it has more entries than Keras writes")
    file.seek(0)


def _checked(path: Path, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        # The name as it is stored: zipfile ends names at a null byte and turns backslashes.
        name = member.orig_filename
        if name not in LARGEST:
            raise _refused(path, f"it holds {shown(name)}, which is none of {', '.join(LARGEST)}")
        if name in found:
            raise _refused(path, f"it holds {name} twice")
        if member.file_size > LARGEST[name]:
            raise _refused(path, f"{name} would have {member.file_size:,} bytes")
        if member.file_size > MOST_COMPRESSION * max(member.compress_size, 1):
            raise _refused(path, f"{name} is compressed beyond what weights can be")
        if member.flag_bits & 1 or member.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise _refused(path, f"{name} is encrypted or compressed in another way than Keras's")
        found[name] = member
    for name in (CONFIG, WEIGHTS):
        if name not in found:
            raise _refused(path, f"it holds no {name}")
    return found
