"""The release; `pyproject.toml` says the same (a test holds them together)."""

from typing import Final

VERSION: Final = "0.1.0"
