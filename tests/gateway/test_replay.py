"""Verification plays the ledger again, and finds whatever was altered behind the service's back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, update

from sync.changes.change import DELETED
from sync.changes.conflict import conflict_id
from sync.gateway.admin import Administration
from sync.gateway.database import Database
from sync.gateway.tables import ledger, missions, records, signatures, sums
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, PlayedClock


@pytest.fixture
def busy_day(enrolled: Enrol) -> tuple[Desk, Desk]:
    """Two desks that met in conflicts of every kind, decided one, deleted and edited."""
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti", "health_note": "x"})
    gone = siti.create({"full_name": "Salah"})
    siti.say(made, gone, siti.change(made.record, {"full_name": "Sita"}, {"full_name": made.id}))
    late = budi.change(made.record, {"full_name": "Sitti", "last_confirmed_how": "PHONE"}, 1)
    budi.say(late, budi.change(made.record, {"full_name": "S"}, {"full_name": late.id}))
    siti.say(siti.deciding(siti.change(made.record, {"full_name": "Sitti"}, 3), conflict_id(late, "full_name")))
    siti.say(siti.change(gone.record, {DELETED: "ganda"}, {"": 2}, op="delete"))
    budi.say(budi.change(gone.record, {"full_name": "Benar"}, 2))
    return siti, budi


@pytest.fixture
def administration(database: Database, clock: PlayedClock) -> Administration:
    return Administration(database, clock)


def test_a_sound_centre_has_no_findings_and_tells_the_desks_digest(
    busy_day: tuple[Desk, Desk], administration: Administration
) -> None:
    answer = busy_day[0].exchange(compare=True)
    verified = administration.verify()

    assert verified["findings"] == []
    assert verified["ok"]
    assert verified["missions"]["JHB"] == {"head": answer.head, "digest": answer.digest}


def _alter_value(connection: Connection) -> None:
    connection.execute(update(records).where(records.c.kind == "worker").values(values='{"full_name":"X"}'))


def _alter_change(connection: Connection) -> None:
    entry = connection.execute(ledger.select().where(ledger.c.seq == 1)).one()
    altered = json.loads(entry.change) | {"values": {"full_name": "X"}}
    connection.execute(update(ledger).where(ledger.c.seq == 1).values(change=json.dumps(altered)))


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (_alter_value, "record"),
        (_alter_change, "signature"),
        (lambda c: c.execute(delete(ledger).where(ledger.c.seq == 2)), "gap"),
        (lambda c: c.execute(delete(records).where(records.c.kind == "conflict")), "record"),
        (lambda c: c.execute(update(missions).values(seq=99)), "counter"),
        (lambda c: c.execute(update(sums).values(total="0" * 64)), "digest"),
        (lambda c: c.execute(update(missions).values(fingerprint="0" * 64)), "fingerprint"),
        (lambda c: c.execute(delete(signatures)), "signature"),
        (lambda c: c.execute(update(ledger).where(ledger.c.seq == 1).values(effect='{"full_name":"Y"}')), "effect"),
        (lambda c: c.execute(update(ledger).where(ledger.c.seq == 1).values(batch=None)), "signature"),
    ],
)
def test_whatever_was_altered_is_found(
    busy_day: tuple[Desk, Desk],
    administration: Administration,
    database: Database,
    damage: Callable[[Connection], Any],
    rule: str,
) -> None:
    with database.write() as connection:
        damage(connection)

    verified = administration.verify()

    assert not verified["ok"]
    assert rule in {finding["rule"] for finding in verified["findings"]}


def test_the_export_holds_every_record_with_its_fields_put_together(
    busy_day: tuple[Desk, Desk], administration: Administration
) -> None:
    siti, _ = busy_day
    siti.say(siti.create({"full_name": "Ani", "passports/p1": {"number": "C1234567"}}))

    exported = list(administration.export(None))
    ani = next(one for one in exported if one["fields"].get("full_name") == "Ani")

    assert {one["kind"] for one in exported} == {"worker", "conflict"}
    assert ani["fields"]["passports"] == [{"id": "p1", "number": "C1234567"}]
    assert (ani["mission"], ani["deleted"]) == ("JHB", None)
    assert {one["kind"] for one in administration.export("conflict")} == {"conflict"}
