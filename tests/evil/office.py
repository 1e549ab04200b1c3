"""A desk at which Siti and Dewi work; Dewi is the one to beware of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop.store import grants, verify
from desktop.store.device import Meta
from desktop.store.signer import Signer
from desktop.store.vault import Vault
from sync.clock import stamp
from sync.domain.rules.rights import default_roles
from sync.gateway import accounts
from sync.identity.keys import OpeningKey, SigningKey
from tests.store.world import StoreDesk, World, fresh_key


@dataclass
class Seat:
    """An officer of a desk at which several work."""

    user: str
    signing: SigningKey = field(default_factory=SigningKey.new)
    opening: OpeningKey = field(default_factory=OpeningKey.new)

    def sits_down(self, desk: StoreDesk) -> None:
        desk.officer = desk.store.officer = self.user
        desk.store.signer = Signer(self.user, lambda: self.signing)
        desk.store.vault = Vault(self.user, self.opening, self.signing.public)


@contextmanager
def raw(desk: StoreDesk) -> Iterator[Any]:
    """What whoever has the store's key may do."""
    with desk.store.transactions.write() as connection:
        yield connection


def run(desk: StoreDesk, sql: str, *values: object) -> None:
    with raw(desk) as connection:
        connection.exec_driver_sql(sql, values)


@dataclass
class Office:
    """A desk of Siti's and Dewi's; Dewi is the one to beware of."""

    world: World
    desk: StoreDesk
    siti: Seat
    dewi: Seat

    def rights(self, *roles: str) -> None:
        """Let Dewi be this, at the centre."""
        who, now = ("dewi", self.dewi.signing.public.text), stamp(self.desk.clock.now())
        with self.world.database.write() as connection:
            accounts.grant(connection, "JHB", who, roles, now)

    def heard(self, record: str) -> list[dict[str, Any]]:
        """Return what the centre has taken in of a record."""
        other = self.world.desks[-1] if len(self.world.desks) > 1 else self.world.desk("budi")
        other.round()
        return [past.values for past in other.store.history(record)]

    def unsound(self) -> tuple[str, ...]:
        return verify.findings(self.desk.store, fresh_key)


def opened(world: World) -> Office:
    """Let both sit down at a desk that has joined."""
    desk = world.desk("siti")
    siti, dewi = Seat("siti", desk._signing, desk.opening), Seat("dewi")
    person = ("dewi", "Dewi", dewi.signing.public.text, dewi.opening.public.text)
    with world.database.write() as connection:
        accounts.add_officer(connection, "JHB", desk.store.identity().device, person, stamp(desk.clock.now()))
    made = Office(world, desk, siti, dewi)
    made.rights(*default_roles())
    with raw(desk) as connection:
        grants.keep(Meta(connection), "dewi", default_roles())
    desk.round()
    siti.sits_down(desk)
    return made
