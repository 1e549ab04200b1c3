"""The ministry's directory in force at the centre: who is listed works, whatever the centre itself has let in."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import select

from desktop.store import directory, peers
from desktop.store.device import Meta
from sync.clock import stamp
from sync.directory.content import Mission, path_of
from sync.directory.handover import FORMER, SIGNED, signed_over
from sync.directory.reading import read
from sync.directory.sources import Files
from sync.errors import DirectoryRefused, NotTheCentre
from sync.gateway import accounts
from sync.gateway.directory.admin import DirectoryAdministration
from sync.gateway.directory.shelf import TableFiles
from sync.gateway.tables import directory_keys
from sync.identity.keys import SigningKey
from sync.protocol.messages import DirectoryFiles
from tests.directory.ministry import Ministry
from tests.gateway.desk import PlayedClock
from tests.store.world import StoreDesk, World


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def world(tmp_path: Path, clock: PlayedClock) -> Iterator[World]:
    with World(tmp_path, clock) as made:
        yield made


class Town:
    """A centre with the ministry's directory, and two desks that it lists, which may have been there before."""

    def __init__(
        self, world: World, clock: PlayedClock, folder: Path, desks: tuple[StoreDesk, StoreDesk] | None = None
    ) -> None:
        self.world = world
        self.administration = DirectoryAdministration(world.database, clock)
        self.ministry = Ministry(clock.now())
        self._folder = folder
        self.load()
        self.siti, self.budi = desks or (world.desk("siti"), world.desk("budi"))
        self.adopt()

    def load(self) -> dict[str, object]:
        for name, text in self.ministry.files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return self.administration.load(self._folder)

    def adopt(self) -> None:
        """Sign whom the centre has let in."""
        (told,) = self.administration.show()["missions"]
        self.put(msgspec.convert(told, Mission))

    def put(self, mission: Mission) -> None:
        self.ministry.mission = mission
        self.ministry.say(path_of("JHB"), mission)
        self.load()

    def refusal_of(self, desk: StoreDesk) -> str:
        with pytest.raises(NotTheCentre):  # the played line knows no problems
            desk.round()
        code: str = self.world._door.problem["code"]
        return code

    def revoke(self, officer: str) -> None:
        here = self.ministry.mission
        grants = tuple(msgspec.structs.replace(one, revoked=one.officer == officer) for one in here.grants)
        self.put(msgspec.structs.replace(here, grants=grants))


@pytest.fixture
def town(world: World, clock: PlayedClock, tmp_path: Path) -> Town:
    return Town(world, clock, tmp_path / "published")


def test_a_desk_that_is_listed_works_and_proves_the_ministrys_directory(town: Town) -> None:
    town.siti.create(full_name="Aminah")
    assert town.siti.round().sent == 1
    with town.siti.store.reading() as connection:
        here = directory.kept(Meta(connection))
    assert here.mission == town.ministry.mission
    assert here.problem == ""


def test_a_desk_that_is_not_listed_yet_waits_and_loses_nothing(town: Town) -> None:
    town.siti.create(full_name="Aminah")
    town.siti.round()
    dewi = town.world.desk("dewi")
    dewi.create(full_name="Suparni")
    assert town.refusal_of(dewi) == "unlisted"
    town.adopt()
    report = dewi.round()
    assert (report.sent, report.received) == (1, 1)


def test_changes_of_a_revoked_officer_go_to_quarantine_and_stay_in_the_tray(town: Town) -> None:
    town.budi.create(full_name="Aminah")
    town.budi.round()
    town.revoke("budi")
    late = town.budi.create(full_name="Suparni", birth_place="Malang")
    report = town.budi.round()
    assert (report.sent, report.refused) == (0, 1)
    assert town.budi.get(late).sync == "refused"
    (kept,) = town.administration.quarantined("JHB")
    assert (kept["officer"], kept["reason"]) == ("budi", "revoked")
    assert kept["change"]["values"]["birth_place"] == "Malang"
    town.siti.round()
    with town.siti.store.reading() as connection:
        assert {user for user, _ in peers.officers(connection)} == {"siti"}


def test_whose_way_in_a_desk_took_may_nothing_before_the_ministry_says_so(town: Town, clock: PlayedClock) -> None:
    town.budi.round()
    late = town.budi.create(full_name="Suparni")
    (his,) = [one for one in town.ministry.mission.grants if one.officer == "budi"]
    with town.world.database.write() as connection:
        accounts.grant(connection, "JHB", (his.officer, his.key), (), stamp(clock.now()))
    assert town.budi.round().refused == 1
    assert town.budi.get(late).sync == "refused"
    town.adopt()
    assert [one.officer for one in town.ministry.mission.grants if one.revoked] == ["budi"], "and it is told of it"


