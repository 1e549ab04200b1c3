"""A Merkle tree of RFC 9162 over tiles of 256 hashes: appending writes the last tiles, a proof reads a few of them."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Final

TILE: Final = 256
HASH: Final = 32
_LEVELS: Final = 8  # of the tree in one level of tiles

Read = Callable[[int, int], bytes]
"""Returns the hashes of a tile by its level and index; none of one that is not there."""
Write = Callable[[int, int, bytes], None]


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The first *size* leaves of a log. Tiles only grow: a reader of an older size may see newer ones."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read

    def append(self, hashes: Iterable[bytes], write: Write) -> None:
        """Append the hashes of leaves."""
        tiles: dict[tuple[int, int], bytearray] = {}
        for one in hashes:
            self._put(tiles, 0, self.size, one)
            self.size += 1
        for (level, index), held in tiles.items():
            write(level, index, bytes(held))

    def _put(self, tiles: dict[tuple[int, int], bytearray], level: int, place: int, one: bytes) -> None:
        at = (level, place // TILE)
        tile = tiles.get(at)
        if tile is None:
            held = self._read(*at) if place % TILE else b""
            tile = tiles[at] = bytearray(held[: place % TILE * HASH])
        tile += one
        if len(tile) == TILE * HASH:
            self._put(tiles, level + 1, place // TILE, _root_of(bytes(tile)))

    def root(self) -> bytes:
        """Return the hash of the whole tree."""
        return self._range(0, self.size) if self.size else hashlib.sha256().digest()

    def inclusion(self, place: int) -> list[bytes]:
        """Return the hashes that lead from a leaf to the root."""
        return self._path(place, 0, self.size)

    def consistency(self, earlier: int) -> list[bytes]:
        """Return the hashes that show that the tree of that size is the beginning of this one."""
        return self._steps(earlier, 0, self.size, whole=True) if 0 < earlier < self.size else []

    def _path(self, place: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if place < middle:
            return [*self._path(place, start, middle), self._range(middle, end)]
        return [*self._path(place, middle, end), self._range(start, middle)]

    def _steps(self, earlier: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if earlier == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if earlier <= middle:
            return [*self._steps(earlier, start, middle, whole=whole), self._range(middle, end)]
        return [*self._steps(earlier, middle, end, whole=False), self._range(start, middle)]

    def _range(self, start: int, end: int) -> bytes:
        """Return the hash over leaves from *start*, which is a multiple of the size of the subtree, to *end*."""
        count = end - start
        if count & (count - 1) == 0:
            return self._node(count.bit_length() - 1, start // count)
        middle = start + _split(count)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def _node(self, level: int, index: int) -> bytes:
        """Return the hash of a full subtree: it stands in a tile, or is the root of a part of one."""
        up = level % _LEVELS
        first = index << up
        tile = self._read(level // _LEVELS, first // TILE)
        at = first % TILE * HASH
        return _root_of(tile[at : at + (HASH << up)])


def _root_of(hashes: bytes) -> bytes:
    row = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def _split(count: int) -> int:
    """Return the largest power of two below *count*."""
    return 1 << (count - 1).bit_length() - 1


def includes(root: bytes, size: int, place: int, leaf: bytes, proof: list[bytes]) -> bool:
    """Whether *proof* leads from the hash of a *leaf* at *place* to the *root* (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def follows(earlier: tuple[int, bytes], later: tuple[int, bytes], proof: list[bytes]) -> bool:
    """Whether *proof* shows the tree of *earlier* (size, root) to be the beginning of *later* (RFC 9162, 2.1.4.2)."""
    (size, root), (end, whole) = earlier, later
    if size == end:
        return root == whole and not proof
    if size == 0 or size > end:
        return size == 0 and not proof
    path = list(proof)
    if size & (size - 1) == 0:
        path.insert(0, root)
    if not path:
        return False
    at, last = size - 1, end - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, one)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (root, whole)
