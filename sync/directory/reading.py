"""Reading a directory: nothing of it is used before TUF has proven it from a root that is trusted already."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater

from sync.clock import stamp
from sync.directory import content
from sync.directory.content import (
    CENTRE,
    CUSTODIANS,
    ERASURES,
    LOCKS,
    POLICY,
    PROTECTION,
    Centre,
    Custodians,
    Mission,
    Orders,
    Policy,
    Protection,
    path_of,
    targets_of,
)
from sync.directory.sources import Source, is_name
from sync.errors import DirectoryRefused, DiskFails

logging.getLogger("tuf").setLevel(logging.ERROR)  # names of files belong into no log

_ADDRESS: Final = "directory:///"
_TARGETS: Final = _ADDRESS + "targets/"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ERASERS: Final = 2
"""So many have to sign that a device be erased, whatever a directory says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What a proven directory says, as far as one reader needs it."""

    root: bytes  # the newest that is proven: what comes next is proven from it
    root_version: int
    version: int  # of its timestamp: a later one is larger, as long as the root stays
    expires: str  # after this moment it is stale: shown, and no reason to lock anybody out
    missions: dict[str, Mission]  # those asked for that it knows
    locks: Orders
    erasures: Orders
    policy: Policy
    is_decided: bool  # more than one person must sign the root: a ministry's directory, and no centre's own for a pilot
    custodians: Custodians
    protection: Protection
    centre: Centre

    def is_stale(self, now: datetime) -> bool:
        """Whether a newer one should long have come: somebody may be holding it back."""
        return self.expires < stamp(now)


class _Fetcher(FetcherInterface):
    """Hands the files of a source to the client of TUF."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix(_ADDRESS)
        if not is_name(name):
            raise exceptions.DownloadError("name")
        chunks = self._source.chunks(name)
        if chunks is None:
            raise exceptions.DownloadHTTPError("not there", 404)
        return chunks


def read(state: Path, root: bytes, source: Source, missions: Sequence[str]) -> Directory:
    """Prove what *source* holds and return it. *state* is the folder in which TUF keeps what it has seen.

    The state is what older and mixed directories are known by; it moves on even where this one is refused at last.

    Raises:
        DirectoryRefused: not proven, older than what was seen, or not whole; *rule* says which. Nothing of it was used.
        DiskFails: the folder of the state cannot be read or written.
    """
    with _translated():
        state.mkdir(parents=True, exist_ok=True)
        updater = Updater(str(state), _ADDRESS, None, _TARGETS, _Fetcher(source), bootstrap=root)
        _expire_nothing(updater)
        updater.refresh()
        fetcher = _Fetcher(source)
        raw = {path: _target(updater, fetcher, path) for path in targets_of(missions)}
        _check_erasers(state)
        return _directory(state, raw, missions)


def _expire_nothing(updater: Updater) -> None:
    """Take what has expired, too, where it is newer than what is known: refusing it would leave a still older one.

    The ministry's decision that nobody is locked out by a late signature needs the library's moment of comparison,
    which it takes from the machine's clock and has no other door to; and the machine's clock may be wrong.
    """
    updater._trusted_set.reference_time = _NEVER  # noqa: SLF001


def _target(updater: Updater, fetcher: _Fetcher, path: str) -> bytes | None:
    """Return a proven target, held in memory: officers are named in them, so they touch no disk unsealed."""
    found = updater.get_targetinfo(path)
    if found is None:
        return None
    if found.length > content.MOST_BYTES:
        raise DirectoryRefused(rule="size")
    name = found.get_prefixed_paths()[0]
    raw = fetcher.download_bytes(_TARGETS + name, found.length)
    found.verify_length_and_hashes(raw)
    return raw


def _check_erasers(state: Path) -> None:
    """One person alone erases no desk: that is no matter of what a directory says of itself."""
    targets = Metadata[Targets].from_file(str(state / "targets.json")).signed
    delegations = targets.delegations
    if delegations is None:
        return
    may = [role for role in (delegations.roles or {}).values() if role.is_delegated_path(ERASURES)]
    if delegations.succinct_roles is not None or any(role.threshold < _ERASERS for role in may):
        raise DirectoryRefused(rule="erasers")


def _directory(state: Path, raw: dict[str, bytes | None], missions: Sequence[str]) -> Directory:
    def said(path: str, shape: type[content.C], default: content.C) -> content.C:
        found = raw[path]
        return default if found is None else content.read(found, shape)

    timestamp = Metadata[Timestamp].from_file(str(state / "timestamp.json")).signed
    root_raw = (state / "root.json").read_bytes()
    root = Metadata[Root].from_bytes(root_raw).signed
    known = {code: content.read(found, Mission) for code in missions if (found := raw[path_of(code)]) is not None}
    if any(mission.mission != code for code, mission in known.items()):
        raise DirectoryRefused(rule="content")
    is_decided = root.roles[Root.type].threshold > 1
    return Directory(
        root=root_raw,
        root_version=root.version,
        version=timestamp.version,
        expires=stamp(min(timestamp.expires, root.expires)),
        missions=known,
        locks=said(LOCKS, Orders, Orders()),
        erasures=said(ERASURES, Orders, Orders()),
        policy=said(POLICY, Policy, Policy()).within_floors(is_decided=is_decided),
        is_decided=is_decided,
        custodians=said(CUSTODIANS, Custodians, Custodians()),
        protection=said(PROTECTION, Protection, Protection()),
        centre=said(CENTRE, Centre, Centre()),
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except exceptions.DownloadLengthMismatchError:
        raise DirectoryRefused(rule="size") from None
    except exceptions.DownloadError:
        raise DirectoryRefused(rule="missing") from None
    except exceptions.UnsignedMetadataError:
        raise DirectoryRefused(rule="signature") from None
    except exceptions.BadVersionNumberError:
        raise DirectoryRefused(rule="older") from None
    except exceptions.LengthOrHashMismatchError:
        raise DirectoryRefused(rule="changed") from None
    except (exceptions.RepositoryError, ValueError, RecursionError):
        raise DirectoryRefused(rule="shape") from None
    except OSError:
        raise DiskFails(rule="directory") from None


def check_root(root: bytes) -> None:
    """Make sure that *root* is one that can be trusted from: signed by itself.

    Raises:
        DirectoryRefused: it is not.
    """
    with _translated():
        found = Metadata[Root].from_bytes(root)
        found.signed.verify_delegate(Root.type, found.signed_bytes, found.signatures)
