"""Eight desks write while others read: no entry is ever missing, doubled or late behind a cursor."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from sync.clock import SystemClock
from sync.domain.rules.rights import default_roles
from sync.gateway import news
from sync.gateway.database import Database
from sync.gateway.keys import centre_of
from sync.gateway.sight import Sight
from sync.gateway.tables import ledger
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk

WRITERS, ROUNDS, CHANGES = 8, 6, 5


def _write(desk: Desk) -> list[int]:
    numbers: list[int] = []
    for _ in range(ROUNDS):
        results = desk.say(*(desk.create({"full_name": "x"}) for _ in range(CHANGES)))
        numbers += [one.seq or 0 for one in results]
    return numbers


def _poll(database: Database, done: Event) -> list[int]:
    """Read behind a cursor, as a desk does, until the writers are through and nothing more comes."""
    reader = news.Reader(scope="JHB", device="nobody", epoch=1, sight=Sight("JHB", default_roles(), None))
    heard, cursor = list[int](), 0
    while True:
        last = done.wait(0.002)
        with database.read() as connection:
            fresh = news.after(connection, reader, cursor, 1 << 20)
        heard += [one.seq for one in fresh]
        cursor = heard[-1] if heard else 0
        if last and not fresh:
            return heard


def test_eight_writers_leave_a_dense_ledger_and_no_reader_misses_an_entry(enrolled: Enrol, database: Database) -> None:
    desks, done, total = [enrolled(f"o{number}") for number in range(WRITERS)], Event(), WRITERS * ROUNDS * CHANGES
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        readers = [pool.submit(_poll, database, done) for _ in range(2)]
        try:
            written = [seq for numbers in pool.map(_write, desks) for seq in numbers]
        finally:
            done.set()  # or the readers would read for ever
        heard = [reader.result() for reader in readers]

    assert sorted(written) == list(range(1, total + 1))
    assert heard == [list(range(1, total + 1))] * 2
    with database.read() as connection:
        assert len(connection.execute(select(ledger.c.seq)).all()) == total


def test_processes_that_start_at_once_are_one_centre(database_url: str) -> None:
    def start(_: int) -> str:
        with closing(Database(database_url)) as database:
            return centre_of(database, SystemClock()).id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(start, range(6)))) == 1


def test_a_statement_that_is_wrong_is_no_busy_database(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as connection:  # never Busy: a desk would come again for ever
        connection.execute(text("select nothing from nowhere"))
