"""A centre that lies, 77 moves: what cannot be is refused whole, what could be is found out, and no work is lost."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from desktop.store import brake
from sync.errors import BadMessage, DeviceRefused, Disagreed, MassDeletion
from sync.protocol.messages import Answer, Past, Result
from tests.evil import gateway_moves
from tests.evil.liar import ELSEWHERE, Lie, Scene, Through, adding, lying, row, scene_of, snap
from tests.faults.small_mission import edited, made
from tests.gateway.desk import PlayedClock

MOVES = gateway_moves.MOVES
_GIANT: Final = 1 << 70
IMPOSSIBLE: Final[dict[str, Lie]] = {
    "cursor back": lambda said: replace(said, cursor=0, news=[]),
    "cursor ahead of the news": lambda said: replace(said, cursor=said.head + 5, head=said.head + 5),
    "cursor giant": lambda said: replace(said, cursor=_GIANT, head=_GIANT),
    "cursor beyond exact": lambda said: replace(said, cursor=1 << 62, head=1 << 62, news=[]),
    "head below": lambda said: replace(said, head=said.cursor - 1),
    "time garbage": lambda said: replace(said, time="kemarin"),
    "time empty": lambda said: replace(said, time=""),
    "time of another day": lambda said: replace(said, time="2099-01-01T00:00:00.000Z"),
    "for another device": lambda said: replace(said, device="x"),
    "of another epoch": lambda said: replace(said, epoch=9),
    "to another ask": lambda said: replace(said, request="0" * 64),
    "news reversed": lambda said: replace(said, news=list(reversed(said.news))),
    "news twice": lambda said: replace(said, news=[*said.news, *said.news]),
    "news below zero": lambda said: replace(said, news=[row(-4), *said.news]),
    "two numbers": lambda said: replace(
        said, news=[one if one.entry is None else replace(one, entry=replace(one.entry, seq=1)) for one in said.news]
    ),
    "moment": adding(at="kemarin"),
    "record": adding(record="../../etc"),
    "officer": adding(officer="\0x\n"),
    "officer of a megabyte": adding(officer="x" * 1_000_000),
    "clock": adding(hlc="zz"),
    "kind": adding(kind="x'; DROP TABLE meta;--"),
    "reason of a megabyte": adding(reason="x" * 1_000_000),
    "decides what is no conflict": adding(op="set", resolves=["x"]),
    "a list that is none": adding(values={"passports": "x"}),
    "an element that is none": adding(values={"passports/a": 5}),
    "an edit of nothing": adding(op="set"),
    "results giant": lambda said: replace(said, results=[replace(one, seq=_GIANT) for one in said.results]),
    "results below zero": lambda said: replace(said, results=[replace(one, seq=-5) for one in said.results]),
    "told giant": lambda said: replace(said, told=[_GIANT]),
    "left below zero": lambda said: replace(said, left_bytes=-5),
    "shared below zero": lambda said: replace(said, common=-7),
    "state of another moment": lambda said: replace(said, states=[snap(created_at="kemarin")]),
    "state of no record": lambda said: replace(said, states=[snap(id="../..")]),
    "state of a giant seq": lambda said: replace(said, ahead=[snap(created=_GIANT)]),
    "state of a seq below zero": lambda said: replace(said, states=[snap(versions={"full_name": -3})]),
    "absent is no record": lambda said: replace(said, absent=["../.."]),
    "past reversed": lambda said: replace(
        said, past=Past(record=ELSEWHERE, entries=[one.entry for one in (row(3), row(2)) if one.entry is not None])
    ),
}
"""What no honest centre can say."""

POSSIBLE: Final[dict[str, Lie]] = {
    "nothing is here": lambda said: replace(said, absent=[ELSEWHERE]),
    "no kind is told": lambda said: replace(said, kinds=[]),
    "kinds that nobody knows": lambda said: replace(said, kinds=["zzz"]),
    "all lost": lambda said: replace(said, common=0),
    "told ahead": lambda said: replace(said, told=[5] * 1000),
    "another fingerprint": lambda said: replace(said, fingerprint="x"),
    "no fingerprint": lambda said: replace(said, fingerprint=None),
    "outcome of nothing": lambda said: replace(said, results=[*said.results, Result(id="x.1.1", outcome="applied")]),
    "another outcome": lambda said: replace(
        said, results=[replace(one, outcome="refused", code="<b>\0") for one in said.results]
    ),
    "nothing came into force": lambda said: replace(
        said, news=[replace(one, effect={}) if one.own else one for one in said.news]
    ),
    "held back": lambda said: replace(said, news=[], cursor=said.cursor - len(said.news), head=said.head),
    "forgotten": lambda said: replace(
        said, news=[], cursor=said.cursor - len(said.news), head=said.cursor - len(said.news)
    ),
}
"""What might be true: none of it costs a record."""


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with lying(tmp_path, monkeypatch) as liar:
        yield scene_of(liar)


def test_what_cannot_be_is_refused_whole_and_holds_up_nothing(scene: Scene) -> None:
    before = scene.held()
    for name, lie in IMPOSSIBLE.items():
        with pytest.raises(BadMessage):
            scene.liar.lies(scene.desk, lie)
        assert scene.held() == before, name
    scene.ends_equal()


def test_what_might_be_true_costs_no_work(scene: Scene) -> None:
    for number, (name, lie) in enumerate(POSSIBLE.items()):
        edited(scene.desk, scene.new, birth_place=f"Kampung {number}")
        edited(scene.other, scene.shared, birth_place=f"Desa {number}")
        scene.liar.mission.round(scene.other)

        scene.liar.lies(scene.desk, lie)

        assert scene.shows_own_work(), name
        assert scene.desk.verify() == (), name
        scene.ends_equal()
        assert scene.other.store.get("worker", scene.new.id).fields["birth_place"] == f"Kampung {number}", name


@pytest.mark.parametrize(
    "lie",
    [
        adding(),
        adding(values={"full_name": "Palsu", "aura": 1.5}),
        lambda said: replace(said, states=[snap()]),
        lambda said: replace(said, ahead=[snap()]),
    ],
    ids=["news", "unknown field", "state", "state ahead"],
)
def test_a_record_that_no_ledger_has_is_said_to_differ(scene: Scene, lie: Lie) -> None:
    scene.liar.lies(scene.desk, lie)
    scene.liar.mission.round()

    assert scene.shows_own_work()
    assert scene.desk.standing().differs
    assert scene.desk.standing().proven is None
    assert scene.desk.standing().notice in ("differs", "centre-restored")


def test_a_value_that_was_changed_on_the_way_to_one_desk_is_found_and_mended(scene: Scene) -> None:
    def forked(said: Answer) -> Answer:
        news = [
            replace(one, entry=replace(one.entry, effect={"nik": "3301055705900004"}))
            if one.entry is not None and one.entry.change.record == scene.shared.id
            else one
            for one in said.news
        ]
        return replace(said, news=news, fingerprint=None)

    scene.liar.lies(scene.desk, forked)
    scene.ends_equal()


def test_an_own_change_that_comes_back_with_another_content_stays_for_the_officer(scene: Scene) -> None:
    edited(scene.desk, scene.shared, sex="P")
    waiting = scene.waiting()

    def stolen(said: Answer) -> Answer:
        forged = row(1, id=waiting[-1], record=scene.shared.id, op="set", values={"full_name": "Orang lain"}).entry
        assert forged is not None
        news = [
            replace(one, own=None, entry=replace(forged, seq=one.seq, device=said.device))
            if one.own == waiting[-1]
            else one
            for one in said.news
        ]
        return replace(said, news=news)

    scene.liar.lies(scene.desk, stolen)
    assert scene.waiting() == [waiting[-1]]
    assert scene.desk.standing().refused == 1
    assert scene.desk.standing().proven is None
    assert any(past.values == {"sex": "P"} for past in scene.desk.store.history(scene.shared.id))


def test_what_was_never_sent_is_not_taken_for_received(scene: Scene) -> None:
    late: list[str] = []

    def early(said: Answer) -> Answer:
        if not late:  # saved while the answer is on its way
            late.append(made(scene.desk, "worker", full_name="Sesudahnya").id)
        with scene.desk.store.reading() as connection:
            sql = "SELECT change_id FROM outbox WHERE record = ?"
            change = connection.exec_driver_sql(sql, (late[0],)).scalar_one()
        return replace(said, results=[*said.results, Result(id=change, outcome="applied", seq=said.head)])

    scene.liar.lies(scene.desk, early)
    scene.ends_equal()
    assert scene.other.store.get("worker", late[0]).fields["full_name"] == "Sesudahnya"


def test_a_value_that_is_said_to_have_given_way_stands_in_the_history(scene: Scene) -> None:
    scene.liar.lies(scene.desk, POSSIBLE["nothing came into force"])

    (past,) = (one for one in scene.desk.store.history(scene.shared.id) if one.values == {"full_name": "Siti Aminah"})
    assert past.gave_way == ("full_name",)


def _erasing(*records: str) -> Lie:
    """Say that two officers have decided to erase *records*."""
    two = {"asked_by": "siti", "confirmed_by": "budi", "erasure_state": "CONFIRMED", "subject_kind": "worker"}

    def lie(said: Answer) -> Answer:
        decision = row(said.head + 1, kind="erasure", values=two | {"subject_id": records[0], "reason": "-"})
        gone = {"_deleted": f"erasure:{ELSEWHERE}"}
        last = decision.seq + len(records)
        deletions = [
            row(seq, record=record, op="delete", values=gone, reason=gone["_deleted"])
            for seq, record in enumerate(records, decision.seq + 1)
        ]
        return replace(said, news=[*said.news, decision, *deletions], cursor=last, head=last)

    return lie


def test_an_erasure_that_nobody_signed_takes_no_past_and_no_work_and_is_mended(scene: Scene) -> None:
    scene.liar.lies(scene.desk, lambda said: said, times=0)
    edited(scene.desk, scene.shared, birth_place="Kampung")
    past = {one.change_id: one.values for one in scene.desk.store.history(scene.shared.id)}
    late: list[str] = []

    def lie(said: Answer) -> Answer:
        if not late:  # saved while the answer is on its way
            late.append(edited(scene.desk, scene.shared, sex="P").id)
        return _erasing(scene.shared.id)(said)

    scene.liar.lies(scene.desk, lie)

    held = {one.change_id: one.values for one in scene.desk.store.history(scene.shared.id)}
    assert held | past == held  # nothing of it was emptied
    assert {"sex": "P"} in held.values()
    assert scene.desk.standing().refused == 1
    assert scene.desk.standing().proven is None
    scene.liar.mission.round()
    assert scene.desk.store.get("worker", scene.shared.id).fields["birth_place"] == "Kampung"


def test_erasures_of_a_large_share_wait_for_a_person(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brake, "_LEAST", 1)
    records = [row_.id for row_ in scene.desk.store.page("worker", limit=50).rows]

    with pytest.raises(MassDeletion):
        scene.liar.lies(scene.desk, _erasing(*records))

    assert scene.shows_own_work()


def test_a_centre_that_always_has_more_and_brings_nothing_is_left_alone(scene: Scene) -> None:
    asked: list[int] = []

    def more(said: Answer) -> Answer:
        asked.append(1)
        return replace(said, head=said.head + 1000)

    scene.liar.lies(scene.desk, more, times=1000)

    assert len(asked) < 20
    scene.ends_equal()


def test_a_refusal_that_is_not_true_costs_nothing(scene: Scene) -> None:
    device = scene.desk.store.identity().device
    for rule in ("revoked", "unlisted", "unknown-device", "forked", "replayed", "gap", "ahead"):
        with pytest.raises(Disagreed):
            scene.desk.round(channel=Through(partial(_refused, rule)))
        assert scene.shows_own_work(), rule
        assert scene.desk.store.identity().device == device
    scene.ends_equal()


def _refused(rule: str, _: bytes) -> bytes:
    raise DeviceRefused(rule=rule)


def test_a_centre_that_was_in_another_century_for_an_hour_locks_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lying(tmp_path, monkeypatch) as liar:
        here = PlayedClock()
        desk = liar.mission.desk("siti", clock=here)
        liar.mission.round()
        true, liar.mission.clock.at = liar.mission.clock.at, liar.mission.clock.at + timedelta(days=73 * 365)
        liar.mission.round()
        for _ in range(12):
            here.passes(timedelta(days=10))
            liar.mission.clock.at = true = true + timedelta(days=10)
            liar.mission.round()
            found = desk.lease.look()
            assert found is not None
            assert not found.is_over
        assert liar.mission.reopened(desk).verify() == ()
