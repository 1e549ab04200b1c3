"""Giving lists out: complete, harmless in a spreadsheet, whole or not at all, and known to the audit."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop.actions.exports import Export, give_out
from desktop.actions.formulas import neutral
from desktop.store.lists import Condition
from sync.errors import Cancelled, InvalidField, UnknownField, UnwritableFile
from tests.actions.lists import ListDesk, counts

SITI = {
    "full_name": "SITI AMINAH",
    "nik": "3301055705900001",
    "sex": "P",
    "birth_date": "1990-05-17",
    "passports": [
        {"id": "a", "number": "C1234567", "expires": "2028-03-01"},
        {"id": "b", "number": "B7654321"},
    ],
    "contacts": [{"id": "a", "kind": "PHONE", "value": "+6281234567890", "safe_to_call": False}],
    "languages": ["ind", "jav"],
    "lapor_diri_done": True,
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ListDesk]:
    desk = ListDesk(tmp_path)
    yield desk
    desk.store.close()


def _made(desk: ListDesk, *workers: dict[str, Any]) -> None:
    for fields in workers:
        desk.do(lambda unit, fields=fields: unit.create("worker", fields))  # type: ignore[misc]


def _give(desk: ListDesk, form: str, **more: Any) -> tuple[int, Path]:
    path = desk.folder / f"out.{form}"
    return give_out(desk, Export(kind="worker", format=form, path=path, **more)), path


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_text_has_the_words_of_the_language_and_the_labels_of_codes(desk: ListDesk) -> None:
    _made(desk, SITI)
    count, path = _give(desk, "csv")

    assert count == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    row = _table(path)[0]
    assert (row["Nama lengkap"], row["Jenis kelamin"], row["NIK"]) == ("SITI AMINAH", "Perempuan", "3301055705900001")
    assert row["Paspor dan dokumen identitas: Nomor"] == "C1234567 | B7654321"
    assert row["ID catatan"] == desk.workers()["SITI AMINAH"].id
    assert "Full name" in _table(_give(desk, "csv", lang="en")[1])[0]


def test_text_holds_no_formulas(desk: ListDesk) -> None:
    signs = ["=1+1", "+1", "-1", "@SUM(A1)"]
    _made(desk, *({"full_name": f"N{n}", "home_address": sign} for n, sign in enumerate(signs)))
    _, path = _give(desk, "csv")

    assert [row["Alamat di Indonesia"] for row in _table(path)] == [f"'{sign}" for sign in signs]


def test_text_is_harmless_to_a_program_that_splits_at_other_signs(desk: ListDesk) -> None:
    _made(desk, {"full_name": "Siti", "home_address": "Jalan 5;=1+1\n- kiri\n-1"})
    _, path = _give(desk, "csv")

    assert _table(path)[0]["Alamat di Indonesia"] == "Jalan 5;'=1+1\n- kiri\n'-1"
    assert neutral("A\u202egpj.exe\u202c") == "Agpj.exe"


def test_excel_holds_text_only_and_every_digit(desk: ListDesk) -> None:
    _made(desk, SITI | {"home_address": "=1+1"})
    _, path = _give(desk, "xlsx")

    page = load_workbook(path).worksheets[0]
    head, row = (list(cells) for cells in page.iter_rows())
    said = {one.value: other for one, other in zip(head, row, strict=True)}
    assert said["NIK"].value == "3301055705900001"
    assert (said["Alamat di Indonesia"].value, said["Alamat di Indonesia"].data_type) == ("=1+1", "s")
    assert said["Tanggal lahir"].value == "1990-05-17"


def test_json_holds_the_records_as_the_command_line_shows_them(desk: ListDesk) -> None:
    _made(desk, SITI, {"full_name": "BUDI"})
    _, path = _give(desk, "json")

    assert json.loads(path.read_text("utf-8")) == [row.shown() for row in desk.store.page("worker", limit=9).rows]


def test_an_empty_result_is_an_empty_list(desk: ListDesk) -> None:
    assert _give(desk, "json")[0] == 0
    assert json.loads((desk.folder / "out.json").read_text()) == []


def test_only_what_was_asked_for_is_given_out(desk: ListDesk) -> None:
    _made(desk, SITI, {"full_name": "BUDI", "sex": "L"})
    count, path = _give(desk, "csv", where=(Condition(field="sex", value="L"),))

    assert count == 1
    assert [row["Nama lengkap"] for row in _table(path)] == ["BUDI"]


def test_more_than_one_page_is_given_out_whole(desk: ListDesk) -> None:
    desk.take(desk.text("Nama,No Paspor", *(f"PMI {n},C{n:07d}" for n in range(2100))))
    count, path = _give(desk, "csv")

    assert count == 2100
    assert len({row["ID catatan"] for row in _table(path)}) == 2100


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_list_that_was_given_out_says_nothing_new_when_taken_in(desk: ListDesk, form: str, lang: str) -> None:
    _made(desk, SITI, {"full_name": "BUDI", "sex": "L", "religion": "ISLAM"}, {"full_name": "BUDI"})
    _, path = _give(desk, form, lang=lang)

    assert counts(desk.take(path)) == (0, 0, 3, 0)


def test_a_list_that_was_given_out_can_be_taken_in_elsewhere(desk: ListDesk, tmp_path: Path) -> None:
    _made(desk, SITI)
    _, path = _give(desk, "csv")
    (tmp_path / "other").mkdir()
    other = ListDesk(tmp_path / "other")

    assert counts(other.take(path)) == (1, 0, 0, 0)
    siti = other.fields("SITI AMINAH")
    assert siti["languages"] == ["ind", "jav"]
    assert siti["lapor_diri_done"] is True
    assert [(one.get("number"), one.get("expires")) for one in siti["passports"]].count(("C1234567", "2028-03-01")) == 1
    assert siti["contacts"][0]["safe_to_call"] is False
    other.store.close()


def test_the_audit_knows_how_many_were_given_out(desk: ListDesk) -> None:
    _made(desk, SITI)
    _give(desk, "csv")

    with desk.store.reading() as connection:
        last = connection.exec_driver_sql("SELECT act, kind, fields FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    assert last is not None
    assert last[:2] == ("export", "worker")
    assert last[2].startswith("format=csv count=1 sha256=")


def test_a_stopped_export_leaves_the_old_file(desk: ListDesk) -> None:
    desk.take(desk.text("Nama,No Paspor", *(f"PMI {n},C{n:07d}" for n in range(1100))))
    path = desk.folder / "out.csv"
    path.write_text("old")
    with pytest.raises(Cancelled):
        give_out(desk, Export(kind="worker", format="csv", path=path), stopped=lambda: True)

    assert path.read_text() == "old"
    assert not list(desk.folder.glob("*.part"))


def test_the_old_file_is_replaced_and_not_written_over(desk: ListDesk) -> None:
    path = desk.folder / "out.csv"
    path.write_text("old")
    before = path.stat().st_ino
    _give(desk, "csv")

    assert path.stat().st_ino != before


def test_a_folder_that_is_not_there_cannot_be_written_to(desk: ListDesk) -> None:
    for form in ("csv", "xlsx", "json"):
        with pytest.raises(UnwritableFile):
            give_out(desk, Export(kind="worker", format=form, path=desk.folder / "no" / "out"))


def test_another_format_is_refused(desk: ListDesk) -> None:
    with pytest.raises(InvalidField):
        _give(desk, "pdf")


def test_a_list_on_the_screen_is_given_out_in_its_own_order(desk: ListDesk) -> None:
    _made(desk, {"full_name": "BUDI"}, {"full_name": "ANI"}, {"full_name": "CITRA"})
    numbers = desk.store.numbers("worker", order="-full_name")[:2]
    count, path = _give(desk, "csv", numbers=numbers)

    assert count == 2
    assert [row["Nama lengkap"] for row in _table(path)] == ["CITRA", "BUDI"]


def test_only_the_columns_that_were_asked_for_are_given_out_in_that_order(desk: ListDesk) -> None:
    _made(desk, SITI)
    _, path = _give(desk, "csv", fields=("sex", "full_name"))
    assert list(_table(path)[0].items()) == [("Jenis kelamin", "Perempuan"), ("Nama lengkap", "SITI AMINAH")]

    _, path = _give(desk, "json", fields=("sex",))
    assert json.loads(path.read_text())[0].keys() == {"id", "kind", "sex"}


def test_a_column_that_does_not_exist_is_refused_before_anything_is_written(desk: ListDesk) -> None:
    with pytest.raises(UnknownField):
        _give(desk, "csv", fields=("shoe_size",))
    assert not (desk.folder / "out.csv").exists()
