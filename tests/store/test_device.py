"""A desk that no centre knows yet still marks its case numbers as its own."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.store.device import provisional_mark
from sync.clock import SystemClock
from sync.domain import case_number


@given(st.uuids())
def test_every_device_has_a_mark_that_case_numbers_take(device: object) -> None:
    mark = provisional_mark(str(device))
    assert mark[0] in "UVWXYZ"
    assert case_number.verify(case_number.make("JHB", SystemClock().now(), mark, 1).text)


def test_devices_rarely_share_a_mark() -> None:
    marks = {provisional_mark(f"01a20b8d-099f-7ec9-b53b-63ee{n * 7919:08x}") for n in range(100)}
    assert len(marks) > 70
