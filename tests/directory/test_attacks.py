"""The attacks of the TUF specification on our reading: each is refused, and what was known before stays in force."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import Signature
from tuf.api.metadata import Metadata, TargetFile, Timestamp

from sync.directory import content, reading
from sync.directory.content import ERASURES, LOCKS, Mission, Order, Orders, Policy, path_of
from sync.directory.sources import Files, Folder
from sync.errors import DirectoryRefused
from sync.identity.keys import SigningKey, Speaker
from tests.directory.ministry import START, Ministry, Reader

ROLES = ("timestamp", "snapshot", "targets", "directory", "erase", "policy")


@pytest.fixture
def ministry() -> Ministry:
    return Ministry()


@pytest.fixture
def reader(tmp_path: Path, ministry: Ministry) -> Reader:
    return Reader(tmp_path / "state", ministry.root)


def _refused(reader: Reader, files: dict[str, str], *rules: str) -> None:
    with pytest.raises(DirectoryRefused) as refused:
        reader.read(files)
    assert refused.value.rule in rules


def _name(files: dict[str, str], role: str) -> str:
    return next(name for name in files if name.endswith(f"{role}.json") and "/" not in name)


def _signed(raw: str, change: Callable[[dict[str, object]], None]) -> str:
    said = json.loads(raw)
    change(said["signed"])
    return json.dumps(said)


def test_what_the_ministry_signed_is_read_whole(reader: Reader, ministry: Ministry) -> None:
    device, key = Speaker.new("d1"), SigningKey.new()
    ministry.let_in(device, "A0", "siti", key, "CASE_OFFICER")
    ministry.order(LOCKS, "d1")
    found = reader.read(ministry.files)
    assert found.missions["JHB"] == ministry.mission
    assert [order.device for order in found.locks.orders] == ["d1"]
    assert found.erasures.orders == ()
    assert found.policy == Policy()


@pytest.mark.parametrize("role", ["root", *ROLES])
def test_content_that_nobody_signed_is_refused(reader: Reader, ministry: Ministry, role: str) -> None:
    files = ministry.files
    if role == "root":
        files["2.root.json"] = _signed(files["1.root.json"], lambda said: said.update(version=2))
    else:
        name = _name(files, role)
        files[name] = _signed(files[name], lambda said: said.update(expires="2099-01-01T00:00:00Z"))
    _refused(reader, files, "signature")


@pytest.mark.parametrize("path", ["missions/", "policy"])
def test_a_target_that_was_changed_on_the_way_is_refused(reader: Reader, ministry: Ministry, path: str) -> None:
    files = ministry.files
    name = next(name for name in files if name.startswith("targets/") and path in name)
    files[name] = files[name].replace("{", "{ ", 1)
    _refused(reader, files, "changed", "size")


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "directory", "policy"])
def test_no_role_is_rolled_back(reader: Reader, ministry: Ministry, role: str) -> None:
    before = ministry.files
    for name in ("targets", "directory", "policy"):
        path = {"targets": "centre.json", "directory": path_of("JHB"), "policy": "policy.json"}[name]
        said = {"targets": Policy(), "directory": Mission(mission="JHB"), "policy": Policy(export_rows=1)}[name]
        ministry.say(path, said)
    known = reader.read(ministry.files)
    if role == "timestamp":
        _refused(reader, before, "older")
    else:
        _refused(reader, ministry.files | _older(ministry, role, before), "older")
    for _ in range(9):  # the ministry goes on beyond the thief's numbers
        ministry.publish()
    assert reader.read(ministry.files).missions == known.missions


def _older(ministry: Ministry, role: str, before: dict[str, str]) -> dict[str, str]:
    """Return a newer timestamp, made by a thief of its key, that leads back to the old *role*."""
    making, kept = ministry.making, dict(ministry.making.files)
    if role == "snapshot":
        last = Metadata[Timestamp].from_bytes(making.files["timestamp.json"])
        last.signed.version += 1
        last.signed.snapshot_meta.version = 2
        key = ministry.keys["publish"][0]
        (name,) = last.signatures
        last.signatures[name] = Signature(name, key.sign(last.signed_bytes).hex())
        making.files["timestamp.json"] = last.to_bytes()
    else:
        old = before[_name(before, role)].encode()
        newest = _name(ministry.files, role)
        del making.files[newest]
        making.files[_name(before, role)] = old
        last = json.loads(making.files["timestamp.json"])["signed"]["version"]
        snapshot = json.loads(making.files[f"{last}.snapshot.json"])
        snapshot["signed"]["meta"][f"{role}.json"]["version"] = json.loads(old)["signed"]["version"]
        snapshot["signed"]["version"] = last
        making.files[f"{last}.snapshot.json"] = json.dumps(snapshot).encode()
        making.publish(ministry.keys["publish"])
    made = ministry.files
    ministry.making.files.clear()
    ministry.making.files.update(kept)
    return made


def test_a_directory_that_is_held_back_is_shown_as_stale_and_locks_nobody_out(
    reader: Reader, ministry: Ministry
) -> None:
    found = reader.read(ministry.files)
    assert not found.is_stale(START + timedelta(days=29))
    assert found.is_stale(START + timedelta(days=31))
    assert reader.read(ministry.files) == found  # long after: the machine's clock says a later year


def test_an_expired_directory_that_is_newer_than_the_known_one_is_taken(reader: Reader, ministry: Ministry) -> None:
    reader.read(ministry.files)
    ministry.making.now = START - timedelta(days=3000)
    ministry.say("policy.json", Policy(export_rows=7))
    found = reader.read(ministry.files)
    assert found.policy.export_rows == 7
    assert found.is_stale(START)


def test_parts_of_two_directories_are_not_mixed(reader: Reader, ministry: Ministry) -> None:
    before = ministry.files
    ministry.say("policy.json", Policy(export_rows=1))
    ministry.say(path_of("JHB"), Mission(mission="JHB"))
    after = ministry.files
    mixed = after | {_name(after, "snapshot"): before[_name(before, "snapshot")]}
    _refused(reader, mixed, "older", "changed", "shape")
    mixed = after | {_name(after, "policy"): before[_name(before, "policy")]}
    _refused(reader, mixed, "older", "changed", "shape")


@pytest.mark.parametrize("role", ["targets", "directory", "erase", "policy"])
def test_one_signature_where_two_are_needed_is_refused(reader: Reader, ministry: Ministry, role: str) -> None:
    files = ministry.files
    said = json.loads(files[_name(files, role)])
    said["signatures"] = said["signatures"][:1] * 2  # the same one twice counts once, too
    files[_name(files, role)] = json.dumps(said)
    _refused(reader, files, "signature", "shape")


def test_a_directory_in_which_one_person_may_erase_is_refused(reader: Reader, ministry: Ministry) -> None:
    making = ministry.making
    targets = making._staged("targets")
    assert targets.delegations is not None
    assert targets.delegations.roles is not None
    targets.delegations.roles["directory"].paths = ["missions/*.json", "orders/*.json"]
    targets.delegations.roles["directory"].threshold = 1
    making._put("targets", targets)
    ministry.publish()
    _refused(reader, ministry.files, "erasers")


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "missions"])
def test_endless_data_ends_at_its_limit(tmp_path: Path, ministry: Ministry, role: str) -> None:
    folder = tmp_path / "stick"
    for name, text in ministry.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    name = next(name for name in ministry.files if role in name)
    with (folder / name).open("r+b") as file:
        file.truncate(20 << 30)  # sparse
    with pytest.raises(DirectoryRefused) as refused:
        reading.read(tmp_path / "state", ministry.root, Folder(folder), ["JHB"])
    assert refused.value.rule == "size"


def test_a_folder_gives_no_more_than_its_plain_files(tmp_path: Path, ministry: Ministry) -> None:
    folder = tmp_path / "stick"
    (folder / "targets").mkdir(parents=True)
    (folder / "timestamp.json").symlink_to("/dev/zero")
    assert Folder(folder).chunks("timestamp.json") is None
    assert Folder(folder).chunks("targets") is None


def test_nothing_that_is_missing_is_made_up(tmp_path: Path, ministry: Ministry) -> None:
    for name in ministry.files:
        if name == "1.root.json":  # known already
            continue
        reader = Reader(tmp_path / name.replace("/", "-"), ministry.root)
        _refused(reader, {other: text for other, text in ministry.files.items() if other != name}, "missing")


def test_keys_change_hands_with_the_signatures_of_the_old_and_the_new(reader: Reader, ministry: Ministry) -> None:
    reader.read(ministry.files)
    former = [key for keys in ministry.keys.values() for key in keys]
    ministry.keys = {part: [SigningKey.new() for _ in keys] for part, keys in ministry.keys.items()}
    ministry.making.rotate(ministry.seats)
    with pytest.raises(Exception, match="rule-broken"):
        ministry.publish()  # without the old ones
    ministry.publish(former)
    found = reader.read(ministry.files)
    assert found.root_version == 2
    old = {name: text for name, text in ministry.files.items() if name != "2.root.json"}
    _refused(Reader(reader.state.with_name("other"), ministry.root), old, "signature")  # an old root proves no new keys


def test_a_root_that_only_its_new_holders_signed_is_refused(reader: Reader, ministry: Ministry) -> None:
    other = Ministry()
    files = ministry.files
    files["2.root.json"] = _signed(other.files["1.root.json"], lambda said: said.update(version=2))
    _refused(reader, files, "signature")


def test_an_expired_root_still_leads_to_the_next_one(tmp_path: Path) -> None:
    ministry = Ministry(START - timedelta(days=4000))
    root = ministry.root
    ministry.making.now = START
    ministry.making.rotate(ministry.seats)
    ministry.publish()
    found = Reader(tmp_path / "state", root).read(ministry.files)
    assert found.root_version == 2
    assert not found.is_stale(START)


def test_numbers_that_a_thief_ran_ahead_with_are_forgotten_with_the_stolen_key(
    reader: Reader, ministry: Ministry
) -> None:
    kept = dict(ministry.making.files)
    for _ in range(40):
        ministry.making.publish(ministry.keys["publish"])
    assert reader.read(ministry.files).version == 41
    ministry.making.files.clear()
    ministry.making.files.update(kept)
    ministry.keys["publish"] = [SigningKey.new()]
    ministry.making.rotate(ministry.seats)
    ministry.publish()
    found = reader.read(ministry.files)
    assert (found.root_version, found.version) == (2, 2)


def test_who_may_order_locks_may_not_order_erasures(reader: Reader, ministry: Ministry) -> None:
    """A target outside of what a role may say counts as not said."""
    making = ministry.making
    directory = making._staged("directory")
    raw = content.write(Orders(orders=(Order(device="d1", reason="lost", at="2026-01-01T00:00:00Z"),)))
    directory.targets[ERASURES] = target = TargetFile.from_data(ERASURES, raw, ["sha256"])
    making.files["targets/" + target.get_prefixed_paths()[0]] = raw
    making._put("directory", directory)
    ministry.publish()
    assert reader.read(ministry.files).erasures.orders == ()


def test_another_missions_words_are_no_ones_own(reader: Reader, ministry: Ministry) -> None:
    ministry.say(path_of("JHB"), Mission(mission="KUL"))
    _refused(reader, ministry.files, "content")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"signed": {}}', "\x00" * 9, "[" * 100_000, '{"signatures": 1}'])
def test_foreign_bytes_have_one_error(reader: Reader, ministry: Ministry, text: str) -> None:
    for role in ROLES:
        files = ministry.files
        files[_name(files, role)] = text
        _refused(reader, files, "shape", "signature", "changed", "size")


def test_no_policy_goes_below_the_floors(reader: Reader, ministry: Ministry) -> None:
    ministry.say("policy.json", Policy(lease_days_field=10_000, lock_minutes_office=0))
    policy = reader.read(ministry.files).policy
    assert (policy.lease_days_field, policy.lock_minutes_office) == (30, 1)


def test_no_policy_of_a_ministry_lets_lists_of_any_length_out(reader: Reader, ministry: Ministry) -> None:
    ministry.say("policy.json", Policy(export_rows=10**9, second_person_rows=10**9))
    policy = reader.read(ministry.files).policy
    assert (policy.export_rows, policy.second_person_rows) == (100_000, 5_000)


def test_officers_are_named_in_no_file_of_the_state(reader: Reader, ministry: Ministry) -> None:
    ministry.let_in(Speaker.new("d1"), "A0", "siti-rahma", SigningKey.new())
    reader.read(ministry.files)
    kept = [path for path in reader.state.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"siti-rahma" in path.read_bytes() for path in kept)


def test_a_source_that_is_asked_for_another_place_gives_nothing(ministry: Ministry) -> None:
    from sync.directory.sources import is_name

    assert is_name("targets/missions/ab.JHB.json")
    assert not any(is_name(name) for name in ("../root.json", "/etc/passwd", "targets/../../x", "a//b", "targets/.x"))
    assert Files({}).chunks("x") is None
