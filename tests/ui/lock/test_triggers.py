"""The desk locks when the system says that nobody is in front of it: by D-Bus, by Windows' messages, by the clocks."""

import ctypes
import os
import select
import shutil
import subprocess
import uuid
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.idle import Idle
from desktop.ui.program import Program
from desktop.ui.triggers.linux import Bus
from desktop.ui.triggers.windows import Message, Setting, Windows
from tests.gateway.desk import PlayedClock
from tests.ui.front_door import unlocked

LOGIND = "/org/freedesktop/login1"
MANAGER, SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
SAVER, PROPERTIES = "org.freedesktop.ScreenSaver", "org.freedesktop.DBus.Properties"
LID = "ba3e0f4d-b817-4094-a2d1-d56379e6a0f3"


@pytest.fixture(scope="module")
def bus() -> Iterator[QDBusConnection]:
    """A bus of our own: no system has to run, and none is disturbed."""
    if (daemon := shutil.which("dbus-daemon")) is None:
        pytest.skip("no dbus-daemon here")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        connection = QDBusConnection.connectToBus(running.stdout.readline().strip(), "played")
        assert connection.isConnected()
        yield connection
        QDBusConnection.disconnectFromBus("played")
        running.terminate()


def _said(path: str, interface: str, name: str, *values: object) -> QDBusMessage:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(values))
    return message


@pytest.mark.parametrize(
    ("path", "interface", "name", "values"),
    [
        (LOGIND, MANAGER, "PrepareForSleep", (True,)),
        (LOGIND, MANAGER, "PrepareForShutdown", (True,)),
        (f"{LOGIND}/session/_31", SESSION, "Lock", ()),
        ("/ScreenSaver", SAVER, "ActiveChanged", (True,)),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", (True,)),
    ],
)
def test_what_the_bus_tells_locks(
    qtbot: QtBot, bus: QDBusConnection, path: str, interface: str, name: str, values: tuple[object, ...]
) -> None:
    listening = Bus(bus, bus, QApplication.instance())  # type: ignore[arg-type]  # there is one
    with qtbot.waitSignal(listening.due):
        bus.send(_said(path, interface, name, *values))
    listening.deleteLater()


@pytest.mark.parametrize(
    ("changed", "is_lock"),
    [
        ({"Active": False}, True),
        ({"LidIsClosed": True}, True),
        ({"LockedHint": True}, True),
        ({"Active": True}, False),
        ({"LidIsClosed": False}, False),
        ({"Idle": True}, False),
    ],
)
def test_another_user_and_the_lid_are_properties(
    qtbot: QtBot,
    bus: QDBusConnection,
    changed: dict[str, bool],
    is_lock: bool,  # noqa: FBT001
) -> None:
    listening = Bus(bus, bus, QApplication.instance())  # type: ignore[arg-type]  # there is one
    heard: list[bool] = []
    listening.due.connect(lambda: heard.append(True))
    listening.on_changed(_said(LOGIND, PROPERTIES, "PropertiesChanged", SESSION, changed, []))
    listening.on_told(_said(LOGIND, MANAGER, "PrepareForSleep", False))  # woken again
    assert bool(heard) is is_lock
    listening.deleteLater()


class Logind(QDBusVirtualObject):
    """Gives out the end of a pipe: sleep is held up while somebody has it open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []
        self._here, self._given = os.pipe()

    def introspect(self, path: str) -> str:
        del path
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        self.asked = message.arguments()
        answer = message.createReply()
        answer.setArguments([QDBusUnixFileDescriptor(self._given)])
        connection.send(answer)
        os.close(self._given)
        return True

    def is_held_up(self) -> bool:
        return not select.select([self._here], [], [], 0)[0]


def test_sleep_waits_until_the_keys_are_gone(
    qtbot: QtBot, bus: QDBusConnection, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    logind = Logind()
    assert bus.registerVirtualObject(LOGIND, logind)
    assert bus.registerService("org.freedesktop.login1")
    listening = Bus(QDBusConnection("played"), bus, program)
    listening.due.connect(program.lock)
    monkeypatch.setattr(program._triggers, "_sleep", listening)
    desk = unlocked(qtbot, program).desk
    qtbot.waitUntil(lambda: listening.is_holding)
    assert (logind.asked[0], logind.asked[-1]) == ("sleep", "delay")
    wipes: list[bool] = []
    wipe = desk.session.wipe

    def wipe_later() -> None:
        wipes.append(logind.is_held_up())
        wipe()

    monkeypatch.setattr(desk.session, "wipe", wipe_later)
    bus.send(_said(LOGIND, MANAGER, "PrepareForSleep", True))
    qtbot.waitUntil(lambda: not logind.is_held_up())
    assert desk.session.is_wiped
    assert wipes == [True], "it waited for them"
    bus.unregisterService("org.freedesktop.login1")
    bus.unregisterObject(LOGIND)


def _lid(value: int) -> Setting:
    setting = Setting(size=4, value=value)
    ctypes.memmove(setting.what, uuid.UUID(LID).bytes_le, 16)
    return setting


CLOSED, OPENED = _lid(0), _lid(1)


@pytest.mark.parametrize(
    ("message", "wide", "setting", "is_lock"),
    [
        (0x02B1, 0x7, None, True),  # the screen was locked
        (0x02B1, 0x2, None, True),  # another user
        (0x02B1, 0x4, None, True),  # a remote session ended
        (0x02B1, 0x8, None, False),  # unlocked
        (0x0218, 0x4, None, True),  # sleep
        (0x0218, 0x12, None, False),  # woken
        (0x0218, 0x8013, CLOSED, True),
        (0x0218, 0x8013, OPENED, False),
        (0x0100, 0x7, None, False),  # a key
    ],
)
def test_what_windows_sends_locks(
    qtbot: QtBot,
    qapp: QApplication,
    message: int,
    wide: int,
    setting: Setting | None,
    is_lock: bool,  # noqa: FBT001
) -> None:
    listening = Windows(qapp, qapp)
    said = Message(message=message, wide=wide, long=0 if setting is None else ctypes.addressof(setting))
    heard: list[bool] = []
    listening.due.connect(lambda: heard.append(True))
    passed = listening._messages.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(said))
    assert passed == (False, 0)
    assert bool(heard) is is_lock
    qapp.removeNativeEventFilter(listening._messages)
    listening.deleteLater()


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_jumps_locks(qtbot: QtBot, qapp: QApplication, years: int) -> None:
    clock = PlayedClock()
    idle = Idle(clock, 600, qapp)
    clock.at = clock.at.replace(year=clock.at.year + years)
    with qtbot.waitSignal(idle.due):
        idle.look()
