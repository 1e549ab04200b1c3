"""Slots: the right passphrase opens, a wrong one is told from damage, and nothing is lost by a cut."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from desktop.keys import device_secret, slot_file, slots
from desktop.keys.cost import CEILING, FLOOR, STANDARD, Cost, calibrated
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.keys.slot_file import COPY, FILE
from sync.errors import (
    DeskError,
    InvalidField,
    Locked,
    NoStore,
    NoSuchOfficer,
    RuleBroken,
    StoreDamaged,
    StoreExists,
    WeakPassphrase,
    WrongPassphrase,
)
from sync.identity.canonical import text_of, write
from tests.keys.store_keys import BUDI, DEWI, OTHER, PASSPHRASE, copied, made, same


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "store"
    made(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copied(template, tmp_path / "store")


def forged(folder: Path, **changes: object) -> None:
    """Change the file as somebody without the store's key would: with a right checksum, in both copies."""
    told = json.loads((folder / FILE).read_bytes()) | changes | {"sum": ""}
    told["sum"] = text_of(hashlib.sha256(write(told)).digest())
    for name in (FILE, COPY):
        (folder / name).write_bytes(write(told))


def first_slot(folder: Path) -> dict[str, object]:
    slot: dict[str, object] = json.loads((folder / FILE).read_bytes())["slots"][0]
    return slot


def test_what_was_created_is_unlocked(tmp_path: Path) -> None:
    secrets = made(tmp_path / "a" / "store")
    assert same(slots.unlock(tmp_path / "a" / "store", None, PASSPHRASE), secrets)
    assert secrets.store.generation == 1


@pytest.mark.parametrize("user", [None, "dewi", "DEWI", " Dewi "])
def test_the_users_name_is_found_however_it_is_typed(folder: Path, user: str | None) -> None:
    assert slots.unlock(folder, user, PASSPHRASE).officer == DEWI


def test_letters_with_marks_open_however_the_keyboard_composes_them(tmp_path: Path) -> None:
    slots.create(tmp_path, DEWI, "kafe\u0301-lima-batu-pasang", cost=FLOOR)
    assert slots.unlock(tmp_path, None, "kaf\u00e9-lima-batu-pasang").officer == DEWI


@pytest.mark.parametrize("typed", ["", PASSPHRASE[:-1], PASSPHRASE.lower(), PASSPHRASE + " ", "\ud800", "x" * 100_000])
def test_another_passphrase_is_a_wrong_passphrase(folder: Path, typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, None, typed)


def test_an_unknown_user_and_an_empty_folder_have_their_own_refusals(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSuchOfficer):
        slots.unlock(folder, "siti", PASSPHRASE)
    with pytest.raises(NoStore):
        slots.unlock(tmp_path / "nowhere", None, PASSPHRASE)


def test_a_second_store_is_not_made_over_the_first(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with pytest.raises(StoreExists):
        made(folder)
    (folder / FILE).unlink()
    with pytest.raises(StoreExists):
        made(folder)
    assert (folder / COPY).read_bytes() == before


def test_a_weak_passphrase_or_a_nameless_officer_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        slots.create(tmp_path / "s", DEWI, "short", cost=FLOOR)
    for officer in (
        Officer(user=" ", name="x"),
        Officer(user="x", name=""),
        Officer(user="x\ny", name="x"),
        Officer(user="x y", name="x"),
    ):
        with pytest.raises(InvalidField):
            slots.create(tmp_path / "s", officer, PASSPHRASE, cost=FLOOR)
    with pytest.raises(InvalidField):
        slots.create(tmp_path / "s", Officer(user="x", name="\ud800"), PASSPHRASE, cost=FLOOR)
    for officer in (Officer(user="x" * 61, name="x"), Officer(user="x", name="x" * 121)):
        with pytest.raises(InvalidField):
            slots.create(tmp_path / "s", officer, PASSPHRASE, cost=FLOOR)
    assert not (tmp_path / "s").exists()


def test_the_slots_open_on_no_other_device(folder: Path) -> None:
    (folder / device_secret.FILE).write_bytes(bytes(32))
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, None, PASSPHRASE)


def test_without_the_devices_secret_the_store_is_damaged(folder: Path) -> None:
    (folder / device_secret.FILE).unlink()
    with pytest.raises(StoreDamaged) as refusal:
        slots.unlock(folder, None, PASSPHRASE)
    assert refusal.value.rule == "device-secret"


def test_bits_and_cuts_all_over_the_file_are_damage_and_never_a_wrong_passphrase(folder: Path) -> None:
    sound = (folder / FILE).read_bytes()
    (folder / COPY).unlink()
    places = range(0, len(sound), 7)  # a wrapped key is long, and no byte of it is like no other
    cuts = [sound[:end] for end in places]
    flips = [bytes(sound[:at] + bytes([sound[at] ^ 1 << at % 8]) + sound[at + 1 :]) for at in places]
    for changed in cuts + flips:
        (folder / FILE).write_bytes(changed)
        with pytest.raises(StoreDamaged):
            slot_file.load(folder)


