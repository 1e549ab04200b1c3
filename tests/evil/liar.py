"""A centre that lies under its own good keys: what it says to a desk is changed before it is sealed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from msgspec.structs import replace

from desktop.desk import Desk
from desktop.store.row import Row
from desktop.store.verify import store_digest
from sync.changes.change import Change, Entry
from sync.gateway import exchange
from sync.gateway.database import Database
from sync.protocol.codec import pack_answer
from sync.protocol.messages import Answer, News
from sync.protocol.snapshot.snap import Snap
from tests.faults.small_mission import Mission, edited, made, small_mission

Lie = Callable[[Answer], Answer]
ELSEWHERE: Final = "0190a1b2-c3d4-7abc-8def-000000000001"
_AT: Final = "2026-03-10T06:42:00.000Z"


@dataclass
class Liar:
    """The centre of a mission, and what it changes in its answers."""

    mission: Mission
    says: Lie | None = None

    def pack(self, answer: Answer, *more: Any, compact: bool) -> bytes:
        """Pack what it says instead; plain, as no column is as free as JSON."""
        if self.says is not None:
            return msgspec.json.encode(self.says(answer))
        return pack_answer(answer, *more, compact=compact)

    def lies(self, desk: Desk, lie: Lie, times: int = 1) -> None:
        """Let *desk* run a round in which the first answers are changed."""
        left = [times]

        def once(answer: Answer) -> Answer:
            return lie(answer) if left[0] > 0 else answer

        def exchanged(envelope: bytes) -> bytes:
            sealed = self.mission.line.exchange(envelope)
            left[0] -= 1
            return sealed

        self.says = once
        try:
            desk.round(channel=Through(exchanged))
        finally:
            self.says = None


@dataclass(frozen=True)
class Through:
    """A channel that is one function."""

    exchange: Callable[[bytes], bytes]


@contextmanager
def lying(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Liar]:
    """Open a mission whose centre may lie."""
    with small_mission(Database(f"sqlite:///{folder / 'centre.db'}"), folder) as opened:
        liar = Liar(opened)
        monkeypatch.setattr(exchange, "pack_answer", liar.pack)
        yield liar


@dataclass(frozen=True)
class Scene:
    """Two desks; at the first one work waits, and at the centre news of the second."""

    liar: Liar
    desk: Desk
    other: Desk
    shared: Row
    new: Row

    def waiting(self) -> list[str]:
        """Return the ids of the changes in the outbox."""
        with self.desk.store.reading() as connection:
            return list(connection.exec_driver_sql("SELECT change_id FROM outbox ORDER BY n").scalars())

    def held(self) -> tuple[object, ...]:
        """Return what an answer that is refused must leave as it was."""
        sql = "SELECT change_id, seq, effect, body FROM history ORDER BY n"
        with self.desk.store.reading() as connection:
            past = connection.exec_driver_sql(sql).all()
        return store_digest(self.desk.store), self.waiting(), past

    def shows_own_work(self) -> bool:
        """Whether the officer still sees what was entered here."""
        names = {row.fields["full_name"] for row in self.desk.store.page("worker", limit=50).rows}
        return {"Siti Aminah", "Baru"} <= names

    def ends_equal(self) -> None:
        """The centre is honest again: everything that was entered is everywhere, and nothing else."""
        self.liar.mission.are_equal()
        assert self.shows_own_work()


def scene_of(liar: Liar) -> Scene:
    """Make it."""
    desk, other = liar.mission.desk("siti"), liar.mission.desk("budi")
    shared = made(desk, "worker", full_name="Siti")
    liar.mission.round()
    new = made(desk, "worker", full_name="Baru")
    edited(desk, shared, full_name="Siti Aminah")
    made(other, "worker", full_name="Ani")
    edited(other, shared, nik="3301055705900003")
    liar.mission.round(other)
    return Scene(liar, desk, other, shared, new)


def row(seq: int, **said: Any) -> News:
    """Make an entry that no officer has signed."""
    change: dict[str, Any] = {
        "id": f"other.1.{seq}",
        "record": ELSEWHERE,
        "kind": "worker",
        "op": "create",
        "values": {"full_name": "Palsu"},
        "officer": "budi",
        "at": _AT,
        "hlc": "1773124920000-0000-other",
    }
    return News(seq=seq, entry=Entry(seq=seq, change=Change(**change | said), device="other"))


def adding(**said: Any) -> Lie:
    """Say that there is one entry more."""

    def lie(answer: Answer) -> Answer:
        seq = answer.head + 1
        return replace(answer, news=[*answer.news, row(seq, **said)], cursor=seq, head=seq)

    return lie


def snap(**said: Any) -> Snap:
    """Make the state of a record that nobody made."""
    told: dict[str, Any] = {
        "kind": "worker",
        "id": ELSEWHERE,
        "values": {"full_name": "Palsu"},
        "versions": {},
        "created": 1,
        "changes": 1,
        "created_at": _AT,
        "created_by": "budi",
        "updated_at": _AT,
        "updated_by": "budi",
    }
    return Snap(**told | said)
