"""T11: a stick that somebody had in hand: 31 moves. It is refused with one message and nothing changes, or it is taken
once and for what it is; nothing on it is run, followed or waited for.
"""

import os
import sys
from pathlib import Path

import msgspec
import pytest

from desktop import sticks
from desktop.actions.exports import Export, give_out
from desktop.store.enrolment import line_of
from desktop.store.verify import store_digest
from sync.engine import bundles
from sync.engine.bundles import Bundle
from sync.errors import BadBundle, DeskError, UnreadableFile
from sync.gateway import accounts
from tests.evil.listed import Move
from tests.sticks.conftest import Town, worker

_AT = "tests/sticks/"
MOVES = (
    Move("put a bundle of a stranger on it", "refused", f"{_AT}test_sticks.py::test_a_bundle_of_a_stranger_is_refused"),
    Move("put a bundle of a revoked device on it", "refused", "test_a_bundle_of_a_revoked_device_is_refused"),
    Move(
        "change a byte anywhere, or cut it anywhere",
        "refused",
        f"{_AT}test_sticks.py::test_every_changed_byte_and_every_cut_of_a_bundle_is_refused",
    ),
    Move(
        "change handed work",
        "refused",
        f"{_AT}test_handing.py::test_every_changed_byte_of_handed_work_is_refused_and_every_cut",
    ),
    Move("copy it while it is pulled out: zeros at its end", "refused", "test_a_torn_copy_is_refused"),
    Move("join the halves of two bundles", "refused", "test_the_halves_of_two_bundles_are_no_bundle"),
    Move(
        "read it twice, or beside the line",
        "refused",
        f"{_AT}test_sticks.py::test_a_stick_read_twice_and_the_line_coming_back_double_nothing",
    ),
    Move("bring an older one after a newer", "refused", "test_an_older_bundle_after_a_newer_one_changes_nothing"),
    Move(
        "mix two sticks, meetings and the line",
        "refused",
        f"{_AT}test_mixtures.py::test_any_mixture_ends_as_a_pure_network_would",
    ),
    Move(
        "bring what is for another desk",
        "unreadable",
        f"{_AT}test_handing.py::test_a_bundle_for_another_desk_hands_nothing_over_here",
    ),
    Move(
        "bring work of another mission",
        "refused",
        f"{_AT}test_handing.py::test_a_handing_of_another_mission_refuses_the_file",
    ),
    Move(
        "hand over what no officer signed",
        "refused",
        f"{_AT}test_handing.py::test_a_change_that_its_officer_did_not_sign_is_left",
    ),
    Move(
        "hand over beyond the roles",
        "refused",
        f"{_AT}test_handed_rights.py::test_a_handed_change_without_its_right_is_left_and_harms_nothing",
    ),
    Move(
        "speak for another desk",
        "refused",
        f"{_AT}test_handing.py::test_a_desk_does_not_speak_for_another_desk_neither_to_others_nor_to_the_centre",
    ),
    Move(
        "delete nearly everything",
        "found",
        f"{_AT}test_handing.py::test_a_mass_deletion_by_stick_is_let_in_after_it_was_looked_at_whatever_rounds_lie_between",
    ),
    Move(
        "say that the centre was restored",
        "refused",
        "tests/faults/test_restored_by_stick.py::test_nobody_but_the_centre_says_to_a_desk_without_a_line_that_it_was_restored",
    ),
    Move(
        "bring other bytes of a file",
        "refused",
        "tests/attachments/test_by_stick.py::test_what_was_cut_off_or_changed_on_the_stick_is_not_believed",
    ),
    Move(
        "fill the disk with files of nobody",
        "refused",
        "tests/attachments/test_by_stick.py::test_files_without_a_record_here_take_no_more_room_than_is_theirs",
    ),
    Move("name a file by a path", "refused", "test_what_no_bundle_says_is_refused_even_when_it_is_signed"),
    Move("say that more follows than there is", "refused", "test_a_bundle_that_promises_bytes_is_not_waited_for"),
    Move("put ten gigabytes behind its head", "refused", "test_a_file_beyond_all_measure_is_not_read"),
    Move(
        "put a bomb in it",
        "refused",
        "tests/protocol/test_codec.py::test_a_bomb_is_refused_without_being_blown_up",
    ),
    Move("put a pipe, a folder or a device in its place", "refused", "test_what_is_no_plain_file_is_refused_at_once"),
    Move("lead it by a link elsewhere", "refused", "test_a_link_leads_to_nothing_but_a_bundle"),
    Move("let it be written through a link", "refused", "test_nothing_is_written_through_a_link"),
    Move("let a list be given out through a link", "refused", "test_no_list_is_given_out_through_a_link"),
    Move("lay programmes and pipes beside it", "refused", "test_what_lies_beside_it_is_not_touched"),
    Move("give it another name", "refused", "test_its_name_says_nothing"),
    Move(
        "put links and folders into the directory",
        "refused",
        "tests/directory/test_attacks.py::test_a_folder_gives_no_more_than_its_plain_files",
    ),
    Move("roll the directory back", "refused", "tests/directory/test_attacks.py::test_no_role_is_rolled_back"),
    Move(
        "put a directory without end on it",
        "refused",
        "tests/directory/test_attacks.py::test_endless_data_ends_at_its_limit",
    ),
)

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="sticks there hold no pipes and links")


