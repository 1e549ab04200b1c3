"""The size of an exchange follows the line: what it carries in nine seconds, and half when it breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import SystemClock
from sync.engine.pace import FIRST_BYTES, LEAST_BYTES, MOST_BYTES, MOST_STORED, Pace


def _settled(rate: float, latency: float) -> Pace:
    """A pace after twenty exchanges over a line of so many bytes a second."""
    pace = Pace(SystemClock())
    pace.went(900, latency + 900 / rate)
    for _ in range(20):
        pace.went(pace.limit_bytes, latency + pace.limit_bytes / rate)
    return pace


def test_the_first_exchange_fits_the_first_window_of_a_connection() -> None:
    assert Pace(SystemClock()).limit_bytes == FIRST_BYTES == 12 * 1024


@pytest.mark.parametrize(("rate", "latency"), [(2_900, 2.0), (16_000, 0.6), (32_000, 0.3)])
def test_an_exchange_takes_eight_to_ten_seconds_of_a_slow_line(rate: float, latency: float) -> None:
    assert 8 <= latency + _settled(rate, latency).limit_bytes / rate <= 10


def test_a_quick_line_reaches_the_most_in_a_few_exchanges() -> None:
    pace = Pace(SystemClock())
    for _ in range(4):
        pace.went(pace.limit_bytes, 0.1)
    assert pace.limit_bytes == MOST_BYTES


def test_a_line_that_becomes_slow_is_followed_down() -> None:
    pace = _settled(100_000, 0.1)
    for _ in range(6):
        pace.went(pace.limit_bytes, pace.limit_bytes / 2_000)
    assert pace.limit_bytes / 2_000 < 20


def test_an_exchange_that_had_little_to_carry_proves_nothing_of_the_line() -> None:
    pace = Pace(SystemClock())
    pace.went(600, 0.05)
    assert (pace.limit_bytes, pace.bytes_per_s) == (FIRST_BYTES, None)


def test_distance_and_speed_are_told_apart_and_kept_for_the_next_run() -> None:
    pace = Pace(SystemClock())
    for size in (900, 5000, 12_000):
        pace.went(size, 0.6 + size / 16_000)

    again = Pace(SystemClock(), pace.seen)

    assert again.latency_s == pytest.approx(0.6)
    assert again.bytes_per_s == pytest.approx(16_000)
    assert again.takes(32_000, 2) == pytest.approx(3.2)


def test_one_that_broke_halves_the_next() -> None:
    pace = Pace(SystemClock())
    pace.failed()
    assert pace.limit_bytes == FIRST_BYTES // 2


def test_how_much_is_packed_follows_what_was_packed_before() -> None:
    pace = Pace(SystemClock())
    assert pace.limit_stored == 48 * FIRST_BYTES
    pace.packed(60_000, 12_000)
    assert pace.limit_stored == 5 * FIRST_BYTES
    pace.packed(9_000_000, 1_000)
    assert pace.limit_stored <= MOST_STORED


@given(st.lists(st.none() | st.tuples(st.integers(0, 1 << 24), st.floats(0, 10_000))))
def test_no_line_makes_it_leave_its_bounds(line: list[tuple[int, float] | None]) -> None:
    pace = Pace(SystemClock())
    for one in line:
        if one is None:
            pace.failed()
        else:
            pace.went(*one)
        assert LEAST_BYTES <= pace.limit_bytes <= MOST_BYTES
