"""The commands that read and write files of the officer: import, export, backup, restore."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from desktop import desk as desks
from desktop.cli.output import Answer
from desktop.desk import Desk
from desktop.store import backup as backups
from desktop.words import Words

Arguments = Mapping[str, Any]
FileCommand = Callable[[Desk, Arguments, Words], Answer]


def backup(desk: Desk, args: Arguments, _: Words) -> Answer:
    """Write a backup of the whole store."""
    written = backups.write(desk.store, desk.session.database_key, Path(str(args.get("file"))))
    return {"file": str(written.path), "bytes": written.size_bytes}


def restore(folder: Path, file: Path, passphrase: str, user: str | None) -> Answer:
    """Put a backup into an empty folder, open it, and begin a new epoch."""
    backups.restore(file, folder)
    desk = desks.unlock(folder, user, passphrase)
    try:
        return {"store": str(folder), "epoch": backups.raise_epoch(desk.store)}
    finally:
        desk.close()


COMMANDS: Final[dict[str, FileCommand]] = {"backup": backup}
