"""Whatever goes wrong has its own code and words in both languages, and loses nothing."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from desktop.cli.output import error_words
from desktop.desk import Desk
from desktop.store.bulk import create_many
from desktop.words import LANGUAGES, Words
from sync.errors import DeskError, DiskFails, DiskFull, NoPermission, ReadOnlyDisk
from sync.gateway.database import Database
from tests.faults.other_servers import secure_line, served
from tests.faults.place import NAME, PASSPHRASE, Place
from tests.transport.lines import answer, line, says

MANY: Final = 2000

HOLDER: Final = """
import sys
from pathlib import Path
from desktop.keys.lock_file import LockFile
lock = LockFile(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

_FLAGS: Final = 8
"""Where the flags of a disk stand in what the system says of it."""

NARROW: Final = """
import resource, sys
from desktop.cli.main import run
resource.setrlimit(resource.RLIMIT_FSIZE, (12288, 12288))
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, str]]:
    """A centre in a process of its own."""
    with served(tmp_path_factory.mktemp("centre")) as (database, url):
        yield database, url


@pytest.fixture
def place(tmp_path: Path, centre: tuple[Database, str], capsys: pytest.CaptureFixture[str]) -> Place:
    return Place(tmp_path, *centre, capsys)


def test_a_wrong_passphrase(place: Place) -> None:
    place.passphrase.write_text(PASSPHRASE.swapcase(), "utf-8")

    failed = place.fails("status")

    assert (failed.exit, failed.code) == (1, "wrong-passphrase")
    place.passphrase.write_text(PASSPHRASE, "utf-8")
    place.has_lost_nothing()


@pytest.mark.parametrize("damage", ["first page", "every page", "cut", "empty", "gone"])
def test_a_damaged_store_is_not_opened_and_not_made_worse(place: Place, damage: str) -> None:
    file = place.folder / "desk.db"
    whole = file.read_bytes()
    hurt = damaged(whole, damage)
    if hurt is None:
        file.unlink()
    else:
        file.write_bytes(hurt)

    failed = place.fails("status")

    assert (failed.exit, failed.code) == (4, "store-damaged")
    assert (file.read_bytes() if file.exists() else None) == hurt
    file.write_bytes(whole)
    place.has_lost_nothing()


def damaged(whole: bytes, damage: str) -> bytes | None:
    """Hurt the bytes of a store in one way; None: take the file away."""
    flipped = bytes(byte ^ (at % 512 == 100) for at, byte in enumerate(whole))
    return {
        "first page": flipped[:4096] + whole[4096:],
        "every page": flipped,
        "cut": whole[:2000],
        "empty": b"",
        "gone": None,
    }[damage]


def test_a_damaged_page_is_found_by_verify_and_the_backup_brings_all_back(place: Place, tmp_path: Path) -> None:
    backup, file = tmp_path / "backup", place.folder / "desk.db"
    place.says("backup", str(backup))
    whole = file.read_bytes()
    at = len(whole) // 4096 // 2 * 4096 + 100
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    assert place.finds() != []

    place.says("restore", str(backup), store=tmp_path / "again")
    place.folder = tmp_path / "again"
    place.has_lost_nothing()


def test_damaged_slots(place: Place) -> None:
    files = [place.folder / name for name in ("slots.json", "slots.copy.json")]
    whole = files[0].read_bytes()
    files[0].write_bytes(whole[:-9])
    assert place.says("status")["waiting"] == 1  # the copy opens, and mends the other
    assert files[0].read_bytes() == whole
    for file in files:
        file.write_bytes(whole.replace(b'"v":2', b'"v":9'))

    failed = place.fails("status")

    assert (failed.exit, failed.code, failed.values["rule"]) == (4, "store-damaged", "slots")
    files[1].write_bytes(whole)
    place.has_lost_nothing()


def test_a_store_that_another_process_has(place: Place) -> None:
    command = [sys.executable, "-c", HOLDER, str(place.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        failed = place.fails("status")

        assert (failed.exit, failed.code, failed.values["pid"]) == (1, "store-in-use", holder.pid)
        holder.communicate()
    place.has_lost_nothing()


def test_a_full_disk(place: Place) -> None:
    with place.opened() as desk:
        with desk.store.transactions.write() as connection:
            pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(DiskFull) as full:
            fill(desk)
        held = desk.store.count("worker")
        with desk.store.transactions.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        fill(desk)
        assert desk.store.count("worker") == held + MANY

    assert full.value.exit_code == 1
    place.check_words(full.value.as_fields(), [error_words(full.value, Words(lang)) for lang in LANGUAGES])
    assert held == 1  # of the save that failed there is nothing
    place.has_lost_nothing()


def fill(desk: Desk) -> None:
    """Save more than any free page holds, in one transaction."""
    desk.do(lambda unit: create_many(unit, "worker", {unit.new_id(): {"full_name": "Tono"} for _ in range(MANY)}))


def test_a_disk_that_fails_while_it_writes(place: Place) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NARROW, *place.line("--json", "new", "worker")],
        input='{"full_name": "Tono"}',
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    error = json.loads(ran.stdout)["error"]
    assert (ran.returncode, error["code"], error["rule"]) == (4, "disk-fails", "ioerr")
    place.check_words(error, [error_words(DiskFails(rule="ioerr"), Words(lang)) for lang in LANGUAGES])
    assert [row["full_name"] for row in place.says("list", "worker")["rows"]] == [NAME]
    place.has_lost_nothing()


@pytest.mark.parametrize(("flag", "expected"), [(os.ST_RDONLY, ReadOnlyDisk), (0, NoPermission)])
def test_a_store_that_can_only_be_read(
    place: Place, monkeypatch: pytest.MonkeyPatch, flag: int, expected: type[DeskError]
) -> None:
    asked = os.statvfs
    said = lambda path: os.statvfs_result([*asked(path)[:_FLAGS], flag, *asked(path)[_FLAGS + 1 :]])  # noqa: E731
    monkeypatch.setattr(os, "statvfs", said)  # the disk is played: root may write everywhere
    with place.opened() as desk:
        with desk.store.transactions.write() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(expected) as refused:
            desk.do(lambda unit: unit.create("worker", {"full_name": "Tono"}))

    assert refused.value.exit_code == 4
    place.check_words(refused.value.as_fields(), [error_words(refused.value, Words(lang)) for lang in LANGUAGES])
    place.has_lost_nothing()


def test_nobody_answers(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    place.point(f"http://127.0.0.1:{port}")

    failed = place.fails("sync")

    assert (failed.exit, failed.code) == (3, "no-answer")
    place.has_lost_nothing()


@pytest.mark.parametrize(
    "said",
    [
        answer("200 OK", "text/html", b"<html>Masuk ke Wi-Fi</html>"),
        answer("302 Found", "text/html", b"", "Location: http://127.0.0.1:9/login"),
        answer("404 Not Found", "text/html", b"<html>nginx</html>"),
        answer("502 Bad Gateway", "text/html", b"<html>proxy</html>"),
        answer("200 OK", "application/json", b"{}"),
    ],
    ids=["login page", "redirection", "another server", "proxy", "another service"],
)
def test_somebody_else_answers(place: Place, said: bytes) -> None:
    with line(says(said)) as url:
        place.point(url)

        failed = place.fails("sync")

    assert (failed.exit, failed.code) == (3, "not-the-centre")
    place.has_lost_nothing()


def test_another_centre_answers(place: Place, tmp_path: Path) -> None:
    with served(tmp_path / "other") as (_, url):
        place.point(url)

        failed = place.fails("sync")

    assert (failed.exit, failed.code, failed.values["branch"]) == (5, "another-centre", "disagreed")
    place.has_lost_nothing()


def test_the_own_centre_that_does_not_know_the_desk_is_no_other_centre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(tmp_path / "own") as (database, url):
        place = Place(tmp_path, database, url, capsys)
        with database.write() as connection:
            known = connection.exec_driver_sql("select id from device").scalar_one()
            connection.exec_driver_sql("update device set id = 'forgotten'")

        failed = place.fails("sync")

        assert (failed.exit, failed.code, failed.values["rule"]) == (5, "device-refused", "unknown-device")
        with database.write() as connection:
            connection.exec_driver_sql("update device set id = ?", (known,))
        place.has_lost_nothing()


def test_a_certificate_that_nobody_vouches_for(place: Place, tmp_path: Path) -> None:
    with secure_line(tmp_path) as url:
        place.point(url)

        failed = place.fails("sync")

    assert (failed.exit, failed.code) == (3, "untrusted-certificate")
    place.has_lost_nothing()
