"""The size of an exchange follows the line: larger on a quick one, smaller on a slow one, half when it breaks."""

from hypothesis import given
from hypothesis import strategies as st

from sync.clock import SystemClock
from sync.engine.pace import FIRST_BYTES, LEAST_BYTES, MOST_BYTES, Pace


def test_a_quick_exchange_that_was_full_lets_the_next_one_be_larger() -> None:
    pace = Pace(SystemClock())
    pace.went(1.0, more=True)
    assert pace.limit_bytes == MOST_BYTES == 2 * FIRST_BYTES


def test_a_quick_exchange_that_had_room_left_proves_nothing() -> None:
    pace = Pace(SystemClock())
    pace.went(1.0, more=False)
    assert pace.limit_bytes == FIRST_BYTES


def test_a_slow_exchange_lets_the_next_one_take_about_nine_seconds() -> None:
    pace = Pace(SystemClock())
    pace.went(36.0, more=True)
    assert pace.limit_bytes == FIRST_BYTES // 4


def test_one_that_broke_halves_the_next() -> None:
    pace = Pace(SystemClock())
    pace.failed()
    assert pace.limit_bytes == FIRST_BYTES // 2


@given(st.lists(st.none() | st.tuples(st.floats(0, 10_000), st.booleans())))
def test_no_line_makes_it_leave_its_bounds(line: list[tuple[float, bool] | None]) -> None:
    pace = Pace(SystemClock())
    for one in line:
        if one is None:
            pace.failed()
        else:
            pace.went(one[0], more=one[1])
        assert LEAST_BYTES <= pace.limit_bytes <= MOST_BYTES
