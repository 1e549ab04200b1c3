"""Sticks: three desks and a centre; one desk has no line at all, and ends where the line would have brought it."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from desktop import sticks
from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.engine.bundles import Stick
from sync.errors import BadBundle, NoAnswer, NotEnrolled, NotTheCentre
from sync.gateway import accounts
from tests.faults.desks import Line, code, new_desk, new_keys
from tests.gateway.desk import PlayedClock
from tests.sticks.conftest import Town, name_of, worker


def test_work_goes_up_by_stick_and_the_answer_comes_back_with_news(town: Town) -> None:
    mine, theirs = worker(town.far, "Siti Aminah"), worker(town.near, "Budi Santoso")
    town.near.round(channel=town.line)

    read = sticks.read(town.near, town.stick(town.far))
    assert (read.taken.asks, read.mark) == (1, town.far.store.identity().mark)
    town.near.round(channel=town.line)
    assert name_of(town.near, mine) == "Siti Aminah"
    assert town.far.standing().waiting == 1, "nothing leaves the outbox before the centre's answer is back"

    back = sticks.read(town.far, town.stick(town.near, "back"))
    assert back.as_fields() | {"created": "", "sender": {}} == {
        "created": "",
        "sender": {},
        "answered": True,
        "sent": 1,
        "received": 1,
        "refused": 0,
        "conflicts": 0,
        "asks": 1,
        "answers": 0,
        "handed": None,
        "files": {"files": 0, "bytes": 0, "left": 0},
    }
    assert name_of(town.far, theirs) == "Budi Santoso"
    assert town.far.standing().waiting == 0
    assert store_digest(town.far.store) == store_digest(town.near.store)


def test_a_stick_read_twice_and_the_line_coming_back_double_nothing(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    stick = town.stick(town.far)
    for _ in range(2):
        sticks.read(town.near, stick)
        town.near.round(channel=town.line)
    before = town.entries()
    back = town.stick(town.near, "back")

    report = town.far.round(channel=town.line)
    assert report.sent == 1
    assert not sticks.read(town.far, back).has_moved, "the answer has come by the line already"
    assert sticks.read(town.near, stick).taken.asks == 0
    assert town.entries() == before


def test_tries_without_any_line_leave_what_a_stick_took_along_as_it_is(town: Town) -> None:
    chance = Random(7)
    for number in range(120):
        worker(town.far, f"Pekerja {number}", health_note=chance.randbytes(150).hex())
    sticks.read(town.near, town.stick(town.far))
    frozen = town.far.store.replica().in_flight()
    for _ in range(4):  # the window tries by its timetable
        with pytest.raises(NoAnswer):
            town.far.round()
    assert town.far.store.replica().in_flight() == frozen
    town.near.round(channel=town.line)
    read = sticks.read(town.far, town.stick(town.near, "back"))
    assert read.taken.applied is not None
    assert (read.taken.applied.sent, town.far.standing().waiting) == (120, 0)


def test_a_stick_goes_over_a_desk_without_a_line(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    sticks.read(town.third, town.stick(town.far))
    sticks.read(town.near, town.stick(town.third, "on"))
    town.near.round(channel=town.line)
    sticks.read(town.third, town.stick(town.near, "back"))
    assert sticks.read(town.far, town.stick(town.third, "home")).has_moved
    assert name_of(town.near, mine) == "Siti Aminah"
    assert town.far.standing().waiting == 0


def test_what_the_line_does_not_take_of_another_desk_leaves_the_own_round_alone(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    sticks.read(town.near, town.stick(town.far))
    device = town.far.store.identity().device
    with town.database.write() as connection:
        accounts.revoke_device(connection, device, town.clock)
    own = worker(town.near, "Budi Santoso")

    assert town.near.round(channel=town.line).sent == 1
    assert town.near.store.pouch().asks() == ()
    assert town.far.standing().waiting == 1
    town.third.round(channel=town.line)
    assert name_of(town.third, own) == "Budi Santoso"


class Dead:
    """A line from which no answer comes."""

    def exchange(self, envelope: bytes) -> bytes:
        del envelope
        raise NoAnswer


def test_a_line_that_breaks_while_it_carries_for_others_is_tried_again_at_the_next_round(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    sticks.read(town.near, town.stick(town.far))
    with pytest.raises(NoAnswer):
        town.near.round(channel=Dead())
    assert len(town.near.store.pouch().asks()) == 1
    town.near.round(channel=town.line)
    assert town.near.store.pouch().asks() == ()
    assert sticks.read(town.far, town.stick(town.near, "back")).has_moved


@dataclass
class Portal:
    """The centre, but for what *desk* carries: there a login page answers, of our own media type."""

    desk: Desk
    line: Line

    def exchange(self, envelope: bytes) -> bytes:
        is_carried = envelope in [ask.envelope for ask in self.desk.store.pouch().asks()]
        return b"<html>Masuk Wi-Fi</html>" if is_carried else self.line.exchange(envelope)


def test_what_a_login_page_says_is_no_answer_to_what_is_carried(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    sticks.read(town.near, town.stick(town.far))
    with pytest.raises(NotTheCentre):
        town.near.round(channel=Portal(town.near, town.line))
    assert (len(town.near.store.pouch().asks()), town.near.store.pouch().answers()) == (1, ())
    town.near.round(channel=town.line)
    assert sticks.read(town.far, town.stick(town.near, "back")).has_moved


def test_every_changed_byte_and_every_cut_of_a_bundle_is_refused(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    whole = town.stick(town.far).read_bytes()
    evil = town.folder / "evil"
    step = max(1, len(whole) // 200)
    for at in range(0, len(whole), step):
        for wrong in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            evil.write_bytes(wrong)
            with pytest.raises(BadBundle):
                sticks.read(town.near, evil)
    assert town.near.store.pouch().asks() == ()


def test_a_bundle_of_a_stranger_is_refused(town: Town, tmp_path: Path) -> None:
    newcomer = new_desk(tmp_path / "newcomer", new_keys("newcomer"), town.clock)
    newcomer.enrol("http://127.0.0.1:1", code(town.database, town.clock), door=town.line)
    stick = town.stick(newcomer)
    with pytest.raises(BadBundle) as refused:
        sticks.read(town.near, stick)
    assert refused.value.rule == "sender"
    town.near.round(channel=town.line)  # the centre tells of the new device
    assert sticks.read(town.near, stick).taken.asks == 1
    newcomer.close()


def test_before_joining_there_is_nothing_to_carry(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "alone", new_keys("alone"), PlayedClock())
    with pytest.raises(NotEnrolled):
        sticks.write(desk, tmp_path / "stick")
    desk.close()


def test_a_stick_neither_freezes_nor_applies_while_a_round_or_a_meeting_does(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy: list[bool] = []
    for name in ("packed", "unpacked"):
        act = getattr(Stick, name)

        def noted(stick: Stick, *said: Any, act: Any = act) -> Any:
            busy.append(town.far.talking.locked())
            return act(stick, *said)

        monkeypatch.setattr(Stick, name, noted)
    sticks.read(town.far, town.stick(town.far))
    assert busy == [True, True]
