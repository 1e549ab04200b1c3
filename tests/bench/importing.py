"""`python -m tests.bench.importing`: takes a long Excel list in while the window is open, and looks how it stands."""

import sys
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import msgspec
import xlsxwriter
from PySide6.QtCore import QEventLoop  # noqa: TID251 - the real window is measured

from desktop import desk as desks
from desktop.actions.imports.taking import Intake, Outcome
from desktop.keys.secret import Officer
from desktop.ui.app import application, open_window
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.viewmodels import importing
from desktop.ui.views.bench import bench_of
from desktop.ui.views.long_work import LongWork
from desktop.ui.workplace import Workplace
from tests.bench.asks import PASSPHRASE
from tests.bench.loading import SEED
from tests.bench.measured import Figure, memory, timed
from tests.bench.window import Heart

_ROWS: Final = 100_000
_HEAD: Final = ("No", "Nama Lengkap", "NIK", "Tgl Lahir", "L/P", "No Paspor", "No HP")
_FIRST: Final = ("Siti", "Nur", "Budi", "Wati", "Sri", "Agus", "Dewi", "Eko", "Rina", "Joko")
_LAST: Final = ("Aminah", "Santoso", "Lestari", "Wulandari", "Hidayat", "Rahayu", "Saputra", "Handayani")


def main(rows: int) -> list[Figure]:
    """Take a list in by its window, and once more: the second time nothing changes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as top:
        path = Path(top) / "pekerja.xlsx"
        _write(path, rows)
        appearance = Appearance(application(), Choice())
        desk = desks.create(Path(top) / "desk", Officer(user="dewi", name="Dewi"), PASSPHRASE, "JHB")
        work = open_window(desk, appearance)
        work.window.show()
        heart, figures = Heart(), list[Figure]()
        for again, created in (("", rows), (" once more", 0)):
            heart.begin()
            outcomes = list[Outcome]()
            seconds = timed(partial(_take, work, appearance, path, outcomes))
            assert [one.created for one in outcomes] == [created]
            name = f"import of {rows:,} rows of Excel{again}"
            figures.append(Figure(name=name, value=rows / seconds, unit="rows/s"))
            stop = 1000 * heart.longest
            figures.append(Figure(name=f"{name}: longest stop of the screen", value=stop, unit="ms", limit=100))
        figures += memory("after an import")
        work.end()
        desk.close()
    return figures


def _take(work: Workplace, appearance: Appearance, path: Path, outcomes: list[Outcome]) -> None:
    loop = QEventLoop()

    def done(outcome: Outcome) -> None:
        outcomes.append(outcome)
        loop.quit()

    bench = bench_of(appearance.kit, work.desk, work.background, work.window, work.desk.mission)
    shown = LongWork(bench, "import", work.window)
    shown.start(partial(importing.take, work.desk, Intake(kind="worker", path=path)), done, lambda _: loop.quit())
    loop.exec()


def _write(path: Path, rows: int) -> None:
    """Write a list as missions keep it: an apostrophe before the NIK, dates in words of the day, two telephones."""
    chance = Random(SEED)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEAD)
        for number in range(1, rows + 1):
            day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(60, 99)
            sex = chance.choice("LP")
            nik = f"'3201{chance.randint(1, 20):02}{day + 40 * (sex == 'P'):02}{month:02}{year}{number % 9999 + 1:04}"
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {chance.choice(_LAST)}"
            phones = f"0812{10_000_000 + number}; 0813{10_000_000 + number}"
            cells = (number, name, nik, f"{day:02}/{month:02}/19{year}", sex, f"C{1_000_000 + number}", phones)
            sheet.write_row(number, 0, cells)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _ROWS
    print(msgspec.json.encode([msgspec.to_builtins(one) for one in main(count)]).decode())
