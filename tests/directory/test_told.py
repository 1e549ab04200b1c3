"""What a desk takes from its centre: what is proven, and nothing on the centre's word."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from desktop.store import directory, peers, ways
from desktop.store.device import Meta
from desktop.store.directory import Kept
from desktop.store.standing import keep_round, standing_of
from desktop.store.store import Store
from sync.directory import content
from sync.directory.content import CUSTODIANS, LOCKS, Custodian, Custodians, Mission, Policy, path_of
from sync.directory.sources import Folder
from sync.errors import RuleBroken
from sync.gateway import accounts
from sync.gateway.directory.own import Own
from sync.gateway.keys import centre_of
from sync.identity.keys import SigningKey, Speaker
from sync.protocol.messages import DirectoryFiles
from tests.directory.ministry import Ministry
from tests.gateway.desk import PlayedClock
from tests.store.world import StoreDesk, World, fresh_key

Lie = Callable[[dict[str, str]], None]


@pytest.fixture
def ministry() -> Ministry:
    made = Ministry()
    for name, officer in (("d1", "siti"), ("d2", "budi")):
        made.let_in(Speaker.new(name), name.upper(), officer, SigningKey.new(), "CASE_OFFICER")
    made.say(CUSTODIANS, Custodians(custodians=(Custodian(name="ratna", seal="k"),)))
    return made


@pytest.fixture
def store(tmp_path: Path, ministry: Ministry) -> Iterator[Store]:
    """A store that has joined, and pinned the ministry's root."""
    opened = Store.create(tmp_path, fresh_key, PlayedClock(), mission="JHB", store_id="s1")
    with opened.transactions.write() as connection:
        directory.pin(Meta(connection), sha256(ministry.root).hexdigest())
    yield opened
    opened.close()


def _hear(store: Store, files: dict[str, str], token: str = "") -> Kept:
    with store.transactions.write() as connection:
        directory.hear(connection, store.folder, DirectoryFiles(token=token, files=files))
        return directory.kept(Meta(connection))


def _rewrite(files: dict[str, str], part: str, change: Callable[[str], str]) -> None:
    """Change a target, and all the hashes that lead to it, as somebody without the keys would."""
    name = next(name for name in files if name.startswith("targets/") and part in name)
    text = change(files[name])
    digest = sha256(text.encode()).hexdigest()
    old = name.rpartition("/")[2].partition(".")[0]
    for other in list(files):
        files[other] = files[other].replace(old, digest)
    del files[name]
    files[name.replace(old, digest)] = text


def _adds(files: dict[str, str]) -> None:
    def add(text: str) -> str:
        said = json.loads(text)
        said["grants"].append(said["grants"][0] | {"officer": "mallory", "key": SigningKey.new().public.text})
        return json.dumps(said)

    _rewrite(files, "missions/", add)


def _raises(files: dict[str, str]) -> None:
    _rewrite(files, "missions/", lambda text: text.replace("CASE_OFFICER", "MISSION_HEAD"))


def _orders(files: dict[str, str]) -> None:
    _rewrite(files, "lock.json", lambda text: text.replace('"d9"', '"d1"'))


def _swaps(files: dict[str, str]) -> None:
    _rewrite(files, "custodians", lambda text: text.replace('"k"', '"l"'))


def _weakens(files: dict[str, str]) -> None:
    _rewrite(files, "policy", lambda text: text.replace('"lease_days_field":14', '"lease_days_field":30'))


@pytest.mark.parametrize("lie", [_adds, _raises, _orders, _swaps, _weakens])
def test_a_centre_that_lies_changes_nothing(store: Store, ministry: Ministry, lie: Lie) -> None:
    ministry.order(LOCKS, "d9")
    known = _hear(store, ministry.files, "first")
    assert (known.problem, known.told) == ("", "first")
    for path in ministry.making.paths():  # a newer one of each to lie with, which says the same
        ministry.making.say(path, content.read(ministry.making.said(path) or b"", content.SHAPES.get(path, Mission)))
    ministry.publish()
    files = ministry.files
    lie(files)
    after = _hear(store, files, "second")
    assert after.problem == "signature"
    assert after.told == "second"  # so that it is not told again with every round
    assert (after.mission, after.locks, after.custodians) == (known.mission, known.locks, known.custodians)
    assert after.policy == known.policy


def test_where_the_ministry_names_custodians_the_first_case_waits_for_two_tried_ways(
    store: Store, ministry: Ministry
) -> None:
    with store.reading() as connection:
        ways.ensure_two(connection)
    _hear(store, ministry.files)
    with store.transactions.write() as connection:
        ways.tried(connection, ways.officer("siti"), ministry.making.now)
        with pytest.raises(RuleBroken) as refusal:
            ways.ensure_two(connection)
        ways.tried(connection, ways.SHEET, ministry.making.now)
        ways.ensure_two(connection)
    assert refusal.value.rule == "two-ways"


def test_a_centre_cannot_drop_a_revocation(store: Store, ministry: Ministry) -> None:
    before = ministry.files
    revoked = ministry.mission.devices[0].device
    first, *others = ministry.mission.devices
    gone = msgspec.structs.replace(first, revoked=True)
    ministry.say(path_of("JHB"), msgspec.structs.replace(ministry.mission, devices=(gone, *others)))
    _hear(store, ministry.files)
    with store.reading() as connection:
        assert peers.revoked(connection) == {revoked}
        assert revoked not in peers.stations(connection)
    after = _hear(store, before)
    assert after.problem == "older"
    with store.reading() as connection:
        assert peers.revoked(connection) == {revoked}


