"""Invented people and cases for the demonstration, drawn from published distributions; nobody in here exists.

Sources of the shares: domain page B2-B3 (KBRI Kuala Lumpur 2015 case mix, share of undocumented workers) and A, D10 (sectors,
routes). Names are combined at random from common Indonesian first and last names.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sync.clock import stamp

Fields = dict[str, Any]

_WOMEN: Final = (
    "Siti Nur Sri Dewi Sumarni Yuliana Rina Murni Aminah Halimah Rohmah Wahyuni Lestari Rahmawati Fatimah Kartini "
    "Suryani Ningsih Khotimah Zubaidah Maryam Aisyah Nurhayati Solikhah Endang Wulan Ratna Puji Tri Eka Lilis Yanti "
    "Jumiati Sulastri Mariana Hasnah Rukmini Sutini Kasmiati Marlina Yosefina Maria Agustina Marice Ni Luh Ida Ayu"
).split()
_MEN: Final = (
    "Ahmad Muhammad Agus Eko Bambang Hendra Slamet Sutrisno Joko Budi Dwi Rizal Hasan Abdul Yusuf Suparman Sugeng "
    "Mulyadi Rahmat Zainal Supriyadi Wawan Dedi Asep Ujang Lalu Amaq Sahdan Mahsun Kasim Arifin Anwar Rusdi Nurdin "
    "Yohanes Petrus Fransiskus Markus Made Wayan Ketut Syaiful Taufik Imam Khoirul Nanang Ridwan Samsul Tarmizi"
).split()
_LAST: Final = (
    "Wahyudi Prasetyo Setiawan Hidayat Santoso Maulana Kurniawan Saputra Susanto Hakim Ramadhan Gunawan Nugroho "
    "Rahman Hadi Ismail Syahputra Handoko Utomo Firmansyah Purnomo Wijaya Sanjaya Harahap Siregar Nasution Ginting "
    "Tanjung Lubis Daeng Mahmud Salim Karto Amat Bakri Yasin Ibrahim Umar Usman Sulaiman"
).split()
_FEMALE_LAST: Final = (
    "Rahmawati Lestari Wahyuni Handayani Astuti Utami Sari Puspita Ningsih Halimah Aminah Rahayu Kusuma Maharani "
    "Permatasari Anggraini Fitriani Hasanah Mardiyah Safitri Wulandari Susanti Purwanti Kurniasih Yuniarti"
).split()

# District codes whose people go to Malaysia most (published origin provinces: NTB, Jatim, Jateng, Aceh, Sumut, NTT, Sulsel).
_DISTRICTS: Final = {
    "520201": "Praya", "520301": "Keruak", "520304": "Pringgabaya", "520108": "Narmada", "350501": "Wonodadi",
    "350704": "Turen", "351001": "Pesanggaran", "352501": "Dukun", "330105": "Cilacap", "330202": "Wangon",
    "320101": "Cibinong", "321201": "Haurgeulis", "110101": "Bakongan", "120701": "Gunung Meriah", "530401": "Lamaknen",
    "730601": "Bontonompo", "350301": "Panggul", "350401": "Boyolangu", "331101": "Weru", "332701": "Moga",
}  # fmt: skip

_CASE_MIX: Final = (
    ("LAB_UNHAPPY", 33.4), ("LAB_WAGE_UNPAID", 31.9), ("HLT_SICK", 7.5), ("TPPO", 4.5), ("VIO_PHYSICAL", 2.3),
    ("VIO_SEXUAL", 1.3), ("VIO_DOMESTIC", 0.7), ("IMM_OVERSTAY", 5.0), ("DOC_WITHHELD", 4.0), ("IMM_DETAIN", 3.4),
    ("LAB_ACCIDENT", 2.0), ("DTH_NATURAL", 1.5), ("FAM_MISSING", 1.5), ("CRM_DRUGS", 0.6), ("HLT_PREGNANT", 0.4),
)  # fmt: skip
_SECTORS: Final = (
    ("PLANTATION", 30), ("DOMESTIC", 24), ("MANUFACTURE", 18), ("CONSTRUCTION", 17), ("SERVICES", 7), ("FISHERY", 4),
)  # fmt: skip
_PROCEDURAL: Final = (("NONPROSEDURAL", 62), ("PROSEDURAL", 25), ("UNKNOWN", 13))
_STATUS: Final = (
    ("REGISTERED", 8), ("VALIDATION", 9), ("ASSESSMENT", 8), ("ASSIGNED", 10), ("IN_PROGRESS", 26), ("MEDIATION", 8),
    ("LEGAL", 4), ("WAIT_SUBJECT", 4), ("RETURN_PREP", 6), ("RESOLVED", 4), ("CLOSED", 13),
)  # fmt: skip
_CHANNELS: Final = (("WALK_IN", 38), ("PHONE", 22), ("WHATSAPP", 24), ("PEDULI_WNI", 8), ("FIELD", 5), ("LETTER", 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented record, ready for a store or a ledger."""

    kind: str
    id: str
    fields: Fields


