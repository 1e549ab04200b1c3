"""A played ministry: signers with keys in memory, and a directory that they make."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sync.directory import reading
from sync.directory.content import Device, Grant, Mission, Order, Orders, Policy, path_of
from sync.directory.reading import Directory
from sync.directory.signing import PARTS, THRESHOLDS, Part, Seat, Seats
from sync.directory.signing import Directory as Making
from sync.directory.sources import Files
from sync.identity.keys import SigningKey, Speaker

START: Final = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)
COUNTS: Final[dict[Part, int]] = {"root": 3, "targets": 3, "directory": 4, "erase": 4, "policy": 3, "publish": 1}
SINCE: Final = "2026-01-01T00:00:00Z"


class Ministry:
    """Makes, signs and publishes a directory whose keys all lie here."""

    def __init__(self, now: datetime = START, thresholds: dict[Part, int] | None = None) -> None:
        self.keys: dict[Part, list[SigningKey]] = {
            part: [SigningKey.new() for _ in range(COUNTS[part])] for part in PARTS
        }
        self.thresholds = THRESHOLDS | (thresholds or {})
        self.making = Making({}, now)
        self.making.found(self.seats)
        self.making.say("policy.json", Policy())
        self.mission = Mission(mission="JHB")
        self.say(path_of("JHB"), self.mission)

    @property
    def seats(self) -> Seats:
        return {
            part: Seat(keys=tuple(key.public for key in self.keys[part]), threshold=self.thresholds[part])
            for part in PARTS
        }

    @property
    def root(self) -> bytes:
        return self.making.files["1.root.json"]

    @property
    def files(self) -> dict[str, str]:
        """Return what is in force, as it is handed out."""
        return {name: self.making.files[name].decode() for name in self.making.published()}

    def say(self, path: str, said: object) -> None:
        """Say, sign and publish."""
        self.making.say(path, said)  # type: ignore[arg-type]
        self.publish()

    def publish(self, former: Iterable[SigningKey] = ()) -> None:
        """Let all sign, and publish."""
        enough = [key for part, keys in self.keys.items() for key in keys[: self.thresholds[part]]]
        for key in [*former, *enough]:
            self.making.sign(key)
        self.making.publish(self.keys["publish"])

    def let_in(self, device: Speaker, mark: str, officer: str, key: SigningKey, *roles: str) -> None:
        """List a device and its officer."""
        texts = device.public.texts
        listed = Device(device=device.id, mark=mark, verify=texts["verify"], seal=texts["seal"])
        grant = Grant(officer=officer, key=key.public.text, device=device.id, roles=roles, since=SINCE)
        here = self.mission
        self.mission = Mission(mission="JHB", devices=(*here.devices, listed), grants=(*here.grants, grant))
        self.say(path_of("JHB"), self.mission)

    def order(self, path: str, device: str) -> None:
        """Order a device to lock or to erase itself."""
        self.say(path, Orders(orders=(Order(device=device, reason="lost", at=SINCE),)))


class Reader:
    """Somebody who reads directories, from one folder of state."""

    def __init__(self, state: Path, root: bytes) -> None:
        self.state = state
        self.root = root

    def read(self, files: dict[str, str]) -> Directory:
        return reading.read(self.state, self.root, Files(files), ["JHB"])
