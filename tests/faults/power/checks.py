"""What must hold of a disk that lost its power in the middle of a deed: opened with our own code, and worked on."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select

from desktop.actions.attachments import open_file
from desktop.desk import Desk
from desktop.store import backup
from desktop.store.blobs import BlobFolder
from desktop.store.store import BEFORE, FILE, Store
from desktop.store.verify import findings, store_digest
from sync.gateway import replay
from sync.gateway.ledger import digest_of_scope
from sync.gateway.tables import ledger
from tests.faults.desks import MISSION, opened
from tests.faults.power.deeds import KEYS, NEXT, content, mission
from tests.gateway.desk import PlayedClock


def check(deed: str, folder: Path, promised: Sequence[str]) -> None:
    """Open what is left, and hold it against what was promised."""
    _CHECKS[deed](folder, promised)


def _opened(folder: Path, user: str = "siti") -> Desk:
    desk = opened(folder / user, KEYS[user], PlayedClock())
    assert desk.verify() == ()
    return desk


def _names(desk: Desk) -> list[str]:
    """Return every name that was ever entered."""
    rows = desk.store.page("worker", limit=400).rows
    said = [past.values.get("full_name") for row in rows for past in desk.store.history(row.id)]
    return sorted(str(name) for name in said if name)


def _saved(folder: Path, promised: Sequence[str]) -> None:
    desk = _opened(folder)
    said = Counter(_names(desk))
    assert max(said.values(), default=0) <= 1
    assert {f"Nama {one.partition(':')[2]}" for one in promised} <= set(said)
    assert len(said) <= len(promised) + 2  # the first one, and the one that was under way
    desk.close()


def _synced(folder: Path, promised: Sequence[str]) -> None:
    """The computers of both desks and of the centre went dark at once; one round of each, and all is level."""
    with mission(folder) as (line, database, _):
        desks = [_opened(folder, user) for user in KEYS]
        for desk in (*desks, desks[0]):
            desk.round(channel=line)
        with database.snapshot() as connection:
            told = digest_of_scope(connection, MISSION)
            assert [one.findings for one in replay.verify(connection)] == [[]]
            ids = list(connection.scalars(select(ledger.c.change_id)))
        assert len(ids) == len(set(ids))
        for desk in desks:
            assert desk.verify() == ()
            assert (desk.standing().waiting, desk.standing().refused) == (0, 0)
            assert store_digest(desk.store) == told
            names = _names(desk)
            assert len(names) == len(set(names)) == len(ids)
            assert {f"Nama {one.partition(':')[2]}" for one in promised} <= set(names)
            desk.close()


def _files_whole(folder: Path, promised: Sequence[str]) -> None:
    desk = _opened(folder)
    held = {row.id: row for row in desk.store.page("attachment", limit=50).rows}
    for one in promised:
        _, number, record = one.split(":")
        assert open_file(desk, record) == content(int(number))
    for record in held:
        assert open_file(desk, record) is not None
    lying = [path.name for _, path in BlobFolder(desk.folder).files() if not path.suffix]
    assert len(lying) <= len(held) + 1  # one had its file, and no record yet
    desk.close()


def _migrated(folder: Path, promised: Sequence[str]) -> None:
    place = folder / "siti"
    assert {*promised} <= {"saved", "migrated"}
    if "migrated" in promised:
        assert _people(place, BEFORE, {}) == 10  # the way back
    held = _people(place, FILE, {"migrations": NEXT})
    assert held <= 10
    assert held == 10 or "saved" not in promised


def _people(place: Path, file: str, release: dict[str, object]) -> int:
    folder = place.with_name(f"opened-{file}")
    folder.mkdir()
    for path in place.glob(f"{file}*"):
        (folder / path.name.replace(file, FILE)).write_bytes(path.read_bytes())
    session = KEYS["siti"].session()
    store = Store.open(folder, session.database_key, PlayedClock(), store_id=session.store.id, **release)  # type: ignore[arg-type]
    assert findings(store, session.database_key) == ()
    count = store.count("worker")
    store.close()
    return count


def _backed_up(folder: Path, promised: Sequence[str]) -> None:
    desk = _opened(folder)
    backups = sorted((desk.folder / backup.DAILY).glob("*.sisko-backup"))
    said = [one.split(":") for one in promised if one.startswith("backup:")]
    for path in backups[-1:]:  # whatever bears the name of a backup is one
        assert _restored(path, folder / "last") >= len(said)
    if said:
        _, name, count = said[-1]
        assert _restored(desk.folder / backup.DAILY / name, folder / "promised") == int(count)
        assert len(backups) >= min(len(said), 7)
    assert desk.store.count("worker") >= len(said)
    desk.close()
    if "restored" in promised or (folder / "restored" / "slots.json").exists():
        assert (folder / "restored" / FILE).exists()
        again = opened(folder / "restored", KEYS["siti"], PlayedClock())
        backup.begin_epoch(again.store)
        assert again.store.identity().epoch > 1
        assert again.verify() == ()
        again.close()


def _restored(path: Path, folder: Path) -> int:
    backup.restore(path, folder)
    desk = opened(folder, KEYS["siti"], PlayedClock())
    assert desk.verify() == ()
    count = desk.store.count("worker")
    desk.close()
    return count


_CHECKS: Final[dict[str, Callable[[Path, Sequence[str]], None]]] = {
    "save": _saved,
    "sync": _synced,
    "files": _files_whole,
    "migrate": _migrated,
    "back up": _backed_up,
}
