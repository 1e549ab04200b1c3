"""What the ministry's enrolment officers do with a directory: grant, revoke, order, decide, adopt, publish."""

import os
import tempfile
from collections.abc import Iterator, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sync.clock import stamp
from sync.directory import content
from sync.directory.content import (
    CENTRE,
    ERASURES,
    LOCKS,
    POLICY,
    Centre,
    Device,
    Grant,
    Mission,
    Order,
    Orders,
    Policy,
    Said,
    path_of,
)
from sync.directory.signing import Directory
from sync.directory.sources import is_name
from sync.errors import InvalidField, UnreadableFile, UnwritableFile

Shown = dict[str, Any]
S = TypeVar("S", bound=Said)


class FolderFiles(MutableMapping[str, bytes]):
    """The files of a directory in a folder; each is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> bytes:
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None
        except OSError:
            raise UnreadableFile(field="dir", rule="not-there") from None

    def __setitem__(self, name: str, content: bytes) -> None:
        path = self._path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            raise UnwritableFile(field="dir") from None

    def __delitem__(self, name: str) -> None:
        (self._path / name).unlink()

    def __iter__(self) -> Iterator[str]:
        files = (path.relative_to(self._path).as_posix() for path in sorted(self._path.rglob("*.json")))
        return (name for name in files if is_name(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Enrolling:
    """One directory and the deeds on it. Each only prepares: nothing is in force before it is signed and published."""

    def __init__(self, directory: Directory, now: datetime) -> None:
        self.directory = directory
        self._now = stamp(now)

    def add_grant(self, mission: str, said: Shown) -> Shown:
        """Let an officer in, or change the roles of one.

        Raises:
            InvalidField: not a grant; rule "shape".
        """
        grant = _taken(said | {"since": said.get("since", self._now)}, Grant)
        here = self._mission(mission)
        others = tuple(one for one in here.grants if (one.officer, one.key) != (grant.officer, grant.key))
        return self._put_mission(msgspec.structs.replace(here, grants=(*others, grant)))

    def revoke_grant(self, mission: str, officer: str) -> Shown:
        """Revoke all grants of an officer; they stay listed, so that everybody knows.

        Raises:
            InvalidField: there is none; rule "unknown-officer".
        """
        return self._put_mission(_revoked(self._mission(mission), "grants", officer=officer))

    def add_device(self, mission: str, said: Shown) -> Shown:
        """Let a device in.

        Raises:
            InvalidField: not a device; rule "shape".
        """
        device = _taken(said, Device)
        here = self._mission(mission)
        others = tuple(one for one in here.devices if one.device != device.device)
        return self._put_mission(msgspec.structs.replace(here, devices=(*others, device)))

    def revoke_device(self, mission: str, name: str) -> Shown:
        """Revoke a device.

        Raises:
            InvalidField: there is none; rule "unknown-device".
        """
        return self._put_mission(_revoked(self._mission(mission), "devices", device=name))

    def order(self, kind: str, device: str, reason: str) -> Shown:
        """Order a device to lock or to erase itself, or lift the orders for it.

        Raises:
            InvalidField: *reason* is no code; rule "shape".
        """
        if kind == "lift":
            for path in (LOCKS, ERASURES):
                self._say(path, Orders(orders=tuple(one for one in self._orders(path) if one.device != device)))
        else:
            path = LOCKS if kind == "lock" else ERASURES
            order = _taken({"device": device, "reason": reason, "at": self._now}, Order)
            self._say(path, Orders(orders=(*(one for one in self._orders(path) if one.device != device), order)))
        return self.status()

    def decide(self, said: Shown) -> Shown:
        """Change some values of the policy.

        Raises:
            InvalidField: no such value, or beyond what a desk takes; rule "shape" or "floor".
        """
        present = msgspec.to_builtins(self._said(POLICY, Policy))
        unknown = said.keys() - present.keys()
        if unknown:
            raise InvalidField(field=min(unknown), rule="unknown")
        policy = _taken(present | said, Policy)
        if policy != policy.within_floors(is_decided=True):
            raise InvalidField(field="policy", rule="floor")
        return self._say(POLICY, policy)

    def name(self, path: str, shape: type[Said], said: Shown) -> Shown:
        """Say who keeps the recovery keys, or under which keys the centre speaks.

        Raises:
            InvalidField: not that; rule "shape".
        """
        return self._say(path, _taken(said, shape))

    def adopt(self, said: Shown) -> Shown:
        """Take over what a gateway tells of itself (`siskop2mi-gateway directory show`): whom it let in by its codes.

        Whoever is known here stays as he is: a gateway revokes nobody and raises nobody.

        Raises:
            InvalidField: not that; rule "shape".
        """
        for each in said.get("missions", []):
            told = _taken(each, Mission)
            here = self._mission(told.mission)
            devices = {one.device for one in here.devices}
            grants = {(one.officer, one.key) for one in here.grants}
            fresh = msgspec.structs.replace(
                here,
                devices=(*here.devices, *(one for one in told.devices if one.device not in devices)),
                grants=(*here.grants, *(one for one in told.grants if (one.officer, one.key) not in grants)),
            )
            if fresh != here:
                self._put_mission(fresh)
        if self.directory.said(CENTRE) is None and said.get("centre"):
            self.name(CENTRE, Centre, said["centre"])
        return self.status()

    def publish(self, target: MutableMapping[str, bytes]) -> int:
        """Copy what is in force to where gateways and sticks take it from; the timestamp comes last."""
        names = sorted(self.directory.published(), key=lambda name: name == "timestamp.json")
        for name in names:
            target[name] = self.directory.files[name]
        return len(names)

    def status(self) -> Shown:
        """Return what waits for how many more signatures."""
        return {"waiting": self.directory.waiting(), "targets": self.directory.paths()}

    def _mission(self, code: str) -> Mission:
        if not is_name(path_of(code)) or "/" in code:
            raise InvalidField(field="mission", rule="mission")
        raw = self.directory.said(path_of(code))
        return Mission(mission=code) if raw is None else content.read(raw, Mission)

    def _put_mission(self, mission: Mission) -> Shown:
        return self._say(path_of(mission.mission), mission)

    def _orders(self, path: str) -> tuple[Order, ...]:
        return self._said(path, Orders).orders

    def _said(self, path: str, shape: type[S]) -> S:
        raw = self.directory.said(path)
        return shape() if raw is None else content.read(raw, shape)

    def _say(self, path: str, said: Said) -> Shown:
        self.directory.say(path, said)
        return self.status()


def _taken(said: Shown, shape: type[S]) -> S:
    try:
        return msgspec.convert(said, shape)
    except msgspec.ValidationError:
        raise InvalidField(field=shape.__name__.lower(), rule="shape") from None


def _revoked(here: Mission, part: str, **named: str) -> Mission:
    """Revoke whatever of a part of a mission bears a name in one field."""
    ((field, name),) = named.items()
    listed = getattr(here, part)
    if not any(getattr(one, field) == name for one in listed):
        raise InvalidField(field=field, rule=f"unknown-{field}")
    changed = [msgspec.structs.replace(one, revoked=one.revoked or getattr(one, field) == name) for one in listed]
    return msgspec.structs.replace(here, **{part: tuple(changed)})
