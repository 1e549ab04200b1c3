"""The clock of ties: sortable, never backwards on one device, bounded by the centre's time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.changes.hlc import AHEAD, bounded, tick

_NOW = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)


@given(st.lists(st.integers(-86_400, 86_400), min_size=1, max_size=30))
def test_a_clock_that_jumps_about_still_gives_growing_times(seconds: list[int]) -> None:
    last = ""
    for jump in seconds:
        following = tick(last, _NOW + timedelta(seconds=jump), "d")
        assert following > last
        last = following


def test_a_reading_is_milliseconds_a_count_and_the_device() -> None:
    assert tick("", _NOW, "d-1") == "1773124920000-0000-d-1"
    assert tick("1773124920000-0000-d-1", _NOW, "d-1") == "1773124920000-0001-d-1"


def test_a_full_millisecond_runs_over_into_the_next() -> None:
    full = "1773124920000-ffff-d-1"
    assert tick(full, _NOW, "d-1") == "1773124920001-0000-d-1" > full


def test_a_clock_five_minutes_ahead_is_believed_and_one_further_is_not() -> None:
    within, beyond = tick("", _NOW + AHEAD, "d"), tick("", _NOW + AHEAD + timedelta(seconds=1), "d")

    assert bounded(within, _NOW) == within
    assert bounded(beyond, _NOW) == "1773124920000-0000-d"
