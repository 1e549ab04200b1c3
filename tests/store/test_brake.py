"""A mass deletion that a person lets in goes in, however it comes; what was not looked at stays out."""

import msgspec
import pytest

from desktop.actions import mass_deletion
from sync.errors import MassDeletion
from sync.protocol.messages import Answer
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.manifest import Manifest, Part
from sync.protocol.snapshot.snap import Snap
from tests.store.answers import answer, foreign, record_id
from tests.store.world import StoreDesk, World

MANY = 250


def _people(desk: StoreDesk, first: int = 1) -> None:
    rows = [foreign(seq, record_id(seq), values={"full_name": "N"}) for seq in range(first, first + MANY)]
    desk.replica().apply(answer(desk, *rows))


def _states(first: int, seq: int) -> list[Snap]:
    """Tell of records one by one that they are deleted."""
    return [
        Snap(
            kind="worker",
            id=record_id(first + n),
            values={"full_name": "N", "_deleted": "x"},
            versions={"_deleted": seq + n},
            created=first + n,
            changes=2,
            created_at="2026-03-10T06:42:00.000Z",
            created_by="budi",
            updated_at="2026-03-10T06:42:00.000Z",
            updated_by="budi",
        )
        for n in range(MANY)
    ]


def _stops(desk: StoreDesk, said: Answer) -> None:
    with pytest.raises(MassDeletion):
        desk.replica().apply(said)


def _allow(desk: StoreDesk) -> None:
    desk.store.do("siti", mass_deletion.allow)


def test_a_mass_deletion_that_comes_as_states_is_let_in_once_it_was_looked_at(world: World) -> None:
    desk = world.desk()
    _people(desk)
    said = msgspec.structs.replace(answer(desk), states=_states(1, 400))
    _stops(desk, said)
    _allow(desk)
    assert mass_deletion.stopped(desk.store) == ()
    desk.replica().apply(said)
    assert desk.store.count("worker") == 0


def test_an_answer_that_deletes_by_its_news_and_by_its_states_is_looked_at_in_both(world: World) -> None:
    desk = world.desk()
    _people(desk)
    _people(desk, 1001)
    gone = [foreign(2000 + n, record_id(1 + n), op="delete", values={"_deleted": "x"}) for n in range(MANY)]
    said = msgspec.structs.replace(answer(desk, *gone), states=_states(1001, 3000))
    _stops(desk, said)
    _allow(desk)
    _stops(desk, said)
    assert desk.store.count("worker") == 2 * MANY, "nothing before all of it was looked at"
    _allow(desk)
    desk.replica().apply(said)
    assert desk.store.count("worker") == 0
    assert mass_deletion.stopped(desk.store) == ()


def test_a_mass_deletion_that_comes_by_a_segment_takes_nothing_in_until_it_was_looked_at(world: World) -> None:
    desk = world.desk()
    _people(desk)
    plain = segment.write(_states(1, 400))
    part = Part(name="0" * 64, size=len(plain), rows=MANY)
    manifest = Manifest(id=record_id(0), seq=1000, key="A" * 43, urgent=0, segments=[part])
    desk.replica().apply(msgspec.structs.replace(answer(desk), snapshot=manifest))
    with pytest.raises(MassDeletion):
        desk.replica().take(segment.read(plain, MANY))
    assert desk.store.count("worker") == MANY
    _allow(desk)
    desk.replica().take(segment.read(plain, MANY))
    assert desk.store.count("worker") == 0
