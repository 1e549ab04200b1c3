"""Any mixture of sticks, meetings and rounds, doubled, late, cut and forged, ends as a pure network would."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop import sticks
from desktop.store.verify import store_digest
from sync.errors import BadBundle
from tests.faults.desks import Keys
from tests.sticks.conftest import Town, copied, worker
from tests.sticks.meeting_of import meet

_DESKS = st.integers(0, 2)
_STEPS = st.lists(
    st.tuples(st.sampled_from(["edit", "edit", "stick", "named", "read", "evil", "meet", "round"]), _DESKS, _DESKS),
    min_size=6,
    max_size=14,
)


class Play:
    """Plays steps on a town, and remembers what was entered: each desk has a field of the shared record to itself."""

    FIELDS = ("birth_place", "home_address", "health_note")

    def __init__(self, town: Town) -> None:
        self._town = town
        self._record = worker(town.near, "Siti Aminah")
        for desk in (*town.desks, *town.desks):
            desk.round(channel=town.line)
        self.entered: dict[str, str] = {}
        self.made = 1
        self._written: list[Path] = []

    def step(self, what: str, one: int, other: int) -> None:
        self._town.clock.passes(timedelta(hours=7))
        act: Callable[[int, int], None] = getattr(self, f"_{what}")
        act(one, other)

    def _edit(self, one: int, _other: int) -> None:
        field, value = self.FIELDS[one], f"isi {self.made}"
        self._town.desks[one].do(lambda unit: unit.edit("worker", self._record, {field: value}))
        self.entered[field] = value
        self.made += 1

    def _stick(self, one: int, _other: int) -> None:
        self._write(one, None)

    def _named(self, one: int, other: int) -> None:
        if one != other:
            self._write(one, self._town.desks[other].store.identity().mark)

    def _write(self, one: int, to: str | None) -> None:
        path = self._town.folder / f"stick-{len(self._written)}"
        sticks.write(self._town.desks[one], path, sticks.Load(to=to))
        self._written.append(path)

    def _read(self, one: int, other: int) -> None:
        if self._written:  # any of them, also long after it was written, and again and again
            sticks.read(
                self._town.desks[one], self._written[(other * 7 + len(self._written) // 2) % len(self._written)]
            )

    def _evil(self, one: int, other: int) -> None:
        if self._written:
            whole = self._written[-1].read_bytes()
            evil = self._town.folder / "evil"
            at = len(whole) * (other + 1) // 4
            evil.write_bytes(whole[:at] if one else whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with suppress(BadBundle):
                sticks.read(self._town.desks[one], evil)
                raise AssertionError("a bundle that is not whole was taken in")

    def _meet(self, one: int, other: int) -> None:
        if one != other:
            meet(self._town.desks[one], self._town.desks[other])

    def _round(self, one: int, _other: int) -> None:
        self._town.desks[one].round(channel=self._town.line)

    def ends_as_a_network_would(self) -> None:
        """Let every desk have its line again, and look."""
        town = self._town
        for desk in (*town.desks, *town.desks):
            desk.round(channel=town.line)
        assert [desk.standing().waiting + desk.standing().refused for desk in town.desks] == [0, 0, 0]
        assert [desk.standing().conflicts for desk in town.desks] == [0, 0, 0]
        assert town.entries() == self.made, "each change once"
        digests = [store_digest(desk.store) for desk in town.desks]
        assert digests[0] == digests[1] == digests[2]
        for desk in town.desks:
            shown = desk.store.get("worker", self._record).fields
            assert {field: shown.get(field) for field in self.entered} == self.entered
            assert desk.verify() == ()


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=_STEPS)
def test_any_mixture_ends_as_a_pure_network_would(
    built: tuple[Path, list[Keys]], steps: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        with copied(built, Path(folder) / "town") as town:
            play = Play(town)
            for what, one, other in steps:
                play.step(what, one, other)
            play.ends_as_a_network_would()
        shutil.rmtree(Path(folder) / "town")
