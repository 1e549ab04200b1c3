"""The commands that read and write files of the officer: attachments, import, export, backup, restore."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from desktop import desk as desks
from desktop import officers, sticks
from desktop.actions import attachments
from desktop.actions.exports import Export, give_out
from desktop.actions.imports import mapping as mappings
from desktop.actions.imports.taking import Intake, Progress, take_in
from desktop.actions.release import Release
from desktop.actions.subject.copying import PURPOSE, Wanted, copy_out
from desktop.cli import asked, meet
from desktop.cli.asked import Arguments, needed
from desktop.cli.evacuate import evacuate
from desktop.cli.output import Answer, progress
from desktop.desk import Desk
from desktop.store import backup as backups
from desktop.store import directory as directories
from desktop.store.device import Meta
from desktop.words import Words
from sync.directory.content import Mission
from sync.directory.sources import Folder
from sync.errors import InvalidField, NotAtCentre, Refused, UnreadableFile
from sync.terminal import passphrase

FileCommand = Callable[[Desk, Arguments, Words], Answer]


def attach(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Seal a file and add it to a record."""
    path = Path(needed(args, "file"))
    owner = (needed(args, "kind"), needed(args, "id"))
    new = attachments.NewFile(owner=owner, content=attachments.read_file(path), title=path.stem)
    return attachments.attach(desk, new).shown()


def attachment(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Give a copy of an attachment out; it is fetched when it is not here."""
    record, out = needed(args, "id"), Path(needed(args, "out"))
    plain = attachments.open_file(desk, record)
    if plain is None:
        desk.line.fetch(record, lambda moved: progress(str(moved.bytes_in)))
        plain = attachments.open_file(desk, record)
    if plain is None:
        raise NotAtCentre
    attachments.save_copy(desk, record, plain, out)
    return {"bytes": len(plain), "sha256": hashlib.sha256(plain).hexdigest(), "file": str(out)}


def backup(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Write a backup of the whole store."""
    written = backups.write(desk.store, desk.session.database_key, asked.path(args, "file"))
    desk.do(lambda unit: unit.note("backup"))
    return {"file": str(written.path), "bytes": written.size_bytes}


def import_(desk: Desk, args: Arguments, words: Words) -> Answer:
    """Take a CSV or Excel list in."""
    wanted = Intake(
        kind=needed(args, "kind"),
        path=asked.path(args, "file"),
        mapping=_mapping(args, needed(args, "kind")),
        dry_run=bool(args.get("dry_run")),
        lang=words.lang,
    )
    return take_in(desk, wanted, _tell).as_fields()


def _tell(step: Progress) -> None:
    of = "" if step.total is None else f" / {step.total}"
    left = "" if step.seconds_left is None else f" ({step.seconds_left:.0f} s)"
    progress(f"{step.done}{of}{left}")


def _mapping(args: Arguments, kind: str) -> mappings.Mapping | None:
    if not args.get("mapping"):
        return None
    try:
        return mappings.parse(asked.path(args, "mapping").read_bytes(), kind)
    except OSError:
        raise UnreadableFile(field="mapping", rule="not-there") from None


def export(desk: Desk, args: Arguments, words: Words) -> Answer:
    """Give a kind out as CSV, Excel or JSON."""
    out = asked.path(args, "out")
    release = Release(purpose=asked.text(args, "purpose") or "HANDLING", second=_second(desk, args, words))
    wanted = Export(
        kind=needed(args, "kind"), format=needed(args, "format"), path=out, lang=words.lang, release=release
    )
    count = give_out(desk, wanted, lambda done: progress(str(done)))
    return {"count": count, "file": str(out)}


def subject(desk: Desk, args: Arguments, words: Words) -> Answer:
    """Write the copy of data of a worker, for that worker."""
    wanted = Wanted(
        person=needed(args, "worker"),
        folder=asked.path(args, "out"),
        files=asked.texts(args, "file"),
        release=Release(purpose=PURPOSE, second=_second(desk, args, words)),
    )
    copied = copy_out(desk, wanted, lambda done, total: progress(f"{done} / {total}"))
    return asdict(copied) | {"folder": str(wanted.folder)}


def _second(desk: Desk, args: Arguments, words: Words) -> str:
    user = asked.text(args, "second")
    if user is None:
        return ""
    typed = passphrase(asked.text(args, "second_passphrase_file"), words("cli.second_passphrase"))
    return officers.vouched(desk, user, typed)


def restore(folder: Path, file: Path, passphrase: str, user: str | None) -> Answer:
    """Put a backup into an empty folder and open it, which begins a new epoch; with a wrong passphrase, neither."""
    backups.restore(file, folder)
    try:
        desk = desks.unlock(folder, user, passphrase)
    except Refused:
        backups.take_back(folder)
        raise
    try:
        return {"store": str(folder), "epoch": desk.store.identity().epoch}
    finally:
        desk.close()


def bundle(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Write or read the file that goes by stick."""
    file = asked.path(args, "file")
    match needed(args, "what"):
        case "write":
            return sticks.write(desk, file, _load(args), _tell_kb).as_fields()
        case "read":
            return sticks.read(desk, file, _tell_kb).as_fields()
        case _:
            raise InvalidField(field="what", rule="code")


def directory(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Show the directory that is in force, or take in a newer one from a folder, for instance on a stick."""
    folder = asked.path(args, "dir") if args.get("dir") else None
    with desk.store.transactions.write() as connection:
        if folder is not None:
            directories.take(connection, desk.store.folder, Folder(folder))
        here = directories.kept(Meta(connection))
    mission = here.mission or Mission(mission="")
    return {
        "version": here.version,
        "expires": here.expires or None,
        "problem": here.problem or None,
        "officers": len({one.officer for one in mission.grants if not one.revoked}),
        "devices": sum(not one.revoked for one in mission.devices),
    }


def _load(args: Arguments) -> sticks.Load:
    most = 0 if args.get("files_bytes") == 0 else asked.whole(args, "files_bytes", sticks.ALL)
    return sticks.Load(to=asked.text(args, "to"), most_bytes=most, previews_only=args.get("previews_only") is True)


def _tell_kb(done: int, total: int) -> None:
    progress(f"{done} / {total} KB")


COMMANDS: Final[dict[str, FileCommand]] = {
    "evacuate": evacuate,
    "attach": attach,
    "attachment": attachment,
    "import": import_,
    "export": export,
    "subject": subject,
    "backup": backup,
    "bundle": bundle,
    "directory": directory,
    "meet": meet.meet,
}
