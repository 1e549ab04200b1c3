"""Pictures: draws any widget into PNG files, in each language and theme, for the eye and for comparison."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.appearance import Appearance, Choice
from desktop.ui.kit import Kit
from desktop.ui.look import Theme

_ROUNDS = 8  # of the event loop, for layouts and late questions to settle


def settle(app: QApplication) -> None:
    """Let everything that was posted happen."""
    for _each in range(_ROUNDS):
        app.processEvents()


def shot(app: QApplication, widget: QWidget, path: Path) -> Path:
    """Show *widget*, draw it into *path*, and return that."""
    widget.show()
    settle(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))
    return path


def shots(
    app: QApplication, name: str, make: Callable[[Kit], QWidget], folder: Path, percents: tuple[int, ...] = (100,)
) -> Iterator[Path]:
    """Draw what *make* builds, in both languages and themes, at each text size."""
    appearance = Appearance(app, Choice())
    for lang, theme, percent in product(("id", "en"), (Theme.LIGHT, Theme.DARK), percents):
        appearance.choose(Choice(lang=lang, theme=theme, percent=percent))
        widget = make(appearance.kit)
        yield shot(app, widget, folder / f"{name}-{lang}-{theme.value}-{percent}.png")
        widget.close()
        widget.deleteLater()
        settle(app)
