"""Making a directory: whose keys sign what, what is to be signed, and what is published once enough have signed."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from securesystemslib.signer import Key, Signature, SSlibKey
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from sync.directory.content import CENTRE, CUSTODIANS, ERASURES, LOCKS, POLICY, PROTECTION, Said, write
from sync.directory.roles import Roles
from sync.errors import RuleBroken
from sync.identity.keys import SigningKey, VerifyKey

Part = Literal["root", "targets", "directory", "erase", "policy", "publish"]
PARTS: Final[tuple[Part, ...]] = ("root", "targets", "directory", "erase", "policy", "publish")
THRESHOLDS: Final[dict[Part, int]] = {"root": 2, "targets": 2, "directory": 2, "erase": 2, "policy": 2, "publish": 1}
PATHS: Final[dict[str, list[str]]] = {
    "directory": ["missions/*.json", LOCKS],
    "erase": [ERASURES],
    "policy": [POLICY],
}
"""What each delegated role may say; who recovers stores and who the centre is, only the targets role says."""

_TARGETS: Final = ("targets", *PATHS)
_LIFE: Final = {
    "root": timedelta(days=730),
    "targets": timedelta(days=365),
    "timestamp": timedelta(days=30),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who may sign a part, and how many of them must."""

    keys: tuple[VerifyKey, ...]
    threshold: int


Seats = Mapping[Part, Seat]


def role_of(path: str) -> str:
    """Return the role that says what stands under *path*."""
    if path in (CUSTODIANS, PROTECTION, CENTRE):
        return "targets"
    return {LOCKS: "directory", ERASURES: "erase", POLICY: "policy"}.get(path, "directory")


