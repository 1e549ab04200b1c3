"""The Merkle tree: the roots that everybody knows, and the same roots and proofs as a tree made the simple way."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.audit.tree import HASH, TILE, Tree, follows, includes, leaf_hash, node_hash

# The leaves and roots of the reference tree of Certificate Transparency (RFC 6962, RFC 9162).
_LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Tiles:
    """Keeps tiles, and counts what is read and written."""

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], bytes] = {}
        self.reads = self.writes = 0

    def read(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.held.get((level, index), b"")

    def write(self, level: int, index: int, hashes: bytes) -> None:
        self.writes += 1
        self.held[level, index] = hashes


def grown(leaves: Sequence[bytes], *portions: int) -> tuple[Tree, Tiles]:
    tiles = Tiles()
    tree = Tree(0, tiles.read)
    hashes = [leaf_hash(one) for one in leaves]
    for size in (*portions, len(hashes)):
        Tree(tree.size, tiles.read).append(hashes[tree.size : size], tiles.write)
        tree.size = max(tree.size, min(size, len(hashes)))
    return tree, tiles


def simple_root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return node_hash(simple_root(leaves[:half]), simple_root(leaves[half:]))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_tree(size: int) -> None:
    assert grown(_LEAVES[:size])[0].root().hex() == _ROOTS[size]


def test_proofs_are_those_of_the_reference_tree() -> None:
    tree = grown(_LEAVES)[0]

    path = ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"]
    path += ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"]
    path += ["6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]
    assert [one.hex() for one in tree.inclusion(0)] == path
    steps = ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"]
    steps += ["ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"]
    steps += ["d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]
    assert [one.hex() for one in Tree(8, tree._read).consistency(6)] == steps


@given(st.integers(1, 3 * TILE), st.data())
def test_a_tree_grown_in_portions_is_the_tree_made_at_once(size: int, data: st.DataObject) -> None:
    leaves = [number.to_bytes(2) for number in range(size)]
    tree, _ = grown(leaves, *sorted(data.draw(st.lists(st.integers(0, size), max_size=4))))
    root, place = simple_root(leaves), data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(0, size))
    path, steps = tree.inclusion(place), tree.consistency(earlier)

    assert tree.root() == root
    assert includes(root, size, place, leaf_hash(leaves[place]), path)
    assert follows((earlier, simple_root(leaves[:earlier])), (size, root), steps)


@given(st.integers(2, 600), st.data())
def test_no_other_leaf_place_or_past_is_proven(size: int, data: st.DataObject) -> None:
    leaves = [number.to_bytes(2) for number in range(size)]
    tree, _ = grown(leaves)
    root, place = tree.root(), data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != place))
    earlier = data.draw(st.integers(1, size - 1))
    path, steps = tree.inclusion(place), tree.consistency(earlier)

    assert not includes(root, size, place, leaf_hash(b"other"), path)
    assert not includes(root, size, other, leaf_hash(leaves[place]), path)
    assert not includes(root, size, place, leaf_hash(leaves[place]), [*path, root])
    forged = [b"xx", *leaves[1:earlier]]
    assert not follows((earlier, simple_root(forged)), (size, root), steps)
    assert not follows((earlier, simple_root(leaves[:earlier])), (size, root), steps[:-1])


def test_appending_to_a_large_log_touches_a_few_tiles_only() -> None:
    tree, tiles = grown([number.to_bytes(3) for number in range(TILE * TILE - 1)])
    tiles.reads = tiles.writes = 0

    tree.append([leaf_hash(b"next")], tiles.write)

    assert (tiles.reads, tiles.writes) == (2, 3)
    assert len(tiles.held[2, 0]) == HASH
