"""Record ids: their shape, their order, and that no two are alike."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_, or_
from uuid import UUID

import pytest

from sync.domain.ids import is_id, new_id

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_a_new_id_is_a_uuid_of_version_seven_that_carries_its_moment() -> None:
    made = UUID(new_id(NOW))
    assert made.version == 7
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_what_is_made_is_recognised() -> None:
    assert all(is_id(new_id(NOW)) for _ in range(500))


def test_no_two_ids_of_one_millisecond_are_alike() -> None:
    assert len({new_id(NOW) for _ in range(2000)}) == 2000


def test_every_bit_that_may_be_random_is() -> None:
    made = [UUID(new_id(NOW)).int & ((1 << 76) - 1) for _ in range(500)]
    version_and_variant = 0b11 << 62
    assert reduce(or_, made) | version_and_variant == (1 << 76) - 1
    assert reduce(and_, made) == 0b10 << 62


def test_ids_sort_by_the_moment_of_their_making() -> None:
    made = [new_id(NOW + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0193f5a0-0000-4000-8000-000000000000",  # version 4
        "0193f5a0-0000-7000-c000-000000000000",  # another variant
        "0193F5A0-0000-7000-8000-000000000000",  # capitals: a second form of the same id
        "0193f5a000007000800000000000000000",
        "0193f5a0-0000-7000-8000-000000000000\n",
        "{0193f5a0-0000-7000-8000-000000000000}",
    ],
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_id(text)
