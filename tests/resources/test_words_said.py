"""Numbers and hours are said as each language writes them, in every sentence."""

from datetime import time

import pytest

from desktop.words import Words


@pytest.mark.parametrize(
    ("lang", "count", "size", "hour"), [("id", "11.231", "4,9", "14.02"), ("en", "11,231", "4.9", "14:02")]
)
def test_numbers_and_hours_are_those_of_the_language(lang: str, count: str, size: str, hour: str) -> None:
    words = Words(lang)
    assert count in words("shell.status.waiting", n=11231)
    assert words("sync.mb", n=4.9).startswith(size)
    assert words.hour(time(14, 2)) == hour


def test_what_is_no_number_is_said_as_it_is() -> None:
    assert "TRUE1234" in Words("en")("shell.window", mission="TRUE1234")
