"""Intake: look for the worker before a second record is made, and take worker and case in with one save."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.actions import cases
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.domain.codes import code_list
from sync.domain.rules.matching import POSSIBLE, Match, compared, person_of
from sync.errors import NoSuchRecord

_ASKED: Final = 20
"""Hits of one question that are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A worker who may be the one that is typed."""

    row: Row
    match: Match


def candidates(store: Store, typed: Mapping[str, Any], least: int = POSSIBLE) -> tuple[Candidate, ...]:
    """Return the workers who may be the person *typed* (fields of a worker), the most likely first."""
    region = region_of(store.identity().mission)
    person = person_of(typed, region)
    found: dict[str, Candidate] = {}
    for text in _questions(typed):
        hits = store.first_hits(text, "worker", _ASKED) or store.similar_hits(text, "worker", _ASKED)
        for hit in hits:
            if hit.id not in found and (row := _worker(store, hit.id)) is not None:
                found[hit.id] = Candidate(row=row, match=compared(person, person_of(row.fields, region)))
    likely = [one for one in found.values() if one.match.score >= least]
    return tuple(sorted(likely, key=lambda one: -one.match.score))


def take_in(worker: Mapping[str, Any] | str, case: Mapping[str, Any], unit: Unit) -> Row:
    """Register a case of *worker* (the id of one, or the fields of a new one) in one transaction.

    Raises:
        InvalidField, UnknownField, NoSuchRecord: nothing is written, neither worker nor case.
    """
    known = unit.get("worker", worker) if isinstance(worker, str) else unit.create("worker", dict(worker))
    subject = {"id": unit.new_id(), "worker_id": known.id, "role": "SUBJECT"}
    return cases.register({**case, "subjects": [subject]}, unit)


def region_of(mission: str) -> str:
    """Return the country in which a mission dials, ISO 3166-1; Indonesia for a mission that is not listed."""
    known = code_list("mission").get(mission)
    return (known and known.text("country")) or "ID"


def _questions(typed: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what to ask the search: names, and every number that was given."""
    numbers = [passport.get("number") for passport in typed.get("passports") or ()]
    phones = [contact.get("value") for contact in typed.get("contacts") or ()]
    return tuple(text for text in (typed.get("nik"), *numbers, *phones, typed.get("full_name")) if text)


def _worker(store: Store, worker: str) -> Row | None:
    try:
        row = store.get("worker", worker)
    except NoSuchRecord:
        return None
    return None if row.deleted is not None else row
