"""Linux: what logind, UPower and the screen savers of desktops say on D-Bus; none of them has to be there."""

from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusUnixFileDescriptor

_ANY: Final = ""
_CHANGED: Final = ("org.freedesktop.DBus.Properties", "PropertiesChanged")
_TOLD: Final = {"Active": False, "LidIsClosed": True, "LockedHint": True}
"""Properties of a session and of the lid, and the value that locks."""
_TOLD_SLOT: Final = SLOT("on_told(QDBusMessage)")
_CHANGED_SLOT: Final = SLOT("on_changed(QDBusMessage)")
_SYSTEM: Final = (
    ("org.freedesktop.login1.Manager", "PrepareForSleep"),
    ("org.freedesktop.login1.Manager", "PrepareForShutdown"),
    ("org.freedesktop.login1.Session", "Lock"),
)
_LOGIND: Final = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_DELAY: Final = ("sleep", "SiskoP2MI Desk", "lock", "delay")
"""Of what, for whom and why, and that the system waits some seconds at most."""
_SAVERS: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")


class Bus(QObject):
    """Listens; a session of somebody else that locks, locks here, too: once too often is no harm."""

    due = Signal()

    def __init__(self, system: QDBusConnection, session: QDBusConnection, parent: QObject) -> None:
        super().__init__(parent)
        self._system = system
        self._delay: QDBusUnixFileDescriptor | None = None  # the system waits while it is open
        for interface, name in _SYSTEM:
            system.connect(_ANY, _ANY, interface, name, self, _TOLD_SLOT)  # type: ignore[call-overload]  # its stub says bytes, it takes text
        for service in ("org.freedesktop.login1", "org.freedesktop.UPower"):
            system.connect(service, _ANY, *_CHANGED, self, _CHANGED_SLOT)  # type: ignore[call-overload]  # as above
        for saver in _SAVERS:
            session.connect(_ANY, _ANY, saver, "ActiveChanged", self, _TOLD_SLOT)  # type: ignore[call-overload]  # as above

    def hold(self) -> None:
        """Have the system wait with its sleep until `let_sleep`, or until this process ends."""
        call = QDBusMessage.createMethodCall(*_LOGIND, "Inhibit")
        call.setArguments(list(_DELAY))
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(call), self)
        watcher.finished.connect(self._on_held)

    def let_sleep(self) -> None:
        """The keys are gone: the system may sleep."""
        self._delay = None

    @property
    def is_holding(self) -> bool:
        return self._delay is not None

    def _on_held(self, watcher: QDBusPendingCallWatcher) -> None:
        said = watcher.reply().arguments()
        if said and isinstance(said[0], QDBusUnixFileDescriptor):  # else there is no logind
            self._delay = said[0]
        watcher.deleteLater()

    @Slot(QDBusMessage)
    def on_told(self, message: QDBusMessage) -> None:
        """Hear that it happens; with False that it is over."""
        if not message.arguments() or message.arguments()[0] is not False:
            self.due.emit()

    @Slot(QDBusMessage)
    def on_changed(self, message: QDBusMessage) -> None:
        """Hear of properties."""
        said = message.arguments()
        properties: dict[str, Any] = said[1] if len(said) > 1 and isinstance(said[1], dict) else {}
        if any(properties.get(name) is value for name, value in _TOLD.items()):
            self.due.emit()


def made(parent: QObject) -> Bus:
    """Listen to the buses of this machine and of this session."""
    return Bus(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent)
