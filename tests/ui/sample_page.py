"""Sample page: a page that is only a widget with a title."""

from PySide6.QtWidgets import QWidget

from desktop.changed import Changed


class SamplePage:
    """A page that is only a widget with a title."""

    def __init__(self, title: str, summary: str, widget: QWidget) -> None:
        self._title = title
        self._summary = summary
        self._widget = widget
        self.refreshed: list[Changed] = []

    @property
    def widget(self) -> QWidget:
        return self._widget

    def title(self) -> str:
        return self._title

    def summary(self) -> str:
        return self._summary

    def refresh(self, changed: Changed) -> None:
        self.refreshed.append(changed)

    def place(self) -> object:
        return None

    def return_to(self, _place: object) -> None:
        return