class People:
    """Draws people and what happens to them; the same seed and day give the same people."""

    def __init__(self, seed: int, now: datetime, mission: str) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - invented data, not keys
        self._now = now
        self._mission = mission
        self._drawn = 0

    def workers(self, count: int) -> Iterator[Invented]:
        """Yield *count* workers, as complete or poor in data as real files are."""
        for _ in range(count):
            yield self._worker()

    def cases(self, workers: Sequence[Invented], count: int, device: str) -> Iterator[Invented]:
        """Yield *count* cases of people among *workers*, each followed by its actions and claims."""
        for number in range(1, count + 1):
            worker = self._chance.choice(workers)
            yield from self._case(worker, number, device)

    def others(self) -> Iterator[Invented]:
        """Yield the records around the cases: companies, shelter, outreach, market, plan."""
        for name in ("PT Contoh Karya Mandiri", "PT Bahtera Contoh Utama", "PT Nusa Contoh Sejahtera"):
            yield self._new("p3mi", {"name": name, "sip3mi_no": f"SIP3MI/{self._chance.randrange(100, 999)}/2024"})
        for name in ("Agensi Pekerjaan Contoh Sdn Bhd", "Seri Contoh Management Services"):
            yield self._new("agency", {"name": name, "state": "ACCREDITED"})
        yield self._new("shelter", {"name": "TSS Johor Bahru (contoh)", "kind_of": "TSS"})

    def _worker(self) -> Invented:
        chance = self._chance
        woman = chance.random() < 0.46  # noqa: PLR2004 - share of women among placements
        born = date(1966, 1, 1) + timedelta(days=chance.randrange(14_600))
        district = chance.choice(list(_DISTRICTS))
        fields: Fields = {
            "mission": self._mission,
            "origin": "SISKOP2MI",
            "full_name": self._name(woman=woman),
            "sex": "P" if woman else "L",
            "birth_date": born.isoformat() if chance.random() < 0.8 else str(born.year),  # noqa: PLR2004
            "birth_place": _DISTRICTS[district],
            "proc_status": self._weighted(_PROCEDURAL),
            "work_status": "WORKING",
        }
        if chance.random() < 0.55:  # noqa: PLR2004 - half of re-entry workers had no NIK (domain page 0.6)
            fields["nik"] = f"{district}{born.day + (40 if woman else 0):02d}{born:%m%y}{chance.randrange(1, 60):04d}"
        if chance.random() < 0.7:  # noqa: PLR2004
            fields["passports"] = [self._passport()]
        if chance.random() < 0.8:  # noqa: PLR2004
            fields["contacts"] = [self._contact()]
        return self._new("worker", fields)

    def _passport(self) -> Fields:
        issued = self._now.date() - timedelta(days=self._chance.randrange(30, 2200))
        return {
            "id": self._element(),
            "type": "PASPOR_BIASA",
            "number": f"{self._chance.choice('CEX')}{self._chance.randrange(1_000_000, 9_999_999)}",
            "issued": issued.isoformat(),
            "expires": (issued + timedelta(days=1826)).isoformat(),
            "state": "VALID",
            "holder": self._weighted((("WORKER", 60), ("EMPLOYER", 30), ("AGENCY", 10))),
        }

    def _contact(self) -> Fields:
        return {
            "id": self._element(),
            "kind": "PHONE",
            "value": f"+601{self._chance.randrange(10_000_000, 99_999_999)}",
            "safe_to_call": self._chance.random() < 0.8,  # noqa: PLR2004
        }

    def _case(self, worker: Invented, number: int, device: str) -> Iterator[Invented]:
        from sync.domain import case_number  # noqa: PLC0415

        chance = self._chance
        category = self._weighted(_CASE_MIX)
        received = self._now - timedelta(minutes=chance.randrange(30, 60 * 24 * 200))
        status = self._weighted(_STATUS)
        fields: Fields = {
            "mission": self._mission,
            "origin": "LOCAL",
            "case_no": str(case_number.make(self._mission, received, device, number)),
            "subjects": [{"id": self._element(), "worker_id": worker.id, "role": "SUBJECT"}],
            "category": category,
            "status": status,
            "channel": self._weighted(_CHANNELS),
            "received_at": stamp(received.astimezone(UTC)),
        }
        case = self._new("case", fields)
        yield case

    def _name(self, *, woman: bool) -> str:
        chance = self._chance
        first = chance.choice(_WOMEN if woman else _MEN)
        if chance.random() < 0.12:  # noqa: PLR2004 - single names are common
            return first
        last = chance.choice(_FEMALE_LAST if woman and chance.random() < 0.7 else _LAST)  # noqa: PLR2004
        if chance.random() < 0.15:  # noqa: PLR2004
            return f"{first} {last} {'binti' if woman else 'bin'} {chance.choice(_LAST)}"
        return f"{first} {last}"

    def _weighted(self, shares: Sequence[tuple[str, float]]) -> str:
        return self._chance.choices([code for code, _ in shares], [share for _, share in shares])[0]

    def _new(self, kind: str, fields: Fields) -> Invented:
        return Invented(kind=kind, id=self._id(), fields={"mission": self._mission} | fields)

    def _id(self) -> str:
        self._drawn += 1
        ms = int(self._now.timestamp() * 1000) - 86_400_000 + self._drawn
        rest = self._chance.getrandbits(74)
        digits = f"{ms:012x}7{rest >> 62:03x}{0x8 | (rest >> 60) & 3:x}{rest & ((1 << 60) - 1):015x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def _element(self) -> str:
        return f"{self._chance.getrandbits(48):012x}"
