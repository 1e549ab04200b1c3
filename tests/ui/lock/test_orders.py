"""A locked desk hears of orders from a real centre, proves them, and loses nothing that nobody else has."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import desk as desks
from desktop.evacuation import locked
from desktop.evacuation.locked import Found, Look
from desktop.keys import erasing
from desktop.keys.secret import Officer
from desktop.store import watch
from desktop.ui.appearance import Appearance
from desktop.ui.program import Program
from desktop.ui.system_proxy import system_proxies
from desktop.ui.views.first_run import FirstRun
from desktop.ui.views.unlock import Unlock
from desktop.ui.widgets.dialogs import Told
from sync.clock import SystemClock
from sync.errors import DirectoryRefused
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.gateway.directory.own import Own
from sync.gateway.keys import centre_of
from tests.gateway.serving import serving
from tests.ui.front_door import SECRET, NoHeirs
from tests.ui.open_desk import add_case

pytestmark = pytest.mark.usefixtures("cheap_slots")

Orders = Callable[[str], None]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Database]]:
    """A centre that is served."""
    url = f"sqlite:///{tmp_path_factory.mktemp('orders') / 'centre.db'}"
    database = Database(url)
    database.prepare()
    with serving(url) as address:
        with database.write() as connection:
            accounts.add_mission(connection, "JHB", SystemClock())
        yield address, database
    database.close()


@pytest.fixture
def folder(town: tuple[str, Database], tmp_path: Path) -> Path:
    """A desk that has joined, sent everything, and is locked."""
    with town[1].write() as connection:
        code = accounts.issue_code(connection, "JHB", SystemClock())
    desk = desks.create(tmp_path / "desk", Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB")
    desk.enrol(town[0], code)
    add_case(desk)
    desk.round()
    desk.close()
    return tmp_path / "desk"


@pytest.fixture
def orders(town: tuple[str, Database], folder: Path) -> Iterator[Orders]:
    """Orders this desk to "lock" or "erase" itself, or lifts that with "lift"."""
    here = watch.read(folder)
    assert here is not None
    device, speaker = here.device, centre_of(town[1], SystemClock())

    def give(verb: str) -> None:
        with town[1].write() as connection:
            Own(speaker, SystemClock()).order(connection, verb, device, "lost")

    yield give
    give("lift")


@pytest.fixture
def program(folder: Path, qapp: QApplication, appearance: Appearance) -> Iterator[Program]:
    made = Program(qapp, folder, appearance, SystemClock(), NoHeirs(qapp))
    yield made
    for told in made.front.findChildren(Told):
        told.accept()
    made.quit()
    made.deleteLater()


def _seen(folder: Path) -> Found:
    found = Look(folder, system_proxies).ask()
    assert found is not None
    return found


def _unlock(program: Program) -> Unlock:
    view = program.front.view
    assert isinstance(view, Unlock)
    view.secret.field.setText(SECRET)
    view.submit()
    return view


def test_a_desk_without_orders_opens(folder: Path) -> None:
    assert _seen(folder).order is None
    assert locked.obey(folder, _seen(folder), SystemClock()) is None
    desks.unlock(folder, "siti", SECRET).close()


def test_a_lost_desk_erases_itself_at_its_sign_in(qtbot: QtBot, folder: Path, orders: Orders, program: Program) -> None:
    orders("erase")
    program.start()
    qtbot.waitUntil(lambda: isinstance(program.front.view, FirstRun))
    proof = erasing.proof_of(folder)
    assert proof is not None
    assert (proof.reason, proof.rescued) == ("lost", {})
    assert not any((folder / name).exists() for name in ("desk.db", "slots.json", "device.key", watch.FILE))


def test_unsent_work_is_brought_away_first_and_nothing_is_shown(
    qtbot: QtBot, folder: Path, orders: Orders, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks.unlock(folder, "siti", SECRET)
    add_case(desk)
    desk.close()
    orders("erase")
    program.start()
    view = program.front.view
    assert isinstance(view, Unlock)
    qtbot.waitUntil(lambda: bool(view.alarm()))
    assert (folder / "desk.db").exists(), "nobody can seal it before somebody signs in"
    opened: list[object] = []
    monkeypatch.setattr(program, "open", opened.append)
    _unlock(program)
    qtbot.waitUntil(lambda: isinstance(program.front.view, FirstRun))
    assert not opened
    assert erasing.proof_of(folder) is not None


def test_a_lock_order_asks_for_a_word_of_the_centre(
    qtbot: QtBot, folder: Path, orders: Orders, program: Program
) -> None:
    orders("lock")
    program.start()
    view = program.front.view
    assert isinstance(view, Unlock)
    qtbot.waitUntil(lambda: bool(view.alarm()))
    _unlock(program)
    qtbot.waitUntil(lambda: view.lease is not None)
    orders("lift")
    assert view.lease is not None
    view.lease.line.click()
    qtbot.waitUntil(lambda: program.workplace is not None)


def test_an_order_that_was_lifted_meanwhile_is_none(folder: Path, orders: Orders) -> None:
    orders("lock")
    locked.obey(folder, _seen(folder), SystemClock())
    orders("lift")
    locked.obey(folder, _seen(folder), SystemClock())
    desks.unlock(folder, "siti", SECRET).close()


def test_an_order_that_nobody_signed_erases_nothing(folder: Path, orders: Orders) -> None:
    orders("lock")
    found = _seen(folder)
    forged = {name: text.replace("lost", "gone") for name, text in found.files.items()}
    with pytest.raises(DirectoryRefused):
        locked.obey(folder, Found(order="erase", files=forged), SystemClock())
    assert (folder / "desk.db").exists()


def test_an_open_desk_counts_as_one_with_unsent_work(folder: Path) -> None:
    desk = desks.unlock(folder, "siti", SECRET)
    during = watch.read(folder)
    desk.close()
    after = watch.read(folder)
    assert during is not None
    assert after is not None
    assert (during.unsent, after.unsent) == (True, False), "its process may end at any moment"
