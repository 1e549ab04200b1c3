"""The breach pack of a lost device: who is concerned, what is known, drafts of letters, and a clock of three days."""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.clock import SystemClock, stamp
from sync.gateway.__main__ import main as gateway
from tests.gateway.desk import PlayedClock
from tests.store.test_erasures import decide, sweep
from tests.store.world import StoreDesk, World

NAME, SECRET = "Siti Aminah", "Zubaidah"


class Lost:
    """A centre whose one desk is lost: with an ordinary worker, a restricted one and a restricted case on it."""

    def __init__(self, world: World, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self._capsys = f"sqlite:///{folder / 'centre.db'}", capsys
        self.desk: StoreDesk = world.desk("dewi")
        contacts = [{"id": "a", "kind": "PHONE", "value": "+62811", "safe_to_call": False}]
        self.siti = self.desk.create("worker", full_name=NAME, contacts=contacts)
        self.closed = self.desk.create("worker", full_name=SECRET, restricted=True)
        subjects = [{"id": "1", "worker_id": self.closed.id}]
        self.case = self.desk.create("case", status="REGISTERED", restricted=True, subjects=subjects, owner="dewi")
        self.desk.round()
        self.desk.round()
        self.device = self.desk.store.identity().device
        self.out = folder / "pack"

    def says(self, *line: str) -> tuple[int, Any]:
        self._capsys.readouterr()
        code = gateway([*line, "--database", self.url, "--json"])
        return code, json.loads(self._capsys.readouterr().out)

    def packs(self, *more: str) -> tuple[int, Any]:
        return self.says("breach", "--device", self.device, "--out", str(self.out), *more)

    def text(self, name: str) -> str:
        return (self.out / name).read_text("utf-8")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, PlayedClock()) as made:
        yield made


@pytest.fixture
def lost(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Lost:
    return Lost(world, tmp_path, capsys)


def test_the_pack_tells_who_is_concerned_and_names_nobody_who_is_restricted(lost: Lost) -> None:
    code, said = lost.packs()

    assert (code, said["persons"], said["by_number_only"], said["restricted_cases"]) == (0, 2, 1, 1)
    with (lost.out / "affected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["person"]: row for row in csv.DictReader(file)}
    assert rows[lost.siti.id]["name"] == NAME
    assert rows[lost.siti.id]["safe_to_call"] == "no"
    assert rows[lost.closed.id]["name"] == ""
    assert rows[lost.closed.id]["letter"] == ""
    everything = "".join(path.read_text("utf-8") for path in lost.out.rglob("*") if path.is_file())
    assert SECRET not in everything
    assert lost.text("restricted-cases.txt").strip() == lost.case.id


def test_who_was_erased_counts_by_number_until_the_device_has_said_that_it_erased_them(
    lost: Lost, world: World
) -> None:
    decide(lost.desk, world.desk("budi"), lost.siti)
    said = lost.packs()[1]
    assert (said["persons"], said["by_number_only"]) == (2, 2)
    assert NAME not in "".join(path.read_text("utf-8") for path in lost.out.rglob("*") if path.is_file())
    shutil.rmtree(lost.out)

    lost.desk.round()
    sweep(lost.desk)
    lost.desk.round()
    said = lost.packs()[1]

    assert (said["persons"], said["by_number_only"]) == (1, 1)


def test_each_person_has_a_letter_in_both_languages_with_what_when_and_what_is_done(lost: Lost) -> None:
    lost.packs()
    with (lost.out / "affected.csv").open(encoding="utf-8-sig", newline="") as file:
        letter = next(row["letter"] for row in csv.DictReader(file) if row["person"] == lost.siti.id)
    said = lost.text(letter)
    assert NAME in said
    for part in ("Pasal 46", "Pekerja: 1", "Article 46", "Worker: 1", "SQLCipher", "[…]"):
        assert part in said
    names = [path.name for path in lost.out.rglob("*")]
    assert not any("siti" in name.lower() for name in names)


def test_the_letter_to_the_authority_says_what_was_done_about_the_device(lost: Lost) -> None:
    assert lost.says("order", "erase", "--device", lost.device)[0] == 0
    assert lost.says("device", "revoke", lost.device)[0] == 0
    lost.packs()
    for lang, erase, revoked in (("id", "Perintah penghapusan", "dicabut"), ("en", "order to erase", "revoked")):
        said = lost.text(f"notice-authority.{lang}.html")
        assert erase in said
        assert revoked in said
    incident = json.loads(lost.text("manifest.json"))["incident"]
    assert incident["erase_at"]
    assert incident["erase_told_at"] == ""


def test_the_manifest_has_the_hash_of_every_file(lost: Lost) -> None:
    lost.packs()
    said = json.loads(lost.text("manifest.json"))["sha256"]
    files = {path.relative_to(lost.out).as_posix(): path for path in lost.out.rglob("*") if path.is_file()}
    assert said == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name != "manifest.json"
    }


def test_the_clock_runs_for_three_days_from_when_it_became_known(lost: Lost) -> None:
    known = SystemClock().now() - timedelta(hours=30, minutes=1)
    _, said = lost.packs("--known-at", stamp(known))
    assert (said["known_at"], said["due_at"]) == (stamp(known), stamp(known + timedelta(hours=72)))
    assert said["hours_left"] == 41


def test_what_cannot_be_is_refused_and_nothing_is_written(lost: Lost) -> None:
    assert lost.packs("--known-at", "yesterday")[1]["error"]["rule"] == "moment"
    assert lost.packs("--known-at", "2999-01-01T00:00:00Z")[1]["error"]["rule"] == "not-in-future"
    assert lost.says("breach", "--device", "x", "--out", str(lost.out))[1]["error"]["rule"] == "unknown-device"
    assert not lost.out.exists()
    lost.out.mkdir()
    lost.out.with_name("pack.part").mkdir()
    assert lost.packs()[1]["error"]["rule"] == "folder-exists"
    lost.out.rmdir()
    assert lost.packs()[0] == 0
    assert lost.out.with_name("pack.part").is_dir()


def test_it_stands_in_the_log_of_the_centre(lost: Lost) -> None:
    lost.packs()
    (line,) = lost.says("audit", "list", "--act", "breach")[1]["lines"]
    assert line["record"] == lost.device
