"""What may be typed after `siskop2mi-desk`; the names are a contract (a change here breaks scripts)."""

import argparse
from collections.abc import Callable
from typing import NoReturn

from desktop.cli.access import WHAT
from desktop.words import Words


class UsageError(Exception):
    """The command line was not understood; the exit code is 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _common(*, top: bool, user: bool = True) -> _Parser:
    """Options that may stand before or after the command; only the first place sets defaults."""
    shared = _Parser(add_help=False)
    default = None if top else argparse.SUPPRESS
    shared.add_argument("--store", metavar="DIR", default=default)
    shared.add_argument("--passphrase-file", metavar="FILE", default=default)
    if user:
        shared.add_argument("--user", metavar="NAME", default=default)
    shared.add_argument("--lang", choices=("id", "en"), default=default)
    shared.add_argument("--json", action="store_true", default=False if top else argparse.SUPPRESS)
    return shared


def parser(words: Words) -> argparse.ArgumentParser:
    """Return the whole command line of the desk; what needs explaining is explained in *words*."""
    top = _Parser(prog="siskop2mi-desk", parents=[_common(top=True)])
    top.add_argument("--version", action="store_true")
    top.add_argument("--self-test", action="store_true")
    commands = top.add_subparsers(dest="do", metavar="COMMAND", parser_class=_Parser)

    def add(name: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[_common(top=False)])

    _setting_up(add, words)
    sync = add("sync")
    sync.add_argument("--allow-mass-change", action="store_true", help=words("cli.allow_mass_change"))
    sync.add_argument("--budget-bytes", type=int, metavar="N", help=words("cli.budget_bytes"))
    sync.add_argument("--budget-seconds", type=int, metavar="N", help=words("cli.budget_seconds"))
    add("lease").add_argument("--code", metavar="WORDS", help=words("cli.lease_code"))
    _records(add)
    _files(add)
    _giving(add, words)
    _ways(add, words)
    audit = add("audit")
    audit.add_argument("what", choices=("list", "anomalies", "verify", "seen"))
    for name in ("record", "officer", "act", "since", "until"):
        audit.add_argument(f"--{name}")
    audit.add_argument("--after", type=int, metavar="N")
    audit.add_argument("--limit", type=int, default=100)
    _access(add)
    _erasures(add)
    _leaving(add, words)
    for name in ("status", "conflicts", "digest", "batch", "doctor", "verify"):
        add(name)
    return top


_Add = Callable[[str], argparse.ArgumentParser]


def _setting_up(add: _Add, words: Words) -> None:
    demo = add("demo")
    demo.add_argument("--headless", action="store_true")
    demo.add_argument("--dir", metavar="DIR")
    demo.add_argument("--workers", type=int, default=5000)
    demo.add_argument("--seed", type=int, default=20251016)
    init = add("init")
    init.add_argument("--mission", required=True)
    init.add_argument("--officer", required=True)
    init.add_argument("--custodians", nargs="+", metavar="FILE", help=words("cli.custodians"))
    enrol = add("enrol")
    enrol.add_argument("--gateway", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)
    line = add("line")
    trusted = line.add_mutually_exclusive_group()
    trusted.add_argument("--no-ca-file", action="store_true", help=words("cli.no_ca_file"))
    for command, where in ((enrol, enrol), (line, trusted)):
        command.add_argument("--proxy", metavar="URL", help=words("cli.proxy"))
        where.add_argument("--ca-file", metavar="FILE", help=words("cli.ca_file"))


def _records(add: _Add) -> None:
    add("new").add_argument("kind")
    edit = add("edit")
    show = add("show")
    for command in (edit, show):
        command.add_argument("kind")
        command.add_argument("id")
    edit.add_argument("--reason", metavar="TEXT")
    show.add_argument("--history", action="store_true")
    listing = add("list")
    listing.add_argument("kind")
    listing.add_argument("--where", action="append", default=[], metavar="F=V")
    listing.add_argument("--order", metavar="F")
    listing.add_argument("--after", metavar="CURSOR")
    listing.add_argument("--limit", type=int, default=100)
    search = add("search")
    search.add_argument("text")
    search.add_argument("--kind")
    search.add_argument("--limit", type=int, default=20)
    resolve = add("resolve")
    resolve.add_argument("id")
    how = resolve.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", choices=("mine", "theirs"))
    how.add_argument("--value", metavar="JSON")


def _access(add: _Add) -> None:
    access = add("access")
    access.add_argument("what", choices=WHAT)
    access.add_argument("id")
    access.add_argument("--officer", metavar="USER")
    access.add_argument("--reason", metavar="CODE")
    access.add_argument("--yes", action="store_true")
    access.add_argument("--unit-key", metavar="FILE")
    access.add_argument("--unit-passphrase-file", metavar="FILE")


def _erasures(add: _Add) -> None:
    erasure = _under(add("erasure"))
    erasure("list")
    shown, asked = erasure("show"), erasure("ask")
    for command in (shown, asked):
        command.add_argument("kind", choices=("case", "worker", "attachment"))
        command.add_argument("id")
    asked.add_argument("--basis", required=True, metavar="CODE")
    asked.add_argument("--reason", required=True, metavar="TEXT")
    asked.add_argument("--open-past", action="store_true")
    for what in ("confirm", "withdraw"):
        erasure(what).add_argument("id")
    _under(add("retention"))("due")


def _leaving(add: _Add, words: Words) -> None:
    left = add("evacuate")
    where = left.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", metavar="FILE", help=words("cli.evacuate.out"))
    where.add_argument("--by-line", action="store_true", help=words("cli.evacuate.line"))
    left.add_argument("--confirm", required=True, metavar="MISSION", help=words("cli.evacuate.confirm"))


def _files(add: _Add) -> None:
    attach = add("attach")
    attach.add_argument("kind")
    attach.add_argument("id")
    attach.add_argument("file")
    attachment = add("attachment")
    attachment.add_argument("id")
    attachment.add_argument("--out", required=True, metavar="FILE")
    taken = add("import")
    taken.add_argument("kind")
    taken.add_argument("file")
    taken.add_argument("--mapping", metavar="FILE")
    taken.add_argument("--dry-run", action="store_true")
    bundle = add("bundle")
    bundle.add_argument("what", choices=("write", "read"))
    bundle.add_argument("file")
    bundle.add_argument("--to", metavar="STATION")
    bundle.add_argument("--files-bytes", type=int, metavar="N")
    bundle.add_argument("--previews-only", action="store_true")
    add("directory").add_argument("dir", nargs="?", metavar="DIR")
    meet = add("meet").add_subparsers(dest="what", required=True, parser_class=_Parser)
    listen = meet.add_parser("listen", parents=[_common(top=False)])
    listen.add_argument("--port", type=int, metavar="P")
    listen.add_argument("--once", action="store_true")
    join = meet.add_parser("join", parents=[_common(top=False)])
    join.add_argument("address")
    join.add_argument("--words")
    join.add_argument("--files", action="store_true")
    for name in ("backup", "restore"):
        add(name).add_argument("file")


def _giving(add: _Add, words: Words) -> None:
    given = add("export")
    given.add_argument("kind")
    given.add_argument("--format", choices=("csv", "xlsx", "json"), required=True)
    given.add_argument("--out", required=True, metavar="FILE")
    given.add_argument("--purpose", metavar="CODE", help=words("cli.purpose"))
    copied = _under(add("subject"))("copy")
    copied.add_argument("worker")
    copied.add_argument("--out", required=True, metavar="DIR")
    copied.add_argument("--file", action="append", default=[], metavar="ID", help=words("cli.subject.file"))
    for command in (given, copied):
        command.add_argument("--second", metavar="USER", help=words("cli.second"))
        command.add_argument("--second-passphrase-file", metavar="FILE")


def _ways(add: _Add, words: Words) -> None:
    """Officers, and the ways into the store."""
    officer = _under(add("officer"))
    officer("list")
    new = officer("add", user=False)
    new.add_argument("--user", dest="new_user", required=True, metavar="NAME")
    new.add_argument("--name", required=True)
    new.add_argument("--role", action="append", default=[], metavar="ROLE")
    officer("remove").add_argument("name")
    custodian = _under(add("custodian"))("new")
    custodian.add_argument("file")
    custodian.add_argument("--name")
    _under(add("custodians"))("set").add_argument("files", nargs="+", metavar="FILE")
    add("sheet")
    recovery, drill, changed = _under(add("recovery")), add("drill"), add("passphrase")
    ask, opened, finish = recovery("ask"), recovery("open"), recovery("finish")
    opened.add_argument("request")
    opened.add_argument("--key", required=True, metavar="FILE")
    finish.add_argument("--name")
    for command in (ask, opened):
        command.add_argument("--out", metavar="FILE")
    for command in (finish, drill):
        command.add_argument("replies", nargs="*", metavar="REPLY")
        command.add_argument("--sheet-file", metavar="FILE", help=words("cli.sheet_file"))
    for command in (finish, changed):
        command.add_argument("--new-passphrase-file", metavar="FILE")


def _under(command: argparse.ArgumentParser) -> Callable[..., argparse.ArgumentParser]:
    """Return what adds a command of two words."""
    under = command.add_subparsers(dest="what", required=True, parser_class=_Parser)

    def add(name: str, *, user: bool = True) -> argparse.ArgumentParser:
        return under.add_parser(name, parents=[_common(top=False, user=user)])

    return add
