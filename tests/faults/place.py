"""An enrolled desk that is worked by its command line; its centre can be somebody else for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from desktop import desk as desks
from desktop.cli.main import run
from desktop.desk import Desk
from desktop.keys import slots
from desktop.keys.cost import FLOOR
from desktop.keys.lock_file import LockFile
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.store.device import Meta
from desktop.store.store import Store
from desktop.words import LANGUAGES, Words
from sync.clock import SystemClock
from sync.gateway.database import Database
from sync.transport.http import HttpChannel
from tests.faults.desks import MISSION, code

PASSPHRASE: Final = "Pelabuhan lama di waktu senja 1978"  # opens nothing but tests
NAME: Final = "Siti Aminah"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """How a command failed: its exit code, the code and the values of its error."""

    exit: int
    code: str
    values: dict[str, Any]


class Place:
    """One desk; it holds one worker that the centre does not know yet."""

    def __init__(self, folder: Path, database: Database, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.url = folder / "desk", url
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE, "utf-8")
        self._capsys = capsys
        session = Session(slots.create(self.folder, Officer(user="dewi", name="Dewi"), PASSPHRASE, cost=FLOOR))
        store = session.store.id
        Store.create(self.folder, session.database_key, SystemClock(), mission=MISSION, store_id=store).close()
        desk = Desk(self.folder, session, LockFile(self.folder), SystemClock())
        desk.enrol(url, code(database, SystemClock()))
        self.worker = desk.do(lambda unit: unit.create("worker", {"full_name": NAME})).id
        desk.close()

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """Unlock the desk in this process."""
        desk = desks.unlock(self.folder, None, PASSPHRASE)
        try:
            yield desk
        finally:
            desk.close()

    def point(self, url: str) -> None:
        """Let the desk take *url* for the address of its centre."""
        with self.opened() as desk, desk.store.transactions.write() as connection:
            Meta(connection).keep("gateway", url)

    def line(self, *words: str, store: Path | None = None) -> list[str]:
        """Return a command line for this desk."""
        return ["--store", str(store or self.folder), "--passphrase-file", str(self.passphrase), *words]

    def says(self, *words: str, store: Path | None = None) -> Any:
        """Run a command that must succeed; return its one JSON object."""
        assert run(self.line("--json", *words, store=store)) == 0
        return json.loads(self._capsys.readouterr().out)

    def fails(self, *words: str) -> Failed:
        """Run a command that must fail; it must say the same in its code and in the words of both languages."""
        self._capsys.readouterr()
        exit_code = run(self.line("--json", *words))
        error = json.loads(self._capsys.readouterr().out)["error"]
        self.check_words(error, [self._in(lang, exit_code, words) for lang in LANGUAGES])
        return Failed(exit=exit_code, code=error["code"], values=error)

    def finds(self) -> list[str]:
        """Verify the store; return what is found or the code of the error that kept it from being opened."""
        assert run(self.line("--json", "verify")) == 4
        said = json.loads(self._capsys.readouterr().out)
        return list(said.get("findings") or [said["error"]["code"]])

    @staticmethod
    def check_words(error: dict[str, Any], texts: list[str]) -> None:
        """The texts begin as the translations do, and differ; there is nothing personal in them."""
        for lang, text in zip(LANGUAGES, texts, strict=True):
            assert text.startswith(Words(lang)(f"error.{error['code']}", **error))
            assert NAME not in text
        assert len(set(texts)) == len(LANGUAGES)

    def _in(self, lang: str, exit_code: int, words: tuple[str, ...]) -> str:
        assert run(self.line("--lang", lang, *words)) == exit_code
        return self._capsys.readouterr().err

    def has_lost_nothing(self) -> None:
        """The work of before is there, and reaches the centre as soon as that is itself again."""
        with self.opened() as desk:
            assert desk.store.get("worker", self.worker).fields["full_name"] == NAME
            assert desk.verify() == ()
            desk.round(channel=HttpChannel(self.url))
            assert (desk.standing().waiting, desk.standing().refused) == (0, 0)
            assert desk.store.get("worker", self.worker).sync == "centre"
