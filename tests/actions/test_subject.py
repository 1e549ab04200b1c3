"""The copy of data: all that is kept about a person, nothing of anybody else, whole or not at all, and audited."""

import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from desktop.actions.attachments import NewFile, attach
from desktop.actions.release import Release
from desktop.actions.subject.copying import PURPOSE, Wanted, copy_out
from desktop.desk import Desk
from desktop.store.device import Meta
from desktop.store.directory import Kept
from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.clock import Clock
from sync.directory.content import Policy
from sync.errors import InvalidField, SecondOfficerNeeded, UnwritableFile
from tests.gateway.desk import PlayedClock
from tests.store.world import StoreDesk, World
from tests.ui.desks import make_desk

AT = "2026-03-10T06:42:00.000Z"
CLAIMED = {"minor": 500000000, "currency": "IDR"}
OWN = ("Siti Aminah", "3301055705900001", "C1234567", "Gaji tidak dibayar", "Kedai Melati", "5000000")
OTHERS = ("Amir Hamzah", "Pak Tetangga", "+6281100", "Saksi Budiman", "Rumah Aman Mawar", "dipegang dewi", "Kak Rina")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("subject")))
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, PlayedClock()) as made:
        yield made


@pytest.fixture
def siti(desk: Desk) -> Row:
    return filled(partial(_made, desk))


def _made(desk: Desk, kind: str, **fields: Any) -> Row:
    return desk.do(lambda unit: unit.create(kind, fields))


def filled(make: Callable[..., Row]) -> Row:
    """A worker with an own case, another one that a neighbour reported for two, and what hangs on both."""
    passports = [{"id": "a", "number": "C1234567"}]
    siti = make("worker", full_name="Siti Aminah", nik="3301055705900001", passports=passports)
    amir = make("worker", full_name="Amir Hamzah")
    make("next_of_kin", worker_id=siti.id, name="Kak Rina", relation="SAUDARA")
    owner = make("employer", name="Kedai Melati")
    make("placement", worker_id=siti.id, employer_id=owner.id)
    subject = {"id": "1", "worker_id": siti.id}
    own = make("case", status="REGISTERED", subjects=[subject], summary="Gaji tidak dibayar", how_known="SELF")
    make(
        "claim", case_id=own.id, worker_id=siti.id, claim_kind="WAGES", claimed={"minor": 500000000, "currency": "IDR"}
    )
    make("party", case_id=own.id, role="WITNESS", name="Saksi Budiman")
    make("action", case_id=own.id, type="INTAKE", at=AT, next_step="dipegang dewi")
    both = make(
        "case",
        status="REGISTERED",
        subjects=[subject, {"id": "2", "worker_id": amir.id}],
        narrative="Pak Tetangga melihat Amir Hamzah",
        complainant_name="Pak Tetangga",
        complainant_contact="+6281100",
    )
    shelter = make("shelter", name="Rumah Aman Mawar")
    make("shelter_stay", case_id=both.id, worker_id=siti.id, shelter_id=shelter.id)
    make("claim", case_id=both.id, worker_id=amir.id, claim_kind="WAGES", notes="Amir Hamzah")
    return siti


def text_of(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.suffix in (".html", ".json"))


def photo() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[0x001D] = "Rumah-Siti"
    out = io.BytesIO()
    Image.effect_noise((60, 40), 70).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_everything_about_the_person_is_there_and_nothing_of_others(desk: Desk, siti: Row, tmp_path: Path) -> None:
    copied = copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy"))

    for name in ("salinan-data.html", "data-copy.html"):
        said = (tmp_path / "copy" / name).read_text("utf-8")
        assert [one for one in OWN if one not in said and one != "5000000"] == []
    everything = text_of(tmp_path / "copy")
    assert [one for one in OTHERS if one in everything] == []
    said = json.loads((tmp_path / "copy" / "data.json").read_bytes())
    assert len(said["records"]) == copied.records
    assert {one["kind"] for one in said["records"]} >= {
        "worker",
        "placement",
        "case",
        "claim",
        "action",
        "shelter_stay",
    }
    claimed = [one["claimed"] for one in said["records"] if one["kind"] == "claim"]
    assert claimed == [CLAIMED]


def test_what_is_withheld_is_said_with_its_article_in_both_languages(desk: Desk, siti: Row, tmp_path: Path) -> None:
    copied = copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy"))

    assert {"OTHER_PERSON", "DANGER", "INTERNAL"} <= set(copied.withheld)
    id_, en = ((tmp_path / "copy" / name).read_text("utf-8") for name in ("salinan-data.html", "data-copy.html"))
    assert "Data orang lain" in id_
    assert "UU 27/2022 Pasal 33 huruf b" in id_
    assert "Data of other persons" in en
    assert "<script" not in id_ + en


