"""What every test may ask for: an empty PostgreSQL database; and what every test has: no real screen, no stopwatch."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from desktop.keys import slot, slots
from desktop.keys.cost import FLOOR, Cost
from desktop.keys.secret import Secrets
from desktop.keys.slot import Slot
from tests import postgres

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A law holds on a slow machine, too: no deadline. A failure is printed so that it can be played again elsewhere.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server. It fails where none can be had: half of the proof is no proof."""
    with postgres.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def cheap_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every new slot cost the least that may be."""

    def seal(secrets: Secrets, passphrase: str, device_secret: bytes, _cost: Cost, *, once: bool = False) -> Slot:
        return slot.seal(secrets, passphrase, device_secret, FLOOR, once=once)

    monkeypatch.setattr(slots, "seal", seal)


def pytest_collection_finish() -> None:
    """What the imports made stays: no sweep need look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _swept(request: pytest.FixtureRequest) -> None:
    """What a screen left behind goes here, on the screen thread, and not on the first thread that allocates.

    The programme itself sees to that with `desktop.ui.garbage`.
    """
    if not gc.isenabled():  # the test before was one of screens
        gc.collect()
    if "qapp" in request.fixturenames:
        gc.disable()
    else:
        gc.enable()
