"""Three desks edit the same two hundred records offline, then meet over a bad line: all end level, nothing is lost."""

from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from desktop.desk import Desk
from desktop.store.verify import every_record, store_digest
from sync.changes.conflict import CENTRE
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import flat
from sync.gateway import replay
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope, state_of
from sync.gateway.tables import ledger, records
from tests.faults.desks import MISSION
from tests.faults.mission import Mission, mission
from tests.faults.plain_model import played

SEED: Final = 20251016
QUICK: Final = 400
FULL: Final = 2000
BETWEEN_MEETINGS: Final = 50
MOST_TURNS: Final = 3


@pytest.mark.parametrize("edits", [QUICK, pytest.param(FULL, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_three_desks_end_level_and_nothing_is_lost(tmp_path: Path, database: Database, edits: int) -> None:
    with mission(tmp_path, database, SEED + edits) as three:
        for _ in range(edits // BETWEEN_MEETINGS):
            three.work_offline(BETWEEN_MEETINGS)
            three.meet()
            three.decide(most=2)
        three.level(MOST_TURNS)
        open_before = check_all(three)
        three.decide(most=open_before // 2)  # some at two desks at once, and differently
        three.level(MOST_TURNS)
        three.decide_all()
        three.level(MOST_TURNS)
        assert open_before > edits // 50
        assert check_all(three) == 0
        print([line.faults for line in three.bad], open_before, "conflicts")


def check_all(three: Mission) -> int:
    """Check desks, centre and model against each other; return how many conflicts are open."""
    with three.database.snapshot() as connection:
        lines = list(connection.execute(select(ledger).order_by(ledger.c.seq)))
        held = {row.id: state_of(row) for row in connection.execute(select(records))}
        digest = digest_of_scope(connection, MISSION)
        assert [one.findings for one in replay.verify(connection)] == [[]]
    _check_ledger(three, lines)
    model = played(lines)
    conflicts = {record: state for record, state in held.items() if state.kind == "conflict"}
    assert {record: state.values for record, state in held.items() if record not in conflicts} == model.values
    assert _told(conflicts, model.conflicts) == model.conflicts
    for desk in three.desks:
        assert store_digest(desk.store) == digest
        assert desk.verify() == ()
        _check_versions(desk, held)
        _check_histories(desk, three, lines)
    return sum(one["state"] == "OPEN" for one in model.conflicts.values())


def _check_ledger(three: Mission, lines: list[Any]) -> None:
    """Each change of a desk stands in the ledger exactly once, and nothing that nobody entered."""
    ids = [line.change_id for line in lines if line.device != CENTRE]
    entered = {change for officer in three.officers for change in officer.entered}
    assert len(ids) == len(set(ids))
    assert entered <= set(ids)
    assert len(ids) - len(entered) == len(three.officers[0].records)  # the creations


def _told(conflicts: dict[str, Any], expected: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return of each conflict what the model speaks of."""
    return {
        name: {key: state.values.get(key) for key in expected.get(name, state.values)}
        for name, state in conflicts.items()
    }


def _check_versions(desk: Desk, held: dict[str, Any]) -> None:
    """What the next edit of this desk will be based on is what the centre has."""
    with desk.store.reading() as connection:
        for kind, stored in every_record(connection):
            state = held[stored.row.id]
            assert flat(noun(kind), stored.row.fields) == {p: v for p, v in state.values.items() if p != "_deleted"}
            for path in {*state.values, *state.versions, *stored.versions} - {""}:
                assert stored.version(path) == state.version(path), (kind, path)


def _check_histories(desk: Desk, three: Mission, lines: list[Any]) -> None:
    """Every value that was ever entered stands in the history of every desk, once."""
    past: dict[str, Any] = {}
    for record in {line.record for line in lines}:
        for one in desk.store.history(record):
            assert one.change_id not in past
            past[one.change_id] = one
    assert set(past) == {line.change_id for line in lines}
    assert {change: one.seq for change, one in past.items()} == {line.change_id: line.seq for line in lines}
    for officer in three.officers:
        for change, said in officer.entered.items():
            assert said.items() <= past[change].values.items()
