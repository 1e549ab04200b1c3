"""The encrypted file: it opens with its key only, says what is wrong, and nothing plain ever lies beside it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as dbapi
from sqlalchemy.exc import IntegrityError

from desktop.store import opening
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.store import FILE, Store
from desktop.store.unit import Unit
from sync.errors import DeskError, DiskFull, NoPermission, StoreDamaged, StoreExists, StoreTooNew
from tests.gateway.desk import PlayedClock
from tests.store.conftest import Open
from tests.store.world import KEY, fresh_key

CANARY = "Kenarikanaria"


def _open(store: Store, key: Callable[[], bytearray] = fresh_key, store_id: str = "s1") -> Store:
    return Store.open(store.folder, key, PlayedClock(), store_id=store_id)


def _make(name: str, unit: Unit) -> Row:
    return unit.create("worker", {"full_name": name})


def _fails(store: Store, **how: Any) -> DeskError:
    store.close()
    with pytest.raises(DeskError) as refused:
        _open(store, **how)
    return refused.value


def test_what_was_saved_is_there_after_opening_again(store: Store, reopened: Open) -> None:
    row = store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"})).answer

    assert reopened(store).get("worker", row.id) == row


def test_an_empty_value_is_bound_at_once_and_is_null(store: Store) -> None:
    assert dbapi.adapters[type(None), dbapi.PrepareProtocol](None) is None  # else each one is searched for in vain
    store.do("siti", partial(_make, "Ana"))
    with store.transactions.read() as connection:
        assert connection.exec_driver_sql("SELECT typeof(nik) FROM r_worker").scalar() == "null"


def test_another_key_or_salt_opens_nothing(store: Store) -> None:
    for at in (0, 31, 32, 47):
        wrong = bytearray(KEY)
        wrong[at] ^= 1
        assert isinstance(_fails(store, key=lambda wrong=wrong: bytearray(wrong)), StoreDamaged)
    assert isinstance(_fails(store, key=lambda: bytearray(KEY[:47])), StoreDamaged)


def test_the_key_is_used_raw_and_not_as_a_passphrase(store: Store) -> None:
    store.close()
    connection = dbapi.connect(str(store.folder / FILE))
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")

    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] > 40
    connection.close()


def test_a_store_of_other_slots_is_refused(store: Store) -> None:
    assert _fails(store, store_id="s2").rule == "another-store"


def test_a_missing_or_empty_file_is_damage_and_never_a_new_store(store: Store) -> None:
    store.close()
    path = store.folder / FILE
    path.write_bytes(b"")
    assert isinstance(_fails(store), StoreDamaged)
    assert path.stat().st_size == 0

    path.unlink()
    assert isinstance(_fails(store), StoreDamaged)
    assert not path.exists()


def test_a_file_that_is_no_store_is_damage(store: Store) -> None:
    store.close()
    (store.folder / FILE).write_bytes(b"SQLite format 3\0" + bytes(8176))

    assert isinstance(_fails(store), StoreDamaged)


def test_a_store_of_a_newer_release_is_left_alone(store: Store) -> None:
    with store.transactions.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")

    assert isinstance(_fails(store), StoreTooNew)


def test_flipped_bytes_are_damage_wherever_they_are(store: Store) -> None:
    for number in range(40):
        store.do("siti", partial(_make, f"N{number}"))
    store.close()
    path = store.folder / FILE
    whole = path.read_bytes()
    for at in range(100, len(whole), max(1, len(whole) // 25)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            found = opening.check(path, fresh_key())
        except StoreDamaged:
            continue
        assert "page" in found


def test_a_damaged_page_is_told_in_our_words(store: Store) -> None:
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "N"}))
    store.close()
    path = store.folder / FILE
    whole = bytearray(path.read_bytes())
    for page in range(1, len(whole) // 4096):
        whole[page * 4096 + 50] ^= 1
    path.write_bytes(whole)

    with pytest.raises(StoreDamaged):
        _open(store).page("worker", limit=10)


def test_a_store_is_made_once_and_whole(store: Store, clock: PlayedClock) -> None:
    with pytest.raises(StoreExists):
        Store.create(store.folder, fresh_key, clock, mission="JHB", store_id="s1")
    assert [path.name for path in store.folder.glob("*.part")] == []


def test_what_a_cut_left_of_a_new_store_is_in_nobodys_way(tmp_path: Path, clock: PlayedClock) -> None:
    (tmp_path / f"{FILE}.part").write_bytes(b"half")

    store = Store.create(tmp_path, fresh_key, clock, mission="JHB", store_id="s1")

    assert store.count("worker") == 0
    store.close()


def test_a_full_disk_refuses_the_save_and_leaves_the_rest_sound(store: Store) -> None:
    with store.transactions.write() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
    saved = _save_until_full(store)

    assert store.count("worker") == saved
    assert opening.check(store.folder / FILE, fresh_key()) == []
    with store.transactions.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    store.do("siti", lambda unit: unit.create("worker", {"full_name": "Siti"}))
    assert store.count("worker") == saved + 1


def _save_until_full(store: Store) -> int:
    for number in range(500):
        try:
            store.do("siti", partial(_make, f"{number} " * 20))
        except DiskFull:
            return number
    raise AssertionError("never full")


def test_other_files_cannot_be_attached_and_safe_settings_not_changed(store: Store) -> None:
    for statement in (
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA synchronous=OFF",
        "PRAGMA journal_mode=DELETE",
        "PRAGMA secure_delete=OFF",
        "PRAGMA temp_store=FILE",
        "PRAGMA key='x'",
    ):
        with pytest.raises(StoreDamaged), store.transactions.write() as connection:
            connection.exec_driver_sql(statement)


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(NoPermission), store.reading() as connection:
        connection.exec_driver_sql("DELETE FROM meta")


def test_no_plain_byte_of_a_record_ever_lies_on_the_disk(store: Store, reopened: Open) -> None:
    row = store.do("siti", lambda unit: unit.create("worker", {"full_name": CANARY, "birth_place": CANARY})).answer
    store.do("siti", lambda unit: unit.edit("worker", row.id, {"working_area": f"{CANARY} dua"}))
    store.keep_draft("siti", Draft(form="new/worker", body={"full_name": CANARY}, at="2026"))
    store.first_hits(CANARY)
    store.page("worker", order="working_area", limit=5)
    _nothing_plain(store.folder)

    again = reopened(store)
    again.do("siti", lambda unit: unit.delete("worker", row.id, CANARY))
    _nothing_plain(store.folder)


@pytest.mark.skipif(sys.platform != "linux", reason="shows what a process has open by /proc")
def test_what_memory_does_not_hold_goes_to_no_file_in_the_open(store: Store) -> None:
    sql = (
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n LIMIT 30000) "
        "SELECT i, hex(zeroblob(1500)) || i AS t FROM n ORDER BY t"  # 90 MB: more than any cache of ours
    )
    for way in (store.transactions.read, store.transactions.write):
        with way() as connection:
            rows = connection.exec_driver_sql(sql)
            assert rows.fetchone()
            assert not [target for target in map(_target, Path("/proc/self/fd").iterdir()) if "etilqs" in target]
            rows.close()


def _target(of: Path) -> str:
    try:
        return str(of.readlink())
    except OSError:  # the one by which the folder itself was read
        return ""


def _nothing_plain(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes().lower()
            assert CANARY.lower().encode() not in raw, path
            assert CANARY.lower().encode("utf-16-le") not in raw, path


def test_no_error_tells_the_key_or_a_value(store: Store) -> None:
    with pytest.raises(IntegrityError) as bug, store.transactions.write() as connection:
        connection.exec_driver_sql("INSERT INTO meta(key, value) VALUES(?, ?)", (CANARY, None))
    wrong = _fails(store, key=lambda: bytearray(48))

    for error in (bug.value, wrong):
        told = f"{error!r} {error} {error.__cause__} {error.__context__}"
        assert CANARY not in told
        assert KEY.hex()[:32] not in told
    assert wrong.__suppress_context__
