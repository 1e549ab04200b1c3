"""A register taken in by the centre: clean when it is verified, and the same on every desk, by snapshot or by news."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.demo.people import Drawing, workers
from desktop.store.store import Store
from desktop.store.verify import findings, store_digest
from sync.changes.conflict import CENTRE
from sync.errors import InvalidField
from sync.gateway import accounts, register
from sync.gateway.admin import Administration
from sync.gateway.database import Database
from sync.gateway.register import Line, take_register
from sync.gateway.snapshots import building
from sync.gateway.tables import ledger
from tests.gateway.conftest import Enrol
from tests.gateway.desk import CODE, Door, PlayedClock
from tests.store.world import StoreDesk, fresh_key

COUNT = 60


@pytest.fixture(autouse=True)
def small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of a few records: their borders are what is looked at here."""
    monkeypatch.setattr(register, "_AT_ONCE", 25)


@pytest.fixture
def desk(tmp_path: Path, database: Database, door: Door, clock: PlayedClock) -> Iterator[StoreDesk]:
    """A desk with a real store, that has joined."""
    folder = tmp_path / "desk"
    folder.mkdir()
    store = Store.create(folder, fresh_key, clock, mission="JHB", store_id="s1")
    code = CODE.replace("satu", "meja")
    with database.write() as connection:
        accounts.add_code(connection, "JHB", code, clock)
    yield StoreDesk(store, clock, "dewi").join(door, code)
    store.close()


def lines(clock: PlayedClock, count: int = COUNT) -> Iterator[Line]:
    return ((one.kind, one.id, one.fields) for one in workers(Drawing(5, clock.now()), count))


def verified(database: Database, clock: PlayedClock) -> dict[str, str]:
    """The digest of the mission, of a centre in which nothing is found."""
    answer = Administration(database, clock).verify()
    assert answer["findings"] == []
    digest: dict[str, str] = answer["missions"]["JHB"]["digest"]
    return digest


@pytest.mark.parametrize("packed", [True, False])
def test_a_register_is_clean_at_the_centre_and_the_same_on_a_desk(
    database: Database, clock: PlayedClock, desk: StoreDesk, *, packed: bool
) -> None:
    assert take_register(database, "JHB", lines(clock), clock) == COUNT
    if packed:
        assert building.build(database, "JHB", clock) is not None

    assert desk.round().received == COUNT
    assert verified(database, clock) == store_digest(desk.store)
    assert findings(desk.store, fresh_key) == ()
    one = next(lines(clock))
    row = desk.store.get("worker", one[1])
    assert (row.created_by, row.fields["mission"], row.fields["full_name"]) == (CENTRE, "JHB", one[2]["full_name"])


def test_work_goes_on_upon_a_register(database: Database, clock: PlayedClock, desk: StoreDesk, enrolled: Enrol) -> None:
    siti = enrolled()
    siti.say(siti.create({"full_name": "Sebelumnya"}))
    take_register(database, "JHB", lines(clock), clock)
    desk.round()
    first = desk.store.get("worker", next(lines(clock))[1])
    desk.edit(first, birth_place="Kulai")
    desk.create(full_name="Sesudahnya")
    assert desk.round().sent == 2
    with database.read() as connection:
        assert connection.scalars(select(ledger.c.seq).order_by(ledger.c.seq)).all() == list(range(1, COUNT + 4))
    assert verified(database, clock) == store_digest(desk.store)


def _refused(database: Database, clock: PlayedClock, records: Iterable[Line]) -> tuple[str | None, str | None]:
    with pytest.raises(InvalidField) as refused:
        take_register(database, "JHB", records, clock)
    verified(database, clock)
    return refused.value.field, refused.value.rule


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ({"sex": 5}, ("sex", "shape")),
        ({"full_name": None}, ("full_name", "shape")),
        ({"birth_date": "kemarin"}, ("birth_date", "shape")),
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_its_transaction(
    database: Database, clock: PlayedClock, desk: StoreDesk, altered: dict[str, Any], told: tuple[str, str]
) -> None:
    every = list(lines(clock, 30))
    kind, record, fields = every[-1]
    assert _refused(database, clock, [*every[:-1], (kind, record, fields | altered)]) == told
    desk.round()
    assert len(desk.store.page("worker", limit=100).rows) == 25


def test_a_register_never_writes_over_what_is_there(database: Database, clock: PlayedClock, desk: StoreDesk) -> None:
    take_register(database, "JHB", lines(clock, 10), clock)
    assert _refused(database, clock, lines(clock, 1)) == (None, "exists")
    kind, _, fields = next(lines(clock, 1))
    assert _refused(database, clock, [(kind, "a-1", fields)]) == ("id", "shape")
