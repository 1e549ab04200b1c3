"""Taking lists in: matched, filled, refused with reasons; the same list twice changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.actions.imports import taking
from desktop.actions.imports.mapping import Mapping, parse
from desktop.actions.imports.previewing import preview
from desktop.actions.imports.taking import CHUNK, Intake, Progress, take_in
from desktop.store import audit
from sync.errors import Cancelled, NoMapping, UnknownKind, UnreadableFile, UnwritableFile
from tests.actions.lists import HEADER, ListDesk, counts, reasons, refused_rows

PERSON = {"full_name": "SITI AMINAH", "birth_date": "1990-05-17"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ListDesk]:
    desk = ListDesk(tmp_path)
    yield desk
    desk.store.close()


def _many(desk: ListDesk, count: int, name: str = "many.csv") -> Path:
    lines = [f"{n},PMI {n},{n % 28 + 1:02d}-05-1990,C{n:07d},0812{n:08d}" for n in range(1, count + 1)]
    return desk.text("No,Nama,Tgl Lahir,No Paspor,No HP", *lines, name=name)


# --- the same list twice


def test_the_same_list_twice_changes_nothing(desk: ListDesk) -> None:
    path = _many(desk, CHUNK + 20)
    first = desk.take(path)
    before = desk.workers()
    second = desk.take(path)

    assert counts(first) == (CHUNK + 20, 0, 0, 0)
    assert counts(second) == (0, 0, CHUNK + 20, 0)
    assert desk.workers() == before


def test_people_with_nothing_but_a_name_are_not_doubled_either(desk: ListDesk) -> None:
    path = desk.text("Nama,Alamat", "SITI,Desa A", "SITI,Desa B", "BUDI,")
    assert counts(desk.take(path)) == (3, 0, 0, 0)
    assert counts(desk.take(path)) == (0, 0, 3, 0)


def test_people_with_nothing_but_a_name_are_not_doubled_in_a_dry_run(desk: ListDesk) -> None:
    path = desk.text("Nama,Alamat", "SITI,Desa A", "SITI,Desa A")
    assert counts(desk.take(path, dry_run=True)) == (1, 0, 1, 0)


def test_rows_doubled_within_the_list_are_found(desk: ListDesk) -> None:
    path = desk.text("Nama,No Paspor,L/P,Agama", "SITI,C1234567,P,", "SITI,C1234567,P,", "SITI,C 1234567,,Islam")
    outcome = desk.take(path)

    assert counts(outcome) == (1, 1, 1, 0)
    assert desk.fields("SITI")["religion"] == "ISLAM"


def test_doubles_in_later_chunks_of_a_dry_run_are_found(desk: ListDesk) -> None:
    path = _many(desk, CHUNK)
    path.write_text(path.read_text() + path.read_text().partition("\n")[2])

    outcome = desk.take(path, dry_run=True)

    assert counts(outcome) == (CHUNK, 0, CHUNK, 0)
    assert desk.store.count("worker") == 0


# --- matching


@pytest.mark.parametrize(
    ("known", "row"),
    [
        ({"nik": "3301055705900001"}, "SITI,3301055705900001,,,"),
        ({"passports": [{"id": "a", "number": "c-1234567"}]}, "SITI,,C 1234567,,"),
        ({"birth_date": "1990-05-17"}, "SITI,,,17-5-1990,"),
        ({"contacts": [{"id": "a", "kind": "PHONE", "value": "0812 3456 7890"}]}, "SITI,,,,+6281234567890"),
    ],
)
def test_a_person_is_known_by_nik_passport_birth_date_or_phone(
    desk: ListDesk, known: dict[str, object], row: str
) -> None:
    desk.do(lambda unit: unit.create("worker", {"full_name": "SITTI"} | known))
    outcome = desk.take(desk.text("Nama,NIK,No Paspor,Tgl Lahir,HP,Agama", f"{row},Islam"))

    assert counts(outcome) == (0, 1, 0, 0)
    assert desk.fields("SITTI")["religion"] == "ISLAM"


def test_two_niks_are_two_people_of_one_name_and_birth_date(desk: ListDesk) -> None:
    desk.do(lambda unit: unit.create("worker", PERSON | {"nik": "3301055705900001"}))
    outcome = desk.take(desk.text("Nama,NIK,Tgl Lahir", "SITI AMINAH,3301055705900002,17-05-1990"))

    assert counts(outcome) == (1, 0, 0, 0)
    assert desk.store.count("worker") == 2


def test_a_row_that_fits_two_records_is_refused(desk: ListDesk) -> None:
    desk.do(lambda unit: unit.create("worker", PERSON | {"nik": "3301055705900001"}))
    desk.do(lambda unit: unit.create("worker", PERSON | {"passports": [{"id": "a", "number": "C1234567"}]}))
    outcome = desk.take(desk.text("Nama,NIK,No Paspor", "SITI AMINAH,3301055705900001,C1234567"))

    assert reasons(outcome) == [(2, "several-records", None)]


def test_a_deleted_record_is_not_matched(desk: ListDesk) -> None:
    row = desk.do(lambda unit: unit.create("worker", PERSON))
    desk.do(lambda unit: unit.delete("worker", row.id, "test"))
    outcome = desk.take(desk.text("Nama,Tgl Lahir", "SITI AMINAH,17-05-1990"))

    assert counts(outcome) == (1, 0, 0, 0)


# --- filling


def test_what_differs_is_refused_and_nothing_of_the_row_is_taken(desk: ListDesk) -> None:
    desk.do(lambda unit: unit.create("worker", PERSON | {"sex": "P", "religion": "ISLAM"}))
    path = desk.text("Nama,Tgl Lahir,L/P,Agama,Alamat", "SITI AMINAH,17-05-1990,L,Hindu,Desa A")
    outcome = desk.take(path)

    assert reasons(outcome) == [(2, "differs", "sex religion")]
    assert "home_address" not in desk.fields("SITI AMINAH")
    assert "Jenis kelamin, Agama" in refused_rows(outcome)[1][-1]


def test_a_new_passport_joins_the_old_one_when_the_nik_proves_the_person(desk: ListDesk) -> None:
    old = {"id": "a", "number": "B7654321"}
    desk.do(lambda unit: unit.create("worker", PERSON | {"nik": "3301055705900001", "passports": [old]}))
    desk.take(desk.text("Nama,NIK,No Paspor", "SITI AMINAH,3301055705900001,C1234567"))

    assert sorted(one["number"] for one in desk.fields("SITI AMINAH")["passports"]) == ["B7654321", "C1234567"]


def test_a_new_passport_is_refused_when_only_a_name_speaks_for_the_person(desk: ListDesk) -> None:
    old = {"id": "a", "number": "B7654321"}
    desk.do(lambda unit: unit.create("worker", PERSON | {"passports": [old]}))
    outcome = desk.take(desk.text("Nama,Tgl Lahir,No Paspor", "SITI AMINAH,17-05-1990,C1234567"))

    assert reasons(outcome) == [(2, "differs", "passports")]


def test_an_expiry_joins_the_passport_that_is_there(desk: ListDesk) -> None:
    desk.do(lambda unit: unit.create("worker", PERSON | {"passports": [{"id": "a", "number": "C1234567"}]}))
    desk.take(desk.text("Nama,No Paspor,Masa Berlaku Paspor", "SITI AMINAH,C1234567,1-3-2028"))

    assert desk.fields("SITI AMINAH")["passports"] == [{"id": "a", "number": "C1234567", "expires": "2028-03-01"}]


def test_the_year_alone_says_nothing_against_the_whole_date(desk: ListDesk) -> None:
    desk.do(lambda unit: unit.create("worker", PERSON | {"nik": "3301055705900001"}))
    outcome = desk.take(desk.text("Nama,NIK,Tgl Lahir", "Sitti Aminah,3301055705900001,1990"))

    assert counts(outcome) == (0, 0, 1, 0)


# --- refusing


def test_refused_rows_stand_beside_the_list_with_all_columns_and_the_reason(desk: ListDesk) -> None:
    path = desk.text("No,Nama,L/P,Catatan", "1,SITI,P,a", "2,BUDI,banci,=1+1", "3,,L,c")
    outcome = desk.take(path, lang="en")

    assert counts(outcome) == (1, 0, 0, 2)
    assert outcome.refused_file is not None
    assert outcome.refused_file.parent == path.parent
    assert outcome.refused_file.read_bytes().startswith(b"\xef\xbb\xbf")
    head, budi, nobody = refused_rows(outcome)
    assert head[:4] == ["No", "Nama", "L/P", "Catatan"]
    assert budi[:4] == ["2", "BUDI", "banci", "'=1+1"]
    assert budi[4].startswith("Row 3, Sex: ")
    assert nobody[4].startswith("Row 4, Full name: ")


def test_the_refused_rows_can_be_corrected_and_taken_in(desk: ListDesk) -> None:
    outcome = desk.take(desk.text("No,Nama,L/P", "1,BUDI,banci"))
    assert outcome.refused_file is not None
    corrected = outcome.refused_file.read_text("utf-8-sig").replace("banci", "L")

    again = desk.take(desk.text(corrected, name="again.csv"))

    assert counts(again) == (1, 0, 0, 0)


def test_no_file_of_refused_rows_is_left_when_there_are_none(desk: ListDesk) -> None:
    outcome = desk.take(desk.text("Nama", "SITI"))

    assert outcome.refused_file is None
    assert sorted(path.suffix for path in desk.folder.iterdir() if "list" in path.name) == [".csv"]


def test_a_birth_date_that_lies_ahead_is_refused(desk: ListDesk) -> None:
    outcome = desk.take(desk.text("Nama,Tgl Lahir", "SITI,17-05-2090"))

    assert reasons(outcome) == [(2, "not-in-future", "birth_date")]


# --- mapping


def test_a_mapping_file_says_which_column_is_which(desk: ListDesk) -> None:
    mapping = parse(b'{"Orang": "full_name", "Kelompok": "religion"}', "worker")
    outcome = desk.take(desk.text("Judul,", "Orang,Kelompok", "SITI,Islam"), mapping=mapping)

    assert counts(outcome) == (1, 0, 0, 0)
    assert desk.fields("SITI")["religion"] == "ISLAM"


def test_headers_that_differ_only_in_brackets_are_two_columns(desk: ListDesk) -> None:
    mapping = parse(b'{"Nama": "full_name", "Alamat (ID)": "home_address", "Alamat (LN)": "abroad_address"}', "worker")
    desk.take(desk.text("Nama,Alamat (LN),Alamat (ID)", "SITI,Jalan Ampang,Desa A"), mapping=mapping)

    assert (desk.fields("SITI")["home_address"], desk.fields("SITI")["abroad_address"]) == ("Desa A", "Jalan Ampang")


def test_the_mapping_of_last_month_is_remembered_by_the_header(desk: ListDesk) -> None:
    mapping = Mapping(kind="worker", columns={"Orang": "full_name", "Kode": "id_pmi"})
    desk.take(desk.text("Orang,Kode", "SITI,A1"), mapping=mapping)
    outcome = desk.take(desk.text("Bulan April", "ORANG,kode", "BUDI,A2", name="april.csv"))

    assert counts(outcome) == (1, 0, 0, 0)
    assert desk.fields("BUDI")["id_pmi"] == "A2"


def test_a_dry_run_remembers_and_writes_nothing(desk: ListDesk) -> None:
    mapping = Mapping(kind="worker", columns={"Orang": "full_name"})
    path = desk.text("Orang", "SITI")
    assert counts(desk.take(path, mapping=mapping, dry_run=True)) == (1, 0, 0, 0)

    assert desk.store.count("worker") == 0
    with pytest.raises(NoMapping):
        desk.take(path)


def test_a_mapping_to_no_field_of_the_kind_is_refused(desk: ListDesk) -> None:
    mapping = Mapping(kind="worker", columns={"Nama": "full_name", "X": "colour"})
    with pytest.raises(NoMapping) as refused:
        desk.take(desk.text("Nama,X", "SITI,1"), mapping=mapping)
    assert refused.value.field == "colour"


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'{"a": 1}'])
def test_what_is_no_mapping_file_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile):
        parse(raw, "worker")


def test_a_mapping_of_another_kind_is_refused() -> None:
    with pytest.raises(NoMapping):
        parse(b'{"kind": "employer", "columns": {"Nama": "name"}}', "worker")


def test_a_preview_shows_the_header_and_the_proposal(desk: ListDesk) -> None:
    seen = preview(desk, "worker", desk.text("Daftar PMI", ",".join(HEADER), "1,SITI", "2,BUDI,,L"))

    assert tuple(seen.samples) == HEADER
    assert (seen.samples["Nama Lengkap"], seen.samples["L/P"]) == (("SITI", "BUDI"), ("L",))
    assert seen.columns["No Paspor"] == "passports.number"
    assert "No" not in seen.columns
    assert not seen.is_remembered


def test_a_preview_knows_the_mapping_of_last_month_in_any_spelling(desk: ListDesk) -> None:
    mapping = Mapping(kind="worker", columns={"Orang": "full_name", "Kode": "id_pmi", "Agama": ""})
    desk.take(desk.text("Orang,Kode,Agama", "SITI,A1,Islam"), mapping=mapping)
    seen = preview(desk, "worker", desk.text("ORANG,kode,Agama", "BUDI,A2,Islam", name="april.csv"))

    assert seen.columns == {"ORANG": "full_name", "kode": "id_pmi"}
    assert seen.is_remembered


def test_a_list_of_unknown_headers_can_still_be_mapped_by_hand(desk: ListDesk) -> None:
    seen = preview(desk, "worker", desk.text("Daftar", "Orang,Kode", "SITI,A1"))

    assert (tuple(seen.samples), seen.columns) == (("Orang", "Kode"), {})


def test_a_column_that_is_left_out_does_not_take_the_place_of_its_neighbour(desk: ListDesk) -> None:
    columns = {"Nama": "full_name", "Alamat (LN)": "", "Alamat (ID)": "home_address"}
    path = desk.text("Nama,Alamat (LN),Alamat (ID)", "SITI,Jalan Ampang,Desa A")
    desk.take(path, mapping=Mapping(kind="worker", columns=columns))

    assert desk.fields("SITI")["home_address"] == "Desa A"


def test_refused_rows_that_are_held_touch_no_disk_until_they_are_saved(desk: ListDesk) -> None:
    path = desk.text("Nama,NIK", "SITI,123", "BUDI,")
    outcome = desk.take(path, holds_refused=True)

    assert (counts(outcome), outcome.refused_file) == ((1, 0, 0, 1), None)
    assert [one.name for one in desk.folder.glob("*.csv*")] == ["list.csv"]
    assert outcome.held is not None
    outcome.held.save(desk.folder / "ditolak.csv")
    head, row = refused_rows(replace(outcome, refused_file=desk.folder / "ditolak.csv"))
    assert (head[:2], row[:2]) == (["Nama", "NIK"], ["SITI", "123"])
    assert "NIK" in row[2]
    with pytest.raises(UnwritableFile):
        outcome.held.save(desk.folder / "tidak-ada" / "ditolak.csv")


# --- on the way


def test_progress_tells_rows_and_seconds(desk: ListDesk) -> None:
    told: list[Progress] = []
    take_in(desk, Intake(kind="worker", path=_many(desk, CHUNK * 2)), told.append)

    assert [one.done for one in told] == [CHUNK + 1, CHUNK * 2 + 1]
    assert all(one.total == CHUNK * 2 + 1 and one.seconds_left is not None for one in told)


def test_a_stopped_list_keeps_its_chunks_and_goes_on_later(desk: ListDesk) -> None:
    path = _many(desk, CHUNK * 2)
    told: list[Progress] = []
    with pytest.raises(Cancelled):
        take_in(desk, Intake(kind="worker", path=path), told.append, lambda: bool(told))
    assert desk.store.count("worker") == CHUNK

    assert counts(desk.take(path)) == (CHUNK, 0, CHUNK, 0)


def test_the_audit_knows_of_the_list_and_stays_whole(desk: ListDesk) -> None:
    desk.take(_many(desk, 3))

    with desk.store.reading() as connection:
        assert audit.broken_at(connection) is None
        acts = connection.exec_driver_sql("SELECT act, fields FROM audit ORDER BY n").fetchall()
    assert [act for act, _ in acts] == ["create", "create", "create", "import"]
    assert acts[-1][1] == "read=3 created=3 filled=0 refused=0"


def test_records_that_were_taken_in_are_found_and_wait_for_the_centre(desk: ListDesk) -> None:
    desk.take(_many(desk, 3))

    hits = desk.store.first_hits("C0000002", "worker")
    assert [hit.title for hit in hits] == ["PMI 2"]
    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() == 3


# --- other kinds


def test_employers_are_known_by_their_name(desk: ListDesk) -> None:
    path = desk.text("Nama,Negara,Kota", "ABC SDN BHD,Malaysia,Johor Bahru")
    assert counts(desk.take(path, kind="employer")) == (1, 0, 0, 0)
    assert counts(desk.take(path, kind="employer")) == (0, 0, 1, 0)


def test_cases_get_their_number_and_are_not_doubled(desk: ListDesk) -> None:
    path = desk.text("summary,narrative", "Gaji tidak dibayar,Dua bulan", "Gaji tidak dibayar,Tiga bulan")
    assert counts(desk.take(path, kind="case")) == (2, 0, 0, 0)
    assert counts(desk.take(path, kind="case")) == (0, 0, 2, 0)
    assert all(row.fields["case_no"] for row in desk.store.page("case", limit=10).rows)


def test_cells_are_read_as_at_the_mission(desk: ListDesk) -> None:
    assert taking.place_of(desk).region == "MY"
    assert taking.place_of(desk).currency == "MYR"


def test_a_filled_record_has_both_changes_in_its_history(desk: ListDesk) -> None:
    path = _many(desk, 30)
    desk.take(path)
    desk.take(desk.text("Nama,No Paspor,Agama", "PMI 1,C0000001,Islam", name="more.csv"))

    assert desk.fields("PMI 1")["religion"] == "ISLAM"
    record = desk.workers()["PMI 1"]
    assert [past.op for past in desk.store.history(record.id)] == ["create", "set"]


def test_what_only_the_centre_makes_is_no_list(desk: ListDesk) -> None:
    with pytest.raises(UnknownKind):
        desk.take(desk.text("Kode,Nama", "X,Y"), kind="mission")
