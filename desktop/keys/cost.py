"""What a guess at a passphrase costs: Argon2id within a floor and a ceiling that no file and no server can move."""

from typing import Final

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.clock import Clock

KEY_BYTES: Final = 32
TARGET_S: Final = 1.0
_MIB: Final = 1024  # memory is counted in KiB
_LEAST: Final = (64 * _MIB, 3, 1)  # the second recommendation of RFC 9106, with one lane for small machines
_MOST: Final = (1024 * _MIB, 10, 16)


class Cost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Argon2id's settings: *m* KiB of memory, *t* passes, *p* lanes.

    Raises:
        ValueError: below the floor, which would make guessing cheap, or above the ceiling, which would eat the memory.
    """

    m: int
    t: int
    p: int

    def __post_init__(self) -> None:
        if not all(low <= own <= high for low, own, high in zip(_LEAST, (self.m, self.t, self.p), _MOST, strict=True)):
            raise ValueError("cost")

    def key(self, passphrase: str, salt: bytes, device_secret: bytes) -> bytearray:
        """Stretch a passphrase into a key of 32 bytes, bound to this device."""
        stretched = bytearray(KEY_BYTES)
        argon = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=self.t, lanes=self.p, memory_cost=self.m, secret=device_secret
        )
        # What a keyboard or a file can hand over as half a character is stretched like the rest, and opens nothing.
        argon.derive_into(passphrase.encode(errors="surrogatepass"), stretched)
        return stretched


FLOOR: Final = Cost(m=_LEAST[0], t=_LEAST[1], p=_LEAST[2])
CEILING: Final = Cost(m=_MOST[0], t=_MOST[1], p=_MOST[2])
STANDARD: Final = Cost(m=256 * _MIB, t=3, p=4)


def calibrated(clock: Clock) -> Cost:
    """Choose the cost that takes this machine about a second: first more memory, then more passes."""
    small = Cost(m=FLOOR.m, t=FLOOR.t, p=STANDARD.p)
    started = clock.monotonic()
    small.key("", bytes(16), bytes(32))
    times = TARGET_S / max(clock.monotonic() - started, TARGET_S / 1000)
    memory = min(STANDARD.m, small.m * max(1, int(times)))
    passes = int(STANDARD.t * times * small.m / memory)
    return Cost(m=memory, t=min(CEILING.t, max(FLOOR.t, passes)), p=STANDARD.p)
