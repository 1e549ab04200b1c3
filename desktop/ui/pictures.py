"""Pictures of every screen of an open desk, for the manual, for review and for a machine without a screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer

from desktop.desk import Desk
from desktop.store.lists import Condition
from desktop.ui.app import application, open_window
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background
from desktop.ui.look import Theme
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.first_run import STEPS, FirstRun
from desktop.ui.views.front import Front
from desktop.ui.views.places import FormPlace, HistoryPlace, ImportPlace, IntakePlace, ListPlace, RecordPlace
from desktop.ui.views.unlock import Unlock
from desktop.ui.workplace import Workplace

_LOOK_MS: Final = 50
_QUIET_LOOKS: Final = 4
"""So many looks in a row must find the lanes quiet: an answer may ask the next question."""
_WIDE: Final = (1440, 900)
_SMALL: Final = (1366, 768)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One picture: a page of the plan, and a place on it."""

    name: str
    page: str
    place: object = None


def take_all(desk: Desk, folder: Path, lang: str) -> list[Path]:
    """Draw every screen in *lang* light and dark, the main ones also small and in the other language."""
    app = application()
    stops = tuple(_stops(desk))
    main = tuple(stop for stop in stops if stop.name in ("today", "cases", "case", "sync"))
    other = "en" if lang == "id" else "id"
    taken: list[Path] = []
    for choice, size, wanted in (
        (Choice(lang=lang, theme=Theme.LIGHT), _WIDE, stops),
        (Choice(lang=lang, theme=Theme.DARK), _WIDE, stops),
        (Choice(lang=other, theme=Theme.LIGHT), _WIDE, stops),
        (Choice(lang=lang, theme=Theme.LIGHT), _SMALL, main),
    ):
        appearance, into = Appearance(app, choice), folder / f"{choice.lang}-{choice.theme.value}-{size[0]}"
        into.mkdir(parents=True, exist_ok=True)
        workplace = open_window(desk, appearance)
        taken.extend(_walk(workplace, wanted, size, into))
        workplace.end()
        workplace.background.stop()
        if size == _WIDE:
            taken.extend(_doors(desk, appearance, into))
    return taken


def show(desk: Desk, lang: str) -> None:
    """Show the window of an open desk until it is closed; for the demonstration."""
    app = application()
    workplace = open_window(desk, Appearance(app, Choice(lang=lang)))
    workplace.closed.connect(app.quit)
    workplace.lock_asked.connect(app.quit)
    workplace.start()
    workplace.window.show()
    app.exec()
    workplace.end()
    workplace.background.stop()


def _walk(workplace: Workplace, stops: tuple[Stop, ...], size: tuple[int, int], folder: Path) -> Iterator[Path]:
    window = workplace.window
    window.resize(*size)
    window.show()
    for stop in stops:
        window.go(stop.page, stop.place)
        _settle(workplace.background)
        path = folder / f"{stop.name}.png"
        window.grab().save(str(path))
        yield path


def _doors(desk: Desk, appearance: Appearance, folder: Path) -> Iterator[Path]:
    """Draw the window before a desk is open: unlocking, and the steps of the first run."""
    front, door = Front(), Door(desk.folder, desk.clock)
    front.show_view(Unlock(appearance.kit, door))
    yield _drawn(front, folder / "unlock.png")
    first = FirstRun(appearance.kit, door)
    front.show_view(first)
    for number, key in enumerate(STEPS, start=1):
        first.go(key)
        yield _drawn(front, folder / f"first-run-{number}.png")
    front.close()
    front.deleteLater()
    door.stop()


def _drawn(front: Front, path: Path) -> Path:
    application().processEvents()  # what was made a moment ago is laid out
    front.grab().save(str(path))
    return path


def _settle(background: Background) -> None:
    """Wait until the store's answers have reached the screen."""
    loop, look, quiet = QEventLoop(), QTimer(interval=_LOOK_MS), 0

    def on_look() -> None:
        nonlocal quiet
        quiet = quiet + 1 if background.is_quiet else 0
        if quiet >= _QUIET_LOOKS:
            loop.quit()

    look.timeout.connect(on_look)
    look.start()
    loop.exec()
    look.stop()


def _stops(desk: Desk) -> Iterator[Stop]:
    """The pages of the side bar, and the places on them that an officer knows best."""
    yield Stop(name="today", page="today")
    open_cases = (Condition(field="status", op="!=", value="CLOSED"),)
    case = desk.store.page("case", where=open_cases, order="priority", limit=1).rows[0]
    worker = desk.store.page("worker", limit=1).rows[0]
    yield Stop(name="workers", page="workers", place=ListPlace(kind="worker", picked=worker.id))
    yield Stop(name="worker-form", page="workers", place=FormPlace(kind="worker", record=worker.id))
    yield Stop(name="cases", page="cases", place=ListPlace(kind="case", picked=case.id))
    yield Stop(name="case", page="cases", place=RecordPlace(kind="case", record=case.id))
    yield Stop(name="history", page="cases", place=HistoryPlace(kind="case", record=case.id))
    yield Stop(name="intake", page="cases", place=IntakePlace())
    for page in ("outreach", "market", "plan", "sync", "settings", "help"):
        yield Stop(name=page, page=page)
    yield Stop(name="import", page="workers", place=ImportPlace(kind="worker"))
