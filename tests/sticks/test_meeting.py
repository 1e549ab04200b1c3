"""Desks that meet on the mission's network: each gets what it lacks, trusts whom it may, and the meeting closes."""

import json
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from desktop import sticks
from desktop.desk import Desk
from desktop.meetings.guest import Talk, join
from desktop.meetings.side import Side, nobody
from desktop.meetings.trust import Trust
from desktop.sticks import known_stations
from desktop.store.verify import store_digest
from sync.errors import BadMessage, Cancelled, InvalidField, MeetingRefused, NoMeeting
from sync.gateway import accounts
from sync.protocol.meeting import Meet
from sync.protocol.pieces import Piece
from sync.transport.nearby import ROUTE, NearbyChannel
from sync.transport.wire import ENVELOPE
from tests.faults.desks import code, new_desk, new_keys
from tests.sticks.conftest import Town, name_of, worker
from tests.sticks.meeting_of import held, meet


def _refused(guest: Desk, address: str, words: str | None) -> str | None:
    with pytest.raises(MeetingRefused) as refused:
        join(guest, address, words)
    return refused.value.rule


def test_both_desks_have_the_work_of_both_and_the_next_time_need_no_words(town: Town) -> None:
    mine, theirs = worker(town.far, "Siti Aminah"), worker(town.near, "Budi Santoso")
    with held(town.near) as meeting:
        met = meeting.join(town.far)
    assert (met.mark, met.given, met.handed.changes) == (town.near.store.identity().mark, 1, 1)
    assert (name_of(town.near, mine), name_of(town.far, theirs)) == ("Siti Aminah", "Budi Santoso")

    later = worker(town.far, "Tono")
    with held(town.near) as meeting:
        again = join(town.far, meeting.address, None)
        seen = meeting.end()
    assert (again.given, again.handed.changes) == (1, 0), "only what the other lacks"
    assert [one.handed.changes for one in seen] == [1]
    assert name_of(town.near, later) == "Tono"
    with held(town.far) as meeting:
        join(town.near, meeting.address, None)  # in the other direction, too


def test_who_meets_by_the_wrong_words_gets_nothing_and_five_tries_end_it(town: Town) -> None:
    mine = worker(town.near, "Siti Aminah")
    with held(town.near) as meeting:
        assert _refused(town.far, meeting.address, None) == "words-needed"
        for wrong in ("bukan kata", "satu dua tiga empat lima enam", *["a b c d e f"] * 4):
            assert _refused(town.far, meeting.address, wrong) == "wrong-words"
        with pytest.raises(MeetingRefused):
            meeting.end()
    with pytest.raises(NoMeeting):
        join(town.far, meeting.address, meeting.meeting.words)
    assert town.far.ask(lambda store: store.count("worker")) == 0, mine


def test_a_host_that_does_not_know_the_words_is_told_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = worker(town.far, "Siti Aminah")
    with held(town.near) as meeting:
        monkeypatch.setattr(meeting.meeting, "_proven", lambda *_: None)  # a stolen desk lets anybody in
        assert _refused(town.far, meeting.address, meeting.meeting.words) == "wrong-words"
    assert town.near.ask(lambda store: store.count("worker")) == 0, mine


def test_words_are_taken_as_people_type_them(town: Town) -> None:
    with held(town.near, once=True) as meeting:
        words = "  " + meeting.meeting.words.upper().replace(" ", " - ")
        assert meeting.join(town.far, words=words).mark == town.near.store.identity().mark
        assert len(meeting.ended.result(timeout=60)) == 1, "with once it is over when one guest has all"


def test_strangers_the_revoked_and_other_missions_are_told_apart(town: Town) -> None:
    newcomer = new_desk(town.folder / "newcomer", new_keys("newcomer"), town.clock)
    newcomer.enrol("http://127.0.0.1:1", code(town.database, town.clock), door=town.line)
    newcomer.round(channel=town.line)
    with held(town.near) as meeting:
        assert _refused(newcomer, meeting.address, meeting.meeting.words) == "unknown-device"
        town.far.mission = "KUL"
        assert _refused(town.far, meeting.address, meeting.meeting.words) == "other-mission"
        town.far.mission = "JHB"
    with town.database.write() as connection:
        accounts.revoke_device(connection, town.far.store.identity().device, town.clock)
    town.near.round(channel=town.line)
    with held(town.near) as meeting:
        assert _refused(town.far, meeting.address, meeting.meeting.words) == "revoked"
    with held(town.far) as meeting:
        assert _refused(town.near, meeting.address, meeting.meeting.words) == "revoked"
    newcomer.close()


def test_nobody_listens_before_a_meeting_or_after_it_and_it_closes_by_itself(town: Town) -> None:
    with held(town.near) as meeting:
        town.clock.passes(timedelta(minutes=11))
        assert meeting.ended.result(timeout=60) == []
        with pytest.raises(NoMeeting):
            join(town.far, meeting.address, meeting.meeting.words)
    for nowhere in ("8.8.8.8:47470", "example.org", "", "192.168.1.1:99999", "https://10.0.0.1"):
        with pytest.raises(InvalidField) as refused:
            join(town.far, nowhere, "a b c d e f")
        assert refused.value.rule == "near-address"


def _post(address: str, body: bytes, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://{address}{ROUTE}", body, {"Content-Type": ENVELOPE, **headers})
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request, timeout=20):  # noqa: S310
        pass
    with refused.value as answer:
        return answer.code, json.loads(answer.read())["code"]


