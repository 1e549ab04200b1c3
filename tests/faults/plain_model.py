"""What the rules say, once more and in plain dictionaries: from the ledger's order and bases to values and conflicts.

Written from the design page and not from `sync/changes`: it shares with the product only names, the reading of
times and the table of moves.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from sync.changes.change import Change
from sync.changes.conflict import CENTRE, conflict_id
from sync.clock import moment
from sync.domain.rules.lifecycle import LIFECYCLES

ASK, SAFER, LAST, BOTH, LIFE = "ask", "safer", "last", "both", "life"
RULES: Final = {
    ("worker", "vulnerability"): SAFER,
    ("worker", "restricted"): SAFER,
    ("worker", "last_confirmed_on"): LAST,
    ("worker", "health_note"): BOTH,
    ("case", "priority"): SAFER,
    ("case", "risk_flags"): SAFER,
    ("case", "narrative"): BOTH,
    ("case", "status"): LIFE,
    ("claim", "notes"): BOTH,
    ("claim", "state"): LIFE,
    ("action", "summary"): BOTH,
    ("action", "result"): BOTH,
}
LIVES: Final = {"case": "case_status", "claim": "claim_state"}
STALE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of the ledger: the change as a dictionary, and when it came."""

    seq: int
    change: dict[str, Any]
    received: datetime


