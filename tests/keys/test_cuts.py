"""The power goes between any two steps: the old or the new passphrase opens, with the same keys, and never none."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.keys import slot_file, slots
from desktop.keys.secret import Secrets
from desktop.keys.slot_file import COPY, FILE
from sync.errors import NoStore, WrongPassphrase
from tests.keys.store_keys import OTHER, PASSPHRASE, copied, made, same

# The child ends itself, as a power cut would, just before its nth step that changes the folder. Python reports these
# steps to an audit hook, so no code of ours knows about it.
CHILD = """
import os, sys
from pathlib import Path
from desktop.keys import slot_file, slots
from desktop.keys.cost import FLOOR
from tests.keys.store_keys import DEWI, OTHER, PASSPHRASE
folder, act, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
steps = 0
def count(event, args):
    global steps
    makes = event == "open" and isinstance(args[2], int) and args[2] & os.O_CREAT
    if (makes or event in ("os.remove", "os.rename")) and str(args[0]).startswith(str(folder)):
        steps += 1
        if steps == last:
            os._exit(9)
sys.addaudithook(count)
if act == "create":
    slots.create(folder, DEWI, PASSPHRASE, cost=FLOOR)
elif act == "renew":  # as two custodians or the sheet do, with the keeper key
    opened = slots.with_keeper(slot_file.load(folder), bytearray.fromhex(sys.argv[4]))
    slots.renew_slot(folder, opened, DEWI, OTHER, cost=FLOOR)
else:
    slots.change_passphrase(folder, None, PASSPHRASE, OTHER, cost=FLOOR)
"""
CHANGE_STEPS = 6  # remove what was left, write beside, rename; for each of two files
CREATE_STEPS = 9  # the same for the device's secret


def cut(folder: Path, act: str, step: int, *more: str) -> int:
    return subprocess.run([sys.executable, "-c", CHILD, str(folder), act, str(step), *more], check=False).returncode


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Secrets]:
    folder = tmp_path_factory.mktemp("keys") / "store"
    return folder, made(folder)


def opens(folder: Path, passphrase: str) -> Secrets | None:
    try:
        return slots.unlock(folder, None, passphrase)
    except WrongPassphrase:
        return None


@pytest.mark.parametrize("step", range(1, CHANGE_STEPS + 2))
def test_a_cut_while_the_passphrase_changes(template: tuple[Path, Secrets], tmp_path: Path, step: int) -> None:
    folder = copied(template[0], tmp_path / "store")
    assert cut(folder, "change", step) == (9 if step <= CHANGE_STEPS else 0)
    with_old, with_new = opens(folder, PASSPHRASE), opens(folder, OTHER)
    assert (with_old is None) != (with_new is None)
    opened = with_old or with_new
    assert opened is not None
    assert same(opened, template[1])
    assert (folder / FILE).read_bytes() == (folder / COPY).read_bytes()  # the old one is not left in the copy
    assert (with_new is not None) == (step > CHANGE_STEPS // 2)


@pytest.mark.parametrize("step", range(1, CHANGE_STEPS + 2))
def test_a_cut_while_an_officer_is_let_in_again(template: tuple[Path, Secrets], tmp_path: Path, step: int) -> None:
    folder, opened = copied(template[0], tmp_path / "store"), template[1]
    assert cut(folder, "renew", step, opened.keeper.hex()) == (9 if step <= CHANGE_STEPS else 0)
    with_old, with_new = opens(folder, PASSPHRASE), opens(folder, OTHER)
    ways = (with_old, with_new)
    assert [way.store_key for way in ways if way is not None] == [opened.store_key], "one way in, and the same store"
    assert (with_new is not None) == (step > CHANGE_STEPS // 2)


@pytest.mark.parametrize("step", range(1, CREATE_STEPS + 2))
def test_a_cut_while_the_first_slot_is_made(tmp_path: Path, step: int) -> None:
    folder = tmp_path / "store"
    assert cut(folder, "create", step) == (9 if step <= CREATE_STEPS else 0)
    try:
        slots.unlock(folder, None, PASSPHRASE)
    except NoStore:
        made(folder)
        slots.unlock(folder, None, PASSPHRASE)


@pytest.mark.parametrize("left", [b"", b"{", b'{"v":1}'])
def test_what_a_cut_left_half_written_is_in_nobodys_way(
    template: tuple[Path, Secrets], tmp_path: Path, left: bytes
) -> None:
    folder = copied(template[0], tmp_path / "store")
    for name in (FILE, COPY):
        (folder / f"{name}.new").write_bytes(left)
    file = slot_file.load(folder)
    slot_file.store(folder, file)
    assert slot_file.load(folder) == file
    assert not list(folder.glob("*.new"))
