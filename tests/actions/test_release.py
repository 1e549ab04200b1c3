"""Lists leave for a purpose, marked, in bounded numbers, and many of them only when two officers agree."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from desktop import officers
from desktop.actions.exports import Export, give_out
from desktop.actions.release import Release
from desktop.cli import files
from desktop.desk import Desk
from desktop.keys import slots
from desktop.keys.secret import Officer
from desktop.store.audit import Asked, page
from desktop.store.device import Meta
from desktop.store.directory import Kept
from desktop.words import Words
from sync.directory.content import Policy
from sync.errors import ExportTooLarge, InvalidField, NoRight, SecondOfficerNeeded, WrongPassphrase
from sync.protocol.audit import AuditLine
from tests.actions.lists import ListDesk
from tests.ui.desks import make_desk

OWN = "gajah-tidur-di-bawah-pohon-besar"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ListDesk]:
    desk = ListDesk(tmp_path)
    desk.take(desk.text("Nama,No Paspor", *(f"PMI {n},C{n:07d}" for n in range(6))))
    yield desk
    desk.store.close()


def decide(desk: ListDesk | Desk, most: int, alone: int) -> None:
    """Play what a ministry's directory said."""
    kept = Kept(policy=Policy(export_rows=most, second_person_rows=alone))
    desk.do(lambda unit: Meta(unit.connection).keep("directory", msgspec.json.encode(kept).decode()))


def give(desk: ListDesk | Desk, form: str = "csv", **more: Any) -> Path:
    path = desk.store.folder / f"out.{form}"
    give_out(desk, Export(kind="worker", format=form, path=path, release=Release(**more)))
    return path


def line(desk: ListDesk | Desk) -> AuditLine:
    with desk.store.reading() as connection:
        return page(connection, Asked(act="export"))[0][1]


def said(of: AuditLine, name: str) -> str:
    return next(field.partition("=")[2] for field in of.fields if field.startswith(f"{name}="))


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_audit_says_what_for_and_knows_the_file_again(desk: ListDesk, form: str) -> None:
    path = give(desk, form, purpose="REPORT")

    assert line(desk).purpose == "REPORT"
    assert (line(desk).officer, said(line(desk), "count")) == ("dewi", "6")
    assert said(line(desk), "sha256") == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_excel_list_bears_who_gave_it_out_when_and_what_for(desk: ListDesk) -> None:
    book = load_workbook(give(desk, "xlsx", purpose="SUPERVISION"))

    mark = said(line(desk), "mark")
    head, foot = book.worksheets[0].oddHeader, book.worksheets[0].oddFooter
    assert head is not None
    assert foot is not None
    for text in (head.right.text, foot.left.text, book.properties.description):
        assert all(part in str(text) for part in ("dewi", "Supervisi", mark, line(desk).at[:10]))


def test_a_list_for_machines_holds_nothing_but_the_list(desk: ListDesk) -> None:
    rows = json.loads(give(desk, "json").read_bytes())
    assert all(set(row) == set(desk.store.page("worker", limit=1).rows[0].shown()) for row in rows)


def test_nothing_leaves_for_a_purpose_that_is_none(desk: ListDesk) -> None:
    with pytest.raises(InvalidField) as told:
        give(desk, purpose="CURIOSITY")
    assert told.value.field == "purpose"
    assert not (desk.folder / "out.csv").exists()


def test_a_desk_without_a_ministrys_policy_gives_out_any_list(desk: ListDesk) -> None:
    assert Policy.of_pilot().within_floors(is_decided=False) == Policy.of_pilot()
    give(desk)


def test_more_than_the_policy_allows_is_refused_and_nothing_is_written(desk: ListDesk) -> None:
    decide(desk, most=5, alone=5)
    with pytest.raises(ExportTooLarge) as told:
        give(desk)
    assert told.value.values["left"] == 5
    assert not list(desk.folder.glob("out*"))


def test_many_small_lists_are_one_large_one(desk: ListDesk) -> None:
    decide(desk, most=1000, alone=10)
    give(desk)
    with pytest.raises(SecondOfficerNeeded) as told:
        give(desk)
    assert told.value.values["left"] == 4


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Desk]:
    """Dewi's desk, which Budi shares; one record leaves with the word of one."""
    desk = make_desk(tmp_path / "desk")
    for name in ("Siti", "Ani"):
        desk.do(lambda unit, name=name: unit.create("worker", {"full_name": name}))  # type: ignore[misc]
    drawn = officers.let_in(desk, Officer(user="budi", name="Budi Santoso"))
    slots.change_passphrase(desk.folder, "budi", drawn, OWN)
    decide(desk, most=1000, alone=1)
    yield desk
    desk.close()


def test_a_large_list_leaves_when_a_second_officer_agrees(shared: Desk, tmp_path: Path) -> None:
    with pytest.raises(SecondOfficerNeeded):
        give(shared)
    secret, out = tmp_path / "secret", tmp_path / "list.csv"
    secret.write_text(OWN)
    args = {"kind": "worker", "format": "csv", "out": str(out), "purpose": "REPORT"}
    second = {"second": "Budi", "second_passphrase_file": str(secret)}

    assert files.export(shared, args | second, Words("id"))["count"] == 2
    assert said(line(shared), "second") == "budi"

    secret.write_text("bukan-frasa-sandi-siapa-pun-di-sini")
    with pytest.raises(WrongPassphrase):
        files.export(shared, args | second, Words("id"))
    with pytest.raises(InvalidField) as told:
        files.export(shared, args | second | {"second": "dewi"}, Words("id"))
    assert told.value.rule == "another-officer"


def test_a_second_officer_without_the_right_cannot_agree(desk: ListDesk) -> None:
    decide(desk, most=1000, alone=1)
    desk.do(lambda unit: Meta(unit.connection).keep("centre", "{}"))
    desk.do(lambda unit: Meta(unit.connection).keep("granted_here", '{"dewi": ["CONSUL_COORD"]}'))
    with pytest.raises(NoRight):
        give(desk, second="budi")
