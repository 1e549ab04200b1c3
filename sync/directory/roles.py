"""The roles of a directory that is being made: their versions, who signs them, and how many have not yet."""

from collections.abc import MutableMapping
from typing import Any

from tuf.api.metadata import Metadata, MetaFile, Role, Root, Snapshot, Targets, Timestamp


class Roles:
    """Reads and writes the metadata among the files of a directory."""

    def __init__(self, files: MutableMapping[str, bytes]) -> None:
        self.files = files

    def missing(self, role: str) -> int:
        """Return how many signatures *role* still needs."""
        metadata = self.metadata(role, self.newest(role))
        payload, signatures = metadata.signed_bytes, metadata.signatures
        results = [delegator.get_verification_result(role, payload, signatures) for delegator in self._delegators(role)]
        return max(max(0, each.missing) for each in results)

    def signers(self, role: str) -> list[Role]:
        """Return who may sign *role*, by each of those who say so."""
        return [delegator.get_delegated_role(role) for delegator in self._delegators(role)]

    def _delegators(self, role: str) -> list[Root | Targets]:
        """Return who says which keys sign for *role*; a new root needs those of the root before as well."""
        newest = self.root_version()
        if role == "root":
            return [self.metadata("root", version).signed for version in range(max(1, newest - 1), newest + 1)]
        if role == "targets":
            return [self.metadata("root", newest).signed]
        return [self.metadata("targets", self.newest("targets")).signed]

    def published(self, role: str) -> int:
        """Return the version of *role* that is in force; 0 for none."""
        last = self.timestamp()
        if last is None:
            return 0
        raw = self.files[f"{last.snapshot_meta.version}.snapshot.json"]
        meta: MetaFile = Metadata[Snapshot].from_bytes(raw).signed.meta[f"{role}.json"]
        return meta.version

    def newest(self, role: str) -> int:
        """Return the version of *role* that was made last, published or not."""
        if role == "root":
            return self.root_version()
        published = self.published(role)
        return published + 1 if f"{published + 1}.{role}.json" in self.files else published

    def root_version(self) -> int:
        """Return the newest root, signed or not; 0 for none."""
        version = 0
        while f"{version + 1}.root.json" in self.files:
            version += 1
        return version

    def current_root(self) -> int:
        """Return the newest root that is signed; 0 for none."""
        newest = self.root_version()
        return newest - 1 if newest and self.missing("root") else newest

    def timestamp(self) -> Timestamp | None:
        """Return the timestamp in force."""
        raw = self.files.get("timestamp.json")
        return None if raw is None else Metadata[Timestamp].from_bytes(raw).signed

    def metadata(self, role: str, version: int) -> Metadata[Any]:
        """Return one version of a role."""
        name = f"{version}.{role}.json"
        return Metadata.from_bytes(self.files[name])

    def write(self, role: str, metadata: Metadata[Any]) -> None:
        """Put a role under its version."""
        self.files[f"{metadata.signed.version}.{role}.json"] = metadata.to_bytes()
