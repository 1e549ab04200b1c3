"""Trail: the ways from one record screen to another; the page around them keeps the way back."""

from pathlib import Path
from typing import Any

from desktop.ui.views.places import FormPlace, HistoryPlace, ImportPlace, IntakePlace, Place, RecordPlace


class Trail:
    """What a record screen may turn to."""

    def go(self, place: Place) -> None:
        """Turn to *place*."""
        raise NotImplementedError

    def back(self) -> None:
        """Go back by one step; what is typed is kept as a draft."""
        raise NotImplementedError

    def finished(self, kind: str, record: str) -> None:
        """A form has saved *record*: go back, and show it there."""
        raise NotImplementedError

    def open_record(self, kind: str, record: str) -> None:
        """Show a record."""
        self.go(RecordPlace(kind=kind, record=record))

    def edit(self, kind: str, record: str) -> None:
        """Open the form of a record."""
        self.go(FormPlace(kind=kind, record=record))

    def add(self, kind: str, preset: dict[str, Any]) -> None:
        """Open the form of a new record; a new case is taken in on its own page."""
        if kind == "case":
            subjects = preset.get("subjects") or [{}]
            self.go(IntakePlace(worker=subjects[0].get("worker_id")))
        else:
            self.go(FormPlace(kind=kind, preset=preset))

    def take_in(self, kind: str, path: Path | None = None) -> None:
        """Open the page that takes a list of *kind* in; with the file, when the officer has dropped one."""
        self.go(ImportPlace(kind=kind, path=path))

    def show_history(self, kind: str, record: str) -> None:
        """Show what happened to a record."""
        self.go(HistoryPlace(kind=kind, record=record))