@dataclass(slots=True)
class Model:
    """Records as {record: {path: value}} with {record: {path: seq}}, and conflicts by their ids."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, dict[str, int]] = field(default_factory=dict)
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    seq_of: dict[str, int] = field(default_factory=dict)
    took: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_by: dict[str, str] = field(default_factory=dict)

    def play(self, line: Line) -> None:
        """Take one change of an officer."""
        change, seq = line.change, line.seq
        record, values = change["record"], change.get("values", {})
        self.lines[seq], self.seq_of[change["id"]] = line, seq
        if change["op"] == "create":
            self.values[record], self.versions[record] = dict(values), {"": seq}
            self.took[change["id"]] = values
            return
        clashes: list[tuple[str, Any, Any, str]] = []
        taken: dict[str, Any] = {}
        for path, value in values.items():
            self._judge(line, path, value, taken, clashes)
        present = self.values[record]
        chooses = bool(change.get("resolves")) and all(self._decides(change, path) for path in values)
        if present.get("_deleted") is not None and "_deleted" not in values and not chooses:  # an edit wakes it
            taken["_deleted"] = None
            clashes.append(("_deleted", None, present["_deleted"], self._changer(record, "_deleted")))
        self.values[record] = {p: v for p, v in (present | taken).items() if v is not None}
        self.versions[record] |= dict.fromkeys(taken, seq)
        self.took[change["id"]] = taken
        for name in change.get("resolves", ()):
            self._decide(name, change)
        for path, stays, other, by in clashes:
            self._dispute(line, path, (stays, other, by))

    def _judge(self, line: Line, path: str, value: Any, taken: dict[str, Any], clashes: list[Any]) -> None:
        change, record = line.change, line.change["record"]
        present = self.values[record].get(path)
        if path == "_deleted":
            if value is None or present is not None:
                if value is None and present is not None:
                    taken[path] = None
            elif self._decides(change, path) or self._saw_everything(change):
                taken[path] = value
            else:
                clashes.append((path, present, value, change["id"]))
            return
        if self._base(change, path) == self._version(record, path):
            taken[path] = value
            return
        if present == value:
            return
        answer = self._rule(line, path, present, value)
        if answer == "stays":
            clashes.append((path, present, value, change["id"]))
        elif answer == "takes with clash":
            taken[path] = value
            clashes.append((path, value, present, self._changer(record, path)))
        elif answer is not None:
            taken[path] = answer[0]

    def _rule(self, line: Line, path: str, present: Any, value: Any) -> Any:
        """Return "stays", "takes with clash", (value,) or None for nothing to do."""
        change, kind, record = line.change, line.change["kind"], line.change["record"]
        match RULES.get((kind, path.partition("/")[0]), ASK):
            case "ask":
                removed = "/" in path and present is None and path in self.versions[record]
                return "takes with clash" if removed else "stays"
            case "safer":
                return "takes with clash" if _danger(value) < _danger(present) else "stays"
            case "last":
                return (value,) if _hlc(line) > _hlc(self.lines[self._version(record, path)]) else None
            case "both":
                return _both(
                    str(value or ""), str(present or ""), change, self.lines[self._version(record, path)].change
                )
            case _:
                return (value,) if LIFECYCLES[LIVES[kind]].is_forward(str(present), str(value)) else "stays"

    def _version(self, record: str, path: str) -> int:
        return self.versions[record].get(path, self.versions[record][""])

    def _changer(self, record: str, path: str) -> str:
        return str(self.lines[self._version(record, path)].change["id"])

    def _base(self, change: dict[str, Any], path: str) -> int | None:
        """Return the seq that the officer saw; `STALE` where the own earlier change did not come into force."""
        base: int | str | None = change.get("base", {}).get(path)
        if not isinstance(base, str):
            return base
        said = self.lines[self.seq_of[base]].change.get("values", {}).get(path)
        return self.seq_of[base] if self.took[base].get(path) == said else STALE

    def _saw_everything(self, change: dict[str, Any]) -> bool:
        record = change["record"]
        paths = {*self.values[record], *self.versions[record]} - {"_deleted", ""}
        listed = change.get("base", {})
        return all(self._base(change, path if path in listed else "") == self._version(record, path) for path in paths)

    def _decides(self, change: dict[str, Any], path: str) -> bool:
        return any(
            name in self.conflicts and self.conflicts[name]["path"] == path for name in change.get("resolves", ())
        )

    def _decide(self, name: str, change: dict[str, Any]) -> None:
        conflict = self.conflicts.get(name)
        if conflict is not None and conflict["record_id"] == change["record"]:
            values, path = change.get("values", {}), conflict["path"]
            chosen = _text(values[path]) if path in values else conflict["present"]
            conflict |= {"state": "DECIDED", "chosen": chosen, "decided_by": change["officer"]}

    def _run(self, change: dict[str, Any], path: str) -> list[str]:
        """Return the changes that this one was based on before anybody else had seen them, the last one first."""
        run = list[str]()
        base = change.get("base", {}).get(path)
        while isinstance(base, str):
            run.append(base)
            base = self.lines[self.seq_of[base]].change.get("base", {}).get(path)
        return run

    def _edits(self, change: dict[str, Any], path: str, conflict: str) -> bool:
        """Whether a change edits the value that waits in a conflict: of its own run, or one that gave way meanwhile."""
        waits, run = self.conflicts[conflict]["other_change"], self._run(change, path)
        if run and waits == run[0] and self.left_by[conflict] in run:
            return True
        gave_way_to = self._changer(change["record"], path)
        return self.left_by[conflict] == gave_way_to and change.get("base", {}).get(path) in (waits, self.seq_of[waits])

    def _dispute(self, line: Line, path: str, what: tuple[Any, Any, str]) -> None:
        stays, other, by = what
        change = line.change
        if by == change["id"]:  # its own value waits: does it take the place of the one that it edits?
            for name, conflict in self.conflicts.items():
                where = (conflict["state"], conflict["record_id"], conflict["path"])
                if where == ("OPEN", change["record"], path) and self._edits(change, path, name):
                    conflict |= {"other": _text(other), "other_change": by}
                    return
        name = conflict_id(msgspec.convert(change, Change), path)
        self.left_by[name] = change["id"]
        self.conflicts[name] = {
            "record_kind": change["kind"],
            "record_id": change["record"],
            "path": path,
            "present": _text(stays),
            "state": "OPEN",
            "other": _text(other),
            "other_change": by,
        }


def _danger(value: Any) -> int:
    """Rank a value: the most protective first; a flag or a code of a set that is there protects more than none."""
    return {"P1": 0, "P2": 1, "P3": 2, "P4": 3, True: 0}.get(value, 4)


def _both(mine: str, theirs: str, change: dict[str, Any], earlier: dict[str, Any]) -> tuple[str] | None:
    if mine in theirs:
        return None
    if theirs in mine:
        return (mine,)
    signs = [f"— {one['officer']}, {one['at']}" for one in (earlier, change)]
    first = theirs if signs[0] in theirs else f"{theirs}\n{signs[0]}"
    return (f"{first}\n\n{mine}\n{signs[1]}",)


def _hlc(line: Line) -> str:
    """Return the reading of the clock, bounded by five minutes after the time at which the change came."""
    hlc = str(line.change["hlc"])
    limit = int((line.received + timedelta(minutes=5)).timestamp() * 1000)
    if int(hlc[:13]) <= limit:
        return hlc
    return f"{int(line.received.timestamp() * 1000):013d}-0000-{hlc.split('-', 2)[2]}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def played(lines: Iterable[Any]) -> Model:
    """Return what follows from the lines of a real ledger.

    The centre's own entries follow by themselves, but for where a file is: that only the centre can say.
    """
    model = Model()
    for line in lines:
        change = msgspec.json.decode(line.change)
        if line.device != CENTRE or change["kind"] == "attachment":
            model.play(Line(seq=line.seq, change=change, received=moment(line.received_at)))
    return model
