"""The gateway's command line; its names are a contract (a change here breaks scripts)."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from sync.clock import SystemClock
from sync.errors import DeskError
from sync.gateway import contract
from sync.gateway.admin import Administration
from sync.gateway.audit import commands as commands_of_audit
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.database import Database, beside
from sync.gateway.directory.admin import DirectoryAdministration
from sync.resources import resource
from sync.terminal import common_options, say, say_error

_DAMAGED = 4


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except DeskError as error:
        say_error(error, given)
        return error.exit_code


def _run(given: argparse.Namespace) -> int:
    if given.do == "serve":
        from sync.gateway.service import serve  # the other commands need no web server

        files = _files_of(given)
        if files is not None:
            BlobFolder(files).make()  # before the service: a folder that cannot be written is said at once
        serve(given.database, given.host, given.port, given.workers, files)
        return 0
    if given.do == "contract":
        say({"written": contract.write(Path(given.out))}, given)
        return 0
    with closing(Database(given.database)) as database:
        return _administered(
            Administration(database, SystemClock()), DirectoryAdministration(database, SystemClock()), given
        )


def _administered(administration: Administration, directory: DirectoryAdministration, given: argparse.Namespace) -> int:
    if given.do in ("export", "quarantine"):
        lines = administration.export(given.kind) if given.do == "export" else directory.quarantined(given.mission)
        for line in lines:
            print(msgspec.json.encode(line).decode())
        return 0
    if given.do == "rescued":
        for note in administration.rescued():
            print(msgspec.json.encode(note).decode())
        return 0
    acts: dict[str, Callable[[], dict[str, Any]]] = {
        "mission": lambda: administration.add_missions(given.codes),
        "device": lambda: administration.revoke(given.id),
        "enrol-code": lambda: administration.issue_code(given.mission, given.role),
        "officer": lambda: _officer(administration, given),
        "rescue": lambda: administration.take_rescue(Path(given.file), _files_of(given)),
        "lease": lambda: administration.lease_code(given.device),
        "snapshot": lambda: administration.build_snapshot(given.mission),
        "verify": administration.verify,
        "directory": lambda: _directory(directory, given),
        "order": lambda: directory.order(given.verb, given.device, given.reason),
        "audit": lambda: administration.audit(given),
        "erasure": lambda: administration.erasures(given.mission),
        "breach": lambda: administration.breach(given),
    }
    answer = acts[given.do]()
    say(answer, given)
    return 0 if answer.get("ok", True) else _DAMAGED


def _directory(directory: DirectoryAdministration, given: argparse.Namespace) -> dict[str, Any]:
    return directory.show() if given.verb == "show" else directory.load(Path(given.dir or "."))


def _officer(administration: Administration, given: argparse.Namespace) -> dict[str, Any]:
    if given.verb == "list":
        return administration.officers(given.mission)
    return administration.give_roles(given.mission, given.user or "", given.role)


def _files_of(given: argparse.Namespace) -> Path | None:
    return beside(given.database) if given.blobs is None else Path(given.blobs)


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="siskop2mi-gateway", parents=[common_options(top=True)])
    commands = top.add_subparsers(dest="do", metavar="COMMAND", required=True)

    def add(name: str, *, database: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common_options(top=False)])
        if database:
            command.add_argument("--database", required=True, metavar="URL")
        return command

    serve = add("serve")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8765)
    serve.add_argument("--blobs", metavar="DIR")
    serve.add_argument("--workers", type=int, default=1)
    mission = add("mission")
    mission.add_argument("verb", choices=("add",))
    mission.add_argument("codes", nargs="+", metavar="CODE")
    device = add("device")
    device.add_argument("verb", choices=("revoke",))
    device.add_argument("id")
    _add_directory(add)
    officer = add("officer")
    officer.add_argument("verb", choices=("list", "roles"))
    officer.add_argument("user", nargs="?")
    code = add("enrol-code")
    for command in (officer, code):
        command.add_argument("--mission", required=True, metavar="CODE")
        command.add_argument("--role", action="append", default=[], metavar="ROLE")
    _add_far_desks(add)
    erasure = add("erasure")
    erasure.add_argument("verb", choices=("list",))
    erasure.add_argument("--mission", metavar="CODE")
    add("snapshot").add_argument("--mission", required=True, metavar="CODE")
    add("export").add_argument("--kind")
    add("verify")
    commands_of_audit.options(add("audit"))
    _add_breach(add("breach"))
    add("contract", database=False).add_argument("--out", metavar="DIR", default=str(resource("protocol")))
    return top


def _add_far_desks(add: Callable[[str], argparse.ArgumentParser]) -> None:
    """What is done for desks that no line reaches, or that were erased."""
    rescue = add("rescue")
    rescue.add_argument("file")
    rescue.add_argument("--blobs", metavar="DIR")
    add("rescued")
    lease = add("lease")
    lease.add_argument("verb", choices=("code",))
    lease.add_argument("--device", required=True, metavar="ID")


def _add_breach(breach: argparse.ArgumentParser) -> None:
    breach.add_argument("--device", required=True, metavar="ID")
    breach.add_argument("--out", required=True, metavar="DIR")
    breach.add_argument("--known-at", metavar="TIME")
    breach.add_argument("--since", metavar="TIME")


def _add_directory(add: Callable[[str], argparse.ArgumentParser]) -> None:
    directory = add("directory")
    directory.add_argument("verb", choices=("load", "show"))
    directory.add_argument("dir", nargs="?", metavar="DIR")
    order = add("order")
    order.add_argument("verb", choices=("lock", "erase", "lift"))
    order.add_argument("--device", required=True, metavar="ID")
    order.add_argument("--reason", default="lost", metavar="CODE")
    add("quarantine").add_argument("--mission", required=True, metavar="CODE")


if __name__ == "__main__":
    sys.exit(main())
