"""A device is told what its officers may read, and nothing else, however it asks."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from sync.changes.change import Change
from sync.changes.digest import Digest, digest_of, fingerprint
from sync.clock import stamp
from sync.domain.rules.rights import default_roles, readable
from sync.engine.ports import Mend, Wants
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.snapshots import building, kept
from sync.protocol.messages import Answer, Parts, PastAsk
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, PlayedClock
from tests.gateway.test_snapshots import opened

SECRET = "Rahasia-Wirya"
SHELTER = frozenset({"SHELTER"})


def _give(database: Database, desk: Desk, *roles: str) -> None:
    desk.clock.passes(timedelta(seconds=1))
    with database.write() as connection:
        who = (desk.officer, desk.signing.public.text)
        accounts.grant(connection, "JHB", who, roles, stamp(desk.clock.now()))


def _some(desk: Desk) -> list[Change]:
    """Make one record of five kinds, three of which a shelter is not for, each with the secret in it."""
    case = desk.create({"mission": "JHB", "status": "REGISTERED", "summary": "x"}, kind="case")
    return [
        desk.create({"mission": "JHB", "full_name": "Sari"}),
        case,
        desk.create({"mission": "JHB", "case_id": case.record, "place": SECRET}, kind="detention"),
        desk.create({"mission": "JHB", "name": SECRET}, kind="agency"),
        desk.create(
            {"mission": "JHB", "owner_kind": "court_file", "owner_id": case.record, "title": SECRET},
            kind="attachment",
        ),
        desk.create({"mission": "JHB", "owner_kind": "case", "owner_id": case.record, "title": "y"}, kind="attachment"),
    ]


@pytest.fixture
def filled(enrolled: Enrol) -> tuple[Desk, list[Change]]:
    lead = enrolled("siti")
    made = _some(lead)
    assert {one.outcome for one in lead.say(*made)} == {"applied"}
    return lead, made


def _digest(*changes: Change) -> dict[str, str]:
    return digest_of((one.kind, one.record, one.values) for one in changes)


def test_what_nobody_at_a_device_may_read_comes_as_a_bare_number(
    enrolled: Enrol, filled: tuple[Desk, list[Change]]
) -> None:
    _, made = filled
    shelter = enrolled("budi", roles=("SHELTER",))
    answer = shelter.exchange(compare=True)
    assert [one.seq for one in answer.news] == [1, 2, 3, 4, 5, 6]
    assert [one.entry is not None for one in answer.news] == [True, True, False, False, False, True]
    assert SECRET not in msgspec.json.encode(answer).decode()
    assert answer.kinds == sorted(readable(SHELTER))
    assert answer.digest == _digest(made[0], made[1], made[5])
    assert answer.fingerprint == fingerprint(answer.digest)
    assert answer.cursor == answer.head == 6


def test_a_device_of_all_roles_is_told_everything_and_no_list_of_kinds(filled: tuple[Desk, list[Change]]) -> None:
    lead, made = filled
    answer = lead.exchange(compare=True)
    assert answer.kinds is None
    assert answer.digest == _digest(*made)


Ask = Callable[[Desk, list[Change]], Answer]


def _states(desk: Desk, made: list[Change]) -> Answer:
    return desk.wanting(Wants(limit_bytes=1, mend=Mend(states=tuple(one.record for one in made))))


def _parts(desk: Desk, made: list[Change]) -> Answer:
    ends = list(dict.fromkeys(one.record[-2:] for one in made))
    return desk.wanting(Wants(limit_bytes=1, mend=Mend(parts=Parts(sums=ends[:1], hashes=ends))))


def _past(desk: Desk, made: list[Change]) -> Answer:
    answers = [desk.wanting(Wants(limit_bytes=1, past=PastAsk(record=one.record))) for one in made]
    return answers[0]


@pytest.mark.parametrize("ask", [_states, _parts, _past])
def test_an_evil_device_gets_nothing_of_it_by_asking_otherwise(
    enrolled: Enrol, filled: tuple[Desk, list[Change]], ask: Ask
) -> None:
    _, made = filled
    evil = enrolled("jahat", roles=("SHELTER",))
    assert SECRET not in msgspec.json.encode(ask(evil, made[2:5])).decode()


def test_a_record_that_may_not_be_told_is_not_there(enrolled: Enrol, filled: tuple[Desk, list[Change]]) -> None:
    _, made = filled
    shelter = enrolled("budi", roles=("SHELTER",))
    answer = _states(shelter, made)
    assert {one.id for one in answer.states} == {made[0].record, made[1].record, made[5].record}
    assert set(answer.absent) == {one.record for one in made[2:5]}
    parts = _parts(shelter, made).parts
    assert parts is not None
    assert set(parts.hashes) == {made[0].record, made[1].record, made[5].record}
    for one, known in zip(made, (True, True, False, False, False, True), strict=True):
        past = shelter.wanting(Wants(limit_bytes=1, past=PastAsk(record=one.record))).past
        assert past is not None
        assert bool(past.entries) is known


def test_nothing_urgent_is_told_ahead_to_who_may_not_read_it(enrolled: Enrol) -> None:
    lead, other, shelter = enrolled("siti"), enrolled("ani"), enrolled("budi", roles=("SHELTER",))
    lead.say(*(lead.create({"mission": "JHB", "full_name": secrets.token_hex(50)}) for _ in range(300)))
    case = lead.create({"mission": "JHB", "status": "REGISTERED", "priority": "P1"}, kind="case")
    held = lead.create({"mission": "JHB", "case_id": case.record, "place": SECRET}, kind="detention")
    lead.say(case, held)
    told = other.exchange(limit=12_000)
    assert {case.record, held.record} <= {one.id for one in told.ahead}
    answer = shelter.exchange(limit=12_000)
    assert case.record in {one.id for one in answer.ahead}
    assert SECRET not in msgspec.json.encode(answer).decode()


def test_a_conflict_is_told_to_who_may_read_what_it_is_about(enrolled: Enrol) -> None:
    lead, other = enrolled("siti"), enrolled("ani")
    shelter = enrolled("budi", roles=("SHELTER",))
    case = lead.create({"mission": "JHB", "status": "REGISTERED"}, kind="case")
    held = lead.create({"mission": "JHB", "case_id": case.record, "place": "a"}, kind="detention")
    lead.say(case, held)
    lead.say(lead.change(held.record, {"place": SECRET}, 2, kind="detention"))
    assert [one.outcome for one in other.say(other.change(held.record, {"place": "b"}, 2, kind="detention"))] == [
        "conflict"
    ]
    answer = shelter.exchange(compare=True)
    assert SECRET not in msgspec.json.encode(answer).decode()
    assert answer.digest == _digest(case)


def test_own_changes_are_told_though_the_right_to_read_is_gone(enrolled: Enrol, database: Database) -> None:
    budi = enrolled("budi")
    agency = budi.create({"mission": "JHB", "name": "Lama"}, kind="agency")
    budi.wanting(Wants(limit_bytes=0), budi.create({"mission": "JHB", "full_name": "Sari"}), agency)
    _give(database, budi, "SHELTER")
    own = [one.own for one in budi.exchange().news]
    assert agency.id in own


@pytest.mark.parametrize("roles", [("SHELTER",), ("COUNTER", "INFO"), ("AUDITOR",), ()])
def test_the_digest_of_a_device_is_that_of_its_kinds_whoever_it_is(
    enrolled: Enrol, database: Database, filled: tuple[Desk, list[Change]], roles: tuple[str, ...]
) -> None:
    _, made = filled
    desk = enrolled("budi")
    _give(database, desk, *roles)
    answer = desk.exchange(compare=True)
    every = Digest()
    for one in made:
        every.add(one.kind, one.record, one.values)
    assert answer.digest == every.per_kind(readable(frozenset(roles)))
    told = [one.entry.change for one in answer.news if one.entry is not None]
    assert answer.digest == _digest(*told)


def test_the_roles_given_by_default_see_all_kinds_those_of_newer_releases_too() -> None:
    assert "unknown" in readable(default_roles())


def test_a_device_gets_a_snapshot_of_its_kinds_and_of_nothing_else(
    enrolled: Enrol, database: Database, filled: tuple[Desk, list[Change]], clock: PlayedClock
) -> None:
    _, made = filled
    shelter = enrolled("budi", roles=("SHELTER",))
    wants = Wants(limit_bytes=262_144, snapshot=True)
    building.build(database, "JHB", clock)
    assert enrolled("ani").wanting(wants).snapshot is not None
    assert shelter.wanting(wants).snapshot is None, "that of others is not for it"
    kinds = readable(SHELTER)
    manifest = building.build(database, "JHB", clock, kinds=kinds)
    assert manifest is not None
    assert manifest.rows == 3
    late = enrolled("ida", roles=("SHELTER",))
    told = late.wanting(wants)
    assert told.snapshot == manifest
    assert told.kinds == sorted(kinds)
    snaps = [snap for part in opened(late.door, manifest) for snap in part]
    assert {one.id for one in snaps} == {made[0].record, made[1].record, made[5].record}


def test_snapshots_are_due_for_each_set_of_kinds_that_devices_are_told(
    enrolled: Enrol, database: Database, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LEAST", 1)
    lead = enrolled("siti")
    enrolled("budi", roles=("SHELTER",))
    enrolled("ida", roles=("SHELTER",))
    lead.say(lead.create({"mission": "JHB", "full_name": "Sari"}))
    with database.read() as connection:
        assert kept.due(connection, clock) == [("JHB", None), ("JHB", readable(SHELTER))]
