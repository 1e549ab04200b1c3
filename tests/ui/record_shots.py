"""Record shots: draws the record screens in the whole window; run as a module with a folder to draw into."""

import sys
import tempfile
from pathlib import Path
from time import monotonic

from PySide6.QtWidgets import QApplication

from desktop.desk import Desk
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background
from desktop.ui.look import Theme
from desktop.ui.views.intake import IntakePage
from desktop.ui.views.main_window import MainWindow
from desktop.ui.views.page import PageEntry
from desktop.ui.views.places import FormPlace, HistoryPlace, IntakePlace, ListPlace, RecordPlace
from desktop.ui.views.section_page import section_maker
from tests.ui.desks import MISSION, PlayedClock, make_desk
from tests.ui.sample_desk import fill
from tests.ui.sample_pages import COUNTS, NOW, SIGNED, STATUS

_ICONS = {
    "workers": "users",
    "cases": "folder-open",
    "outreach": "megaphone",
    "market": "chart-line",
    "plan": "list-checks",
}
_WAIT_S = 1.2


def main(folder: Path, only: tuple[str, ...]) -> None:
    """Draw every screen in both languages and themes, the wide and the narrow window."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    desk = make_desk(Path(tempfile.mkdtemp()))
    first = fill(desk)
    folder.mkdir(parents=True, exist_ok=True)
    for lang, theme, size in (
        ("id", Theme.LIGHT, (1440, 900)),
        ("en", Theme.DARK, (1440, 900)),
        ("id", Theme.LIGHT, (1366, 768)),
    ):
        _draw(app, desk, first, (lang, theme, size), folder, only)
    desk.close()


def _draw(
    app: QApplication,
    desk: Desk,
    first: str,
    how: tuple[str, Theme, tuple[int, int]],
    folder: Path,
    only: tuple[str, ...],
) -> None:
    lang, theme, size = how
    background = Background(PlayedClock())
    appearance = Appearance(app, Choice(lang=lang, theme=theme))
    plan = tuple(
        PageEntry(key=key, icon=icon, make=section_maker(desk, background, MISSION, key))
        for key, icon in _ICONS.items()
    )
    window = MainWindow(appearance, plan, SIGNED, "1.0.0")
    background.changed.connect(window.refresh)
    window.resize(*size)
    window.show_counts({"cases": COUNTS["cases"], "plan": COUNTS["plan"]})
    window.show_status(STATUS, NOW)
    window.show()
    worker = desk.store.get("case", first).fields["subjects"][0]["worker_id"]
    places = {
        "list": ("cases", ListPlace(kind="case", picked=first)),
        "case": ("cases", RecordPlace(kind="case", record=first)),
        "intake": ("cases", IntakePlace()),
        "note": ("cases", FormPlace(kind="action", preset={"case_id": first}, only=("type", "summary", "next_due"))),
        "worker": ("workers", FormPlace(kind="worker", record=worker)),
        "workers": ("workers", ListPlace(kind="worker", picked=worker)),
        "history": ("cases", HistoryPlace(kind="case", record=first)),
        "market": ("market", ListPlace(kind="employer")),
    }
    for name, (key, place) in places.items():
        if only and name not in only:
            continue
        window.go(key, place)
        _wait(app)
        if name == "intake":
            page = window.findChildren(IntakePage)[-1]
            page.fields.by_name["full_name"].set_value("Sitti Rachmawati")
            page.fields.by_name["birth_date"].set_value("1991-08-12")
            page.fields.by_name["risk_flags"].set_value(["RETALIATION"])
            page._edited()
            _wait(app)
        window.grab().save(str(folder / f"{name}-{lang}-{theme.value}-{size[0]}.png"))
        while window.current_page._steps:  # type: ignore[attr-defined]
            window.current_page.back()  # type: ignore[attr-defined]
    window.close()
    window.deleteLater()
    _wait(app)
    background.stop()


def _wait(app: QApplication) -> None:
    ends = monotonic() + _WAIT_S
    while monotonic() < ends:
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
