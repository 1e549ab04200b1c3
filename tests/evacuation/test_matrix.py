"""Nothing that destroys or replaces data loses unsent work: every path, every kind of work, a death at each step."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import pytest
from sqlalchemy import Engine, event

from desktop.actions import mass_deletion, outbox
from desktop.evacuation import leaving
from desktop.keys import erasing
from desktop.store import attachments, backup
from sync.errors import DeskError, StoreExists
from sync.gateway.admin import Administration
from tests.evacuation.laden import DRAFT, KINDS, Built, Place, copied
from tests.house.measures import TOP, sources

MOST_DEATHS = 4
"""Steps of one path at which a process dies here, the first and the last among them; `tests.soak` takes every one."""


class Killed(BaseException):
    """The process is gone."""


def _evacuate(place: Place) -> None:
    leaving.evacuate(place.desk, place.folder / "out.sisko-bundle")


def _order(place: Place) -> None:
    place.desk.round = lambda **_said: _refuse()  # type: ignore[method-assign]  # no line
    leaving.erase(place.desk, "LOST")


def _refuse() -> Any:
    raise DeskError


def _round(place: Place) -> None:
    place.desk.round(channel=place.line)


def _revoked(place: Place) -> None:
    administration = Administration(place.database, place.clock)
    administration.revoke(place.desk.store.identity().device)
    with suppress(DeskError):
        _round(place)


def _restored_centre(place: Place) -> None:
    """The centre knows nothing any more of what came after the desk had joined."""
    with place.database.write() as connection:
        for table in ("ledger", "record", "digest", "signature"):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')  # noqa: S608 - own words
        connection.exec_driver_sql("UPDATE mission SET seq = 0")
        connection.exec_driver_sql("UPDATE device SET epoch = 1, seq = 0, answer = NULL")
    for _ in range(3):
        with suppress(DeskError):
            _round(place)


def _restored_desk(place: Place) -> None:
    backup.raise_epoch(place.desk.store)
    with suppress(DeskError):
        _round(place)


def _restore_over(place: Place) -> None:
    with pytest.raises(StoreExists):
        backup.restore(place.folder / "any.sisko-backup", place.desk.folder)


def _mended(place: Place) -> None:
    with place.desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE sums SET total = '00'")  # the desk believes to hold something else
    for _ in range(2):
        with suppress(DeskError):
            _round(place)


def _mass_deletion(place: Place) -> None:
    place.desk.do(mass_deletion.allow)
    _round(place)


def _swept(place: Place) -> None:
    attachments.sweep(place.desk.store, place.clock.now())


def _discarded(place: Place) -> None:
    place.desk.do(lambda unit: outbox.discard(place.built.work["refused"], outbox.REASONS[0], unit))


def _draft_forgotten(place: Place) -> None:
    place.desk.store.drop_draft("far", DRAFT.form)


PATHS: dict[str, Callable[[Place], None]] = {
    "evacuation": _evacuate,
    "erase order": _order,
    "round": _round,
    "revoked device": _revoked,
    "restored centre": _restored_centre,
    "restored desk": _restored_desk,
    "restore over a store": _restore_over,
    "repair": _mended,
    "mass deletion let in": _mass_deletion,
    "sweep of files": _swept,
    "discard": _discarded,
    "draft forgotten": _draft_forgotten,
}
BY_HAND = {"discard": {"refused"}, "draft forgotten": {"draft"}}
"""What an officer has named and thrown away; a refused change stays in the history of its record."""

DECLARED = {
    "desktop/evacuation/leaving.py": "evacuation, erase order",
    "desktop/keys/erasing.py": "evacuation, erase order",
    "desktop/store/ahead.py": "round",  # accepted ones only
    "desktop/store/attachments.py": "sweep of files",
    "desktop/store/backup.py": "restore over a store",
    "desktop/store/drafts.py": "draft forgotten",
    "desktop/store/epochs.py": "restored desk, restored centre",
    "desktop/store/mender.py": "round",  # of an answer that cannot be used: what was asked goes again
    "desktop/store/migrations/v0003.py": "round",  # what leaves the outbox takes its signatures along
    "desktop/store/outbox.py": "round, discard",
    "desktop/store/taking.py": "round",
}
ELSEWHERE = {
    "desktop/actions/subject/copying.py": "tests/actions/test_subject.py",  # its own half-written copy
    "desktop/evacuation/locked.py": "tests/ui/lock/test_orders.py",  # an order that is obeyed at the sign-in
    "desktop/store/erasures.py": "tests/store/test_erasures.py",  # what two officers had erased
    "desktop/store/sweeping.py": "tests/store/test_erasures.py",
    "desktop/store/arriving.py": "tests/store/test_first_sync.py",  # a snapshot over whatever is here
    "desktop/store/migrations/v0007.py": "tests/store/test_migrating.py",  # the audit of before, line by line
}
"""Paths that a whole test file walks, with unsent work and cuts of its own."""

_DESTROYS = re.compile(
    r"DELETE FROM (outbox|drafts|pouch|in_flight|handed)\b|DROP TABLE|rmtree\("
    r"|erasing\.erase\(|def sweep\(store|uninstall"
)


def test_whatever_destroys_has_a_row_in_the_matrix() -> None:
    found = {one.name for one in sources("desktop") if _DESTROYS.search(one.text)}
    assert found == set(DECLARED) | set(ELSEWHERE)
    assert all((TOP / name).is_file() for name in ELSEWHERE.values())
    assert {name for said in DECLARED.values() for name in said.split(", ")} <= set(PATHS)


@contextmanager
def _dying(at: int) -> Iterator[list[int]]:
    """Let the process die before the step *at*: a name, a file forced to the disk, or a commit; count the steps."""
    steps = [0]

    def step() -> None:
        if current_thread() is not main_thread():  # the centre lives on
            return
        steps[0] += 1
        if steps[0] == at:
            raise Killed

    def stepping(act: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*args: Any, **named: Any) -> Any:
            step()
            return act(*args, **named)

        return taken

    def committing(_connection: object) -> None:
        step()

    event.listen(Engine, "commit", committing)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("fsync", "replace", "rename", "unlink", "rmdir"):
                patch.setattr(os, name, stepping(getattr(os, name)))
            yield steps
    finally:
        event.remove(Engine, "commit", committing)


def _after(place: Place) -> set[str]:
    """Return what is left of the work when the programme is started again and the centre has taken in what it can."""
    folder = place.desk.folder
    if not ((folder / erasing.MARK).exists() or (folder / erasing.PROOF).exists()):
        place.again()
        return place.kept_here() | place.at_centre()
    place.desk.close()
    erasing.go_on(folder)
    assert erasing.proof_of(folder) is not None
    assert not (folder / "desk.db").exists()
    for file in (*place.folder.glob("*.sisko-bundle"), *folder.glob("*.sisko-bundle")):
        if file.name != "handed.sisko-bundle":
            assert place.taken(file)["ok"]
    return place.at_centre()


def _deaths(count: int, most: int) -> list[int]:
    """Return the steps before which to die."""
    spread = (round(1 + number * (count - 1) / (most - 1)) for number in range(most))
    return sorted(set(spread)) if count else []


def _run(place: Place, path: str, at: int) -> int:
    with _dying(at) as steps, suppress(Killed):
        PATHS[path](place)
    return steps[0]


def walk(built: Built, folder: Path, path: str, most: int) -> int:
    """Take *path* whole, then with a death before up to *most* of its steps; return how many deaths there were."""
    lost = BY_HAND.get(path, set())
    with copied(built, folder / f"{path}-whole") as place:
        count = _run(place, path, 0)
        assert _after(place) >= set(KINDS) - lost
    deaths = _deaths(count, most)
    for at in deaths:
        with copied(built, folder / f"{path}-{at}") as place:
            _run(place, path, at)
            assert _after(place) >= set(KINDS) - lost, f"{path}: death before step {at} of {count}"
        shutil.rmtree(folder / f"{path}-{at}")
    return len(deaths)


@pytest.mark.parametrize("path", PATHS)
def test_unsent_work_is_recovered_or_still_there(built: Built, tmp_path: Path, path: str) -> None:
    walk(built, tmp_path, path, MOST_DEATHS)
