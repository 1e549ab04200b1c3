"""Verifying an exported log on any machine, and cosigning what only grew: ``python -m sync.audit``."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from sync.audit import checkpoint, exported
from sync.errors import BadMessage
from sync.identity.canonical import bytes_of
from sync.identity.keys import SigningKey, VerifyKey

_DAMAGED = 4
_REFUSED = 3


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 where all holds, 4 where it does not, 3 where the file is none."""
    given = _parser().parse_args(arguments)
    try:
        answer = _verified(given)
    except (BadMessage, OSError) as error:
        rule = error.rule if isinstance(error, BadMessage) else "file"
        sys.stdout.write(msgspec.json.encode({"ok": False, "error": rule}).decode() + "\n")
        return _REFUSED
    sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    return 0 if answer["ok"] else _DAMAGED


def _verified(given: argparse.Namespace) -> dict[str, Any]:
    key = VerifyKey.read(_said_in(given.key))
    earlier = [checkpoint.read(Path(note).read_text(encoding="utf-8"), key) for note in given.since]
    with Path(given.file).open("rb") as lines:
        note, found = exported.verify(lines, key, earlier)
    ok = not found.findings
    if ok and given.do == "witness":
        signing = SigningKey(bytes_of(_said_in(given.secret)))
        note = checkpoint.cosigned(note, given.name, signing, int(time.time()))
    if ok and given.out is not None:
        Path(given.out).write_text(note, encoding="utf-8")
    return {
        "ok": ok,
        "size": found.size,
        "root": found.root.hex(),
        "lines": found.devices,
        "findings": [msgspec.to_builtins(one) for one in found.findings],
    }


def _said_in(path: str) -> str:
    """Return a key from its file: as an argument, one that begins with "-" would be taken for an option."""
    return Path(path).read_text(encoding="utf-8").strip()


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m sync.audit")
    commands = top.add_subparsers(dest="do", required=True)
    for name in ("verify", "witness"):
        command = commands.add_parser(name)
        command.add_argument("file")
        command.add_argument("--key", required=True, metavar="FILE", help="the verify key of the centre, base64url")
        command.add_argument("--since", action="append", default=[], metavar="NOTE", help="a checkpoint kept earlier")
        command.add_argument("--out", metavar="NOTE", help="keep the checkpoint for the next time")
        if name == "witness":
            command.add_argument("--name", required=True)
            command.add_argument("--secret", required=True, metavar="FILE", help="the witness's signing key, base64url")
    return top


if __name__ == "__main__":
    sys.exit(main())
