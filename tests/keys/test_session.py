"""The idle lock: due when nobody touched the desk for so long, by a clock that is handed in."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.keys.session import IdleLock

TIMES = st.floats(0, 1e6)


@given(TIMES, TIMES)
def test_it_is_due_exactly_when_nothing_is_left(start: float, passed: float) -> None:
    lock = IdleLock(300, start)
    assert lock.is_due(start + passed) == (lock.left_s(start + passed) == 0)
    assert 0 <= lock.left_s(start + passed) <= 300 + 1e-6


@given(TIMES, TIMES)
def test_a_touch_gives_the_whole_time_again(start: float, passed: float) -> None:
    touched = IdleLock(300, start).touched(start + passed)
    assert touched.left_s(start + passed) == 300
    assert not touched.is_due(start + passed)


def test_a_touch_that_comes_late_from_another_thread_takes_no_time_away() -> None:
    assert IdleLock(300, 1000).touched(900) == IdleLock(300, 1000)
