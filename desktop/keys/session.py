"""An officer at work: the keys that the store, the attachments and the signatures need, until they are wiped."""

from dataclasses import dataclass, replace

from desktop.keys.secret import Officer, Secrets, StoreRef, derived
from sync.errors import Locked
from sync.identity.keys import OpeningKey, SigningKey, Speaker


class Session:
    """The open keys of one officer. After `wipe` every key raises Locked."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._wiped = False

    @property
    def store(self) -> StoreRef:
        return self._secrets.store

    @property
    def officer(self) -> Officer:
        return self._secrets.officer

    @property
    def is_wiped(self) -> bool:
        return self._wiped

    def secrets(self) -> Secrets:
        """Return the secrets themselves, to give a colleague a slot.

        Raises:
            Locked: the session is over; as for every key below.
        """
        if self._wiped:
            raise Locked
        return self._secrets

    def database_key(self) -> bytearray:
        """Return SQLCipher's raw key and salt, 32 + 16 bytes, to be wiped once it is set."""
        return self._derived("database") + self.store.salt

    def attachment_key(self) -> bytearray:
        """Return the key that wraps the keys of files, 32 bytes."""
        return self._derived("attachments")

    def backup_key(self) -> bytearray:
        """Return the key of this store's backups, 32 bytes."""
        return self._derived("backup")

    def signing_key(self) -> SigningKey:
        """Return the officer's signing key."""
        return SigningKey(self.secrets().signing)

    def speaker(self) -> Speaker:
        """Return the officer as one who signs and opens."""
        return Speaker(id=self.officer.user, signing=self.signing_key(), opening=OpeningKey(self.secrets().opening))

    def wipe(self) -> None:
        """Overwrite the keys; a second call does nothing."""
        self._secrets.wipe()
        self._wiped = True

    def _derived(self, purpose: str) -> bytearray:
        return derived(self.secrets().store_key, purpose)


@dataclass(frozen=True, slots=True)
class IdleLock:
    """When to lock: *limit_s* seconds after the last touch, on a clock that never runs backwards."""

    limit_s: float
    touched_at: float

    def touched(self, now: float) -> "IdleLock":
        """Return the lock after the officer did something at *now*."""
        return replace(self, touched_at=max(now, self.touched_at))

    def left_s(self, now: float) -> float:
        """Tell how many seconds are left, never below zero."""
        return max(0.0, self.limit_s - (now - self.touched_at))

    def is_due(self, now: float) -> bool:
        return self.left_s(now) <= 0
