"""The centre helps a desk that holds something else, within bounds, and answers nothing that is out of them."""

import pytest

from sync.changes.digest import weight
from sync.engine.ports import Mend, Wants
from sync.protocol.messages import Mark, Parts
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk


def _wanting(desk: Desk, **mend: object) -> Wants:
    return Wants(limit_bytes=1 << 18, mend=Mend(**mend))  # type: ignore[arg-type]  # a sample


def test_the_last_common_mark_is_told_and_nothing_else_is_done(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = [siti.create({"full_name": "x"}) for _ in range(3)]
    siti.say(*made)
    marks = (*(Mark(seq=seq, change=one.id) for seq, one in enumerate(made[:2], 1)), Mark(seq=3, change="other.1.1"))

    answer = budi.wanting(_wanting(budi, marks=marks))

    assert (answer.common, answer.news, answer.cursor) == (2, [], 0)
    assert budi.wanting(_wanting(budi, marks=(Mark(seq=2**52, change="a.1.1"),))).common == 0


def test_states_and_hashes_are_of_the_desks_own_mission_alone(enrolled: Enrol) -> None:
    siti, other = enrolled(), enrolled("tono", "KUL")
    made, gone = siti.create({"full_name": "x"}), siti.create({"full_name": "y"})
    siti.say(made)
    end = made.record[-2:]

    told = siti.wanting(_wanting(siti, states=(made.record, gone.record), parts=Parts(hashes=[end])))
    foreign = other.wanting(_wanting(other, states=(made.record,), parts=Parts(hashes=[end])))

    assert [(one.id, one.values, one.created, one.changes) for one in told.states] == [
        (made.record, {"full_name": "x"}, 1, 1)
    ]
    assert told.absent == [gone.record]
    assert told.parts is not None
    assert told.parts.hashes == {made.record: f"{weight('worker', made.record, made.values) % 2**24:06x}"}
    assert (foreign.states, foreign.absent) == ([], [made.record])
    assert foreign.parts is not None
    assert foreign.parts.hashes == {}


@pytest.mark.parametrize(
    "mend",
    [
        {"marks": tuple(Mark(seq=number, change="a.1.1") for number in range(65))},
        {"marks": (Mark(seq=-1, change="a.1.1"),)},
        {"marks": (Mark(seq=1 << 63, change="a.1.1"),)},
        {"states": ("nobody",)},
        {"states": ("0198c1f2-5f00-7000-8000-000000000001",) * 201},
        {"parts": Parts(sums=["", "00"])},
        {"parts": Parts(sums=["0"])},
        {"parts": Parts(sums=["%_"])},
        {"parts": Parts(hashes=["00"] * 33)},
        {"parts": Parts(hashes=["0" * 18])},
    ],
)
def test_what_is_out_of_bounds_is_refused(enrolled: Enrol, mend: dict[str, object]) -> None:
    desk = enrolled()

    desk.door.exchange(desk.seal(desk.signed(), _wanting(desk, **mend)))

    assert (desk.door.status, desk.door.problem) == (400, {"code": "bad-message"})
