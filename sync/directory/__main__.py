"""The ministry's command line over a directory: offline keys, ceremony, grants, orders, signatures, publication."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sync.clock import Clock, SystemClock
from sync.directory.content import CENTRE, CUSTODIANS, PROTECTION, Centre, Custodians, Protection
from sync.directory.enrolling import Enrolling, FolderFiles, Shown
from sync.directory.signing import PARTS, THRESHOLDS, Directory, Seat, Seats
from sync.errors import DeskError, InvalidField, UnreadableFile, UnwritableFile
from sync.identity.key_file import open_key, public_of, seal_key
from sync.identity.keys import SigningKey, VerifyKey
from sync.terminal import common_options, passphrase, say, say_error

_MOST_BYTES = 16 << 20


def main(arguments: list[str] | None = None, clock: Clock | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        say(_done(given, clock or SystemClock()), given)
    except DeskError as error:
        say_error(error, given)
        return error.exit_code
    return 0


def _done(given: argparse.Namespace, clock: Clock) -> Shown:
    if given.do == "key":
        return _new_key(Path(given.file), given.name, given.passphrase_file)
    files = FolderFiles(Path(given.dir))
    enrolling = Enrolling(Directory(files, clock.now()), clock.now())
    directory = enrolling.directory
    if given.do != "ceremony" and "1.root.json" not in files:
        raise UnreadableFile(field="dir", rule="not-there")
    match given.do:
        case "ceremony":
            directory.found(_seats(given))
        case "rotate":
            directory.rotate(_seats(given))
        case "sign":
            return {"signed": directory.sign(_key(given)), "waiting": directory.waiting()}
        case "publish":
            version = directory.publish([_key(given)])
            return {"version": version, "files": enrolling.publish(FolderFiles(Path(given.folder)))}
        case _:
            return _deed(enrolling, given)
    return enrolling.status()


def _deed(enrolling: Enrolling, given: argparse.Namespace) -> Shown:
    deeds: dict[tuple[str, str | None], Callable[[], Shown]] = {
        ("grant", "add"): lambda: enrolling.add_grant(given.mission, _input()),
        ("grant", "revoke"): lambda: enrolling.revoke_grant(given.mission, given.officer or ""),
        ("device", "add"): lambda: enrolling.add_device(given.mission, _input()),
        ("device", "revoke"): lambda: enrolling.revoke_device(given.mission, given.device or ""),
        ("policy", None): lambda: enrolling.decide(_input()),
        ("custodians", None): lambda: enrolling.name(CUSTODIANS, Custodians, _input()),
        ("protection", None): lambda: enrolling.name(PROTECTION, Protection, _input()),
        ("centre", None): lambda: enrolling.name(CENTRE, Centre, _input()),
        ("adopt", None): lambda: enrolling.adopt(_object(_bytes(Path(given.file)))),
        ("status", None): enrolling.status,
    }
    verb = getattr(given, "verb", None)
    if given.do == "order":
        return enrolling.order(str(verb), given.device, given.reason)
    return deeds[given.do, verb]()


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="siskop2mi-enrolment", parents=[common_options(top=True)])
    top.add_argument("--dir", metavar="DIR", default=".", help="where the directory is made")
    commands = top.add_subparsers(dest="do", metavar="COMMAND", required=True)

    def add(name: str, verbs: Sequence[str] = ()) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common_options(top=False)])
        if verbs:
            command.add_argument("verb", choices=verbs)
        return command

    key = add("key", ("new",))
    key.add_argument("file", metavar="FILE")
    key.add_argument("--name", required=True)
    key.add_argument("--passphrase-file", metavar="FILE")
    for name in ("ceremony", "rotate"):
        _add_seats(add(name))
    grant = add("grant", ("add", "revoke"))
    grant.add_argument("--mission", required=True, metavar="CODE")
    grant.add_argument("--officer", metavar="USER")
    device = add("device", ("add", "revoke"))
    device.add_argument("--mission", required=True, metavar="CODE")
    device.add_argument("--device", metavar="ID")
    order = add("order", ("lock", "erase", "lift"))
    order.add_argument("--device", required=True, metavar="ID")
    order.add_argument("--reason", default="lost", metavar="CODE")
    for name in ("policy", "custodians", "protection", "centre", "status"):
        add(name)
    add("adopt").add_argument("file", metavar="FILE")
    sign = add("sign")
    publish = add("publish")
    publish.add_argument("folder", metavar="FOLDER")
    for signing in (sign, publish):
        signing.add_argument("--key", required=True, metavar="FILE")
        signing.add_argument("--passphrase-file", metavar="FILE")
    return top


def _add_seats(command: argparse.ArgumentParser) -> None:
    """Key files of who signs what; where nobody is named, those of root sign targets, and those of directory erase."""
    for part in PARTS:
        fallback = part in ("targets", "erase")
        command.add_argument(f"--{part}", nargs="+", metavar="KEY", required=not fallback, default=None)
    command.add_argument("--threshold", action="append", default=[], metavar="PART=N")


def _seats(given: argparse.Namespace) -> Seats:
    thresholds: dict[str, int] = dict(THRESHOLDS.items())
    for said in given.threshold:
        part, _, number = said.partition("=")
        if part not in PARTS or not number.isdecimal():
            raise InvalidField(field="threshold", rule="shape")
        thresholds[part] = int(number)
    named: dict[str, Any] = {part: getattr(given, part) for part in PARTS}
    named["targets"] = named["targets"] or named["root"]
    named["erase"] = named["erase"] or named["directory"]
    return {
        part: Seat(keys=tuple(_public(Path(file)) for file in named[part]), threshold=thresholds[part])
        for part in PARTS
    }


def _new_key(path: Path, name: str, passphrase_file: str | None) -> Shown:
    key = SigningKey.new()
    raw = seal_key(key, name, passphrase(passphrase_file, "passphrase: "))
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
    except OSError:
        raise UnwritableFile(field="file") from None
    return {"file": str(path), "name": name, "public": key.public.text}


def _key(given: argparse.Namespace) -> SigningKey:
    return open_key(_bytes(Path(given.key)), passphrase(given.passphrase_file, "passphrase: "))


def _public(path: Path) -> VerifyKey:
    return public_of(_bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UnreadableFile(field=path.name, rule="not-there") from None


def _input() -> Shown:
    return _object(sys.stdin.buffer.read(_MOST_BYTES))


def _object(raw: bytes) -> Shown:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        raise InvalidField(field="input", rule="shape") from None


if __name__ == "__main__":
    sys.exit(main())
