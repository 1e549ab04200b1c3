"""Version 11: officers whose way in was taken, until the centre has heard it."""

from typing import Final

STATEMENTS: Final = (
    # said: an `Introduced` with `gone`, signed by the officer who did it.
    "CREATE TABLE departed(user TEXT NOT NULL, key TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY(user, key))",
)
