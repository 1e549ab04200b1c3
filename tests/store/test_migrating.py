"""Bringing an older store to this release: all or nothing, with a copy before, and what was carried finds its place."""

import pytest
from sqlalchemy.exc import OperationalError

from desktop.store.migrating import MIGRATIONS, Steps
from desktop.store.store import BEFORE, Store
from desktop.store.verify import findings, store_digest
from sync.errors import StoreTooNew
from tests.gateway.desk import PlayedClock
from tests.store.answers import answer, foreign, record_id
from tests.store.world import World, fresh_key

_NEXT: Steps = (*MIGRATIONS, ("CREATE TABLE shelves(n INTEGER PRIMARY KEY)", "INSERT INTO shelves VALUES(7)"))


def _open(store: Store, migrations: Steps = MIGRATIONS) -> Store:
    store.close()
    return Store.open(store.folder, fresh_key, PlayedClock(), store_id="s1", migrations=migrations)


def _run(store: Store, *statements: str) -> None:
    with store.transactions.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_store_of_this_release_is_opened_as_it_is(store: Store) -> None:
    _open(store).close()

    assert not (store.folder / BEFORE).exists()


def test_a_new_step_is_taken_once_with_a_copy_before_it(store: Store) -> None:
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"}))

    upgraded = _open(store, _NEXT)
    with upgraded.reading() as connection:
        assert connection.exec_driver_sql("SELECT n FROM shelves").scalar() == 7
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == len(_NEXT)
    again = _open(upgraded, _NEXT)
    assert again.count("worker") == 1
    again.close()

    (store.folder / BEFORE).rename(store.folder / "desk.db")
    before = _open(store)
    assert before.count("worker") == 1
    assert findings(before, fresh_key) == ()
    before.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(store: Store) -> None:
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"}))
    broken: Steps = (*MIGRATIONS, ("CREATE TABLE shelves(n INTEGER)", "INSERT INTO nowhere VALUES(1)"))

    with pytest.raises(OperationalError):
        _open(store, broken)

    again = _open(store)
    assert again.count("worker") == 1
    with again.reading() as connection:
        sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'shelves'"
        assert connection.exec_driver_sql(sql).scalar() == 0
    again.close()


def test_the_former_release_leaves_an_upgraded_store_alone(store: Store) -> None:
    _open(store, _NEXT).close()

    with pytest.raises(StoreTooNew):
        _open(store)


def test_a_field_that_was_declared_since_gets_its_column_and_what_was_carried_for_it(store: Store) -> None:
    row = store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"})).answer
    _run(
        store,
        'UPDATE r_worker SET _extra = \'{"birth_place": "Malang"}\'',
        "ALTER TABLE r_worker DROP COLUMN birth_place",
        "UPDATE meta SET value = 'before' WHERE key = 'declared'",
    )

    grown = _open(store)
    assert grown.get("worker", row.id).fields["birth_place"] == "Malang"
    with grown.reading() as connection:
        assert connection.exec_driver_sql("SELECT birth_place, _extra FROM r_worker").one() == ("Malang", None)
    grown.do("siti", lambda unit: unit.edit("worker", row.id, {"birth_place": "Cilacap"}))
    assert [hit.id for hit in grown.first_hits("siti")] == [row.id]
    grown.close()


def test_a_kind_that_was_declared_since_gets_its_table_and_its_records(world: World) -> None:
    desk = world.desk()
    values = {"name": "Mawar Bhd", "arms": 2}
    desk.replica().apply(answer(desk, foreign(1, record_id(1), kind="employer", values=values)))
    before = store_digest(desk.store)
    _run(
        desk.store,
        "INSERT INTO carried VALUES('employer', '" + record_id(1) + '\', \'{"name": "Mawar Bhd", "arms": 2}\', '
        '\'{"versions": {"": 1}, "created": ["2026", "budi"], "updated": ["2026", "budi"], "news": 1}\')',
        "DROP TABLE r_employer",
        "DELETE FROM search_text",
        "DELETE FROM search_doc",
        "UPDATE meta SET value = 'before' WHERE key = 'declared'",
    )

    grown = _open(desk.store)
    row = grown.get("employer", record_id(1))
    assert (row.fields, row.rev, row.sync, row.created_by) == (values, 1, "centre", "budi")
    assert [hit.id for hit in grown.first_hits("mawar")] == [record_id(1)]
    assert store_digest(grown) == before
    grown.close()


def test_files_that_came_before_their_lines_were_known_get_them(store: Store) -> None:
    values = {"bytes": 5, "blob": "ab" * 16, "blob_key": "k", "blob_sha256": "cd" * 32}
    fields = {"owner_kind": "case", "owner_id": record_id(1)} | values
    row = store.do("siti", lambda unit: unit.create("attachment", fields)).answer
    _run(
        store,
        *(f"DROP TRIGGER t_blobs_{name}" for name in ("new", "named", "told", "gone")),
        "DROP TABLE blobs",
        "DROP TABLE ahead",
        "PRAGMA user_version=1",
    )

    grown = _open(store, MIGRATIONS[:2])
    with grown.reading() as connection:
        found = connection.exec_driver_sql("SELECT id, record, bytes FROM blobs").one()
    assert tuple(found) == ("ab" * 16, row.id, 21)
    grown.close()


def test_columns_of_a_newer_release_are_not_written_around(store: Store) -> None:
    _run(
        store,
        "ALTER TABLE r_worker ADD COLUMN aura TEXT",
        "UPDATE meta SET value = 'after' WHERE key = 'declared'",
    )

    with pytest.raises(StoreTooNew):
        _open(store)
