"""Introductions: the centre enrols whom an officer of the device may let in and has signed for, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync.domain.rules.rights import default_roles
from sync.gateway import accounts, introductions
from sync.gateway.database import Database
from sync.identity.keys import OpeningKey, SigningKey
from sync.identity.officer import sign_introduction
from sync.protocol.messages import Introduced
from tests.gateway.desk import PlayedClock

NOW, LATER = "2026-03-10T00:00:00.000Z", "2026-03-11T00:00:00.000Z"
HERE, THERE = "0198c1f2-5f00-7000-8000-000000000001", "0198c1f2-5f00-7000-8000-000000000002"
LEAD, OTHER, NEW = SigningKey.new(), SigningKey.new(), SigningKey.new()
SEAL = OpeningKey.new().public.text


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A mission with a lead at one device, and an officer of the same rights at another."""
    made = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    made.prepare()
    with made.write() as connection:
        accounts.add_mission(connection, "JHB", PlayedClock())
        for user, key, device in (("siti", LEAD, HERE), ("tono", OTHER, THERE)):
            accounts.add_officer(connection, "JHB", device, (user, user, key.public.text, SEAL), NOW)
            accounts.grant(connection, "JHB", (user, key.public.text), default_roles(), NOW)
    yield made
    made.close()


def _introduced(by: str = "siti", key: SigningKey = LEAD, device: str = HERE, **changes: object) -> Introduced:
    said = Introduced(
        officer="budi",
        name="Budi",
        key=NEW.public.text,
        seal=SEAL,
        roles=sorted(default_roles()),
        by=by,
        by_key=key.public.text,
    )
    said = msgspec.structs.replace(said, **changes)
    return msgspec.structs.replace(said, signature=sign_introduction(key, said, "JHB", device))


def _takes(database: Database, said: Introduced) -> bool:
    with database.write() as connection:
        introductions.take(connection, "JHB", HERE, [said], LATER)
        return accounts.enrolled_at(connection, "JHB", said.officer, said.key) == HERE


def test_an_officer_who_may_lets_a_colleague_in_with_roles_of_the_own_ones(database: Database) -> None:
    assert _takes(database, _introduced(roles=["LABOUR_ATT"]))
    with database.read() as connection:
        assert accounts.roles_of(connection, "JHB", "budi", NEW.public.text, LATER) == {"LABOUR_ATT"}


FORGED = {
    "other-device": _introduced(by="tono", key=OTHER),
    "other-key": _introduced(by="siti", key=OTHER),
    "for-another-device": _introduced(device=THERE),
    "more-roles": _introduced(roles=["HEAD"]),
    "no-roles": _introduced(roles=[]),
    "blanks": _introduced(officer="si ti"),
    "nameless": _introduced(name=""),
    "no-seal": _introduced(seal="x"),
    "by-nobody": _introduced(by=""),
    "changed": msgspec.structs.replace(_introduced(), name="Somebody else"),
    "unsigned": msgspec.structs.replace(_introduced(), signature="x"),
    "no-key": msgspec.structs.replace(_introduced(), key="x"),
}


@pytest.mark.parametrize("said", FORGED.values(), ids=FORGED)
def test_nothing_else_makes_an_officer(database: Database, said: Introduced) -> None:
    assert not _takes(database, said)


def test_who_may_not_let_others_in_lets_nobody_in(database: Database) -> None:
    with database.write() as connection:
        accounts.grant(connection, "JHB", ("siti", LEAD.public.text), ["LABOUR_ATT"], LATER)
    assert not _takes(database, _introduced(roles=["LABOUR_ATT"]))


def test_an_officer_of_the_device_who_was_let_in_again_keeps_the_roles_and_only_there(database: Database) -> None:
    again = Introduced(officer="siti", name="Siti", key=NEW.public.text, seal=SEAL)
    assert _takes(database, again)
    with database.read() as connection:
        assert accounts.roles_of(connection, "JHB", "siti", NEW.public.text, LATER) == default_roles()
    elsewhere = Introduced(officer="tono", name="Tono", key=SigningKey.new().public.text, seal=SEAL)
    assert not _takes(database, elsewhere)


def _left(officer: str = "budi", by: str = "siti", key: SigningKey = LEAD, device: str = HERE) -> Introduced:
    said = Introduced(officer=officer, name="", key=NEW.public.text, seal="", by=by, by_key=key.public.text, gone=True)
    return msgspec.structs.replace(said, signature=sign_introduction(key, said, "JHB", device))


def _may_still(database: Database, said: Introduced) -> bool:
    _takes(database, _introduced())
    with database.write() as connection:
        introductions.take(connection, "JHB", HERE, [said], LATER)
        return bool(accounts.roles_of(connection, "JHB", "budi", NEW.public.text, LATER))


def test_whose_way_in_was_taken_may_nothing_more(database: Database) -> None:
    assert not _may_still(database, _left())
    assert _takes(database, _introduced()), "what was signed by then is known as the officer's"


@pytest.mark.parametrize(
    "said",
    [
        _left(by="tono", key=OTHER),
        _left(key=OTHER),
        _left(device=THERE),
        msgspec.structs.replace(_left(officer="siti"), officer="budi"),
        msgspec.structs.replace(_left(), signature=""),
    ],
    ids=["other-device", "other-key", "for-another-device", "of-another", "unsigned"],
)
def test_nobody_else_takes_an_officers_roles(database: Database, said: Introduced) -> None:
    assert _may_still(database, said)


def test_who_may_not_let_others_in_lets_nobody_out(database: Database) -> None:
    _takes(database, _introduced())
    with database.write() as connection:
        accounts.grant(connection, "JHB", ("siti", LEAD.public.text), ["LABOUR_ATT"], LATER)
    assert _may_still(database, _left())
