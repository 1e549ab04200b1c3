"""The centre's own directory: made anew only where something changed, fresh in time, and told to whom it concerns."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.clock import moment, stamp
from sync.directory.reading import Directory, read
from sync.directory.sources import Files
from sync.domain.ids import new_id
from sync.errors import InvalidField, RuleBroken
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.directory.admin import DirectoryAdministration
from sync.gateway.directory.own import Own
from sync.gateway.keys import centre_of
from sync.identity.keys import Speaker
from tests.directory.ministry import Ministry
from tests.gateway.desk import PlayedClock


class Asking:
    """A desk that asks for the directory of a mission, and proves it."""

    def __init__(self, centre: "Town", mission: str, state: Path) -> None:
        self._centre = centre
        self._mission = mission
        self._state = state
        self._token = ""
        self._root = b""
        self.told = 0
        self.known: Directory | None = None

    def ask(self) -> "Asking":
        with self._centre.database.write() as connection:
            answer = self._centre.own.answer(connection, self._mission, self._token)
        if answer is not None:
            self.told += 1
            self._token = answer.token
            self._root = self._root or answer.files["1.root.json"].encode()
            self.known = read(self._state, self._root, Files(answer.files), [self._mission])
        return self


class Town:
    """A centre with two missions."""

    def __init__(self, folder: Path) -> None:
        self.clock = PlayedClock()
        self.database = Database(f"sqlite:///{folder / 'centre.db'}")
        self.own = Own(centre_of(self.database, self.clock), self.clock)
        self._folder = folder
        with self.database.write() as connection:
            for code in ("JHB", "KUL"):
                accounts.add_mission(connection, code, self.clock)

    def asking(self, mission: str) -> Asking:
        return Asking(self, mission, self._folder / mission)

    def add(self, mission: str) -> str:
        device = Speaker.new(new_id(self.clock.now()))
        with self.database.write() as connection:
            accounts.add_device(connection, device.id, mission, device.public, self.clock)
        return device.id


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.database.close()


def test_what_concerns_one_mission_is_told_to_no_other(town: Town) -> None:
    jhb, kul = town.asking("JHB").ask(), town.asking("KUL").ask()
    assert (jhb.ask().told, kul.ask().told) == (1, 1)
    device = town.add("JHB")
    assert (jhb.ask().told, kul.ask().told) == (2, 1)
    assert jhb.known is not None
    assert [one.device for one in jhb.known.missions["JHB"].devices] == [device]
    DirectoryAdministration(town.database, town.clock).order("lock", device, "stolen")
    assert (jhb.ask().told, kul.ask().told) == (3, 2)  # orders concern everybody
    assert [one.device for one in jhb.known.locks.orders] == [device]


def test_a_desk_that_asks_every_day_is_never_told_something_stale(town: Town) -> None:
    desk, busy = town.asking("JHB"), town.asking("KUL")
    for day in range(100):
        desk.ask()
        if day % 10 == 0:  # work in another mission
            town.add("KUL")
            busy.ask()
        assert desk.known is not None
        assert moment(desk.known.expires) > town.clock.now()
        town.clock.passes(timedelta(days=1))
    assert desk.told <= 8


def test_orders_are_the_centres_only_until_the_ministry_has_a_directory(town: Town, tmp_path: Path) -> None:
    administration = DirectoryAdministration(town.database, town.clock)
    device = town.add("JHB")
    with pytest.raises(InvalidField):
        administration.order("lock", "nobody", "stolen")
    with pytest.raises(InvalidField):
        administration.order("lock", device, "Siti Aminah")  # a reason is a code, and names nobody
    for name, text in Ministry(town.clock.now()).files.items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text(text)
    loaded = administration.load(tmp_path / "out")
    assert (loaded["missions"], loaded["stale"]) == (["JHB"], False)
    with pytest.raises(RuleBroken):
        administration.order("erase", device, "stolen")


def test_an_answer_without_a_change_writes_nothing(town: Town) -> None:
    town.asking("JHB").ask()
    with town.database.read() as connection:
        before = connection.exec_driver_sql("select made_at from directory_mission").scalar()
    town.clock.passes(timedelta(days=3))
    town.asking("JHB").ask()
    with town.database.read() as connection:
        assert connection.exec_driver_sql("select made_at from directory_mission").scalar() == before
    assert before == stamp(town.clock.now() - timedelta(days=3))
