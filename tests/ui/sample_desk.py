"""Sample desk: invented people and cases on a real store, for pictures of the record screens."""

from functools import partial
from typing import Any

from desktop.actions import records
from desktop.actions.intake import take_in
from desktop.desk import Desk

_PEOPLE = (
    ("Siti Rahmawati", "P", "1991-08-12", "Pekerja rumah tangga", "Jeddah", "Paspor ditahan, gaji tidak dibayar"),
    ("Nur Halimah", "P", "1988-02-03", "Pekerja rumah tangga", "Taif", "Kekerasan fisik, perlu perawatan"),
    ("Eko Prasetyo", "L", "1985-11-30", "Sopir", "Riyadh", "Penggantian kontrak"),
    ("Murni binti Salim", "P", "1979", "Pekerja rumah tangga", "Dammam", "Overstay, izin keluar"),
    ("Agus Setiawan", "L", "1990-04", "Juru las", "Jubail", "Lembur tidak dibayar"),
    ("Yuliana Sari", "P", "1996-07-21", "Pengasuh", "Abha", "Hilang kontak, laporan keluarga"),
    ("Bambang Hadi", "L", "1983-01-15", "Teknisi", "Yanbu", "Kecelakaan kerja"),
    ("Sumarni", "P", "1975-05-05", "Pekerja rumah tangga", "Jeddah", "Pelunasan gaji"),
    ("عبد الرحمن سوكارنو", "L", "1992-09-09", "Tukang kebun", "Madinah", "Pemutusan kontrak dini"),
    ("Tri Wahyuni", "P", "1994-12-01", "Perawat", "Riyadh", "Penggantian dokumen (SPLP)"),
    ("Hendra Gunawan", "L", "1987-03-18", "Juru masak", "Makkah", "Pindah sponsor"),
)
_STATES = (  # priority, status at first, status now
    "P1 IN_PROGRESS LEGAL",
    "P1 ASSIGNED IN_PROGRESS",
    "P2 IN_PROGRESS MEDIATION",
    "P2 IN_PROGRESS RETURN_PREP",
    "P3 VALIDATION ASSESSMENT",
    "P3 REGISTERED REGISTERED",
)
_CATEGORIES = ("LAB_WAGE_UNPAID", "IMM_OVERSTAY", "VIO_PHYSICAL", "LAB_CONTRACT")


def fill(desk: Desk) -> str:
    """Fill the desk and return the id of its first case."""
    first = ""
    for number, person in enumerate(_PEOPLE):
        case = _case(desk, number, person)
        first = first or case
    desk.do(partial(records.create, "action", _action(first, "NOTE", "2026-03-10T06:12:00.000Z", _NOTE)))
    desk.do(partial(records.create, "action", _action(first, "CALL_EMPLOYER", "2026-03-02T08:20:00.000Z", _CALL)))
    claim = {
        "case_id": first,
        "claim_kind": "WAGES",
        "claimed": {"minor": 1450000, "currency": "SAR"},
        "state": "FILED",
    }
    desk.do(partial(_claim, claim))
    return first


_NOTE = "Penerjemah sudah dipastikan. PMI datang dari penampungan dengan pendamping pukul 13.15."
_CALL = "Majikan berjanji mengembalikan paspor dalam tiga hari."


def _case(desk: Desk, number: int, person: tuple[str, ...]) -> str:
    name, sex, born, job, city, problem = person
    priority, first, status = _STATES[number % len(_STATES)].split()
    worker: dict[str, Any] = {"full_name": name, "sex": sex, "birth_date": born, "birth_place": "Kebumen"}
    worker["passports"] = [{"id": "1", "number": f"C{4471000 + number}"}]
    worker["contacts"] = [{"id": "1", "kind": "PHONE", "value": f"+96650111{2200 + number}", "safe_to_call": True}]
    received = f"2026-03-{9 - number % 6:02d}T0{number % 9}:10:00.000Z"
    fields = {
        "summary": problem,
        "priority": priority,
        "status": first,
        "received_at": received,
        "owner": "dewi",
        "category": _CATEGORIES[number % 4],
        "channel": "WALK_IN",
    }
    row = desk.do(partial(take_in, worker, fields))
    known = row.fields["subjects"][0]["worker_id"]
    desk.do(partial(records.create, "placement", {"worker_id": known, "job_title": job, "city": city, "country": "SA"}))
    desk.do(partial(records.edit, "case", row.id, {"status": status}))
    step = {"next_step": "Sidang pengadilan buruh", "next_due": f"2026-03-{10 + number % 7:02d}"}
    desk.do(partial(records.create, "action", _action(row.id, "CALL_WORKER", received, "Telepon pertama") | step))
    return row.id


def _action(case: str, kind: str, at: str, summary: str) -> dict[str, Any]:
    return {"case_id": case, "type": kind, "at": at, "by": "Dewi Anggraini", "summary": summary}


def _claim(fields: dict[str, Any], unit: Any) -> Any:
    return records.create("claim", fields, unit)
