"""Intake: what one page of a new case says, as a worker and a case; who may be known already; how urgent it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop.actions.cases import proposed_priority
from desktop.actions.intake import candidates
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.filling import from_mrz
from desktop.ui.viewmodels.speech import Speech
from sync.domain.codes import code_list
from sync.domain.rules.matching import LIKELY, POSSIBLE
from sync.domain.rules.priority import Proposal

DRAFT: Final = "new/case"
WORKER_FIELDS: Final = ("full_name", "sex", "birth_date", "nik")
CASE_FIELDS: Final = ("category", "channel", "how_known", "needs", "risk_flags", "priority", "summary", "narrative")
CARE: Final = "vulnerability"
PASSPORT, PHONE, SAFE = "passport", "phone", "safe_to_call"
_MOST: Final = 6
_NIK_DIGITS: Final = 16
_LEAST_LETTERS: Final = 3

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A worker who may be meant: why, in words, and how likely; *score* is None for a mere hit of the search."""

    id: str
    name: str
    line: str
    reasons: str
    score: int | None

    @property
    def is_likely(self) -> bool:
        """Whether this is the same person unless somebody knows better."""
        return self.score is not None and self.score >= LIKELY

    @property
    def is_warning(self) -> bool:
        """Whether a second record should not be made without a look."""
        return self.score is not None and self.score >= POSSIBLE


def worker_of(values: Values) -> dict[str, Any]:
    """Return the fields of the worker that the page describes."""
    made = {name: values[name] for name in (*WORKER_FIELDS, CARE) if values.get(name)}
    if values.get(PASSPORT):
        scanned = values.get("mrz")
        made["passports"] = [{"id": "1", "number": values[PASSPORT]} | (scanned if isinstance(scanned, dict) else {})]
    if values.get(PHONE):
        contact = {"id": "1", "kind": "PHONE", "value": values[PHONE]}
        if values.get(SAFE) is not None:
            contact["safe_to_call"] = values[SAFE]
        made["contacts"] = [contact]
    return made


def case_of(values: Values) -> dict[str, Any]:
    """Return the fields of the case that the page describes."""
    return {name: values[name] for name in CASE_FIELDS if values.get(name)}


def proposal_of(values: Values) -> Proposal:
    """Return how urgent the case looks, whatever was chosen by hand."""
    fields = {name: value for name, value in case_of(values).items() if name != "priority"}
    return proposed_priority(fields, ({"vulnerability": values.get(CARE) or []},))


def reason_words(reason: str, speech: Speech) -> str:
    """Say why a priority is proposed: the words of a code of some list, or of the category."""
    if reason == "category":
        return speech.words("intake.because.category")
    for name in ("risk_flag", "vulnerability", "need"):
        if reason in code_list(name):
            return speech.code(name, reason)
    return speech.words("intake.because.chosen")


def read_query(text: str, today: date) -> dict[str, Any]:
    """Return what the search line says of a worker: a zone, a NIK, a number or a name."""
    zone = from_mrz(text, today)
    if zone is not None:
        passport = zone.pop("passport")
        return {**zone, PASSPORT: passport.get("number"), "mrz": passport}
    plain = re.sub(r"[\s.\-]", "", text)
    if plain.isdigit():
        return {"nik": plain} if len(plain) == _NIK_DIGITS else {PHONE: text.strip()}
    if text.strip().startswith("+"):
        return {PHONE: text.strip()}
    if any(sign.isdigit() for sign in plain):
        return {PASSPORT: plain.upper()}
    return {"full_name": text.strip()}


def known_of(store: Store, values: Values, query: str, speech: Speech) -> tuple[Known, ...]:
    """Return who may be meant: likely duplicates of what is typed, then hits of the search; on the store lane."""
    found: dict[str, Known] = {}
    typed = worker_of(values)
    for one in candidates(store, typed) if typed else ():
        reasons = ", ".join(speech.words(f"intake.match.{reason}") for reason in one.match.reasons)
        found[one.row.id] = _known(one.row, speech, reasons, one.match.score)
    if len(query.strip()) >= _LEAST_LETTERS:
        hits = store.first_hits(query, "worker", _MOST) or store.similar_hits(query, "worker", _MOST)
        for hit in hits:
            if hit.id not in found:
                found[hit.id] = _known(store.get("worker", hit.id), speech, "", None)
    return tuple(found.values())[:_MOST]


def known_worker(store: Store, worker: str, speech: Speech) -> Known:
    """Return a worker who was chosen elsewhere.

    Raises:
        NoSuchRecord: this desk does not hold the worker.
    """
    return _known(store.get("worker", worker), speech, "", None)


def _known(row: Row, speech: Speech, reasons: str, score: int | None) -> Known:
    fields = row.fields
    passports = [one.get("number") for one in fields.get("passports") or ()]
    born, sex = fields.get("birth_date"), fields.get("sex")
    said = (speech.code("sex", sex) if sex else "", speech.day(born) if born else "", *passports[:1])
    line = speech.words("list.dot").join(one for one in said if one)
    return Known(id=row.id, name=fields.get("full_name", ""), line=line, reasons=reasons, score=score)
