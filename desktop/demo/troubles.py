"""Invented cases of invented workers, with what was done about them, and the records around a desk's work.

The mix of problems is that of KBRI Kuala Lumpur 2015 (domain page B2); the rest of the shares is ours.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from desktop.demo.people import Drawing, Fields, Invented, invented_texts
from sync.clock import stamp
from sync.domain import case_number

_PROBLEMS: Final = (
    ("LAB_UNHAPPY", 33.4), ("LAB_WAGE_UNPAID", 31.9), ("HLT_SICK", 7.5), ("TPPO", 4.5), ("VIO_PHYSICAL", 2.3),
    ("VIO_SEXUAL", 1.3), ("VIO_DOMESTIC", 0.7), ("IMM_OVERSTAY", 5.0), ("DOC_WITHHELD", 4.0), ("IMM_DETAIN", 3.4),
    ("LAB_ACCIDENT", 2.0), ("DTH_NATURAL", 1.5), ("FAM_MISSING", 1.5), ("CRM_DRUGS", 0.6), ("HLT_PREGNANT", 0.4),
)  # fmt: skip
_PRIORITY: Final = {
    "TPPO": "P1", "VIO_PHYSICAL": "P1", "VIO_SEXUAL": "P1", "VIO_DOMESTIC": "P1", "DTH_NATURAL": "P1",
    "CRM_DRUGS": "P1",
    "LAB_WAGE_UNPAID": "P2", "HLT_SICK": "P2", "DOC_WITHHELD": "P2", "IMM_DETAIN": "P2", "LAB_ACCIDENT": "P2",
    "FAM_MISSING": "P2", "HLT_PREGNANT": "P2",
}  # fmt: skip
_STATUS: Final = (
    ("REGISTERED", 6.0), ("VALIDATION", 6.0), ("ASSESSMENT", 6.0), ("ASSIGNED", 8.0), ("IN_PROGRESS", 22.0),
    ("MEDIATION", 7.0), ("LEGAL", 3.0), ("WAIT_SUBJECT", 3.0), ("RETURN_PREP", 5.0), ("RESOLVED", 4.0),
    ("CLOSED", 30.0),
)  # fmt: skip
_CHANNELS: Final = (
    ("WALK_IN", 38.0), ("PHONE", 22.0), ("WHATSAPP", 24.0), ("PEDULI_WNI", 8.0), ("FIELD", 5.0), ("LETTER", 3.0),
)  # fmt: skip
_OFFICERS: Final = ("dewi", "rizal", "maria")


def cases(draw: Drawing, workers: Sequence[str], count: int, mark: str) -> Iterator[Invented]:
    """Yield *count* cases of people among *workers*, each followed by its actions, claims and stays."""
    shelter = draw.record(
        "shelter",
        {"name": "TSS Johor Bahru", "code": "TSS-JHB", "shelter_kind": "TSS", "capacity_f": 30, "capacity_m": 10},
    )
    yield shelter
    for number in range(1, count + 1):
        yield from _case(draw, draw.chance.choice(workers), shelter, (mark, number))


def _case(draw: Drawing, worker: str, shelter: Invented, numbered: tuple[str, int]) -> Iterator[Invented]:
    problem, status = draw.of(_PROBLEMS), draw.of(_STATUS)
    received = _received(draw, status)
    case = draw.record("case", _case_fields(draw, worker, (problem, status), received, numbered))
    yield case
    for _ in range(draw.chance.randrange(1, 4)):
        yield draw.record("action", _action(draw, case, received))
    if problem == "LAB_WAGE_UNPAID":
        yield draw.record("claim", _claim(draw, case, worker))
    if problem in ("TPPO", "VIO_DOMESTIC", "VIO_PHYSICAL") and status != "CLOSED":
        yield draw.record("shelter_stay", _stay(case, worker, shelter, received))


def _received(draw: Drawing, status: str) -> datetime:
    """Open cases are younger than closed ones; a few came in this morning."""
    if draw.often(0.06):
        return draw.now - timedelta(minutes=draw.chance.randrange(10, 600))
    days = draw.chance.randrange(20, 190) if status == "CLOSED" else draw.chance.randrange(1, 75)
    return draw.now - timedelta(days=days, minutes=draw.chance.randrange(600))


def _case_fields(
    draw: Drawing, worker: str, what: tuple[str, str], received: datetime, numbered: tuple[str, int]
) -> Fields:
    problem, status = what
    mark, number = numbered
    closed = received + timedelta(days=draw.chance.randrange(3, 45)) if status == "CLOSED" else None
    return {
        "status": status,
        "case_no": case_number.make("JHB", received, mark, number).text,
        "summary": invented_texts()["stories"][problem].format(n=draw.chance.randrange(2, 12)),
        "subjects": [{"id": draw.element(), "worker_id": worker, "role": "SUBJECT"}],
        "category": problem,
        "kemlu_class": "KHUSUS" if problem == "TPPO" else "UMUM",
        "phase": "SELAMA",
        "priority": _PRIORITY.get(problem, "P3"),
        "channel": draw.of(_CHANNELS),
        "how_known": "SELF" if draw.often(0.6) else "FAMILY",
        "received_at": stamp(received),
        "received_by": draw.chance.choice(_OFFICERS),
        "owner": draw.chance.choice(_OFFICERS) if status not in ("REGISTERED", "VALIDATION") else None,
        "needs": ["RETURN"] if problem in ("LAB_UNHAPPY", "IMM_OVERSTAY") else None,
        "closing_reason": "SETTLED" if closed else None,
        "closed_at": stamp(min(closed, draw.now)) if closed else None,
    }


def _action(draw: Drawing, case: Invented, received: datetime) -> Fields:
    kind, summary = draw.chance.choice(invented_texts()["steps"])
    at = min(received + timedelta(hours=draw.chance.randrange(1, 240)), draw.now)
    ahead = (draw.now + timedelta(days=draw.chance.randrange(-3, 12))).date() if draw.often(0.5) else None
    return {
        "case_id": case.id,
        "type": kind,
        "at": stamp(at),
        "by": draw.chance.choice(_OFFICERS),
        "summary": summary,
        "next_step": "Hubungi kembali majikan" if ahead else None,
        "next_due": ahead.isoformat() if ahead else None,
    }


def _claim(draw: Drawing, case: Invented, worker: str) -> Fields:
    amount = draw.chance.randrange(12, 220) * 10_000
    return {
        "case_id": case.id,
        "worker_id": worker,
        "claim_kind": "WAGES",
        "claimed": {"minor": amount, "currency": "MYR"},
        "received": {"minor": amount // 2, "currency": "MYR"} if draw.often(0.25) else None,
        "debtor_name": "Majikan",
        "forum": "MEDIATION",
        "state": "FILED",
    }


def _stay(case: Invented, worker: str, shelter: Invented, received: datetime) -> Fields:
    return {
        "case_id": case.id,
        "worker_id": worker,
        "shelter_id": shelter.id,
        "in_at": stamp(received + timedelta(hours=3)),
        "reason": case.fields["category"],
    }


def surroundings(draw: Drawing) -> Iterator[Invented]:
    """Yield what stands around the cases: companies, agencies, outreach, market, policies, the action plan."""
    told = invented_texts()
    for kind, fields in told["around"]:
        yield draw.record(kind, fields)
    for number, place in enumerate(told["outreach"]):
        yield draw.record("outreach_event", _outreach(draw, number, place))
    for scope, title in told["plan"]:
        due = draw.day(-120, -10).isoformat()
        yield draw.record("action_plan_item", {"title": title, "scope": scope, "state": "RUNNING", "due": due})


def _outreach(draw: Drawing, number: int, place: str) -> Fields:
    return {
        "title": f"Sosialisasi hak PMI di {place}",
        "outreach_kind": "SOSIALISASI",
        "topics": ["RIGHTS", "SAFE_MIGRATION"],
        "date": draw.day(-30 + 20 * number, 5 + 20 * number).isoformat(),
        "place": place,
        "planned": 80,
        "attended_f": draw.chance.randrange(20, 60),
        "attended_m": draw.chance.randrange(10, 50),
    }
