"""Sticks and meetings from the command line: the same results as JSON, and words for every way in which they fail."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from desktop.cli.arguments import parser
from desktop.cli.files import COMMANDS
from desktop.cli.output import Answer, error_words
from desktop.desk import Desk
from desktop.store import peers
from desktop.words import LANGUAGES, Words
from sync.errors import DeskError, DirectoryRefused, MeetingRefused, NoMeeting
from sync.gateway import accounts
from sync.gateway.directory.own import Own
from sync.gateway.keys import centre_of
from tests.sticks.conftest import Town, worker


def _typed(desk: Desk, *line: str) -> Answer:
    args = vars(parser(Words("id")).parse_args(list(line)))
    return COMMANDS[args["do"]](desk, args, Words("id"))


def test_a_bundle_for_a_named_station_is_written_and_read(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    path, mark = str(town.folder / "stick"), town.near.store.identity().mark
    written = _typed(town.far, "bundle", "write", path, "--to", mark.lower(), "--files-bytes", "0")
    assert (written["handed"], written["to"], written["files"]) == (1, mark, {"files": 0, "bytes": 0, "left": 0})
    read = _typed(town.near, "bundle", "read", path)
    assert read["handed"] == {"changes": 1, "known": 0, "left": 0, "records": 1}
    assert read["sender"]["mark"] == town.far.store.identity().mark


def test_one_desk_listens_and_another_joins(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    worker(town.far, "Siti Aminah")
    with ThreadPoolExecutor(1) as threads:
        listening = threads.submit(_typed, town.near, "meet", "listen", "--once")
        told = ""
        while "}" not in told:
            Event().wait(0.02)
            told += capsys.readouterr().err
        said = json.loads(told.splitlines()[0])
        address = "127.0.0.1:" + said["addresses"][0].rpartition(":")[2]
        met = _typed(town.far, "meet", "join", address, "--words", said["words"], "--files")
        heard = listening.result(timeout=60)["met"]
    assert (met["given"], met["received"], met["mark"]) == (1, 0, town.near.store.identity().mark)
    assert [(one["given"], one["received"]) for one in heard] == [(0, 1)]


@pytest.mark.parametrize(
    "error",
    [
        NoMeeting(),
        *(
            MeetingRefused(rule=rule)
            for rule in ("wrong-words", "words-needed", "other-mission", "other-release", "revoked", "unknown-device")
        ),
        MeetingRefused(rule="request"),
        MeetingRefused(rule="stopped"),
    ],
)
def test_each_way_in_which_a_meeting_fails_has_its_words(error: DeskError) -> None:
    said = [error_words(error, Words(lang)) for lang in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
    if error.rule is not None:
        assert [Words(lang)(f"rule.{error.rule}") in one for lang, one in zip(LANGUAGES, said, strict=True)] == [
            True
        ] * 2


def test_a_desk_without_a_line_gets_the_newer_directory_by_stick(town: Town) -> None:
    gone = town.third.store.identity().device
    with town.database.write() as connection:
        accounts.revoke_device(connection, gone, town.clock)
    before = _typed(town.far, "directory")
    _typed(town.near, "bundle", "read", str(town.stick(town.far)))
    town.near.round(channel=town.line)
    _typed(town.far, "bundle", "read", str(town.stick(town.near, "back")))
    after = _typed(town.far, "directory")
    assert (before["devices"], after["devices"], after["problem"]) == (3, 2, None)
    with town.far.store.reading() as connection:
        assert peers.revoked(connection) == {gone}


def test_a_desk_takes_a_newer_directory_from_a_folder_and_nothing_else(town: Town) -> None:
    gone, folder = town.third.store.identity().device, town.folder / "published"
    speaker = centre_of(town.database, town.clock)
    with town.database.write() as connection:
        accounts.revoke_device(connection, gone, town.clock)
        told = Own(speaker, town.clock).answer(connection, "JHB", "")
    assert told is not None
    for name, text in told.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert _typed(town.far, "directory", str(folder))["devices"] == 2
    (folder / "timestamp.json").write_text("{}")
    with pytest.raises(DirectoryRefused):
        _typed(town.far, "directory", str(folder))
    assert _typed(town.far, "directory")["devices"] == 2
