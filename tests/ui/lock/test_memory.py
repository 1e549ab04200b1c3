"""After a lock neither keys nor texts are in the memory of any process of the desk."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop import desk as desks
from desktop.desk import Desk
from desktop.keys.secret import Officer
from tests.ui.front_door import SECRET, WAIT_MS
from tests.ui.lock.memory import IS_READABLE, forms, found
from tests.ui.open_desk import add_case

CANARIES = {
    "name": "Kenari Nama Pekerja",
    "summary": "Kenari ringkasan perkara",
    "typed": "Kenari Yang Diketik",
    "restricted summary": "Rahasia ringkasan perkara",
    "restricted place": "Rahasia Tempat Kejadian",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A locked desk, and what must not be found after its lock."""

    folder: Path
    cases: tuple[str, str]  # the second one is restricted
    worker: str
    words: dict[bytes, str]


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    desk = desks.create(tmp_path / "desk", Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB")
    case = add_case(desk, name=CANARIES["name"], summary=CANARIES["summary"])
    worker = desk.store.get("case", case).fields["subjects"][0]["worker_id"]
    about = {"summary": CANARIES["restricted summary"], "incident_place": CANARIES["restricted place"]}
    closed = add_case(desk, restricted=True, **about)
    database, secrets = bytes(desk.session.database_key()[:32]), desk.session.secrets()
    keys = {name: bytes(getattr(secrets, name)) for name in ("store_key", "keeper", "signing", "opening")}
    keys |= {"database": database, "case key": _case_key(desk, closed)}
    words = {key: name for name, raw in keys.items() for key in (raw, raw.hex().encode())}
    words |= {form: name for name, text in (CANARIES | {"passphrase": SECRET}).items() for form in forms(text)}
    desk.close()
    return Prepared(tmp_path / "desk", (case, closed), worker, words)


def _case_key(desk: Desk, case: str) -> bytes:
    assert desk.store.vault is not None
    with desk.store.reading() as connection:
        key = desk.store.vault.keys.newest(connection, case)
    assert key is not None
    return key.raw


@contextlib.contextmanager
def _window(prepared: Prepared) -> Iterator["subprocess.Popen[str]"]:
    line = [sys.executable, "-m", "tests.ui.lock.played", str(prepared.folder), prepared.worker, CANARIES["typed"]]
    at = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [*line, *prepared.cases],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=at,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PLAYED_IN": str(prepared.folder)},
    ) as window:
        try:
            yield window
        finally:
            window.kill()


def _heir_of(window: "subprocess.Popen[str]", mark: str) -> int:
    """Return the process that the locked window left behind, once it has gone itself."""
    window.wait(WAIT_MS / 1000)
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit() and mark.encode() in (place / "environ").read_bytes():
                return int(place.name)
    raise AssertionError


@pytest.mark.skipif(not IS_READABLE, reason="reads the memory of another process as Linux shows it")
@pytest.mark.timeout(WAIT_MS / 1000)
def test_the_process_that_asks_for_the_passphrase_has_never_seen_a_key_or_a_text(prepared: Prepared) -> None:
    with _window(prepared) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        seen = {prepared.words[word] for word in found(window.pid, prepared.words)}
        assert {"store_key", "case key", *CANARIES} <= seen  # the search finds what is there
        window.stdin.write("lock\n")
        window.stdin.flush()
        heir = _heir_of(window, str(prepared.folder))
    try:
        assert "--after-lock" in Path(f"/proc/{heir}/cmdline").read_text()
        left = {prepared.words[word]: count for word, count in found(heir, prepared.words).items()}
        assert left == {}
    finally:
        os.kill(heir, signal.SIGKILL)