def test_a_damaged_or_missing_file_is_read_from_its_copy_and_mended(folder: Path) -> None:
    spoils: list[Callable[[], object]] = [
        lambda: (folder / FILE).write_bytes(b"x"),
        (folder / FILE).unlink,
        (folder / COPY).unlink,
    ]
    for spoil in spoils:
        spoil()
        assert slots.unlock(folder, None, PASSPHRASE).officer == DEWI
        assert (folder / FILE).read_bytes() == (folder / COPY).read_bytes()


def test_both_files_damaged_is_damage(folder: Path) -> None:
    (folder / FILE).write_bytes(b"x")
    (folder / COPY).write_bytes(b"")
    with pytest.raises(StoreDamaged):
        slots.unlock(folder, None, PASSPHRASE)


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b" " * (2 << 20), b"null", b"\xff", b'{"v":1e400}'], ids=lambda raw: repr(raw[:9])
)
def test_any_other_bytes_are_damage(folder: Path, content: bytes) -> None:
    for name in (FILE, COPY):
        (folder / name).write_bytes(content)
    with pytest.raises(StoreDamaged):
        slots.unlock(folder, None, PASSPHRASE)


def test_what_a_stranger_changed_is_damage_although_the_passphrase_is_right(folder: Path) -> None:
    forged(folder, generation=99)
    with pytest.raises(StoreDamaged) as refusal:
        slots.unlock(folder, None, PASSPHRASE)
    assert refusal.value.rule == "slots-mac"


@pytest.mark.parametrize("changes", [{"store": "another"}, {"salt": text_of(bytes(16))}], ids=["store", "salt"])
def test_a_slot_opens_for_no_other_store_or_database(folder: Path, changes: dict[str, object]) -> None:
    forged(folder, **changes)
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, None, PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"user": "budi"},
        {"salt": text_of(bytes(16))},
        {"nonce": text_of(bytes(12))},
        {"kdf": {"m": 65536, "t": 4, "p": 1}},
    ],
    ids=["user", "salt", "nonce", "kdf"],
)
def test_a_slot_opens_for_no_other_user_and_no_other_cost(folder: Path, change: dict[str, object]) -> None:
    forged(folder, slots=[first_slot(folder) | change])
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, None, PASSPHRASE)


@pytest.mark.parametrize("ct", ["", "A" * 16, "A" * 22, "?", "A" * 5000])
def test_a_slot_of_another_form_opens_nothing(folder: Path, ct: str) -> None:
    forged(folder, slots=[first_slot(folder) | {"ct": ct}])
    with pytest.raises((StoreDamaged, WrongPassphrase)):
        slots.unlock(folder, None, PASSPHRASE)


@pytest.mark.parametrize(
    "kdf",
    [
        {"m": 8, "t": 1, "p": 1},
        {"m": FLOOR.m - 1, "t": 3, "p": 1},
        {"m": FLOOR.m, "t": 2, "p": 1},
        {"m": FLOOR.m, "t": 3, "p": 0},
        {"m": 1 << 30, "t": 3, "p": 4},
        {"m": CEILING.m, "t": 11, "p": 4},
        {"m": CEILING.m, "t": 3, "p": 17},
        {"m": FLOOR.m, "t": 3},
        {"m": True, "t": 3, "p": 1},
    ],
)
def test_no_file_moves_the_floor_or_the_ceiling(folder: Path, kdf: dict[str, int]) -> None:
    forged(folder, slots=[first_slot(folder) | {"kdf": kdf}])
    with pytest.raises(StoreDamaged) as refusal:
        slots.unlock(folder, None, PASSPHRASE)
    assert refusal.value.rule == "slots"


def test_the_file_has_one_spelling(folder: Path) -> None:
    told = json.loads((folder / FILE).read_bytes())
    (folder / COPY).unlink()
    for other in (json.dumps(told, sort_keys=True), json.dumps(told, separators=(",", ":"))[:-1] + ',"v":1}'):
        (folder / FILE).write_text(other)
        with pytest.raises(StoreDamaged):
            slot_file.load(folder)


def test_two_slots_of_one_user_are_damage(folder: Path) -> None:
    forged(folder, slots=[first_slot(folder)] * 2)
    with pytest.raises(StoreDamaged):
        slot_file.load(folder)


def test_nobody_asks_for_a_cost_below_the_floor() -> None:
    with pytest.raises(ValueError, match="cost"):
        Cost(m=FLOOR.m // 2, t=3, p=1)


def test_a_new_passphrase_replaces_the_old_and_the_keys_stay(folder: Path) -> None:
    before = slots.unlock(folder, None, PASSPHRASE)
    slots.change_passphrase(folder, "dewi", PASSPHRASE, OTHER, cost=FLOOR)
    after = slots.unlock(folder, None, OTHER)
    assert same(before, after)
    assert after.store.generation == before.store.generation + 1
    (folder / FILE).unlink()  # nor does the copy open with it
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, None, PASSPHRASE)


