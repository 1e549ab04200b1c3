"""Where a passphrase comes from without standing on the command line: a file, or a person at a terminal."""

import getpass
import os
import sys
from pathlib import Path

from sync.errors import UnreadableFile, WrongPassphrase

_MOST_BYTES = 4096


def passphrase(file: str | None, prompt: str) -> str:
    """Return the passphrase from *file*, from SISKOP2MI_PASSPHRASE_FILE, or from the terminal.

    Raises:
        UnreadableFile: the file is not there or too large; field "passphrase-file".
        WrongPassphrase: there is neither a file nor a terminal.
    """
    named = file or os.environ.get("SISKOP2MI_PASSPHRASE_FILE")
    if named:
        return _from_file(Path(named))
    if not sys.stdin.isatty():
        raise WrongPassphrase(rule="none-given")
    return getpass.getpass(prompt)


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile(field="passphrase-file", rule="not-there") from None
    if len(raw) > _MOST_BYTES:
        raise UnreadableFile(field="passphrase-file", rule="too-large")
    return text.rstrip("\r\n")