def test_what_is_older_is_known_even_where_the_folder_of_the_state_was_emptied(
    store: Store, ministry: Ministry
) -> None:
    before = ministry.files
    ministry.say("policy.json", Policy(export_rows=1))
    known = _hear(store, ministry.files)
    for path in sorted((store.folder / directory.FOLDER).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    after = _hear(store, before)
    assert (after.problem, after.policy) == ("older", known.policy)


def test_a_directory_of_another_root_is_refused(store: Store) -> None:
    after = _hear(store, Ministry().files)
    assert (after.problem, after.mission) == ("another-root", None)


def test_a_root_that_came_with_the_programme_goes_before_any_other(
    store: Store, ministry: Ministry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = _hear(store, ministry.files)
    other = Ministry()
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "root.json").write_bytes(other.root)
    monkeypatch.setattr(directory, "resource", lambda _name: bundled)
    assert _hear(store, ministry.files).problem == "signature"
    with store.reading() as connection:
        assert directory.kept(Meta(connection)).mission == known.mission
    taken = _hear(store, other.files)
    assert (taken.problem, taken.mission) == ("", other.mission)


def test_orders_and_policy_are_asked_of_the_store(store: Store, ministry: Ministry) -> None:
    ministry.order(LOCKS, "d1")
    ministry.say("policy.json", Policy(lease_days_field=99, lock_minutes_office=0))
    _hear(store, ministry.files)
    with store.reading() as connection:
        lock, erase = directory.orders_for(connection, "d1")
        assert lock is not None
        assert (lock.reason, erase) == ("lost", None)
        assert directory.orders_for(connection, "d2") == (None, None)
        assert (directory.policy(connection).lease_days_field, directory.policy(connection).lock_minutes_office) == (
            30,
            1,
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, PlayedClock()) as made:
        yield made


def _kept(desk: StoreDesk) -> Kept:
    with desk.store.reading() as connection:
        return directory.kept(Meta(connection))


def test_a_desk_learns_who_works_in_its_mission_from_the_centres_own_directory(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    siti.round()
    budi.round()
    told = _kept(siti)
    assert told.mission is not None
    assert {one.officer for one in told.mission.grants} == {"siti", "budi"}
    assert told.centre.keys
    with siti.store.reading() as connection:
        assert set(peers.stations(connection)) == {one.store.identity().device for one in (siti, budi)}
    siti.round()
    assert _kept(siti) == told  # nothing new, and nothing told again


def test_a_revocation_and_an_order_come_with_the_next_round(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    siti.round()
    gone = budi.store.identity().device
    with world.database.write() as connection:
        accounts.revoke_device(connection, gone, siti.clock)
    siti.round()
    with siti.store.reading() as connection:
        assert peers.revoked(connection) == {gone}
    own = siti.store.identity().device
    speaker = centre_of(world.database, siti.clock)
    with world.database.write() as connection:
        Own(speaker, siti.clock).order(connection, "erase", own, "stolen")
    siti.round()
    with siti.store.reading() as connection:
        lock, erase = directory.orders_for(connection, own)
        assert lock is None
        assert erase is not None
        assert erase.reason == "stolen"


def test_a_desk_that_knows_only_sticks_takes_a_newer_directory_from_a_folder(
    store: Store, ministry: Ministry, tmp_path: Path
) -> None:
    _hear(store, ministry.files)
    old = dict(ministry.files)
    ministry.order(LOCKS, "d1")
    stick = tmp_path / "stick"
    for name, text in ministry.files.items():
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_text(text)
    with store.transactions.write() as connection:
        taken = directory.take(connection, store.folder, Folder(stick))
    assert [one.device for one in taken.locks.orders] == ["d1"]
    after = _hear(store, old)  # a centre that has not loaded it yet
    assert (after.problem, after.locks) == ("older", taken.locks)


def test_what_is_wrong_with_the_directory_is_said_and_keeps_nobody_from_working(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = world.desk("siti")
    siti.round()
    keep_round(siti.store, siti.clock, siti.round(), None)
    assert standing_of(siti.store).notice is None
    siti.clock.passes(timedelta(days=31))
    monkeypatch.setattr(Own, "answer", lambda *_: None)  # a centre that holds a newer one back
    keep_round(siti.store, siti.clock, siti.round(), None)
    assert standing_of(siti.store).notice == "directory-stale"
    lie = DirectoryFiles(token="lie", files=Ministry().files)
    monkeypatch.setattr(Own, "answer", lambda *_: lie)
    siti.create(full_name="Aminah")
    assert siti.round().sent == 1
    assert standing_of(siti.store).notice == "directory-refused"


def test_a_centre_that_the_directory_does_not_list_is_told(world: World) -> None:
    siti = world.desk("siti")
    siti.round()
    assert standing_of(siti.store).notice is None
    with siti.store.transactions.write() as connection:
        meta = Meta(connection)
        centre = json.loads(meta.needed("centre"))
        meta.keep("centre", json.dumps(centre | {"keys": Speaker.new("other").public.texts}))
    assert standing_of(siti.store).notice == "directory-centre"
