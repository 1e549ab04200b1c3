"""`python -m tests.vectors.nonces [--seals N]`: no two of that many seals begin with the same nonce or secret point."""

import argparse
import sys
from array import array
from itertools import pairwise
from typing import Final

from sync.identity.canonical import bytes_of
from sync.identity.case_key import CaseKey
from sync.identity.keys import Suite
from tests.identity.voices import CENTRE

_SEALS: Final = 10_000_000
_SHARE_OF_POINTS: Final = 20
"""A point costs so many times what a nonce costs."""


def doubled(seals: int) -> int:
    """Seal so often, and return how many beginnings came twice; of each the first eight bytes are compared."""
    key = CaseKey.new()
    nonces = array("Q", (_first(bytes_of(key.seal("record", "path", "")["box"])) for _ in range(seals)))
    points = array(
        "Q", (_first(CENTRE.public.seal.wrap(b"", b"", Suite.X25519)) for _ in range(seals // _SHARE_OF_POINTS))
    )
    return sum(one == other for found in (nonces, points) for one, other in pairwise(sorted(found)))


def _first(raw: bytes) -> int:
    return int.from_bytes(raw[:8])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.vectors.nonces")
    parser.add_argument("--seals", type=int, default=_SEALS)
    found = doubled(parser.parse_args().seals)
    print(f"{found} came twice")
    sys.exit(int(found > 0))
