"""The way to a centre: through which proxy, and by whose certificates; as the system says, or as it was set here."""

import hashlib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

from desktop.store.store import Store
from sync.errors import InvalidField, Unreachable, UnreadableFile
from sync.transport.http import HttpChannel

SYSTEM: Final = "system"
DIRECT: Final = "direct"
_PROXY: Final = "line.proxy"
_OWN: Final = "line.proxy.own"
_AUTHORITY: Final = "line.authority"
_METERED: Final = "line.metered"
_MOST_BYTES: Final = 1 << 20
_CERTIFICATE: Final = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

Find = Callable[[str], Mapping[str, str] | None]
"""Gives the proxies of the system for an address, by scheme; None where only its environment can be asked.

It may take seconds (a script of the network decides), and is never called on the screen's thread.
"""


class Metered(StrEnum):
    """Whether the line costs by what it carries: as the system says, or as an officer knows better."""

    SYSTEM = "system"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """By what a centre is reached."""

    proxy: str  # `SYSTEM`, `DIRECT`, or an address
    authority: str | None  # PEM, besides the system's

    @property
    def certificates(self) -> list[str]:
        """The SHA-256 of each certificate that is trusted besides the system's."""
        each = _CERTIFICATE.findall(self.authority or "")
        return [hashlib.sha256(ssl.PEM_cert_to_DER_cert(one)).hexdigest() for one in each]


def channel_to(url: str, by: Means, find: Find, base_s: float = 90) -> HttpChannel:
    """Return a new channel to *url*; *find* gives the proxies of the system where *by* says so."""
    if by.proxy == SYSTEM:
        found = find(url)
        proxies = None if found is None else dict(found)
    else:
        proxies = {} if by.proxy == DIRECT else {"http": by.proxy, "https": by.proxy}
    return HttpChannel(url, proxies=proxies, authority=by.authority, base_s=base_s)


class Way:
    """Opens channels. One of a desk; *find* is set by whoever can ask the system better than its environment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.find: Find = lambda _url: None

    @property
    def means(self) -> Means:
        """Return by what a centre is reached now."""
        return Means(proxy=str(self._store.setting(_PROXY, SYSTEM)), authority=self._store.setting(_AUTHORITY))

    @property
    def own(self) -> str | None:
        """Return the address of the proxy that IT named, also while it is not gone by."""
        own: str | None = self._store.setting(_OWN)
        return own

    @property
    def metered(self) -> Metered:
        """Return how the cost of the line is judged."""
        kept = self._store.setting(_METERED, Metered.SYSTEM.value)
        return Metered(kept) if kept in list(Metered) else Metered.SYSTEM

    @metered.setter
    def metered(self, metered: Metered) -> None:
        self._store.keep_setting(_METERED, metered.value)

    def open(self, url: str, by: Means | None = None) -> HttpChannel:
        """Return a new channel to *url*; without *by* as it is kept."""
        return channel_to(url, by or self.means, self.find)

    def proposed(self, *, proxy: str | None = None, ca_file: Path | None = None, no_ca: bool = False) -> Means:
        """Return other means, and keep nothing: *ca_file* has certificates (PEM) of a network that looks into lines.

        *no_ca*: trust the system's only.

        Raises:
            InvalidField: not `SYSTEM`, `DIRECT`, or an address. UnreadableFile: no certificates; rule "certificate".
        """
        means = self.means
        if proxy is not None:
            if proxy not in (SYSTEM, DIRECT) and not _is_address(proxy):
                raise InvalidField(field="proxy", rule="proxy-address")
            means = replace(means, proxy=proxy)
        if ca_file is not None:
            return replace(means, authority=_certificates(ca_file))
        return replace(means, authority=None) if no_ca else means

    def keep(self, means: Means) -> None:
        """Reach the centre by these from now on."""
        if means.proxy not in (SYSTEM, DIRECT):
            self._store.keep_setting(_OWN, means.proxy)
        self._store.keep_setting(_PROXY, means.proxy)
        self._store.keep_setting(_AUTHORITY, means.authority)


class Kept:
    """One connection to a centre, kept alive while it serves. Any thread may break it off."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._by: Means | None = None
        self._channel: HttpChannel | None = None
        self._guard = Lock()
        self._is_over = False

    def to(self, url: str, by: Means | None = None) -> HttpChannel:
        """Return the channel to *url*: a new one where the old one is broken, or the way is another by now."""
        by = by or self._way.means
        kept = self._channel
        if kept is not None and kept.url == url and not kept.is_broken and by == self._by:
            return kept
        self.close()
        opened = self._way.open(url, by)  # may take seconds, in which the end may come
        with self._guard:
            self._channel, self._by = opened, by
            if self._is_over:
                opened.break_off()
        return opened

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Where what is done leads to nobody, the next channel asks for the way again: the desk may have moved."""
        try:
            yield
        except Unreachable:
            self.close()
            raise

    def break_off(self) -> None:
        """End at once what runs on it."""
        if (kept := self._channel) is not None:
            kept.break_off()

    def end(self) -> None:
        """Break it off, for good: whatever is opened from now on serves nobody."""
        with self._guard:
            self._is_over = True
        self.break_off()

    def close(self) -> None:
        """Close it; the next one is opened anew."""
        kept, self._channel = self._channel, None
        if kept is not None:
            kept.close()


class Connections:
    """The connections of a desk to its centre: rounds, and beside them who waits for news and who fetches a file."""

    def __init__(self, way: Way) -> None:
        self.round, self.ear, self.hand = Kept(way), Kept(way), Kept(way)
        self._each = (self.round, self.ear, self.hand)

    def break_off(self) -> None:
        """End at once all that runs on them, whatever the line does: Cancelled. From any thread.

        An envelope that was on its way stays frozen, and is the first of the next round.
        """
        for kept in self._each:
            kept.break_off()

    def end(self) -> None:
        """Break off what runs, for good: nothing more is asked over them. From any thread."""
        for kept in self._each:
            kept.end()

    def close(self) -> None:
        """Close those that were kept alive."""
        for kept in self._each:
            kept.close()


def _certificates(path: Path) -> str:
    try:
        text = path.read_bytes()[:_MOST_BYTES].decode("ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (OSError, ValueError):  # among them what is no certificate, and no ASCII
        raise UnreadableFile(field="ca_file", rule="certificate") from None
    return text


def _is_address(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