class Directory:
    """A directory that is being made, over its files: metadata beside each other, targets below `targets/`."""

    def __init__(self, files: MutableMapping[str, bytes], now: datetime) -> None:
        self.files = files
        self.now = now
        self.roles = Roles(files)

    def found(self, seats: Seats) -> None:
        """Write the first root and the first, empty, roles, all of them still to be signed.

        Raises:
            RuleBroken: there is a directory already (rule "directory-exists"), or too few keys ("threshold").
        """
        if self.roles.root_version():
            raise RuleBroken(rule="directory-exists")
        _check_seats(seats)
        self._stage_root(Root(consistent_snapshot=True), seats)
        delegations = _delegations(seats)
        self._put("targets", Targets(version=1, expires=self._until("targets"), delegations=delegations))
        for name in PATHS:
            self._put(name, Targets(version=1, expires=self._until("targets")))

    def rotate(self, seats: Seats) -> None:
        """Give all parts to the holders of other keys: the old and the new ones have to sign the next root.

        Raises:
            RuleBroken: too few keys; rule "threshold".
        """
        _check_seats(seats)
        before = self.roles.metadata("root", self.roles.current_root()).signed
        root = Root(version=before.version, consistent_snapshot=True)
        self._stage_root(root, seats)
        targets = self._staged("targets")
        targets.delegations = _delegations(seats)
        self._put("targets", targets)
        for name in PATHS:
            self._put(name, self._staged(name))

    def say(self, path: str, said: Said) -> None:
        """Put *said* under *path*; it is in force once it is signed and published."""
        raw, role = write(said), role_of(path)
        target = TargetFile.from_data(path, raw, ["sha256"])
        self.files["targets/" + target.get_prefixed_paths()[0]] = raw
        signed = self._staged(role)
        signed.targets[path] = target
        self._put(role, signed)

    def said(self, path: str) -> bytes | None:
        """Return what stands under *path*, signed or not."""
        role = role_of(path)
        target = self.roles.metadata(role, self.roles.newest(role)).signed.targets.get(path)
        return None if target is None else self.files["targets/" + target.get_prefixed_paths()[0]]

    def paths(self) -> list[str]:
        """Return the names of all that is said."""
        return sorted(
            path for role in _TARGETS for path in self.roles.metadata(role, self.roles.newest(role)).signed.targets
        )

    def sign(self, key: SigningKey) -> list[str]:
        """Sign with *key* all that waits for it, and return the names of the roles."""
        name, done = _id_of(key.public), []
        for role in self.waiting():
            metadata = self.roles.metadata(role, self.roles.newest(role))
            if name in metadata.signatures or not any(name in each.keyids for each in self.roles.signers(role)):
                continue
            metadata.signatures[name] = Signature(name, key.sign(metadata.signed_bytes).hex())
            self.roles.write(role, metadata)
            done.append(role)
        return done

    def waiting(self) -> dict[str, int]:
        """Return how many signatures are still missing, by role."""
        return {role: missing for role in ("root", *_TARGETS) if (missing := self.roles.missing(role))}

    def publish(self, keys: Iterable[SigningKey]) -> int:
        """Put everything that is signed in force by a new snapshot and timestamp; return the timestamp's version.

        Raises:
            RuleBroken: signatures are missing (rule "signatures"), or *keys* are not those that publish ("publisher").
        """
        if self.waiting():
            raise RuleBroken(rule="signatures")
        last = self.roles.timestamp()
        meta = {f"{role}.json": MetaFile(self.roles.newest(role)) for role in _TARGETS}
        version = 1 if last is None else last.snapshot_meta.version + 1
        snapshot = Metadata(Snapshot(version=version, expires=self._until("targets"), meta=meta))
        timestamp = Metadata(
            Timestamp(
                version=1 if last is None else last.version + 1,
                expires=self._until("timestamp"),
                snapshot_meta=MetaFile(version),
            )
        )
        root = self.roles.metadata("root", self.roles.current_root()).signed
        for made in (snapshot, timestamp):
            for key in keys:
                made.signatures[_id_of(key.public)] = Signature(_id_of(key.public), key.sign(made.signed_bytes).hex())
            if not root.get_verification_result(made.signed.type, made.signed_bytes, made.signatures):
                raise RuleBroken(rule="publisher")
        self.files[f"{version}.snapshot.json"] = snapshot.to_bytes()
        self.files["timestamp.json"] = timestamp.to_bytes()
        return timestamp.signed.version

    def published(self, missions: Iterable[str] | None = None) -> Iterator[str]:
        """Yield the names of the files in force: metadata, and the targets of all or of some missions."""
        last = self.roles.timestamp()
        if last is None:
            return
        snapshot = Metadata[Snapshot].from_bytes(self.files[f"{last.snapshot_meta.version}.snapshot.json"]).signed
        yield from (f"{version}.root.json" for version in range(1, self.roles.current_root() + 1))
        yield from ("timestamp.json", f"{snapshot.version}.snapshot.json")
        kept = None if missions is None else {f"missions/{code}.json" for code in missions}
        for role in _TARGETS:
            version = snapshot.meta[f"{role}.json"].version
            yield f"{version}.{role}.json"
            for path, target in self.roles.metadata(role, version).signed.targets.items():
                if kept is None or path in kept or not path.startswith("missions/"):
                    yield "targets/" + target.get_prefixed_paths()[0]

    def _stage_root(self, root: Root, seats: Seats) -> None:
        root.version = self.roles.current_root() + 1
        root.expires = self._until("root")
        for part in ("root", "targets", "publish"):
            for role in ("snapshot", "timestamp") if part == "publish" else (part,):
                root.roles[role].threshold = seats[part].threshold
                for key in seats[part].keys:
                    root.add_key(_key(key), role)
        self.roles.write("root", Metadata(root))

    def _staged(self, role: str) -> Targets:
        """Return the version of *role* that is not published yet, as it may still be changed."""
        newest, published = self.roles.newest(role), self.roles.published(role)
        signed: Targets = self.roles.metadata(role, newest).signed
        signed.version = published + 1
        signed.expires = self._until("targets")
        return signed

    def _put(self, role: str, signed: Targets) -> None:
        self.roles.write(role, Metadata(signed))

    def _until(self, kind: str) -> datetime:
        return (self.now + _LIFE[kind]).replace(microsecond=0)


def _delegations(seats: Seats) -> Delegations:
    keys: dict[str, Key] = {
        _id_of(key): _key(key) for name in ("directory", "erase", "policy") for key in seats[name].keys
    }
    roles = {
        name: DelegatedRole(name, [_id_of(key) for key in seats[name].keys], seats[name].threshold, True, PATHS[name])
        for name in ("directory", "erase", "policy")
    }
    return Delegations(keys, roles)


def _check_seats(seats: Seats) -> None:
    for part in PARTS:
        seat = seats[part]
        if not 1 <= seat.threshold <= len({key.raw for key in seat.keys}):
            raise RuleBroken(field=part, rule="threshold")
    if seats["erase"].threshold < THRESHOLDS["erase"]:
        raise RuleBroken(field="erase", rule="threshold")


def _id_of(key: VerifyKey) -> str:
    return sha256(key.raw).hexdigest()


def _key(key: VerifyKey) -> SSlibKey:
    return SSlibKey(_id_of(key), "ed25519", "ed25519", {"public": key.raw.hex()})
