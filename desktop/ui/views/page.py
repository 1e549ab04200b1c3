"""Page: what the frame asks of a screen, what a screen may ask of the frame, and the plan of all screens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desktop.changed import Changed
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone


class Page(Protocol):
    """One screen in the frame. It is built again for another language or look, and put back where it was."""

    @property
    def widget(self) -> QWidget: ...

    def title(self) -> str: ...

    def summary(self) -> str:
        """Return the line beneath the title, in words."""
        ...

    def refresh(self, changed: Changed) -> None:
        """Show what is different now; called for pages that are built, seen or not."""
        ...

    def place(self) -> object:
        """Return where the officer is, what is chosen, and what is typed but not saved."""
        ...

    def return_to(self, place: object) -> None:
        """Go where *place* says; it comes from place() of the same page, or from a link."""
        ...


class Shell(Protocol):
    """What a page may ask of the frame around it."""

    def heading_changed(self) -> None:
        """Read title() and summary() again."""
        ...

    def go(self, key: str, place: object = None) -> None:
        """Turn to the page *key*."""
        ...

    def tell(self, text: str, tone: Tone = Tone.SUCCESS, undo: Callable[[], None] | None = None) -> None:
        """Show a toast."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page of the plan; *make* is called when it is first turned to."""

    key: str  # its words are shell.nav.<key>
    icon: str
    make: Callable[[Kit, Shell], Page]
    is_lower: bool = False  # stands at the foot of the side bar, without a number on the keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who works at this desk."""

    officer: str
    role: str  # in words
    mission: str
