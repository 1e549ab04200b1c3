"""What taking lists in and giving them out needs of the desk, which stands above."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.clock import Clock

T = TypeVar("T")


class OpenDesk(Protocol):
    """One unlocked desk: its store, its clock, and its way to change something."""

    store: Store
    clock: Clock

    def do(self, action: Callable[[Unit], T]) -> T:
        """Run an action in one transaction."""
        ...