def test_changes_of_an_officer_whom_the_ministry_does_not_list_wait(town: Town) -> None:
    here = town.ministry.mission
    town.put(msgspec.structs.replace(here, grants=tuple(one for one in here.grants if one.officer != "budi")))
    town.budi.create(full_name="Suparni")
    report = town.budi.round()
    assert (report.sent, report.refused, report.held) == (0, 0, 1)
    town.put(here)
    assert town.budi.round().sent == 1


def test_a_device_that_the_ministry_revoked_speaks_no_more(town: Town) -> None:
    here = town.ministry.mission
    gone = town.budi.store.identity().device
    devices = tuple(msgspec.structs.replace(one, revoked=one.device == gone) for one in here.devices)
    town.put(msgspec.structs.replace(here, devices=devices))
    assert town.refusal_of(town.budi) == "revoked"


def test_the_roles_of_the_ministry_count_and_not_those_of_the_centre(town: Town) -> None:
    here = town.ministry.mission
    grants = tuple(msgspec.structs.replace(one, roles=()) for one in here.grants)
    town.budi.round()
    before = town.budi.create(full_name="Suparni")
    town.put(msgspec.structs.replace(here, grants=grants))
    report = town.budi.round()
    assert report.refused == 1
    assert town.budi.get(before).sync == "refused"


def test_an_older_directory_and_one_of_another_root_are_not_loaded(town: Town) -> None:
    before = town.ministry.files
    town.revoke("budi")
    for path in sorted(town._folder.rglob("*.json")):
        path.unlink()
    for files in (before, Ministry().files):
        for name, text in files.items():
            (town._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (town._folder / name).write_text(text)
        with pytest.raises(DirectoryRefused):
            town.administration.load(town._folder)
    town.budi.create(full_name="Suparni")
    assert town.budi.round().refused == 1  # still revoked


def test_anybody_gets_the_orders_and_nobody_the_officers(town: Town, tmp_path: Path) -> None:
    town.ministry.order("orders/lock.json", "d7")
    town.load()
    client: httpx.Client = town.world._door.client
    files = {}
    for name in town.ministry.files:
        answer = client.get(f"/v1/directory/{name}")
        assert (answer.status_code == 404) == name.startswith("targets/missions/")
        if answer.status_code == 200:
            files[name] = answer.text
    found = read(tmp_path / "locked", town.ministry.root, Files(files), [])
    assert [order.device for order in found.locks.orders] == ["d7"]
    assert client.get("/v1/directory/nothing.json").status_code == 404
    assert client.get("/v1/directory/..%2f..%2fetc").status_code == 404


def test_a_desk_that_began_with_the_centres_own_directory_follows_to_the_ministrys(
    world: World, clock: PlayedClock, tmp_path: Path
) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    siti.round()  # has the centre's own; budi has joined and heard nothing yet
    town = Town(world, clock, tmp_path / "published", (siti, budi))
    for desk in (siti, budi):
        desk.round()
        with desk.store.reading() as connection:
            here = directory.kept(Meta(connection))
        assert (here.problem, here.mission) == ("", town.ministry.mission)
        assert here.base == sha256(town.ministry.root).hexdigest()
    town.revoke("budi")
    siti.round()
    with siti.store.reading() as connection:
        assert {user for user, _ in peers.officers(connection)} == {"siti"}, "and goes on with it"
    with world.database.read() as connection:
        assert connection.scalars(select(directory_keys.c.raw)).all() == [], "the keys of before sign nothing more"


@pytest.mark.parametrize("lie", ["unsigned", "other-signers", "other-root"])
def test_nobody_else_leads_a_desk_to_another_root(world: World, clock: PlayedClock, tmp_path: Path, lie: str) -> None:
    siti = world.desk("siti")
    siti.round()
    with world.database.read() as connection:
        former = TableFiles(connection)["1.root.json"]
    ministry = Ministry()
    files = dict(ministry.files)
    strangers = {"unsigned": [], "other-signers": [SigningKey.new()], "other-root": ministry.keys["root"]}[lie]
    files[SIGNED] = signed_over(ministry.root, strangers).decode()
    files[FORMER] = (ministry.root if lie == "other-root" else former).decode()
    with siti.store.transactions.write() as connection:
        before = directory.kept(Meta(connection))
        directory.hear(connection, siti.store.folder, DirectoryFiles(token="t", files=files))
        after = directory.kept(Meta(connection))
    assert after.problem != ""
    assert (after.base, after.mission) == (before.base, before.mission)
