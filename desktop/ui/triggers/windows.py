"""Windows: what the system sends to the programme's windows. Not tried on a Windows machine yet."""

import ctypes
import sys
import uuid
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal

_SESSION: Final = 0x02B1  # WM_WTSSESSION_CHANGE
_POWER: Final = 0x0218  # WM_POWERBROADCAST
_AWAY: Final = frozenset({0x2, 0x4, 0x6, 0x7})  # console or remote disconnect (another user), logoff, lock
_SUSPEND: Final = 0x4
_SETTING: Final = 0x8013  # PBT_POWERSETTINGCHANGE
_LID: Final = uuid.UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3").bytes_le


class Message(ctypes.Structure):
    """MSG, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wide", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


class Setting(ctypes.Structure):
    """POWERBROADCAST_SETTING of the lid: 0 is closed."""

    _fields_ = (("what", ctypes.c_ubyte * 16), ("size", ctypes.c_uint32), ("value", ctypes.c_uint32))


class Messages(QAbstractNativeEventFilter):
    """Looks at every message of the system, and lets all of them pass."""

    def __init__(self, teller: "Windows") -> None:
        super().__init__()
        self._teller = teller

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        if QByteArray(kind).startsWith(b"windows_"):
            said = Message.from_address(int(message))
            if locks(said.message, said.wide, said.long):
                self._teller.due.emit()
        return False, 0


def locks(message: int, wide: int, long: int) -> bool:
    """Whether a message says that nobody is in front of this desk any more."""
    if message == _SESSION:
        return wide in _AWAY
    if message != _POWER:
        return False
    if wide != _SETTING or not long:
        return wide == _SUSPEND
    setting = Setting.from_address(long)
    return bytes(setting.what) == _LID and setting.value == 0


class Windows(QObject):
    """Listens to the messages."""

    due = Signal()

    def __init__(self, app: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = Messages(self)
        app.installNativeEventFilter(self._messages)

    def watch(self, window: int) -> None:
        """Ask the system to tell *window* of its session and of the lid; sleep is told without."""
        if sys.platform == "win32":
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(ctypes.c_void_p(window), 0)
            guid = ctypes.create_string_buffer(_LID)
            ctypes.WinDLL("user32").RegisterPowerSettingNotification(ctypes.c_void_p(window), guid, 0)
