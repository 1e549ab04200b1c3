"""Whom a desk trusts in a meeting: the devices of the mission that its centre told of, and which proved themselves."""

from desktop import sticks
from desktop.desk import Desk
from desktop.store import peers
from desktop.store.device import Meta
from desktop.store.peers import Station
from sync.engine.meeting import Table
from sync.errors import MeetingRefused
from sync.identity.meeting import Two


class Trust:
    """What one desk knows before it speaks to another one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.known = sticks.known_stations(desk.store)
        _, self.line = sticks.stick_of(desk, self.known)
        self.table = Table(self.line.device, desk.clock, sticks.keys_of(self.known, self.line))

    def station(self, device: str) -> Station:
        """Return another desk of the mission.

        Raises:
            MeetingRefused: this desk does not know it (rule "unknown-device"), or not any more ("revoked").
        """
        if device in self.known and device != self.line.device.id:
            return self.known[device]
        with self.desk.store.reading() as connection:
            is_revoked = device in peers.revoked(connection)
        raise MeetingRefused(rule="revoked" if is_revoked else "unknown-device")

    def is_pinned(self, station: Station) -> bool:
        """Whether that desk proved its keys before."""
        with self.desk.store.reading() as connection:
            return peers.is_pinned(connection, station)

    def pin(self, station: Station) -> None:
        """Keep that it did."""
        with self.desk.store.transactions.write() as connection:
            peers.pin(Meta(connection), station)

    def two(self, meeting: str, host: Station, guest: Station) -> Two:
        """Return who meets."""
        return Two(meeting=meeting, host=host.device, host_keys=host.keys, guest=guest.device, guest_keys=guest.keys)

    @property
    def me(self) -> Station:
        """Return this desk as others know it."""
        device = self.line.device
        return Station(device=device.id, mark=self.desk.store.identity().mark, keys=device.public)
