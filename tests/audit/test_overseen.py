"""The lines of the whole mission: told to who may oversee, proven by the log, and read without a line afterwards."""

from typing import Any

import msgspec
import pytest

from desktop.actions import oversight
from desktop.store import audit, audit_overseen, audit_proofs
from desktop.store.audit import Asked
from sync.audit.checkpoint import Checkpoint
from sync.audit.tree import leaf_hash, node_hash
from sync.errors import NoRight
from sync.identity.canonical import text_of
from sync.protocol.audit import MOST_OVERSEEN, AuditLine, Overseen, chained, unchained
from tests.store.world import StoreDesk, World


def fetched(desk: StoreDesk, rounds: int = 3) -> list[AuditLine]:
    desk.store.do(desk.officer, oversight.fetch)
    for _ in range(rounds):
        desk.round()
    return [line for _, line in oversight.lines(desk.store, desk.officer, Asked(of_mission=True, limit=10_000))]


def alarms(desk: StoreDesk) -> list[str]:
    with desk.store.reading() as connection:
        return [one.code for one in audit_proofs.alarms(connection)]


def test_a_supervisor_reads_what_was_done_at_every_desk_of_the_mission(world: World) -> None:
    lead, other = world.desk("siti"), world.desk("budi")
    other.create("worker", full_name="Ani")
    other.store.do("budi", lambda unit: unit.note("export", "worker"))
    other.round()
    other.round()

    lines = fetched(lead)

    assert ("budi", "export") in {(line.officer, line.act) for line in lines}
    assert ("budi", "create") in {(line.officer, line.act) for line in lines}
    assert alarms(lead) == []
    own = oversight.lines(lead.store, "siti", Asked())
    assert "budi" not in {line.officer for _, line in own}


def test_more_than_one_answer_holds_comes_with_the_next_ones(world: World) -> None:
    lead, other = world.desk("siti"), world.desk("budi")
    for _ in range(MOST_OVERSEEN + 30):
        other.store.do("budi", lambda unit: unit.note("search"))
    other.round()
    other.round()

    found = [line for line in fetched(lead, rounds=4) if line.act == "search"]

    assert len(found) == MOST_OVERSEEN + 30
    with lead.store.reading() as connection:
        assert audit_overseen.wanted(connection) is None


def test_who_may_not_oversee_is_told_no_line(world: World) -> None:
    other = world.desk("budi")
    other.round()
    counter = world.desk("ani", "COUNTER")
    with pytest.raises(NoRight):
        counter.store.do("ani", oversight.fetch)
    with counter.store.transactions.write() as connection:
        audit_overseen.wish(connection)
    counter.round()
    counter.round()
    with counter.store.reading() as connection:
        assert audit.page(connection, Asked(of_mission=True)) == []


LINES = [chained("0" * 64, "d1", 1, AuditLine(epoch=1, at="", act="unlock", officer="budi"))]
LINES.append(chained("0" * 64, "d2", 1, AuditLine(epoch=1, at="", act="view", officer="ani")))
HASHES = [leaf_hash(leaf) for leaf in LINES]
POINT = Checkpoint(origin="x", size=2, root=node_hash(*HASHES))
TRUE = [
    Overseen(place=0, leaf=LINES[0].decode(), path=[text_of(HASHES[1])]),
    Overseen(place=1, leaf=LINES[1].decode(), path=[text_of(HASHES[0])]),
]


@pytest.mark.parametrize(
    ("harm", "is_kept"),
    [
        ({}, True),
        ({"leaf": LINES[0].decode().replace("budi", "dewi")}, False),
        ({"leaf": "[]"}, False),
        ({"place": 1}, False),
        ({"path": []}, False),
        ({"path": ["x"]}, False),
    ],
)
def test_a_line_that_is_not_proven_is_not_kept(world: World, harm: dict[str, Any], is_kept: bool) -> None:  # noqa: FBT001
    desk = world.desk("siti")
    lines = [msgspec.structs.replace(TRUE[0], **harm), TRUE[1]]
    with desk.store.transactions.write() as connection:
        assert audit_overseen.take(connection, POINT, lines) is is_kept
        assert len(audit.page(connection, Asked(of_mission=True))) == (2 if is_kept else 0)


def test_a_line_is_read_as_it_was_written() -> None:
    line = AuditLine(epoch=2, at="2026-03-10T06:42:00.000Z", act="set", fields=["a", "b"], version="1")
    assert unchained(chained("0" * 64, "d1", 7, line)) == ("0" * 64, "d1", 7, line)
