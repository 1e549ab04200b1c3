"""Changed: what an action or a round of sync has changed, told to every screen at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Kinds and ids of the records that are different now."""

    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    outbox: bool = False  # something new waits to be sent, or something was sent
    sync: bool = False  # the state of the connection, the cursor or the conflicts moved

    def __or__(self, other: "Changed") -> "Changed":
        return Changed(
            kinds=self.kinds | other.kinds,
            ids=self.ids | other.ids,
            outbox=self.outbox or other.outbox,
            sync=self.sync or other.sync,
        )
