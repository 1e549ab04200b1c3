"""Disk space: refused before it is too late, and a reserve for the save that meets a full disk."""

from functools import partial
from pathlib import Path

import pytest

from desktop.store import space
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.errors import DiskFull
from tests.store.conftest import Open


def test_a_disk_with_too_little_left_refuses_and_says_how_much(tmp_path: Path) -> None:
    left = space.free_mb(tmp_path)

    space.guard(tmp_path, left - 100)
    with pytest.raises(DiskFull) as refused:
        space.guard(tmp_path, left + 1000)
    assert int(refused.value.values["free_mb"]) <= left + 100


def test_the_reserve_is_really_held_and_given_back_once(tmp_path: Path) -> None:
    space.keep_reserve(tmp_path)
    held = (tmp_path / space.RESERVE).stat()
    assert held.st_size == 16 << 20
    assert held.st_blocks * 512 >= 16 << 20

    assert space.release_reserve(tmp_path)
    assert not space.release_reserve(tmp_path)


def _make(unit: Unit) -> Row:
    return unit.create("worker", {"full_name": "x" * 100})


def test_a_save_that_meets_a_full_disk_is_tried_once_more_with_the_reserve(store: Store, reopened: Open) -> None:
    again = reopened(store)
    assert (again.folder / space.RESERVE).exists()
    with again.transactions.write() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    tries = []

    def save(unit: Unit) -> Row:
        tries.append(unit)
        if len(tries) > 1:  # the reserve has made room
            unit.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        return partial(_make, unit)()

    while len(tries) < 2:
        tries.clear()
        again.do("siti", save)

    assert not (again.folder / space.RESERVE).exists()
    again.close()
