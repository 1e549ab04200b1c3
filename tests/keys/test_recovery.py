"""Two of three custodians open a store whose passphrase nobody knows, without a line; one alone opens nothing."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from desktop.keys import custodian, recovery, slot_file, slots
from desktop.keys.cost import FLOOR
from desktop.keys.secret import Secrets
from desktop.keys.shares import Custodian, joined, shared
from sync.errors import InvalidField, RecoveryRefused, StoreDamaged, UnreadableFile, WeakPassphrase, WrongPassphrase
from sync.identity.keys import OpeningKey
from tests.keys.store_keys import BUDI, DEWI, OTHER, PASSPHRASE, added, copied, made

NEW = "Lampu-kereta-jagung-danau-sepeda-8"
NAMES = ("Ibu Ratna", "Pak Hadi", "Ibu Wulan")


@pytest.fixture(scope="module")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The key files of three custodians."""
    place = tmp_path_factory.mktemp("custodians")
    paths = [place / f"key{number}" for number in range(3)]
    for path, name in zip(paths, NAMES, strict=True):
        custodian.make(path, name, OTHER, cost=FLOOR)
    return paths


@pytest.fixture(scope="module")
def keys(key_files: list[Path]) -> list[OpeningKey]:
    return [custodian.unlock(path, OTHER) for path in key_files]


def _publics(paths: list[Path]) -> list[Custodian]:
    return custodian.publics([path.with_name(path.name + ".pub") for path in paths])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, key_files: list[Path]) -> tuple[Path, Secrets]:
    folder = tmp_path_factory.mktemp("keys") / "store"
    opened = made(folder)
    added(folder, opened)
    slots.set_custodians(folder, opened, _publics(key_files))
    return folder, opened


@pytest.fixture
def folder(template: tuple[Path, Secrets], tmp_path: Path) -> Path:
    return copied(template[0], tmp_path / "store")


@pytest.fixture
def dewi(template: tuple[Path, Secrets]) -> Secrets:
    """The first officer at work, without a passphrase that takes its time."""
    opened = template[1]
    return replace(opened, keeper=bytearray(opened.keeper), store_key=bytearray(opened.store_key))


def _answered(folder: Path, who: list[OpeningKey], place: Path) -> Path:
    """Ask, and let each of *who* answer into one file."""
    recovery.ask(folder, place / "request")
    for key in who:
        recovery.reply(recovery.read_request(place / "request"), key, place / "reply")
    return place / "reply"


def _renewed(folder: Path, replies: list[Path]) -> Secrets:
    opened = slots.with_keeper(slot_file.load(folder), recovery.keeper_of(folder, replies))
    renewed = slots.renew_slot(folder, opened, DEWI, NEW, cost=FLOOR)
    recovery.forget(folder)
    return renewed


@pytest.mark.parametrize("who", [(0, 1), (2, 0), (1, 2)])
def test_any_two_in_any_order_open_it_and_the_old_passphrase_is_dead(
    folder: Path, dewi: Secrets, keys: list[OpeningKey], tmp_path: Path, who: tuple[int, int]
) -> None:
    reply = _answered(folder, [keys[one] for one in who], tmp_path)
    renewed = _renewed(folder, [reply])
    assert renewed.store_key == dewi.store_key
    assert slots.unlock(folder, "dewi", NEW).signing == renewed.signing != dewi.signing
    assert slots.unlock(folder, "budi", OTHER).store_key == dewi.store_key, "a colleague notices nothing"
    with pytest.raises(WrongPassphrase):
        slots.unlock(folder, "dewi", PASSPHRASE)


def test_two_who_do_not_meet_answer_in_files_of_their_own(folder: Path, keys: list[OpeningKey], tmp_path: Path) -> None:
    recovery.ask(folder, tmp_path / "request")
    request = recovery.read_request(tmp_path / "request")
    replies = [tmp_path / "one", tmp_path / "two"]
    for key, target in zip(keys[1:], replies, strict=True):
        recovery.reply(request, key, target)
    _renewed(folder, replies)


@pytest.mark.parametrize("who", range(3))
def test_one_custodian_opens_nothing_however_often(
    folder: Path, keys: list[OpeningKey], tmp_path: Path, who: int
) -> None:
    reply = _answered(folder, [keys[who]] * 3, tmp_path)
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.keeper_of(folder, [reply, reply])
    assert refusal.value.rule == "two-needed"


def test_a_request_serves_once_and_its_answers_open_nothing_afterwards(
    folder: Path, keys: list[OpeningKey], tmp_path: Path
) -> None:
    reply = _answered(folder, keys[:2], tmp_path)
    kept = (folder / recovery.FILE).read_bytes()
    _renewed(folder, [reply])
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.keeper_of(folder, [reply])
    assert refusal.value.rule == "no-request"
    (folder / recovery.FILE).write_bytes(kept)  # as by a cut before it was deleted, or by somebody who kept it
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.keeper_of(folder, [reply])
    assert refusal.value.rule == "old-request"


def test_a_newer_request_closes_the_older_one(folder: Path, keys: list[OpeningKey], tmp_path: Path) -> None:
    reply = _answered(folder, keys[:2], tmp_path)
    recovery.ask(folder, tmp_path / "newer")
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.keeper_of(folder, [reply])
    assert refusal.value.rule == "another-request"
    with pytest.raises(RecoveryRefused):  # nor is an answer added to one of another request
        recovery.reply(recovery.read_request(tmp_path / "newer"), keys[2], reply)


