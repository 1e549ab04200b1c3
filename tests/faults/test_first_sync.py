"""First sync over HTTP from a served gateway on both databases: killed at every segment, and told what came before."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from desktop.actions import records
from desktop.cli.commands import show
from desktop.desk import Desk
from desktop.store.verify import findings, store_digest
from sync.clock import SystemClock
from sync.engine.round import Report
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.keys import centre_of
from sync.gateway.snapshots import building
from sync.protocol.snapshot.manifest import Manifest
from tests.faults.desks import MISSION, Keys, code, new_desk, new_keys, opened
from tests.gateway.serving import serving

_PROCESSES: Final = multiprocessing.get_context("forkserver")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    centre_of(made, SystemClock())
    with made.write() as connection:
        accounts.add_mission(connection, MISSION, SystemClock())
    yield made
    made.close()


@contextmanager
def joined(folder: Path, user: str, database: Database, url: str) -> Iterator[tuple[Desk, Keys]]:
    keys = new_keys(user)
    desk = new_desk(folder, keys, SystemClock())
    try:
        desk.enrol(url, code(database, SystemClock()))
        yield desk, keys
    finally:
        desk.close()


def snapshot(database: Database, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """Build a snapshot of segments of a few records, beside the running service."""
    monkeypatch.setattr(building, "_SIZES", (4, 4))
    monkeypatch.setattr(building, "_ROWS", 8)
    manifest = building.build(database, MISSION, SystemClock())
    assert manifest is not None
    return manifest


def _die_after(folder: Path, keys: Keys, segments: int) -> None:
    """Sync until so many segments are here, and die without a word."""
    desk = opened(folder, keys, SystemClock())

    def step(_report: Report) -> None:
        arriving = desk.store.replica().arriving()
        if arriving is not None and arriving.done == segments:
            os.kill(os.getpid(), signal.SIGKILL)

    desk.round(step)


def test_a_desk_that_is_killed_at_every_segment_ends_with_the_centres_records(
    tmp_path: Path, database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(database_url) as url:
        with joined(tmp_path / "siti", "siti", database, url) as (siti, _):
            for number in range(20):
                siti.do(partial(records.create, "worker", {"full_name": f"Orang {number}"}))
            siti.round()
            expected = store_digest(siti.store)
        manifest = snapshot(database, monkeypatch)
        with joined(tmp_path / "budi", "budi", database, url) as (_, keys):
            pass
        for segments in range(1, len(manifest.segments)):
            process = _PROCESSES.Process(target=_die_after, args=(tmp_path / "budi", keys, segments), daemon=True)
            process.start()
            process.join()
            assert process.exitcode == -signal.SIGKILL
        desk = opened(tmp_path / "budi", keys, SystemClock())
        standing = desk.standing().first_sync
        assert standing is not None
        assert standing.records == sum(part.rows for part in manifest.segments[:-1])
        desk.round()
        assert store_digest(desk.store) == expected
        assert findings(desk.store, keys.session().database_key) == ()
        assert desk.standing().first_sync is None
        desk.close()


def test_the_past_is_fetched_when_it_is_looked_at_and_said_to_be_missing_without_a_line(
    tmp_path: Path, database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(database_url) as url:
        with joined(tmp_path / "siti", "siti", database, url) as (siti, _):
            person = siti.do(lambda unit: unit.create("worker", {"full_name": "Siti Aminah"}))
            other = siti.do(lambda unit: unit.create("worker", {"full_name": "Budi"}))
            siti.do(lambda unit: unit.edit("worker", person.id, {"birth_place": "Cilacap"}))
            siti.round()
        snapshot(database, monkeypatch)
        with joined(tmp_path / "budi", "budi", database, url) as (budi, keys):
            budi.round()
            shown = show(budi, {"kind": "worker", "id": person.id, "history": True})
            assert shown["history_complete"] is True
            assert [past["op"] for past in shown["history"]] == ["create", "set"]
    budi = opened(tmp_path / "budi", keys, SystemClock())
    told = show(budi, {"kind": "worker", "id": other.id, "history": True})
    assert (told["history"], told["history_complete"]) == ([], False)
    assert show(budi, {"kind": "worker", "id": person.id, "history": True})["history_complete"] is True
    assert budi.standing().as_fields()["first_sync"] is None
    budi.close()