def test_markup_in_a_record_is_text_on_the_page(desk: Desk, tmp_path: Path) -> None:
    sly = _made(desk, "worker", full_name="<script>alert(1)</script>", home_address="a\n<b>b</b>")
    copy_out(desk, Wanted(person=sly.id, folder=tmp_path / "copy"))
    page = (tmp_path / "copy" / "salinan-data.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_chosen_files_go_with_it_without_traces_under_numbers(desk: Desk, siti: Row, tmp_path: Path) -> None:
    first, second = (attach(desk, NewFile(owner=("worker", siti.id), content=photo(), title="Siti")) for _ in "ab")

    copied = copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy", files=(second.id,)))

    assert copied.left_out == (first.id,)
    assert (tmp_path / "copy" / "001.jpg").is_file()
    assert b"Rumah-Siti" not in (tmp_path / "copy" / "001.jpg").read_bytes()
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [
        *("001.jpg", "data-copy.html", "data.json", "salinan-data.html"),
    ]
    assert "001.jpg" in (tmp_path / "copy" / "salinan-data.html").read_text("utf-8")


def test_a_file_of_somebody_else_is_refused_and_nothing_is_left(desk: Desk, siti: Row, tmp_path: Path) -> None:
    other = _made(desk, "worker", full_name="Lain")
    file = attach(desk, NewFile(owner=("worker", other.id), content=photo()))
    with pytest.raises(InvalidField):
        copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy", files=(file.id,)))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(desk: Desk, siti: Row, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("mine")
    with pytest.raises(UnwritableFile):
        copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy"))
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine.txt"]
    (tmp_path / "other.part").mkdir()
    copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "other"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "other", "other.part"]
    with pytest.raises(UnwritableFile):
        copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "not-there" / "copy"))


def test_it_stands_in_the_audit_under_the_person_with_purpose_and_count(desk: Desk, siti: Row, tmp_path: Path) -> None:
    copied = copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy"))
    with desk.store.reading() as connection:
        line = connection.exec_driver_sql("SELECT * FROM audit WHERE act = 'export' ORDER BY n DESC LIMIT 1").one()
    assert (line.kind, line.record, line.purpose) == ("worker", siti.id, PURPOSE)
    assert f"count={copied.records}" in line.fields.split()


def test_it_counts_as_given_out_and_needs_the_second_officer_beyond(desk: Desk, siti: Row, tmp_path: Path) -> None:
    said = Kept(policy=Policy(second_person_rows=2))
    desk.do(partial(_decide, said))
    try:
        with pytest.raises(SecondOfficerNeeded):
            copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy"))
        assert list(tmp_path.iterdir()) == []
        agreed = Release(purpose=PURPOSE, second=desk.officer.user)
        assert copy_out(desk, Wanted(person=siti.id, folder=tmp_path / "copy", release=agreed)).records > 2
    finally:
        desk.do(partial(_decide, Kept()))


def _decide(said: Kept, unit: Unit) -> None:
    Meta(unit.connection).keep("directory", msgspec.json.encode(said).decode())


def test_a_restricted_case_is_there_for_its_officer_and_said_to_be_closed_to_others(
    world: World, tmp_path: Path
) -> None:
    dewi, budi = world.desk("dewi"), world.desk("budi")
    siti = dewi.create("worker", full_name="Siti Aminah")
    subject = {"id": "1", "worker_id": siti.id}
    dewi.create("case", status="REGISTERED", restricted=True, subjects=[subject], summary="Disekap", owner="dewi")
    for _ in range(2):
        dewi.round()
        budi.round()

    own = copy_out(_Seat(dewi), Wanted(person=siti.id, folder=tmp_path / "own"))
    others = copy_out(_Seat(budi), Wanted(person=siti.id, folder=tmp_path / "others"))

    assert own.closed_cases == 0
    assert "Disekap" in text_of(tmp_path / "own")
    assert others.closed_cases == 1
    assert "Disekap" not in text_of(tmp_path / "others")
    with dewi.store.reading() as connection:
        acts = connection.exec_driver_sql("SELECT act, kind FROM audit WHERE act = 'view'").all()
    assert ("view", "case") in [tuple(one) for one in acts]


class _Seat:
    """An officer's place at a store of the world, as actions need it."""

    def __init__(self, desk: StoreDesk) -> None:
        self.store = desk.store
        self.clock: Clock = desk.clock
        self._officer = desk.officer

    def do(self, action: Callable[[Unit], Any]) -> Any:
        return self.store.do(self._officer, action).answer
