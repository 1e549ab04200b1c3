"""Desks and the real gateway on a loopback port, on each database; only lines are cut where a test says so."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktop.actions.attachments import NewFile, attach
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.keys import slots
from desktop.keys.cost import FLOOR
from desktop.keys.lock_file import LockFile
from desktop.keys.secret import Officer
from desktop.keys.session import Session
from desktop.store.row import Row
from desktop.store.store import Store
from sync.clock import SystemClock
from sync.engine import attachments as engine
from sync.gateway.blobs.shelves import Limits
from tests.attachments.cutting import PIECE

PASSPHRASE = "Pelabuhan lama di waktu senja 1978"  # opens nothing but tests


def photo(width: int = 900, height: int = 600) -> bytes:
    """A photo that does not shrink."""
    image = Image.effect_noise((width, height), 80).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.fixture(scope="session")
def large_photo() -> bytes:
    """About 2.4 MB."""
    return photo(2400, 1600)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_FIRST_PIECE", PIECE)
    monkeypatch.setattr(engine, "MOST_PIECE", PIECE)


both_databases = pytest.mark.parametrize("centre", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    """The centre with its database in a file, but where a test asks for `both_databases`."""
    url = request.getfixturevalue("postgres_url") if getattr(request, "param", None) == "postgres" else None
    limits = Limits(file_bytes=26 << 20, mission_files=40, mission_bytes=100 << 20)
    running = Centre(tmp_path, SystemClock(), limits, url)
    running.add_mission("JHB")
    running.add_mission("KUL")
    yield running
    running.close()


Open = Callable[..., Desk]


@pytest.fixture
def desks(tmp_path: Path, centre: Centre) -> Iterator[Open]:
    """Makes joined desks."""
    opened: list[Desk] = []

    def make(user: str = "dewi", mission: str = "JHB") -> Desk:
        folder = tmp_path / f"desk-{len(opened)}"
        session = Session(slots.create(folder, Officer(user=user, name=user.title()), PASSPHRASE, cost=FLOOR))
        store = session.store.id
        Store.create(folder, session.database_key, SystemClock(), mission=mission, store_id=store).close()
        desk = Desk(folder, session, LockFile(folder), SystemClock())
        opened.append(desk)
        desk.enrol(centre.url, centre.issue_code(mission))
        return desk

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(desks: Open) -> Desk:
    return desks()


def worker(desk: Desk) -> Row:
    return desk.do(lambda unit: unit.create("worker", {"full_name": "Siti Aminah"}))


def add(desk: Desk, content: bytes, owner: Row | None = None, title: str = "Paspor") -> Row:
    """Add a file to a record of this desk."""
    owner = owner or worker(desk)
    return attach(desk, NewFile(owner=(owner.kind, owner.id), content=content, title=title))


def damaged(blob: bytes) -> bytes:
    """Return *blob* with its last byte surely another one."""
    return blob[:-1] + bytes([blob[-1] ^ 1])