def test_shares_of_before_open_nothing_once_somebody_left(
    folder: Path, dewi: Secrets, keys: list[OpeningKey], tmp_path: Path
) -> None:
    before = slot_file.load(folder)
    reply = _answered(folder, keys[:2], tmp_path)
    old = recovery.keeper_of(folder, [reply])
    slots.remove_slot(folder, dewi, "budi")

    with pytest.raises(RecoveryRefused) as refusal:
        recovery.keeper_of(folder, [reply])
    assert refusal.value.rule == "old-request"
    now = slot_file.load(folder)
    assert now.shares is not None
    assert before.shares is not None
    assert now.shares.custodians == before.shares.custodians, "the same custodians hold new shares"
    with pytest.raises(StoreDamaged):
        slots.with_keeper(now, old)
    _renewed(folder, [_again(folder, keys[1:], tmp_path)])


def _again(folder: Path, who: list[OpeningKey], place: Path) -> Path:
    (place / "again").mkdir()
    return _answered(folder, who, place / "again")


def test_a_custodian_who_was_replaced_opens_nothing(
    folder: Path, dewi: Secrets, key_files: list[Path], keys: list[OpeningKey], tmp_path: Path
) -> None:
    custodian.make(tmp_path / "new", "Pak Joko", OTHER, cost=FLOOR)
    slots.set_custodians(folder, dewi, _publics([*key_files[:2], tmp_path / "new"]))
    recovery.ask(folder, tmp_path / "request")
    request = recovery.read_request(tmp_path / "request")
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.reply(request, keys[2], tmp_path / "reply")
    assert refusal.value.rule == "not-a-custodian"
    _renewed(folder, [_again(folder, [keys[0], custodian.unlock(tmp_path / "new", OTHER)], tmp_path)])


def test_shares_are_of_one_store_and_one_turn(folder: Path, keys: list[OpeningKey], tmp_path: Path) -> None:
    recovery.ask(folder, tmp_path / "request")
    told = json.loads((tmp_path / "request").read_bytes())
    for changes in ({"store": "another"}, {"turn": 99}):
        (tmp_path / "forged").write_text(json.dumps(told | changes))
        with pytest.raises(RecoveryRefused):
            recovery.reply(recovery.read_request(tmp_path / "forged"), keys[0], tmp_path / "reply")


def test_the_request_is_said_in_six_words_which_follow_every_key_in_it(
    folder: Path, keys: list[OpeningKey], tmp_path: Path
) -> None:
    said = recovery.ask(folder, tmp_path / "request").words()
    assert len(said.split()) == 6
    assert recovery.read_request(tmp_path / "request").words() == said
    assert recovery.ask(folder, tmp_path / "request").words() != said


def test_no_custodian_ever_gets_the_keeper_key(folder: Path, dewi: Secrets) -> None:
    file = slot_file.load(folder)
    assert file.shares is not None
    for one, other in combinations(range(3), 2):
        halves = {(pair, who): b"x" * 32 for pair in range(3) for who in (one, other)}
        with pytest.raises(RecoveryRefused):
            joined(file.shares, halves, file.ref)
    assert bytes(dewi.keeper) not in slot_file.written(file)


def test_three_different_custodians_and_no_fewer(folder: Path, dewi: Secrets, key_files: list[Path]) -> None:
    file, three = slot_file.load(folder), _publics(key_files)
    no_key = Custodian(name="x", seal="x")
    for wrong in (
        three[:2],
        [*three, three[0]],
        [three[0], three[0], three[1]],
        [*three[:2], no_key],
    ):
        with pytest.raises(InvalidField):
            shared(wrong, dewi.keeper, file.ref)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[" * 100_000, b'{"v":1}', b"\xff"])
def test_any_other_file_is_refused_in_words(folder: Path, keys: list[OpeningKey], tmp_path: Path, raw: bytes) -> None:
    spoilt = tmp_path / "spoilt"
    spoilt.write_bytes(raw)
    recovery.ask(folder, tmp_path / "request")
    request = recovery.read_request(tmp_path / "request")
    for act in (
        lambda: recovery.read_request(spoilt),
        lambda: custodian.unlock(spoilt, OTHER),
        lambda: custodian.publics([spoilt]),
        lambda: recovery.keeper_of(folder, [spoilt]),
        lambda: recovery.reply(request, keys[0], spoilt),
    ):
        with pytest.raises(UnreadableFile):
            act()


def test_a_custodians_file_opens_by_its_passphrase_only_and_is_never_written_over(
    key_files: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(WrongPassphrase):
        custodian.unlock(key_files[0], PASSPHRASE)
    with pytest.raises(UnreadableFile):
        custodian.make(key_files[0], "x", OTHER, cost=FLOOR)
    with pytest.raises(WeakPassphrase):
        custodian.make(tmp_path / "weak", "x", "weak", cost=FLOOR)
    with pytest.raises(InvalidField):
        custodian.make(tmp_path / "nameless", " ", OTHER, cost=FLOOR)
    assert list(tmp_path.iterdir()) == []
    assert BUDI.name not in key_files[0].read_text()


def test_a_store_without_custodians_asks_nobody(tmp_path: Path) -> None:
    made(tmp_path / "store")
    with pytest.raises(RecoveryRefused) as refusal:
        recovery.ask(tmp_path / "store", tmp_path / "request")
    assert refusal.value.rule == "no-custodians"
