"""Answers of a centre made by hand, for what a real one would not say at the right moment."""

from typing import Any

from desktop.store.verify import findings, store_digest
from sync.changes.change import Change, Entry, change_id
from sync.protocol.messages import Answer, News, Result
from tests.store.world import StoreDesk, World, fresh_key


def answer(desk: StoreDesk, *news: News, results: tuple[Result, ...] = ()) -> Answer:
    position = desk.replica().position()
    cursor = news[-1].seq if news else position.cursor
    return Answer(
        request="",
        device=position.device,
        epoch=position.epoch,
        time="2026-03-10T06:42:00.000Z",
        cursor=cursor,
        head=cursor,
        results=list(results),
        news=list(news),
    )


def foreign(seq: int, record: str, **change: Any) -> News:
    made = Change(
        id=change_id("other", 1, seq),
        record=record,
        officer="budi",
        at="2026-03-10T06:42:00.000Z",
        hlc=f"{seq:013d}-0000-other",
        **({"kind": "worker", "op": "create"} | change),
    )
    return News(seq=seq, entry=Entry(seq=seq, change=made, device="other"))


def record_id(number: int) -> str:
    return f"0190a1b2-c3d4-7abc-8def-{number:012d}"


def check(world: World, *desks: StoreDesk) -> None:
    """Everything is sound, and the same everywhere."""
    for desk in desks:
        assert findings(desk.store, fresh_key) == ()
        assert store_digest(desk.store) == world.digest()
