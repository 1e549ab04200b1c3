"""Officers come and go: who stays keeps the way in, who left has none, and the database is not touched for it."""

import shutil
from pathlib import Path

import pytest

from desktop.keys import slot_file, slots
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Officer, Secrets
from desktop.keys.session import Session
from desktop.keys.slot_file import COPY, FILE
from sync.errors import (
    ChoosePassphrase,
    InvalidField,
    NoSuchOfficer,
    RuleBroken,
    StoreDamaged,
    WeakPassphrase,
    WrongPassphrase,
)
from tests.keys.store_keys import BUDI, OTHER, PASSPHRASE, added, copied, made, same

ONCE = "Lampu-kereta-jagung-danau-sepeda-8"
SHEET = "Pintu-merah-gunung-kapal-rumput-2"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "store"
    added(folder, made(folder))
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copied(template, tmp_path / "store")


def _put_back(copy: Path, folder: Path) -> None:
    for name in (FILE, COPY):
        shutil.copy(copy / name, folder / name)


def test_who_leaves_has_no_way_in_and_who_stays_notices_nothing(folder: Path) -> None:
    dewi = slots.unlock(folder, "dewi", PASSPHRASE)
    before = bytes(dewi.keeper)
    slots.remove_slot(folder, dewi, "BUDI")
    assert bytes(dewi.keeper) != before
    assert slots.users(folder) == ("dewi",)
    with pytest.raises(NoSuchOfficer):
        slots.unlock(folder, "budi", OTHER)
    again = slots.unlock(folder, None, PASSPHRASE)
    assert same(again, dewi), "the store's key is the same: nothing in the database is written anew"
    assert again.store.turn == 2
    slots.add_slot(folder, dewi, BUDI, OTHER, cost=FLOOR)  # whoever removed somebody goes on without a new unlocking
    assert slots.unlock(folder, "budi", OTHER).store_key == dewi.store_key


def test_the_keeper_key_of_before_opens_nothing_of_now(folder: Path) -> None:
    dewi, budi = slots.unlock(folder, "dewi", PASSPHRASE), slots.unlock(folder, "budi", OTHER)
    slots.remove_slot(folder, dewi, "budi")
    with pytest.raises(StoreDamaged):
        slots.with_keeper(slot_file.load(folder), budi.keeper)
    with pytest.raises(StoreDamaged):
        slots.add_slot(folder, budi, Officer(user="tono", name="Tono"), OTHER, cost=FLOOR)


def test_slots_that_were_put_back_are_known_by_their_turn(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path / "copy")
    turn = slots.unlock(folder, "dewi", PASSPHRASE).store.turn
    slots.remove_slot(folder, slots.unlock(folder, "dewi", PASSPHRASE), "budi")
    _put_back(copy, folder)
    assert slots.unlock(folder, "budi", OTHER).store.turn == turn, "the store has seen a later one, and refuses"


def test_nobody_removes_the_own_slot_or_one_that_is_not_there(folder: Path) -> None:
    dewi = slots.unlock(folder, "dewi", PASSPHRASE)
    before = (folder / FILE).read_bytes()
    with pytest.raises(RuleBroken) as refusal:
        slots.remove_slot(folder, dewi, "dewi")
    assert refusal.value.rule == "own-slot"
    with pytest.raises(NoSuchOfficer):
        slots.remove_slot(folder, dewi, "tono")
    assert (folder / FILE).read_bytes() == before


def test_a_passphrase_that_a_colleague_drew_opens_only_to_choose_another(folder: Path) -> None:
    dewi = slots.unlock(folder, "dewi", PASSPHRASE)
    slots.add_slot(folder, dewi, Officer(user="tono", name="Tono"), slots.Once(ONCE), cost=FLOOR)
    with pytest.raises(ChoosePassphrase):
        slots.unlock(folder, "tono", ONCE)
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, "tono", OTHER)
    with pytest.raises(RuleBroken):
        slots.change_passphrase(folder, "tono", ONCE, ONCE, cost=FLOOR)
    slots.change_passphrase(folder, "tono", ONCE, OTHER, cost=FLOOR)
    assert slots.unlock(folder, "tono", OTHER).store_key == dewi.store_key
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, "tono", ONCE)


def test_the_sheet_is_no_officer_and_lets_one_in_again(folder: Path) -> None:
    dewi = slots.unlock(folder, "dewi", PASSPHRASE)
    with pytest.raises(NoSuchOfficer):
        slots.open_sheet(folder, SHEET)
    slots.add_sheet(folder, dewi, SHEET, cost=FLOOR)
    assert (slots.users(folder), slots.has_sheet(folder)) == (("dewi", "budi"), True)
    with pytest.raises(InvalidField):
        slots.unlock(folder, "@sheet", SHEET)
    opened = slots.open_sheet(folder, SHEET)
    new = slots.renew_slot(folder, opened, BUDI, ONCE, cost=FLOOR)
    assert new.store_key == dewi.store_key
    assert slots.unlock(folder, "budi", ONCE).signing == new.signing
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, "budi", OTHER)
    slots.open_sheet(folder, SHEET)

    slots.add_sheet(folder, slots.unlock(folder, "dewi", PASSPHRASE), ONCE, cost=FLOOR)
    with pytest.raises(WrongPassphrase):
        slots.open_sheet(folder, SHEET)


def test_another_store_cannot_be_put_under_an_officers_slot(folder: Path) -> None:
    """Whoever holds no passphrase can wrap a keeper key of their own, and close a store key of their own under it."""
    file = slot_file.load(folder)
    keeper, store_key = bytearray(32), bytearray(b"k" * 32)
    slot_file.store(folder, file.turned(keeper, store_key, file.turn).signed(keeper))
    with pytest.raises(StoreDamaged) as refusal:
        slots.unlock(folder, "dewi", PASSPHRASE)
    assert refusal.value.rule == "another-store"


def test_nothing_of_the_keeper_key_is_in_the_files_or_shown(folder: Path) -> None:
    secrets: Secrets = slots.unlock(folder, "dewi", PASSPHRASE)
    assert bytes(secrets.keeper) not in (folder / FILE).read_bytes()
    assert repr(bytes(secrets.keeper))[2:12] not in repr(secrets)
    Session(secrets).wipe()
    assert not any(secrets.keeper)


def test_a_weak_passphrase_lets_nobody_in_again(folder: Path) -> None:
    dewi = slots.unlock(folder, "dewi", PASSPHRASE)
    before = (folder / FILE).read_bytes()
    with pytest.raises(WeakPassphrase):
        slots.renew_slot(folder, dewi, BUDI, "weak", cost=FLOOR)
    assert (folder / FILE).read_bytes() == before
