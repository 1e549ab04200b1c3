"""A unit of work: row, change, history, search and audit line stand together, or none of them does."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from desktop.store import undo
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.verify import findings
from sync.errors import (
    ChangedMeanwhile,
    DiskFails,
    InvalidField,
    NoSuchRecord,
    NothingToUndo,
    RuleBroken,
    Uncertain,
    UnknownField,
    UnknownKind,
)
from sync.protocol.messages import read_change
from tests.gateway.desk import PlayedClock
from tests.store.world import fresh_key


def _create(store: Store, **fields: Any) -> Row:
    row: Row = store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"} | fields)).answer
    return row


def _edit(store: Store, row: Row, officer: str = "siti", **fields: Any) -> Row:
    edited: Row = store.do(officer, lambda unit: unit.edit(row.kind, row.id, fields)).answer
    return edited


def _undo(store: Store, officer: str = "siti") -> Row:
    row: Row = store.do(officer, undo.undo_last).answer
    return row


def _count(store: Store, table: str) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)  # noqa: S608 - of a test


def test_a_save_writes_row_change_history_search_and_audit_together(store: Store) -> None:
    row = _create(store, sex="P")

    assert (row.rev, row.sync, row.fields["mission"], row.fields["origin"]) == (1, "local", "JHB", "LOCAL")
    assert {_count(store, table) for table in ("r_worker", "outbox", "history", "search_doc", "audit")} == {1}


def test_a_refusal_in_the_middle_leaves_nothing(store: Store) -> None:
    def half(unit: Unit) -> None:
        unit.create("worker", {"full_name": "Siti"})
        unit.create("worker", {"full_name": "Siti", "sex": "?"})

    with pytest.raises(InvalidField):
        store.do("siti", half)

    assert {_count(store, table) for table in ("r_worker", "outbox", "history", "search_doc", "audit")} == {0}
    assert store.do("siti", lambda unit: unit.meta.number("change")).answer == 0


def test_only_what_differs_travels_with_the_versions_it_was_based_on(store: Store) -> None:
    row = _create(store, sex="P", vulnerability=["PREGNANT"])
    _edit(store, row, sex="P", vulnerability=["PREGNANT", "ELDERLY"], birth_place="Malang")
    _edit(store, row, birth_place=None)

    first, second, third = store.history(row.id)
    with store.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM history ORDER BY n").scalars().all()
    changes = [read_change(body.encode()) for body in bodies]
    assert second.values == {"vulnerability/ELDERLY": True, "birth_place": "Malang"}
    assert second.was == {"vulnerability/ELDERLY": None, "birth_place": None}
    assert changes[1].base == dict.fromkeys(second.values, first.change_id)
    assert (third.values, changes[2].base) == ({"birth_place": None}, {"birth_place": second.change_id})
    assert "birth_place" not in store.get("worker", row.id).fields


def test_an_edit_without_a_difference_is_no_change(store: Store) -> None:
    row = _create(store, sex="P")

    assert _edit(store, row, sex="P").rev == 1
    assert _count(store, "outbox") == 1


def test_changes_are_numbered_without_gaps_by_device_and_epoch(store: Store) -> None:
    row = _create(store)
    for name in ("A", "B"):
        _edit(store, row, full_name=name)

    device = store.identity().device
    assert [past.change_id for past in store.history(row.id)] == [f"{device}.1.{n}" for n in (1, 2, 3)]


def test_the_clock_of_ties_never_runs_backwards(store: Store, clock: PlayedClock) -> None:
    row = _create(store)
    clock.passes(timedelta(days=-3650))
    _edit(store, row, full_name="A")

    with store.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM history ORDER BY n").scalars().all()
    first, second = (read_change(body.encode()).hlc for body in bodies)
    assert first < second


def test_an_edit_of_what_has_moved_on_is_refused_when_asked(store: Store) -> None:
    row = _create(store)
    _edit(store, row, sex="P")

    with pytest.raises(ChangedMeanwhile):
        store.do("siti", lambda unit: unit.edit("worker", row.id, {"sex": "L"}, if_rev=row.rev))


def test_what_does_not_exist_is_refused(store: Store) -> None:
    for wrong, act in (
        (NoSuchRecord, lambda unit: unit.get("worker", "x")),
        (UnknownKind, lambda unit: unit.get("robot", "x")),
        (UnknownField, lambda unit: unit.create("worker", {"full_name": "A", "arms": 2})),
        (InvalidField, lambda unit: unit.create("worker", {"sex": "P"})),
    ):
        with pytest.raises(wrong):
            store.do("siti", act)


def test_a_deleted_record_is_in_no_list_and_no_search_until_it_is_restored(store: Store) -> None:
    row = _create(store)
    deleted = store.do("siti", lambda unit: unit.delete("worker", row.id, "twice")).answer
    assert deleted.deleted == "twice"
    assert (store.count("worker"), store.first_hits("siti")) == (0, [])
    with pytest.raises(RuleBroken):
        _edit(store, row, sex="P")

    store.do("siti", lambda unit: unit.restore("worker", row.id))
    assert store.get("worker", row.id).deleted is None
    assert [hit.id for hit in store.first_hits("siti")] == [row.id]
    assert findings(store, fresh_key) == ()


def test_the_audit_names_fields_and_never_values(store: Store) -> None:
    row = _create(store, nik="3301055705900003")
    _edit(store, row, passports=[{"id": "a", "number": "C1234567"}])
    store.do("siti", lambda unit: unit.note("view", "worker", row.id))

    with store.reading() as connection:
        lines = connection.exec_driver_sql("SELECT act, fields FROM audit ORDER BY n").all()
    assert [line.act for line in lines] == ["create", "set", "view"]
    assert lines[0].fields.split() == ["full_name", "mission", "nik", "origin"]
    assert lines[1].fields == "passports"


# --- taking back


def test_the_last_save_can_be_taken_back_and_the_one_before_it(store: Store) -> None:
    row = _create(store, sex="P")
    _edit(store, row, birth_place="Malang", vulnerability=["PREGNANT"])
    _edit(store, row, birth_place="Cilacap", sex=None)

    assert _undo(store).fields["birth_place"] == "Malang"
    assert _undo(store).fields == row.fields
    assert _undo(store).deleted == "undo"
    with pytest.raises(NothingToUndo):
        _undo(store)
    assert len(store.history(row.id)) == 6
    assert findings(store, fresh_key) == ()


def test_a_deletion_can_be_taken_back(store: Store) -> None:
    row = _create(store)
    store.do("siti", lambda unit: unit.delete("worker", row.id, "x"))

    assert _undo(store).deleted is None


def test_all_records_of_one_save_go_back_together(store: Store) -> None:
    def both(unit: Unit) -> None:
        worker = unit.create("worker", {"full_name": "Siti"})
        unit.create("next_of_kin", {"worker_id": worker.id, "name": "Aminah"})

    store.do("siti", both)
    assert _undo(store).kind == "worker"

    assert (store.count("worker"), store.count("next_of_kin")) == (0, 0)


def test_each_officer_takes_back_the_own_last_save(store: Store) -> None:
    mine, other = _create(store), _create(store)
    _edit(store, other, "budi", sex="P")

    assert _undo(store, "budi").id == other.id
    assert _undo(store).id == other.id
    assert _undo(store).id == mine.id


def test_what_somebody_built_upon_is_not_taken_back(store: Store) -> None:
    row = _create(store)
    _edit(store, row, "budi", sex="P")

    with pytest.raises(RuleBroken) as refused:
        _undo(store)
    assert refused.value.rule == "changed-since"
    assert store.get("worker", row.id).deleted is None


# --- when the disk fails at COMMIT


class _DiskError(sqlite3.OperationalError):
    """What SQLite says when the disk reports an error at the last moment."""

    sqlite_errorname = "SQLITE_IOERR_FSYNC"


def _disk_fails_at_commit(store: Store, *, written: bool, and_is_gone: bool = False) -> None:
    """The disk reports an error for the next COMMIT, although it has *written* it, or before it could."""
    writer = store.transactions._writer

    def fail(connection: Connection) -> None:
        event.remove(writer, "commit", fail)
        if written:
            connection.connection.cursor().execute("COMMIT")
        if and_is_gone:
            for path in store.folder.glob("desk.db*"):
                path.write_bytes(b"gone" * 4096)
        raise DBAPIError("COMMIT", None, _DiskError())

    event.listen(writer, "commit", fail)


def test_a_commit_that_failed_but_was_written_counts_as_saved(store: Store) -> None:
    _disk_fails_at_commit(store, written=True)

    assert _create(store).fields["full_name"] == "Siti"
    assert store.count("worker") == 1
    _create(store)
    assert store.count("worker") == 2


def test_a_commit_that_failed_and_was_not_written_is_told(store: Store) -> None:
    _disk_fails_at_commit(store, written=False)

    with pytest.raises(DiskFails):
        _create(store)
    assert store.count("worker") == 0


def test_a_commit_that_nobody_can_ask_about_is_uncertain(store: Store) -> None:
    _disk_fails_at_commit(store, written=True, and_is_gone=True)

    with pytest.raises(Uncertain):
        _create(store)
