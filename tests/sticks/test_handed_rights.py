"""What goes from desk to desk: only what those at the other one may read, and only what its officer may do."""

from datetime import timedelta

import pytest

from desktop import sticks
from desktop.desk import Desk
from desktop.store import peers
from desktop.store.grants import Rights
from sync.clock import stamp
from sync.errors import NoRight, NoSuchRecord
from sync.gateway import accounts
from tests.sticks.conftest import Town, worker


def _narrowed(town: Town, desk: Desk, *roles: str) -> None:
    """Let the officer of *desk* have these roles only, and every desk hear of it."""
    town.clock.passes(timedelta(seconds=1))
    with desk.store.reading() as connection:
        device = desk.store.identity().device
        key = next(key for (_, key), at in peers.officers(connection).items() if at == device)
    with town.database.write() as connection:
        accounts.grant(connection, "JHB", (desk.officer.user, key), roles, stamp(town.clock.now()))
    for each in town.desks:
        each.round(channel=town.line)


def test_a_named_desk_is_handed_what_its_officers_may_read_and_carries_the_rest_sealed(town: Town) -> None:
    _narrowed(town, town.near, "SHELTER")
    person = worker(town.far, "Siti Aminah")
    agency = town.far.do(lambda unit: unit.create("agency", {"name": "PT Rahasia"})).id
    read = sticks.read(town.near, town.stick(town.far, to=town.near))
    assert read.handed is not None
    assert read.handed.changes == 1
    assert town.near.store.get("worker", person).sync == "waiting"
    with pytest.raises(NoRight):
        town.near.store.get("agency", agency)
    town.near.store.officer = None
    with pytest.raises(NoSuchRecord):
        town.near.store.get("agency", agency)
    town.near.round(channel=town.line)  # the envelope of the other desk goes up as it is
    town.third.round(channel=town.line)
    assert town.third.store.get("agency", agency).fields["name"] == "PT Rahasia"


def test_a_handed_change_without_its_right_is_left_and_harms_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = town.far.do(lambda unit: unit.create("agency", {"name": "PT Maju"})).id
    town.far.round(channel=town.line)
    _narrowed(town, town.far, "COUNTER")
    monkeypatch.setattr(Rights, "check", lambda _self, _change, _before: None)  # a desk whose programme does not ask
    town.far.do(lambda unit: unit.edit("agency", agency, {"name": "PT Palsu"}))
    read = sticks.read(town.near, town.stick(town.far, to=town.near))
    assert read.handed is not None
    assert (read.handed.changes, read.handed.left) == (0, 1)
    assert town.near.store.get("agency", agency).fields["name"] == "PT Maju"
    town.near.round(channel=town.line)
    sticks.read(town.far, town.stick(town.near, "back"))
    assert town.far.standing().refused == 1
    assert town.third.store.get("agency", agency).fields["name"] == "PT Maju"
