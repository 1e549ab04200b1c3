"""Verifying an exported log without trusting who exported it: chains, tree, checkpoint and what was known before.

The file has one JSON object a line: first the checkpoint, then the leaves in their order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from sync.audit import checkpoint
from sync.audit.checkpoint import Checkpoint
from sync.audit.tree import leaf_hash, node_hash
from sync.errors import BadMessage
from sync.identity.keys import VerifyKey
from sync.protocol.audit import FIRST, hash_of

_PREV, _DEVICE, _N, _EPOCH, _AT, _ACT = range(6)
_LEAST: Final = 16
"""Values of a chain line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, and at which place of the log; rule: leaf, gap, forked, rewritten, tree, checkpoint, history."""

    rule: str
    place: int | None = None
    device: str = ""


@dataclass(slots=True)
class Verified:
    """What a log came down to."""

    size: int = 0
    root: bytes = b""
    devices: dict[str, int] = field(default_factory=dict)  # lines of each
    findings: list[Finding] = field(default_factory=list)


class Verifier:
    """Reads leaves in order; holds one hash a line and the edge of the tree."""

    def __init__(self, earlier: Iterable[Checkpoint] = ()) -> None:
        """*earlier*: checkpoints that somebody kept; the log must have been just so at their sizes."""
        self._earlier: dict[int, set[bytes]] = {}
        for point in earlier:
            self._earlier.setdefault(point.size, set()).add(point.root)
        self._edge: list[tuple[int, bytes]] = []
        self._heads: dict[str, dict[str, tuple[int, int]]] = {}  # by device and hash: number, epoch of what followed
        self._wanted: dict[str, dict[str, int]] = {}  # by device: hashes of lines that are missing so far, and where
        self.found = Verified()
        self._compare()

    def take(self, leaf: bytes) -> None:
        """Take the next leaf."""
        place = self.found.size
        self._grow(leaf_hash(leaf))
        self.found.size += 1
        try:
            said: Any = msgspec.json.decode(leaf)
            whole = isinstance(said, list) and len(said) == _LEAST and msgspec.json.encode(said) == leaf
        except msgspec.DecodeError:
            said, whole = [], False
        if not whole:
            self._find("leaf", place, "")
        else:
            self._follow(said, hash_of(leaf), place)
        self._compare()

    def end(self) -> Verified:
        """Return what was found, gaps that no later line closed among it."""
        for device, missing in self._wanted.items():
            for place in missing.values():
                self._find("gap", place, device)
        self.found.root = self._root()
        return self.found

    def _follow(self, said: list[Any], digest: str, place: int) -> None:
        device, prev, n, epoch = said[_DEVICE], said[_PREV], said[_N], said[_EPOCH]
        known = self._heads.setdefault(device, {FIRST: (0, -1)})
        missing = self._wanted.setdefault(device, {})
        self.found.devices[device] = self.found.devices.get(device, 0) + 1
        before = known.get(prev)
        if before is None:
            missing[prev] = place
        else:
            number, followed = before
            if n != number + 1:
                self._find("rewritten", place, device)
            if followed >= epoch:  # another line of the same epoch followed it already
                self._find("forked", place, device)
        known[prev] = (n - 1, max(epoch, -1 if before is None else before[1]))
        known[digest] = (n, known.get(digest, (n, -1))[1])
        missing.pop(digest, None)

    def _grow(self, one: bytes) -> None:
        level = 0
        while self._edge and self._edge[-1][0] == level:
            one, level = node_hash(self._edge.pop()[1], one), level + 1
        self._edge.append((level, one))

    def _root(self) -> bytes:
        if not self._edge:
            return checkpoint.EMPTY
        root = self._edge[-1][1]
        for _, left in reversed(self._edge[:-1]):
            root = node_hash(left, root)
        return root

    def _compare(self) -> None:
        roots = self._earlier.pop(self.found.size, None)
        if roots is not None and roots != {self._root()}:
            self._find("history", self.found.size, "")

    def _find(self, rule: str, place: int | None, device: str) -> None:
        self.found.findings.append(Finding(rule=rule, place=place, device=device))

    def left(self) -> bool:
        """Whether a checkpoint that somebody kept is of a longer log."""
        return bool(self._earlier)


def verify(lines: Iterable[bytes], key: VerifyKey, earlier: Iterable[Checkpoint] = ()) -> tuple[str, Verified]:
    """Verify an export; return its note as well.

    Raises:
        BadMessage: not such a file, or its checkpoint is not signed by *key*.
    """
    rows = _rows(lines)
    note = next(rows, {}).get("checkpoint")
    if not isinstance(note, str):
        raise BadMessage(rule="export")
    point = checkpoint.read(note, key)
    verifier = Verifier(earlier)
    for row in rows:
        if not isinstance(row.get("leaf"), str):
            raise BadMessage(rule="export")
        verifier.take(row["leaf"].encode())
    longer = verifier.left()
    found = verifier.end()
    if (found.size, found.root) != (point.size, point.root):
        found.findings.append(Finding(rule="tree", place=point.size))
    if longer:
        found.findings.append(Finding(rule="history", place=found.size))
    return note, found


def _rows(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    try:
        for line in lines:
            yield msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise BadMessage(rule="export") from None
