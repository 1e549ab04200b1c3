"""Restricted cases against a centre that lies, a colleague with the store's file, and plain bad luck."""

from typing import Any

import pytest

from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.vault import Vault
from sync.changes.change import Change
from sync.errors import RuleBroken
from sync.gateway.ledger import Book, Source
from sync.identity.keys import OpeningKey
from tests.store.test_restricted import PLACE, SECRET, centre_text, file_text, meet, restricted_case
from tests.store.world import StoreDesk, World

AT = "2026-03-10T06:42:00.000Z"


def lie(world: World, desk: StoreDesk, row: Row, **values: Any) -> None:
    """The centre enters into its ledger what nobody has said."""
    with world.database.write() as connection:
        book = Book(connection, "JHB", desk.clock.now())
        state = book.state(row.id)
        assert state is not None
        change = Change(
            id=book.own_id(row.id, values),
            record=row.id,
            kind=row.kind,
            op="set",
            values=values,
            base={},
            officer="budi",
            at=AT,
            hlc="",
        )
        book.append(change, state.with_values(values, book.head + 1), values, Source(device="centre", batch=None))
        book.write()


def note(desk: StoreDesk, case: Row, text: str) -> Row:
    return desk.create("action", case_id=case.id, type="NOTE", at=AT, summary=text)


def test_a_centre_that_takes_the_flag_away_lays_nothing_open(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(siti, incident_place=PLACE)
    found = note(siti, case, f"{SECRET} ditemui")
    meet(siti)
    lie(world, siti, case, restricted=None)
    meet(siti)

    siti.edit(siti.get(case), summary=f"{SECRET} aman", priority="P1")
    siti.edit(siti.get(found), summary=f"{SECRET} dijemput")
    note(siti, case, f"{SECRET} di rumah aman")
    meet(siti)

    assert siti.get(case).fields["summary"] == f"{SECRET} aman"
    assert SECRET not in centre_text(world)
    assert PLACE not in centre_text(world)


def test_what_is_sealed_is_not_laid_open_by_moving_it_to_another_case(world: World) -> None:
    siti = world.desk("siti")
    case, other = restricted_case(siti), siti.create("case", status="REGISTERED", summary="Gaji")
    found = note(siti, case, f"{SECRET} ditemui")

    with pytest.raises(RuleBroken):
        siti.edit(siti.get(found), case_id=other.id)

    assert SECRET not in file_text(siti)


def test_what_comes_into_a_restricted_case_takes_along_what_belongs_to_it(world: World) -> None:
    siti = world.desk("siti")
    case, other = restricted_case(siti), siti.create("case", status="REGISTERED", summary="Gaji")
    found = note(siti, other, f"{SECRET} ditemui")
    file = siti.create("attachment", owner_kind="action", owner_id=found.id, title=SECRET)

    siti.edit(siti.get(found), case_id=case.id)

    with siti.store.reading() as connection:
        lies = connection.exec_driver_sql("SELECT title FROM r_attachment").scalars().all()
    assert lies == [None]
    assert siti.get(file).fields["title"] == SECRET


def test_what_is_being_typed_is_read_by_its_officer_only(world: World) -> None:
    siti = world.desk("siti")
    draft = Draft(form="new/case", body={"summary": f"{SECRET} menelepon"}, at=AT)

    siti.store.keep_draft("siti", draft)

    assert siti.store.drafts("siti") == [draft]
    assert SECRET not in file_text(siti)
    siti.store.vault = Vault("siti", OpeningKey.new())  # a colleague who says to be siti
    assert siti.store.drafts("siti") == []
