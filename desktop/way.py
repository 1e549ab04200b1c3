"""The way to a centre: through which proxy, and by whose certificates; as the system says, or as it was set here."""

import ssl
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from desktop.store.store import Store
from sync.errors import InvalidField, UnreadableFile
from sync.transport.http import HttpChannel

SYSTEM: Final = "system"
DIRECT: Final = "direct"
_PROXY: Final = "line.proxy"
_AUTHORITY: Final = "line.authority"
_METERED: Final = "line.metered"
_MOST_BYTES: Final = 1 << 20

Find = Callable[[str], Mapping[str, str] | None]
"""Gives the proxies of the system for an address, by scheme; None where only its environment can be asked.

It may take seconds (a script of the network decides), and is never called on the screen's thread.
"""


class Metered(StrEnum):
    """Whether the line costs by what it carries: as the system says, or as an officer knows better."""

    SYSTEM = "system"
    YES = "yes"
    NO = "no"


class Way:
    """Opens channels. One of a desk; *find* is set by whoever can ask the system better than its environment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.find: Find = lambda _url: None

    @property
    def proxy(self) -> str:
        """Return `SYSTEM`, `DIRECT`, or the address of a proxy."""
        return str(self._store.setting(_PROXY, SYSTEM))

    @property
    def metered(self) -> Metered:
        """Return how the cost of the line is judged."""
        kept = self._store.setting(_METERED, Metered.SYSTEM.value)
        return Metered(kept) if kept in list(Metered) else Metered.SYSTEM

    @metered.setter
    def metered(self, metered: Metered) -> None:
        self._store.keep_setting(_METERED, metered.value)

    def open(self, url: str) -> HttpChannel:
        """Return a new channel to *url*."""
        proxy = self.proxy
        if proxy == SYSTEM:
            found = self.find(url)
            proxies = None if found is None else dict(found)
        else:
            proxies = {} if proxy == DIRECT else {"http": proxy, "https": proxy}
        return HttpChannel(url, proxies=proxies, authority=self._store.setting(_AUTHORITY))

    def go_by(self, proxy: str) -> None:
        """Set the proxy: `SYSTEM`, `DIRECT`, or an address.

        Raises:
            InvalidField: not the address of a proxy.
        """
        if proxy not in (SYSTEM, DIRECT) and not _is_address(proxy):
            raise InvalidField(field="proxy", rule="proxy-address")
        self._store.keep_setting(_PROXY, proxy)

    def trust(self, path: Path) -> None:
        """Believe the certificates in *path* (PEM) as well: of a network that looks into secure connections.

        Raises:
            UnreadableFile: there are none in it; rule "certificate".
        """
        try:
            text = path.read_bytes()[:_MOST_BYTES].decode("ascii")
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
        except (OSError, ValueError):  # among them what is no certificate, and no ASCII
            raise UnreadableFile(field="ca_file", rule="certificate") from None
        self._store.keep_setting(_AUTHORITY, text)


def _is_address(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
