"""What officers may do to two hundred shared records, drawn at random: scalars, sets, elements, moves, deletions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from desktop.actions import conflicts
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.changes.change import DELETED
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import difference, flat
from sync.domain.rules.lifecycle import LIFECYCLES

KINDS: Final = ("worker", "case", "claim", "action")
_PLACES: Final = ("Cilacap", "Kebumen", "Indramayu", "Malang", "Lombok Timur", "Subang")
_SETS: Final = {
    "vulnerability": ("ELDERLY", "PREGNANT", "MOTHER_CHILD", "DESTITUTE"),
    "needs": ("SAFE_PLACE", "MEDICAL", "DOCUMENT", "WAGES"),
    "risk_flags": ("LIFE_RISK", "RETALIATION", "MINOR", "MEDIA"),
}
_LIVES: Final = {"case": ("status", "case_status"), "claim": ("state", "claim_state")}
_TEXTS: Final = {
    "worker": ("birth_place", "home_address", "working_area"),
    "case": ("summary", "incident_place", "unit"),
    "claim": ("basis", "debtor_name"),
    "action": ("place", "next_step"),
}
_BOTH: Final = {
    "worker": ("health_note",),
    "case": ("narrative",),
    "claim": ("notes",),
    "action": ("summary", "result"),
}


def beginnings(desk: Desk, count: int) -> list[tuple[str, str]]:
    """Make *count* records, a quarter of each kind; return kind and id of each."""

    def make(unit: Unit) -> list[tuple[str, str]]:
        made: list[tuple[str, str]] = []
        for number in range(count // 4):
            worker = unit.create("worker", {"full_name": f"Pekerja {number}", "birth_place": "Cilacap"})
            case = unit.create("case", {"status": "REGISTERED", "summary": f"Kasus {number}"})
            claim = unit.create("claim", {"case_id": case.id, "claim_kind": "WAGES", "state": "OPEN"})
            action = unit.create("action", {"case_id": case.id, "type": "CALL_WORKER", "at": unit.at})
            made += [(row.kind, row.id) for row in (worker, case, claim, action)]
        return made

    return desk.do(make)


@dataclass
class Officer:
    """One officer at one desk, who edits at random and remembers what was entered."""

    desk: Desk
    chance: Random
    records: list[tuple[str, str]]
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    _number: int = 0

    def work(self) -> None:
        """Save once, and remember the change by its id."""
        hot = self.chance.random() < 0.5  # half of the work is on a tenth of the records: people do meet there
        kind, record = self.chance.choice(self.records[: len(self.records) // 10] if hot else self.records)
        deleted = self.desk.store.get(kind, record).deleted is not None
        act = self._delete_or_restore if deleted else self._act(kind)
        self._save(kind, record, lambda unit: act(unit, unit.get(kind, record)))

    def decide(self) -> bool:
        """Decide one open conflict, values before deletions; False when there is none."""
        place = {record: number for number, (_, record) in enumerate(self.records)}
        waiting = self.desk.ask(conflicts.open_ones)
        waiting.sort(key=lambda one: (place[one.record_id], one.path, one.other_at))  # ids differ from run to run
        if not waiting:
            return False
        one = self.chance.choice([each for each in waiting if each.path != DELETED] or waiting)
        keep = self.chance.choice(("mine", "theirs"))
        self._save(one.record_kind, one.record_id, lambda unit: conflicts.keep(one.id, keep, unit))
        return True

    def _save(self, kind: str, record: str, act: Callable[[Unit], Row]) -> None:
        before = self.desk.store.get(kind, record)
        after, changed = self.desk.changing(act)
        said = difference(flat(noun(kind), before.fields), flat(noun(kind), after.fields))
        if before.deleted is None and after.deleted is not None:
            said["_deleted"] = after.deleted  # the other way it may also be an edit that wakes the record
        if changed.outbox:
            change = self.desk.store.history(record)[-1].change_id
            assert change not in self.entered
            self.entered[change] = said
        else:
            assert (said, before.deleted) == ({}, after.deleted)

    def _act(self, kind: str) -> Callable[[Unit, Row], Row]:
        drawn = self.chance.random()
        if drawn < 0.06:
            return self._delete_or_restore
        if drawn < 0.25 and kind in _LIVES:
            return self._move
        if drawn < 0.45 and kind in ("worker", "case"):
            return self._set
        if drawn < 0.60 and kind == "worker":
            return self._passport
        return self._fields

    def _delete_or_restore(self, unit: Unit, row: Row) -> Row:
        if row.deleted is None:
            return unit.delete(row.kind, row.id, self._new("dobel"))
        return unit.restore(row.kind, row.id)

    def _move(self, unit: Unit, row: Row) -> Row:
        name, life = _LIVES[row.kind]
        # The move that only an urgent case may make is left out: who lowers the priority would make it refused.
        to = LIFECYCLES[life].next_of(row.fields[name], "P2")
        return unit.edit(row.kind, row.id, {name: self.chance.choice(to)}) if to else self._fields(unit, row)

    def _set(self, unit: Unit, row: Row) -> Row:
        name = "vulnerability" if row.kind == "worker" else self.chance.choice(("needs", "risk_flags"))
        codes = set(row.fields.get(name, ())) ^ {self.chance.choice(_SETS[name])}
        return unit.edit(row.kind, row.id, {name: sorted(codes)})

    def _passport(self, unit: Unit, row: Row) -> Row:
        held: list[dict[str, Any]] = [dict(one) for one in row.fields.get("passports", ())]
        if not held or self.chance.random() < 0.3:
            held.append({"id": unit.new_id(), "number": self._new("C")})
        elif self.chance.random() < 0.4:
            held.pop(self.chance.randrange(len(held)))
        else:
            self.chance.choice(held)["number"] = self._new("C")
        return unit.edit(row.kind, row.id, {"passports": held})

    def _fields(self, unit: Unit, row: Row) -> Row:
        """Change one to three fields of different rules; sometimes clear one."""
        fields: dict[str, Any] = {}
        for _ in range(self.chance.randint(1, 3)):
            name = self.chance.choice((*_TEXTS[row.kind], *_BOTH[row.kind]))
            long = name in _BOTH[row.kind]
            fields[name] = self._new("catatan") if long else self.chance.choice((None, *_PLACES))
        if row.kind == "worker" and self.chance.random() < 0.4:
            fields["restricted"] = self.chance.choice((True, False, None))
            fields["last_confirmed_on"] = f"2025-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}"
        if row.kind == "case" and self.chance.random() < 0.4:
            fields["priority"] = self.chance.choice(("P1", "P2", "P3", "P4"))
        return unit.edit(row.kind, row.id, fields)

    def _new(self, word: str) -> str:
        self._number += 1
        return f"{word}{self.desk.officer.user}{self._number}"
