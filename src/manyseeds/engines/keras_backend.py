"""Where Keras comes from: the installed package, on a backend that is installed too."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from manyseeds.errors import EngineError

__all__ = ["import_keras"]

BACKENDS = ("jax", "torch", "tensorflow")
INSTALL = "Install Keras with a backend: pip install manyseeds[keras]"


def import_keras() -> Any:
    """Return the module ``keras``, on the backend it is configured for, else on one installed.

    Raises
    ------
    EngineError
        Where Keras or its backend is not installed.
    """
    if "keras" in sys.modules:
        return sys.modules["keras"]
    if not _installed("keras"):
        raise EngineError(f"The engine 'keras' needs Keras, which is not installed. {INSTALL}.")
    asked = os.environ.get("KERAS_BACKEND")
    choices = [asked] if asked else [_configured_backend(), *BACKENDS]
    backend = next(filter(_installed, choices), None)
    if backend is None:
        missing = "a backend of Keras, and none is"
        if asked:
            missing = f"the backend {asked!r} that KERAS_BACKEND names, which is not"
        raise EngineError(f"The engine 'keras' needs {missing} installed. {INSTALL}.")
    os.environ["KERAS_BACKEND"] = backend
    try:
        return importlib.import_module("keras")
    finally:
        if asked is None:
            del os.environ["KERAS_BACKEND"]


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _configured_backend() -> str:
    """The backend that Keras's own file names; TensorFlow is Keras's default."""
    folder = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    try:
        return str(json.loads((folder / "keras.json").read_text(encoding="utf-8"))["backend"])
    except (OSError, ValueError, LookupError):
        return "tensorflow"