def _state(town: Town) -> tuple[object, ...]:
    """Return what a refused stick must not move."""
    near = town.near
    return store_digest(near.store), near.store.pouch().asks(), near.store.pouch().answers(), near.standing().waiting


def _refused(town: Town, path: Path, *rules: str) -> None:
    before = _state(town)
    with pytest.raises(DeskError) as refused:
        sticks.read(town.near, path)
    assert isinstance(refused.value, BadBundle | UnreadableFile)
    assert refused.value.rule in rules
    assert _state(town) == before


def _signed(town: Town, path: Path, said: dict[str, object], behind: bytes = b"") -> Path:
    """Let the far desk, whose keys somebody has, sign what it likes."""
    line = line_of(town.far.store)
    assert line is not None
    bundle = Bundle(sender=line.device.id, mission="JHB", created="2026-03-10T06:42:00.000Z")
    raw = msgspec.to_builtins(bundle) | said
    body = msgspec.msgpack.encode(raw)
    front = bundles._MAGIC + len(body).to_bytes(8, "big") + line.device.signing.sign(bundles._SIGNED + body)
    path.write_bytes(front + body + behind)
    return path


def test_a_bundle_of_a_revoked_device_is_refused(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    stick = town.stick(town.far)
    with town.database.write() as connection:
        accounts.revoke_device(connection, town.far.store.identity().device, town.clock)
    town.near.round(channel=town.line)
    _refused(town, stick, "sender")


def test_a_torn_copy_is_refused(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    stick = town.stick(town.far)
    whole = stick.read_bytes()
    for kept in range(0, len(whole), max(1, len(whole) // 12)):
        stick.write_bytes(whole[:kept] + bytes(len(whole) - kept))
        _refused(town, stick, "shape", "sender", "signature", "envelope")


def test_the_halves_of_two_bundles_are_no_bundle(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    one, other = town.stick(town.far), town.stick(town.third, "other")
    first, second = one.read_bytes(), other.read_bytes()
    front = 4 + 8 + 64
    for joined in (first[:front] + second[front:], second[:12] + first[12:front] + second[front:]):
        one.write_bytes(joined)
        _refused(town, one, "shape", "signature")


def test_an_older_bundle_after_a_newer_one_changes_nothing(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    old = town.stick(town.far, "old")
    sticks.read(town.near, old)
    town.near.round(channel=town.line)
    sticks.read(town.far, town.stick(town.near, "back"))
    worker(town.far, "Suparni")
    sticks.read(town.near, town.stick(town.far, "new"))
    before, entries = _state(town), town.entries()
    read = sticks.read(town.near, old)
    assert (read.taken.asks, read.taken.answers) == (0, 0)
    assert _state(town) == before
    town.near.round(channel=town.line)
    assert town.entries() == entries + 1


_PIECE = {"blob": "ab" * 16, "bytes": 10, "sha256": "cd" * 32, "offset": 0, "size": 10}


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"files": [_PIECE | {"blob": "../../../../home/siti/.bash"}]}, ("shape",)),
        ({"files": [_PIECE | {"blob": "ab" * 16 + "\n"}]}, ("shape",)),
        ({"files": [_PIECE | {"size": 1 << 40, "bytes": 1 << 40}]}, ("shape",)),
        ({"files": [_PIECE | {"size": 11}]}, ("shape",)),
        ({"files": [_PIECE | {"offset": -1}]}, ("shape",)),
        ({"asks": [b"x"] * 1001}, ("shape",)),
        ({"asks": [b"x"]}, ("envelope",)),
        ({"handings": [b"x" * 1000]}, ("envelope",)),
        ({"v": 2}, ("shape",)),
        ({"sender": "../../x"}, ("sender",)),
        ({"asks": "x"}, ("shape",)),
    ],
)
def test_what_no_bundle_says_is_refused_even_when_it_is_signed(
    town: Town, said: dict[str, object], rules: tuple[str, ...]
) -> None:
    _refused(town, _signed(town, town.folder / "evil", said), *rules)


def test_a_bundle_that_promises_bytes_is_not_waited_for(town: Town) -> None:
    piece = {"blob": "ab" * 16, "bytes": 64 << 20, "sha256": "cd" * 32, "offset": 0, "size": 64 << 20}
    many = [piece | {"blob": f"{number:032x}"} for number in range(20_000)]
    before = _state(town)
    read = sticks.read(town.near, _signed(town, town.folder / "evil", {"files": many}, b"x" * 100))
    assert read.files.files == 0
    assert _state(town) == before


def test_a_file_beyond_all_measure_is_not_read(town: Town) -> None:
    evil = town.folder / "evil"
    for size in (10 << 30, 1 << 63, bundles.MAX_BUNDLE_BYTES + 1):
        evil.write_bytes(bundles._MAGIC + size.to_bytes(8, "big") + bytes(64))
        os.truncate(evil, 10 << 30)
        _refused(town, evil, "shape")
    evil.write_bytes(b"\xd9" + bytes(11))
    os.truncate(evil, 10 << 30)
    _refused(town, evil, "shape")
    evil.write_bytes(bundles._MAGIC + (1 << 20).to_bytes(8, "big") + bytes(64) + b"\x91" * (1 << 20))
    _refused(town, evil, "shape")


@needs_pipes
def test_what_is_no_plain_file_is_refused_at_once(town: Town) -> None:
    pipe, folder = town.folder / "pipe", town.folder / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder, Path("/dev/zero"), town.folder / "nothing"):
        _refused(town, path, "not-there")


@needs_pipes
def test_a_link_leads_to_nothing_but_a_bundle(town: Town) -> None:
    secret = town.folder / "secret"
    secret.write_text("Rahasia")
    for target in (secret, town.folder / "nothing", Path("/dev/zero"), town.folder):
        link = town.folder / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        _refused(town, link, "shape", "not-there")


@needs_pipes
def test_nothing_is_written_through_a_link(town: Town) -> None:
    victim = town.folder / "victim"
    victim.write_text("Jangan ditimpa")
    for name in ("stick.sisko-bundle", "stick.sisko-bundle.new"):
        (town.folder / name).symlink_to(victim)
    written = town.stick(town.far)
    assert victim.read_text() == "Jangan ditimpa"
    assert not written.is_symlink()
    assert sticks.read(town.near, written).sender == town.far.store.identity().device


@needs_pipes
def test_no_list_is_given_out_through_a_link(town: Town) -> None:
    victim = town.folder / "victim"
    victim.write_text("Jangan ditimpa")
    for name in ("daftar.csv", "daftar.csv.part"):
        (town.folder / name).symlink_to(victim)
    worker(town.near, "Siti Aminah")
    give_out(town.near, Export(kind="worker", format="csv", path=town.folder / "daftar.csv"))
    assert victim.read_text() == "Jangan ditimpa"
    assert "Siti Aminah" in (town.folder / "daftar.csv").read_text("utf-8-sig")


@needs_pipes
def test_what_lies_beside_it_is_not_touched(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    place = town.folder / "media"
    place.mkdir()
    stick = place / "a.sisko-bundle"
    stick.write_bytes(town.stick(town.far).read_bytes())
    for name in ("autorun.inf", "a.sisko-bundle.exe", "desktop.ini", ".directory", "PWNI-1", "a.sisko-bundle.new"):
        os.mkfifo(place / name)  # who opens one waits for ever
    lying = sorted(place.iterdir())
    assert sticks.read(town.near, stick).taken.asks == 1
    assert sorted(place.iterdir()) == lying


def test_its_name_says_nothing(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    content = town.stick(town.far).read_bytes()
    for number, name in enumerate(("gpj.\u202eeldnub-oksis", "-rf", "CON", "a b;rm", "x.exe", "%00", "'\"$(id)")):
        (town.folder / name).write_bytes(content)
        assert sticks.read(town.near, town.folder / name).taken.asks == (number == 0)
