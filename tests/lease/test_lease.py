"""A desk that has joined opens while its lease lives; no clock makes that longer, and nothing is destroyed by it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.actions import records
from desktop.store import terms
from sync.directory.content import Policy
from sync.errors import InvalidField, LeaseOver
from tests.faults.desks import new_desk, new_keys
from tests.gateway.desk import PlayedClock
from tests.lease.joined import Joint, joint_in

DAYS = Policy().lease_days_office
START = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)


@pytest.fixture
def joint(tmp_path: Path) -> Iterator[Joint]:
    with joint_in(tmp_path, START) as made:
        yield made


def test_a_desk_that_has_just_joined_has_its_full_lease(joint: Joint) -> None:
    with joint.desk() as desk:
        found = desk.lease.look()
    assert found is not None
    assert (found.days, found.left_days) == (DAYS, DAYS)


def test_a_desk_that_has_not_joined_has_none(tmp_path: Path) -> None:
    with closing(new_desk(tmp_path / "desk", new_keys("siti"), PlayedClock())) as desk:
        assert desk.lease.look() is None


def test_over_its_end_the_store_opens_with_a_word_of_the_centre_only(joint: Joint) -> None:
    with joint.desk() as desk:
        made = desk.do(lambda unit: records.create("worker", {"full_name": "Nur Halimah"}, unit))
    joint.clock.passes(timedelta(days=DAYS + 1))
    with pytest.raises(LeaseOver):
        joint.unlock()
    with pytest.raises(LeaseOver):
        joint.unlock()  # trying again changes nothing
    joint.centre_clock.at = joint.clock.at
    with closing(joint.unlock(renew=joint.round)) as desk:
        assert desk.store.get("worker", made.id).fields["full_name"] == "Nur Halimah"
        found = desk.lease.look()
        assert found is not None
        assert found.left_days >= DAYS - 1


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_is_turned_never_gives_more_time(joint: Joint, years: int) -> None:
    joint.clock.passes(timedelta(days=20))
    real, left = joint.clock.at, [joint.look().left]
    for moved in (real.replace(year=real.year + years), real, real - timedelta(days=19)):
        joint.clock.at = moved
        left.append(joint.look().left)
    assert left == sorted(left, reverse=True)
    assert (left[-1] <= timedelta()) is (years > 0)


def test_a_clock_that_is_held_back_is_overtaken_by_the_time_that_the_programme_runs(joint: Joint) -> None:
    held = joint.clock.at
    for _day in range(DAYS):
        with closing(joint.unlock()):
            joint.clock.ran_s += 24 * 3600.0
            joint.clock.at = held
    with pytest.raises(LeaseOver):
        joint.unlock()


def test_a_clock_that_is_wrong_all_the_time_costs_nothing(tmp_path: Path) -> None:
    with joint_in(tmp_path, START, desk_at=START.replace(year=2036)) as joint:
        joint.clock.passes(timedelta(days=3))
        assert joint.look().left_days == DAYS - 3


def _refused(joint: Joint, typed: str) -> str | None:
    with pytest.raises(InvalidField) as refused:
        joint.unlock(renew=lambda desk: desk.lease.extend(typed))
    return refused.value.rule


def test_the_words_of_the_day_open_it_once(joint: Joint) -> None:
    joint.clock.passes(timedelta(days=DAYS + 5))
    joint.centre_clock.at = joint.clock.at
    said = joint.code()
    assert len(said.split()) == 8
    joint.unlock(renew=lambda desk: desk.lease.extend(said.upper().replace(" ", "-"))).close()
    joint.clock.passes(timedelta(days=DAYS + 1))
    for again in (said, "satu dua tiga empat lima enam tujuh delapan", ""):
        assert _refused(joint, again) == "lease-code"
    joint.clock.at -= timedelta(days=DAYS + 1)  # back to the very day
    assert _refused(joint, said) == "lease-code"


def test_the_words_of_another_day_or_desk_do_not_open_it(joint: Joint, tmp_path: Path) -> None:
    joint.clock.passes(timedelta(days=DAYS + 5))
    joint.centre_clock.at = joint.clock.at - timedelta(days=3)
    old = joint.code()
    with joint_in(tmp_path / "other", joint.clock.at) as other:
        foreign = other.code()
    for said in (old, foreign):
        assert _refused(joint, said) == "lease-code"


def test_an_old_word_of_the_centre_on_a_stick_counts_from_when_it_was_said(joint: Joint) -> None:
    joint.centre_clock.at = joint.clock.at + timedelta(days=1)
    joint.clock.passes(timedelta(days=30))
    with closing(joint.unlock()) as desk:
        joint.round(desk)  # its answer is 29 days old by this clock
        found = desk.lease.look()
    assert found is not None
    assert found.left_days == DAYS - 29


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("", 45),
        ("profile = 'field'", 14),
        ("lease_days = 7", 7),
        ("lease_days = 9999", 45),
        ("lease_days = -1", 45),
        ("lease_days = true", 45),
        ("unreadable", 45),
    ],
)
def test_the_machines_policy_says_which_it_is_and_may_only_shorten(tmp_path: Path, said: str, days: int) -> None:
    (tmp_path / "policy.toml").write_text(said)
    assert terms.within(Policy(), tmp_path).lease_days == days


def test_so_it_is_with_the_minutes_after_which_a_desk_locks(tmp_path: Path) -> None:
    assert terms.within(Policy(), tmp_path).lock_minutes == 10
    (tmp_path / "policy.toml").write_text("profile = 'field'\nlock_minutes = 30")
    assert terms.within(Policy(), tmp_path).lock_minutes == 5
    (tmp_path / "policy.toml").write_text("lock_minutes = 2")
    assert terms.within(Policy(), tmp_path).lock_minutes == 2


def test_an_order_to_lock_holds_until_it_is_lifted_whatever_is_read_out(joint: Joint) -> None:
    joint.order("lock")
    with joint.desk() as desk:
        joint.round(desk)
    with pytest.raises(LeaseOver):
        joint.unlock()
    joint.clock.passes(timedelta(days=1))
    joint.centre_clock.at = joint.clock.at
    said = joint.code()
    with pytest.raises(LeaseOver):
        joint.unlock(renew=lambda desk: desk.lease.extend(said))
    joint.order("lift")
    joint.unlock(renew=joint.round).close()
    joint.unlock().close()


def test_the_centre_gives_no_words_for_a_device_that_may_not_speak(joint: Joint) -> None:
    joint.administration.revoke(joint.device)
    with pytest.raises(InvalidField) as refused:
        joint.code()
    assert refused.value.rule == "unknown-device"
