"""Both forms of an ask get the same answer, each in its own form, and numbers mean records of the own mission only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sync.clock import stamp
from sync.gateway.database import Database
from sync.gateway.tables import ledger
from sync.identity.envelope import Opened, digest, seal, unseal
from sync.identity.header import Head
from sync.protocol.codec import is_compact, pack_ask, unpack_answer
from sync.protocol.messages import Answer, Ask, write
from sync.protocol.names import Names, NoNames
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk


class Numbered:
    """Knows one record by its number."""

    def __init__(self, record: str, number: int) -> None:
        self._record, self._number = record, number

    def numbers(self, records: Sequence[str]) -> Mapping[str, int]:
        return {self._record: self._number} if self._record in records else {}

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {self._number: self._record} if self._number in numbers else {}


def _say(desk: Desk, payload: bytes) -> tuple[Opened | None, dict[str, object]]:
    """Send any payload as the desk's next envelope; return what came back, and what its header tells."""
    assert desk.centre is not None
    at = desk.position
    now = stamp(desk.clock.now())
    head = Head(kind="exchange", sender=at.device, epoch=1, seq=at.sent + 1, prev=at.prev, created=now)
    envelope = seal(head, payload, {desk.centre.id: desk.centre.keys.seal}, desk.device)
    sealed = desk.door.exchange(envelope)
    if not sealed:
        return None, {}
    centre = desk.centre.keys.verify
    opened = unseal(sealed, desk.device, lambda _: centre)
    desk.position = replace(at, sent=at.sent + 1, prev=digest(envelope))
    told = {"request": opened.head.prev, "device": at.device, "epoch": 1, "time": opened.head.created}
    return opened, told


def _answer(desk: Desk, payload: bytes, names: Names) -> Answer:
    opened, told = _say(desk, payload)
    assert opened is not None
    assert is_compact(opened.payload) == is_compact(payload)
    return unpack_answer(opened.payload, names, told)


def test_both_forms_get_the_same_answer_each_in_its_own(enrolled: Enrol) -> None:
    writer, reader = enrolled(), enrolled("budi")
    made = writer.create({"full_name": "Siti", "passports/p1": {"number": "C1234567"}})
    writer.say(made)
    writer.say(writer.change(made.record, {"full_name": "Sita"}, 1), writer.create({"full_name": "Ayu"}))
    writer.say(writer.change(made.record, {"full_name": "Sitti"}, 1))  # a conflict, with its effect

    for cursor in range(5):
        ask = Ask(cursor=cursor)
        numbered = Numbered(made.record, 1)
        plain = _answer(reader, write(ask), NoNames())
        whole = _answer(reader, pack_ask(ask, NoNames()), NoNames())
        named = _answer(reader, pack_ask(Ask(cursor=cursor, numbers=True), NoNames()), numbered)
        assert plain.news == whole.news == named.news
        assert (plain.cursor, plain.head) == (whole.cursor, whole.head) == (named.cursor, named.head)
        assert len(plain.news) == plain.head - cursor > 0


def test_a_change_may_name_its_record_by_the_seq_of_its_creation(enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "Siti"})
    desk.say(made)
    batch = desk.signed(desk.change(made.record, {"full_name": "Sita"}, 1))
    ask = Ask(cursor=1, changes=list(batch.changes), signatures=list(batch.signatures))

    answer = _answer(desk, pack_ask(ask, Numbered(made.record, 1)), NoNames())

    assert [(one.outcome, one.seq) for one in answer.results] == [("applied", 2)]


@pytest.mark.parametrize("number", [1, 2, 1 << 40])
def test_a_number_means_a_record_of_the_own_mission_or_nothing(
    enrolled: Enrol, database: Database, number: int
) -> None:
    here, there = enrolled(), enrolled("budi", "KUL")
    theirs = there.create({"full_name": "Siti"})
    there.say(theirs)
    here.say(here.create({"full_name": "Ayu"}))
    batch = here.signed(here.change(theirs.record, {"full_name": "Sita"}, 1))
    ask = Ask(cursor=1, changes=list(batch.changes), signatures=list(batch.signatures))

    refused, _ = _say(here, pack_ask(ask, Numbered(theirs.record, number)))

    assert (refused, here.door.status, here.door.problem["code"]) == (
        None,
        409,
        "ahead",
    )  # as if the centre had lost it
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(ledger)) == 2
