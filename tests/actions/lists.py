"""A real store with an officer at it, and lists written as missions write them."""

import csv
import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import xlsxwriter

from desktop.actions.imports.taking import Intake, Outcome, take_in
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.clock import Clock, SystemClock

T = TypeVar("T")
FILES = Path(__file__).parent / "files"
HEADER = ("No", "Nama Lengkap", "NIK", "L/P", "Tgl Lahir", "No Paspor", "No HP", "Alamat")


class ListDesk:
    """Dewi at the desk of Johor Bahru."""

    def __init__(self, folder: Path) -> None:
        key = secrets.token_bytes(48)
        self.folder = folder
        self.clock: Clock = SystemClock()
        self.store = Store.create(folder, lambda: bytearray(key), self.clock, mission="JHB", store_id="lists")

    def do(self, action: Callable[[Unit], T]) -> T:
        answer: T = self.store.do("dewi", action).answer
        return answer

    def take(self, path: Path, kind: str = "worker", **more: Any) -> Outcome:
        return take_in(self, Intake(kind=kind, path=path, **more))

    def text(self, *lines: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return path

    def sheet(self, rows: Iterable[Sequence[Any]], name: str = "list.xlsx") -> Path:
        path = self.folder / name
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        return path

    def workers(self) -> dict[str, Row]:
        return {row.fields["full_name"]: row for row in self.store.page("worker", limit=1000).rows}

    def fields(self, name: str) -> dict[str, Any]:
        return self.workers()[name].fields


def reasons(outcome: Outcome) -> list[tuple[int, str, str | None]]:
    return [(one.row, one.rule, one.field) for one in outcome.refusals]


def refused_rows(outcome: Outcome) -> list[list[str]]:
    assert outcome.refused_file is not None
    with outcome.refused_file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.created, outcome.filled, outcome.unchanged, outcome.refused
