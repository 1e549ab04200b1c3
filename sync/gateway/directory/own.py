"""The centre's own directory, until the ministry has one: signed with keys in the database, made anew when asked for.

It proves no more than the centre's word, but desks read one thing in one way, and are moved to the ministry's later.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from sync.clock import Clock, moment
from sync.directory.content import CENTRE, POLICY, Centre, CentreKey, Device, Grant, Mission, Policy, path_of, write
from sync.directory.enrolling import Enrolling
from sync.directory.signing import PARTS, Directory, Seat
from sync.gateway import accounts
from sync.gateway.directory.shelf import TableFiles, keep, told
from sync.gateway.listed import MINISTRY, OWN, kind
from sync.gateway.tables import centre, devices, directory_keys, directory_missions, directory_state, officers
from sync.identity.keys import PublicKeys, SigningKey, Speaker
from sync.protocol.messages import DirectoryFiles

_FRESH: Final = timedelta(days=15)
"""For a mission that was told longer ago the timestamp is signed anew, half its life before it would be stale."""


class Own:
    """Gives desks the directory in force; makes the centre's own where there is no other."""

    def __init__(self, speaker: Speaker, clock: Clock) -> None:
        self._speaker = speaker
        self._clock = clock

    def answer(self, connection: Connection, mission: str, known: str) -> DirectoryFiles | None:
        """Return the files for a desk of *mission*; None where it was told just these, by its token."""
        token = self._token(connection, mission)
        if token == known:
            return None
        _lock(connection)  # so that all files are of one directory
        return DirectoryFiles(token=token, files=told(self._directory(connection), mission))

    def prepare(self, connection: Connection) -> None:
        """Make the centre's own directory where there is none."""
        if kind(connection) is None:
            self._found(connection)

    def order(self, connection: Connection, verb: str, device: str, reason: str) -> None:
        """Order a device of the centre's own directory to lock or erase itself, or lift the order.

        Raises:
            InvalidField: *reason* is no code.
        """
        self.prepare(connection)
        _lock(connection)
        directory = self._directory(connection)
        Enrolling(directory, self._clock.now()).order(verb, device, reason)
        self._publish(connection, directory)
        connection.execute(delete(directory_missions))

    def _token(self, connection: Connection, mission: str) -> str:
        here = select(directory_missions).where(directory_missions.c.mission == mission)
        row, is_ministry = connection.execute(here).one_or_none(), kind(connection) == MINISTRY
        if row is not None and (is_ministry or self._clock.now() < moment(row.made_at) + _FRESH):
            token: str = row.token
            return token
        self.prepare(connection)
        _lock(connection)
        directory = self._directory(connection)
        if is_ministry:  # a mission that was added since it was loaded
            return keep(connection, directory, mission)
        said = let_in(connection, mission)
        if directory.said(path_of(mission)) != write(said):
            directory.say(path_of(mission), said)
        self._publish(connection, directory)
        return keep(connection, directory, mission)

    def _directory(self, connection: Connection) -> Directory:
        return Directory(TableFiles(connection), self._clock.now())

    def _found(self, connection: Connection) -> None:
        """One key says everything but erasures, which take two: a desk would not believe one."""
        _lock(connection)
        if kind(connection) is not None:  # another process was quicker
            return
        keys = [SigningKey.new(), SigningKey.new()]
        connection.execute(insert(directory_keys), [{"place": place, "raw": key.raw} for place, key in enumerate(keys)])
        one = Seat(keys=(keys[0].public,), threshold=1)
        both = Seat(keys=tuple(key.public for key in keys), threshold=2)
        directory = self._directory(connection)
        directory.found(dict.fromkeys(PARTS, one) | {"erase": both})
        directory.say(POLICY, Policy.of_pilot())
        directory.say(CENTRE, _centre(self._speaker))
        connection.execute(insert(directory_state).values(place=0, kind=OWN))
        self._publish(connection, directory)

    def _publish(self, connection: Connection, directory: Directory) -> None:
        keys = [SigningKey(raw) for raw in connection.scalars(select(directory_keys.c.raw).order_by("place"))]
        for key in keys:
            directory.sign(key)
        directory.publish(keys[:1])
        for name in set(directory.files) - set(directory.published()):
            del directory.files[name]


def _lock(connection: Connection) -> None:
    """Two workers must not give one version to two directories."""
    connection.execute(select(centre.c.id).with_for_update()).one()


def _centre(speaker: Speaker) -> Centre:
    texts = speaker.public.texts
    return Centre(centre=speaker.id, keys=(CentreKey(verify=texts["verify"], seal=texts["seal"]),))


def let_in(connection: Connection, mission: str) -> Mission:
    """Return the devices and officers whom the centre has let in."""
    rows = connection.execute(select(devices).where(devices.c.mission == mission).order_by(devices.c.mark))
    people = connection.execute(
        select(officers).where(officers.c.mission == mission).order_by(officers.c.officer, officers.c.key)
    )
    roles = accounts.granted(connection, mission)
    return Mission(
        mission=mission,
        devices=tuple(
            Device(device=row.id, mark=row.mark, verify=row.verify, seal=row.seal, revoked=row.revoked_at is not None)
            for row in rows
        ),
        grants=tuple(
            Grant(
                officer=row.officer,
                key=row.key,
                seal=row.seal,
                device=row.device,
                roles=tuple(roles.get((row.officer, row.key), ())),
                since=row.enrolled_at,
                revoked=roles.get((row.officer, row.key)) == [],  # somebody took them
            )
            for row in people
        ),
    )


def shown(connection: Connection, missions: list[str], keys: PublicKeys, name: str) -> dict[str, object]:
    """Return what the centre knows of itself and its missions, for the ministry to adopt."""
    texts = keys.texts
    return {
        "missions": [let_in(connection, mission) for mission in missions],
        "centre": Centre(centre=name, keys=(CentreKey(verify=texts["verify"], seal=texts["seal"]),)),
    }
