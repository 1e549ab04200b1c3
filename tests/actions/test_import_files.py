"""Files as missions keep them: every writing, every title, every total; nothing is guessed where it would be wrong."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sync.errors import NoMapping, UnreadableFile
from tests.actions.lists import FILES, ListDesk, counts, reasons


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ListDesk]:
    desk = ListDesk(tmp_path)
    yield desk
    desk.store.close()


def _refused(tmp_path: Path) -> Path:
    return tmp_path / "refused.csv"


def test_a_workbook_with_titles_two_header_rows_sections_and_totals_is_read(desk: ListDesk, tmp_path: Path) -> None:
    outcome = desk.take(FILES / "penampungan.xlsx", refused=_refused(tmp_path))

    assert counts(outcome) == (3, 0, 0, 2)
    assert outcome.passed_over == 7
    assert reasons(outcome) == [(14, "digits-lost", "nik"), (15, "differs", "full_name")]
    siti = desk.fields("SITI AMINAH BINTI KASAN")
    assert (siti["birth_place"], siti["birth_date"]) == ("Cilacap", "1990-05-17")
    assert (siti["nik"], siti["origin"], siti["mission"]) == ("3301055705900001", "IMPORT", "JHB")
    assert [(one["number"], one["expires"]) for one in siti["passports"]] == [("C1234567", "2028-03-01")]
    assert sorted(one["value"] for one in siti["contacts"]) == ["+60123456789", "+6281234567890"]
    assert desk.fields("AHMAD SUPRIYADI")["contacts"][0]["value"] == "+6281234567891"
    assert desk.fields("NI LUH PUTU AYU")["birth_date"] == "1992-12-24"


def test_a_list_of_libreoffice_reads_the_same_from_excel_and_from_text(desk: ListDesk, tmp_path: Path) -> None:
    desk.take(FILES / "daftar.csv")
    outcome = desk.take(FILES / "daftar.xlsx", refused=_refused(tmp_path))

    assert counts(outcome) == (0, 0, 2, 1)
    assert reasons(outcome) == [(2, "digits-lost", "nik")]


def test_dates_with_the_month_first_are_read_so_in_the_whole_column(desk: ListDesk) -> None:
    desk.take(FILES / "daftar.csv")

    assert desk.fields("DEWI LESTARI")["birth_date"] == "1991-08-17"
    assert desk.fields("JOKO WIDAGDO")["birth_date"] == "1979-01-02"


def test_dates_are_read_day_first_where_one_of_them_can_only_be_that(desk: ListDesk, tmp_path: Path) -> None:
    outcome = desk.take(
        desk.text("Nama,Tgl Lahir", "SITI,01/02/1979", "BUDI,17/08/1991", "WATI,03/25/1990"), refused=tmp_path / "r.csv"
    )

    assert reasons(outcome) == [(4, "date", "birth_date")]
    assert desk.fields("SITI")["birth_date"] == "1979-02-01"


@pytest.mark.parametrize(
    ("encoding", "sign"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "|")]
)
def test_text_is_read_in_every_writing(desk: ListDesk, encoding: str, sign: str) -> None:
    lines = ["Nama;L/P;Alamat", "RENÉ;L;Jl. Mawar, 5", "SITI;P;", "BUDI;L;Desa A"]
    quoted = [line.replace("Jl. Mawar, 5", '"Jl. Mawar, 5"').replace(";", sign) for line in lines]
    outcome = desk.take(desk.text(*quoted, encoding=encoding))

    assert counts(outcome) == (3, 0, 0, 0)
    assert desk.fields("RENÉ")["home_address"] == "Jl. Mawar, 5"


def test_excels_own_first_line_names_the_separator(desk: ListDesk) -> None:
    outcome = desk.take(desk.text("sep=;", "Nama;Alamat", "SITI;A, B, C"))

    assert outcome.created == 1
    assert desk.fields("SITI")["home_address"] == "A, B, C"


def test_a_total_and_who_signed_are_no_people(desk: ListDesk) -> None:
    path = desk.text("No,Nama,L/P", "1,SITI,P", "2,BUDI,L", "Jumlah,2,", ",,Johor Bahru", ",Kepala Kantor,")
    outcome = desk.take(path)

    assert set(desk.workers()) == {"SITI", "BUDI"}
    assert outcome.passed_over == 3


def test_a_name_before_the_total_is_enough(desk: ListDesk) -> None:
    desk.take(desk.text("No,Nama,L/P", ",SITI,"))

    assert set(desk.workers()) == {"SITI"}


def test_empty_columns_and_rows_are_passed_over(desk: ListDesk) -> None:
    outcome = desk.take(desk.sheet([["", "Nama", "", "L/P"], [], ["", "SITI", "", "P"], [], ["", "BUDI", "x", "L"]]))

    assert counts(outcome) == (2, 0, 0, 0)


def test_serial_days_and_dates_of_excel_are_dates(desk: ListDesk, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Nama", "Tgl Lahir"],
        ["SITI", 33010],
        ["BUDI", "33010"],
        ["WATI", "1990-05-17 00:00:00"],
        ["ANI", 1990],
    ]
    desk.take(desk.sheet(rows))

    born = {name: row.fields["birth_date"] for name, row in desk.workers().items()}
    assert born == {"SITI": "1990-05-17", "BUDI": "1990-05-17", "WATI": "1990-05-17", "ANI": "1990"}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("'3301055705900001", "3301055705900001"),
        ("3301 0557 0590 0001", "3301055705900001"),
        ("33.01.05.570590.0001", "3301055705900001"),
        ("3301055705900001.0", "3301055705900001"),
        (3301055705900001, "3301055705900001"),
    ],
)
def test_a_nik_is_read_in_its_many_writings(desk: ListDesk, written: str | int, stored: str) -> None:
    desk.take(desk.sheet([["Nama", "NIK"], ["SITI", written]]))

    assert desk.fields("SITI")["nik"] == stored


@pytest.mark.parametrize("written", [3301055705900000, 3301055705900010, "3,30106E+15", "3.30105570590001e+15"])
def test_a_nik_that_may_have_lost_digits_is_refused(desk: ListDesk, written: str | int) -> None:
    outcome = desk.take(desk.sheet([["Nama", "NIK"], ["SITI", written]]))

    assert reasons(outcome) == [(2, "digits-lost", "nik")]
    assert not desk.workers()


def test_a_nik_that_does_not_fit_the_row_only_warns(desk: ListDesk) -> None:
    outcome = desk.take(desk.text("Nama,NIK,L/P", "SITI,3301055705900001,L"))

    assert counts(outcome) == (1, 0, 0, 0)
    assert outcome.nik_warnings == 1


@pytest.mark.parametrize(
    ("cell", "place", "day"),
    [
        ("Cilacap, 17-05-1990", "Cilacap", "1990-05-17"),
        ("CILACAP/17/05/1990", "CILACAP", "1990-05-17"),
        ("Kab. Cilacap, 17 Mei 1990", "Kab. Cilacap", "1990-05-17"),
        ("Cilacap 17 Mei 1990", "Cilacap", "1990-05-17"),
        ("Kupang, 1988", "Kupang", "1988"),
        ("17-05-1990", None, "1990-05-17"),
    ],
)
def test_place_and_date_of_birth_in_one_cell_are_told_apart(
    desk: ListDesk, cell: str, place: str | None, day: str
) -> None:
    desk.take(desk.text("Nama;TTL", f"SITI;{cell}"))

    assert desk.fields("SITI").get("birth_place") == place
    assert desk.fields("SITI")["birth_date"] == day


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0812-3456-7890 / 012-345 6789", ["+60123456789", "+6281234567890"]),
        ("81234567890", ["+6281234567890"]),
        ("123456789", ["+60123456789"]),
        ("60123456789", ["+60123456789"]),
        ("82234567", ["+6082234567"]),
        ("6281234567890", ["+6281234567890"]),
        ("siti@contoh.id", ["siti@contoh.id"]),
    ],
)
def test_phones_of_a_cell_are_dialled_from_the_mission(desk: ListDesk, cell: str, numbers: list[str]) -> None:
    desk.take(desk.text("Nama;No HP", f"SITI;{cell}"))

    assert sorted(one["value"] for one in desk.fields("SITI")["contacts"]) == numbers


def test_two_columns_of_phones_are_both_taken_and_know_whatsapp(desk: ListDesk) -> None:
    desk.take(desk.text("Nama;No HP;WA", "SITI;081234567890;0123456789"))

    kinds = {one["value"]: one["kind"] for one in desk.fields("SITI")["contacts"]}
    assert kinds == {"+6281234567890": "PHONE", "+60123456789": "WHATSAPP"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-or-encrypted-excel"),
        (b"PK\x03\x04broken", "not-excel"),
        (b"Nama\0\0\0,L/P\n", "not-text"),
        (b"\xff\xfeN\x00a", "broken-text"),
    ],
)
def test_what_is_no_list_is_refused_by_its_reason(desk: ListDesk, content: bytes, rule: str) -> None:
    path = desk.folder / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        desk.take(path)
    assert refused.value.rule == rule


def test_a_missing_file_is_refused(desk: ListDesk) -> None:
    with pytest.raises(UnreadableFile) as refused:
        desk.take(desk.folder / "nowhere.csv")
    assert refused.value.rule == "not-there"


def test_a_file_without_a_name_column_is_refused(desk: ListDesk) -> None:
    with pytest.raises(NoMapping):
        desk.take(desk.text("A,B,C", "1,2,3"))


def test_dates_in_cells_of_dates_are_read(desk: ListDesk) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Nama", "Tgl Lahir", "Berlaku s/d", "No Paspor"])
    page.append(["SITI", datetime(1990, 5, 17), date(2028, 3, 1), "C1234567"])  # noqa: DTZ001 - a cell has no zone
    path = desk.folder / "dates.xlsx"
    book.save(path)
    desk.take(path)

    assert desk.fields("SITI")["birth_date"] == "1990-05-17"
    assert desk.fields("SITI")["passports"][0]["expires"] == "2028-03-01"