def test_rubbish_forgeries_and_what_was_recorded_change_nothing(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    with held(town.near) as meeting:
        channel = NearbyChannel(meeting.address)
        greeting = channel.greeting()
        channel.close()
        assert (greeting.mission, greeting.device) == ("JHB", town.near.store.identity().device)
        for body in (b"x", b"SPE2" + bytes(500), town.stick(town.far).read_bytes()):
            assert _post(meeting.address, body) == (403, "request")
        assert _post(meeting.address, b"x", **{"Content-Type": "text/html"}) == (400, "request")
    assert town.near.standing().waiting == 0


def test_files_that_nobody_asked_for_are_not_kept(town: Town) -> None:
    side = Side(town.near, known_stations(town.near.store)[town.far.store.identity().device], nobody)
    piece = Piece(blob="0" * 32, bytes=9, sha256="0" * 64, offset=0, size=3)
    side.hear(Meet(meeting="m", pieces=[piece], data=[b"abc"]))
    assert town.near.files.carriage().got(piece) == 0
    side.hear(Meet(meeting="m", has=[piece] * 2000))
    assert len(side._needed) == 1000


def test_a_message_of_too_many_files_is_refused(town: Town) -> None:
    far, near = Trust(town.far), Trust(town.near)
    piece = Piece(blob="0" * 32, bytes=9, sha256="0" * 64, offset=0, size=1)
    to = (near.me.device, near.me.keys.seal)
    for many in ({"needs": [piece] * 2}, {"pieces": [piece] * 2, "data": [b"a"] * 2}, {"has": [piece] * 1001}):
        with pytest.raises(BadMessage):
            near.table.hear(far.table.say(Meet(meeting="m", **many), to), "m")
    near.table.hear(far.table.say(Meet(meeting="m", needs=[piece], has=[piece] * 1000), to), "m")


def test_a_meeting_brings_the_receipt_home(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    meet(town.near, town.far)
    town.near.round(channel=town.line)
    assert town.far.standing().waiting == 1
    met = meet(town.far, town.near)
    assert met.mark == town.far.store.identity().mark
    assert town.far.standing().waiting == 0
    assert town.far.store.get("worker", mine).sync == "centre"


def test_a_meeting_asks_nothing_of_the_centre_for_a_desk_that_has_nothing_to_bring(town: Town) -> None:
    worker(town.near, "Budi Santoso")
    met = meet(town.far, town.near)
    assert (met.asks, met.given) == (0, 1)
    assert (town.near.store.replica().in_flight() is None, town.far.store.replica().in_flight()) == (False, None)


def test_a_meeting_leaves_the_envelope_alone_that_a_round_is_carrying(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    with town.far.talking:
        met = meet(town.near, town.far)
    assert (met.given, met.asks, town.far.store.replica().in_flight()) == (1, 0, None)
    assert name_of(town.near, mine) == "Siti Aminah"
    with town.near.talking:
        assert meet(town.near, town.far).asks == 0
    assert town.near.store.pouch().asks() == ()


def test_a_meeting_that_breaks_off_goes_on_the_next_time(town: Town) -> None:
    for number in range(30):
        worker(town.far, f"Pekerja {number}")
    said: list[int] = []

    def stop() -> bool:
        said.append(1)
        return len(said) > 1

    with held(town.near) as meeting:
        with pytest.raises(Cancelled):
            join(town.far, meeting.address, meeting.meeting.words, Talk(stopped=stop))
        assert meeting.join(town.far).given == 30
    assert town.near.ask(lambda store: store.count("worker")) == 30
    assert town.near.verify() == ()


def test_three_desks_without_a_centre_for_a_month_and_one_brings_it_all_up(town: Town) -> None:
    shared = [worker(town.near, f"Pekerja {number}") for number in range(3)]
    for desk in (*town.desks, *town.desks):
        desk.round(channel=town.line)
    before = town.entries()
    made = 0
    for day in range(30):
        town.clock.passes(timedelta(days=1))
        desk = town.desks[day % 3]
        fields = (
            {"birth_place": f"Kota {day}"} if day % 2 else {"home_address": f"Jalan {day}", "health_note": f"{day}"}
        )
        desk.do(lambda unit, fields=fields, day=day: unit.edit("worker", shared[day % 2], fields))  # type: ignore[misc]
        made += 1
        if day % 10 == 0:
            worker(desk, f"Baru {day}")
            made += 1
        if day % 4 == 3:
            meet(town.desks[day % 3], town.desks[(day + 1) % 3])
    for host, guest in ((town.near, town.far), (town.third, town.near), (town.near, town.far)):
        meet(host, guest)
    rows = [[desk.store.get("worker", record).fields for record in shared] for desk in town.desks]
    assert rows[0] == rows[1] == rows[2], "all three show the same without any centre"

    town.far.round(channel=town.line)  # any one of them
    with town.database.read() as connection:
        lines = connection.exec_driver_sql("SELECT device, officer FROM ledger WHERE device != 'centre'").all()
    assert len(lines) == before + made
    device = {desk.store.identity().device: desk.officer.user for desk in town.desks}
    assert all(device[line.device] == line.officer for line in lines)
    for desk in (*town.desks, *town.desks):
        desk.round(channel=town.line)
    assert [desk.standing().waiting + desk.standing().refused for desk in town.desks] == [0, 0, 0]
    assert store_digest(town.near.store) == store_digest(town.far.store) == store_digest(town.third.store)
    assert [desk.verify() for desk in town.desks] == [(), (), ()]
    assert sticks.handing_of(town.near).holds() == ()
