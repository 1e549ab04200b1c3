"""When the next round is due: soon after a save, ever later on a dead line, and as the centre wishes."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.engine.schedule import Schedule
from sync.errors import Busy, NoAnswer


def test_a_save_brings_the_next_round_near() -> None:
    assert Schedule(due_at=300).after_save(10).due_at == 13


def test_a_save_on_a_dead_line_does_not_hurry_the_next_try() -> None:
    waiting = Schedule(due_at=0).after_failure(0, NoAnswer(), random.Random(1))
    assert waiting.after_save(0) == waiting


@given(st.integers(0, 40), st.integers())
def test_however_often_it_fails_the_wait_is_two_seconds_to_fifteen_minutes(failures: int, seed: int) -> None:
    chance = random.Random(seed)
    schedule = Schedule(due_at=0)
    for _ in range(failures + 1):
        schedule = schedule.after_failure(100, NoAnswer(), chance)
    assert 102 <= schedule.due_at <= 100 + 15 * 60


def test_two_desks_that_fail_together_do_not_come_back_together() -> None:
    dues = {Schedule(due_at=0, failures=6).after_failure(0, NoAnswer(), random.Random(n)).due_at for n in range(20)}
    assert len(dues) == 20


def test_a_busy_centre_is_left_alone_as_long_as_it_asks() -> None:
    due = Schedule(due_at=0).after_failure(0, Busy(retry_after_s=120), random.Random(1)).due_at
    assert 120 <= due <= 150


def test_a_round_that_went_through_forgets_the_failures() -> None:
    assert Schedule(due_at=0, failures=9).after_success(0) == Schedule(due_at=300)


def test_the_officer_need_not_wait() -> None:
    assert Schedule(due_at=999, failures=9).now_please(5) == Schedule(due_at=5)
