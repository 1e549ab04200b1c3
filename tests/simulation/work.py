"""What the officers of a played world do: the drawn work of the fault tests, on whatever records their desk holds."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, Final

from desktop.actions import conflicts
from desktop.store import attachments, records, tray, undo
from desktop.store.row import Row
from desktop.store.schema import table_of
from desktop.store.unit import Unit
from sync.changes.change import DELETED
from tests.faults.random_work import KINDS, Officer
from tests.simulation.seat import Saved, Seat

_HOT: Final = 6
"""So many records are everybody's, so that people meet."""
_CHANGED_FILES: Final = 0.3


class Worker(Officer):
    """The officer of one seat. Saves go into the seat's journal."""

    def __init__(self, seat: Seat, chance: Random) -> None:
        super().__init__(desk=seat.desk, chance=chance, records=[])
        self._seat = seat
        self.last: list[Saved] = []
        self.files: dict[str, tuple[bytes, bytes]] = {}  # what lies behind attachments: the original and its preview

    def begin(self, known: list[tuple[str, str]]) -> None:
        """Sit down: the desk may have been started again since; *known* are all records of the world, in order."""
        self.desk, self.last = self._seat.desk, []
        here = set[str]()
        with self.desk.store.reading() as connection:
            for kind in KINDS:
                rows = connection.exec_driver_sql(f"SELECT _id FROM {table_of(kind).name}")  # noqa: S608 our own name
                here.update(rows.scalars())
        self.records = [one for one in known if one[1] in here]

    def work(self) -> None:
        """Save once: make a record, or change one."""
        if len(self.records) < 2 or self.chance.random() < 0.2:
            self.make()
            return
        some = self.records[:_HOT] if self.chance.random() < 0.6 else self.records
        kind, record = self.chance.choice(some)
        deleted = self.desk.store.get(kind, record).deleted is not None
        act = self._delete_or_restore if deleted else self._act(kind)
        self._keep(lambda unit: act(unit, unit.get(kind, record)))

    def make(self) -> None:
        """Make a record of any kind."""
        name = self._new("Baru ")
        cases = [record for kind, record in self.records if kind == "case"]
        kind = self.chance.choice(KINDS if cases else ("worker", "case"))
        parent = {"case_id": self.chance.choice(cases)} if kind in ("claim", "action") else {}
        own: dict[str, dict[str, Any]] = {
            "worker": {"full_name": name, "birth_place": "Cilacap"},
            "case": {"status": "REGISTERED", "summary": name},
            "claim": {"claim_kind": "WAGES", "state": "OPEN", "basis": name},
            "action": {"type": "CALL_WORKER", "next_step": name},
        }
        self._keep(lambda unit: unit.create(kind, own[kind] | parent | ({"at": unit.at} if kind == "action" else {})))

    def attach(self) -> None:
        """Add a sealed file to a record, with its preview; or take one away, or bring it back."""
        if not self.records:
            return
        if self._change_a_file():
            return
        kind, record = self.chance.choice(self.records)
        content, preview = (self.chance.randbytes(self.chance.randint(100, most)) for most in (200_000, 20_000))
        parts = [attachments.seal(self.desk.store, one) for one in (content, preview)]
        fields = attachments.fields_of(content, parts) | {"owner_kind": kind, "owner_id": record}

        def save(unit: Unit) -> Row:
            row = unit.create(attachments.KIND, fields | {"media_type": "image/jpeg", "by": unit.officer})
            attachments.are_here(unit, [part.name for part in parts])
            return row

        self._keep(save)
        self.files[self.last[0].record] = (content, preview)

    def _change_a_file(self) -> bool:
        with self.desk.store.reading() as connection:
            here = [one for one in self.files if records.load(connection, attachments.KIND, one) is not None]
        if not here or self.chance.random() > _CHANGED_FILES:
            return False
        file = self.chance.choice(here)
        self._keep(lambda unit: self._delete_or_restore(unit, unit.get(attachments.KIND, file)))
        return True

    def delete_or_restore(self) -> None:
        """Delete a record, or restore one that is deleted."""
        if self.records:
            kind, record = self.chance.choice(self.records)
            self._keep(lambda unit: self._delete_or_restore(unit, unit.get(kind, record)))

    def decide(self) -> bool:
        """Decide one open conflict, values before deletions; False when there is none."""
        waiting = self.desk.ask(conflicts.open_ones)
        waiting.sort(key=lambda one: (one.record_id, one.path, one.other_at, one.id))
        held = {record for _, record in self.records}
        waiting = [one for one in waiting if one.record_id in held]
        if not waiting:
            return False
        one = self.chance.choice([each for each in waiting if each.path != DELETED] or waiting)
        keep = self.chance.choice(("mine", "theirs"))
        self._keep(lambda unit: conflicts.keep(one.id, keep, unit))
        return True

    def look_through_tray(self) -> None:
        """Send what was refused first again, or give it up."""
        with self.desk.store.reading() as connection:
            refused = next(tray.refusals(connection), None)
        if refused is not None:
            again = self.chance.random() < 0.5
            change = refused.change.id
            self._keep(lambda unit: tray.send_again(unit, change) if again else tray.give_up(unit, change, "test"))

    def undo(self) -> None:
        """Take the last save back."""
        self._keep(undo.undo_last)

    def hurry(self) -> None:
        """Call a case urgent, or take an urgent one over at once: who calls it less urgent makes that move refused."""
        cases = [record for kind, record in self.records if kind == "case"]
        if cases:
            self._keep(partial(_hurried, self.chance.choice(cases[:2])))

    def _keep(self, act: Callable[[Unit], Row | None]) -> None:
        self.last = self._seat.save(act)


def _hurried(record: str, unit: Unit) -> Row:
    row = unit.get("case", record)
    if row.deleted is not None:
        return unit.restore("case", record)
    if row.fields.get("priority") != "P1":
        return unit.edit("case", record, {"priority": "P1"})
    if row.fields["status"] == "REGISTERED":
        return unit.edit("case", record, {"status": "ASSIGNED", "owner": unit.officer})
    return unit.edit("case", record, {"priority": "P4"})