def test_a_passphrase_is_not_changed_by_a_wrong_or_to_a_weak_one(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with pytest.raises(WrongPassphrase):
        slots.change_passphrase(folder, None, OTHER, OTHER, cost=FLOOR)
    with pytest.raises(WeakPassphrase):
        slots.change_passphrase(folder, None, PASSPHRASE, "weak", cost=FLOOR)
    assert (folder / FILE).read_bytes() == before


def test_a_colleague_gets_the_same_store_with_keys_of_their_own(folder: Path) -> None:
    dewi = slots.unlock(folder, None, PASSPHRASE)
    budi = slots.add_slot(folder, dewi, BUDI, OTHER, cost=FLOOR)
    opened = slots.unlock(folder, "budi", OTHER)
    assert same(opened, budi)
    assert opened.store_key == dewi.store_key
    assert opened.signing != dewi.signing
    assert slots.users(folder) == ("dewi", "budi")
    assert same(slots.unlock(folder, "dewi", PASSPHRASE), dewi)
    with pytest.raises(NoSuchOfficer):
        slots.unlock(folder, None, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, "budi", PASSPHRASE)


def test_a_user_has_one_slot(folder: Path) -> None:
    dewi = slots.unlock(folder, None, PASSPHRASE)
    with pytest.raises(RuleBroken):
        slots.add_slot(folder, dewi, Officer(user="DEWI", name="Dewi Lain"), OTHER, cost=FLOOR)


def test_a_colleague_needs_a_good_passphrase_too(folder: Path) -> None:
    dewi = slots.unlock(folder, None, PASSPHRASE)
    with pytest.raises(WeakPassphrase):
        slots.add_slot(folder, dewi, BUDI, "weak", cost=FLOOR)
    assert slots.users(folder) == ("dewi",)


def test_the_keys_of_another_store_cannot_add_a_slot(folder: Path, tmp_path: Path) -> None:
    stranger = made(tmp_path / "other")
    with pytest.raises(StoreDamaged):
        slots.add_slot(folder, stranger, BUDI, OTHER, cost=FLOOR)


def test_nothing_secret_is_in_the_files_or_shown(folder: Path) -> None:
    secrets = slots.unlock(folder, None, PASSPHRASE)
    kept = (folder / FILE).read_bytes()
    for key in (secrets.store_key, secrets.signing, secrets.opening):
        assert bytes(key) not in kept
        assert text_of(bytes(key)).encode() not in kept
        assert bytes(key).hex() not in repr(secrets)
        assert repr(bytes(key))[2:12] not in repr(secrets)
    assert DEWI.name.encode() not in kept


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits: DPAPI and the folder's ACL do it there")
def test_the_files_are_for_this_account_only(folder: Path) -> None:
    for name in (FILE, COPY, device_secret.FILE):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


class _Slow:
    """A clock on a machine on which everything measured takes *seconds*."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.at = seconds, 0.0

    def now(self) -> datetime:
        raise AssertionError  # nobody asks

    def monotonic(self) -> float:
        self.at += self.seconds
        return self.at


@pytest.mark.parametrize(
    ("seconds", "m", "t"),
    [
        (0.0, STANDARD.m, CEILING.t),
        (0.13, STANDARD.m, 5),
        (0.25, STANDARD.m, 3),
        (0.4, 2 * FLOOR.m, 3),
        (9.0, FLOOR.m, 3),
    ],
)
def test_the_cost_follows_the_machine_and_never_leaves_its_bounds(seconds: float, m: int, t: int) -> None:
    cost = calibrated(_Slow(seconds))
    assert (cost.m, cost.t, cost.p) == (m, t, STANDARD.p)


def test_a_session_gives_each_purpose_its_own_key_until_it_is_wiped(folder: Path) -> None:
    secrets = slots.unlock(folder, None, PASSPHRASE)
    session = Session(secrets)
    keys = [session.database_key(), session.attachment_key(), session.backup_key()]
    assert len({bytes(key[:32]) for key in keys} | {bytes(secrets.store_key)}) == 4
    assert session.database_key()[32:] == secrets.store.salt
    assert session.speaker().signing.public == session.signing_key().public

    session.wipe()
    session.wipe()
    assert session.is_wiped
    assert not any(secrets.store_key + secrets.signing + secrets.opening)
    asks: list[Callable[[], object]] = [session.database_key, session.attachment_key, session.backup_key]
    for ask in [*asks, session.signing_key, session.speaker, session.secrets]:
        with pytest.raises(Locked):
            ask()
    assert session.officer == DEWI  # who was at work may still be shown


def test_every_refusal_is_one_of_ours(folder: Path) -> None:
    """A slot file that is no file at all."""
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    (folder / COPY).write_bytes(b"{}")
    with pytest.raises(DeskError):
        slots.unlock(folder, None, PASSPHRASE)
