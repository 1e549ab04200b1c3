"""Version 8: between which signed times of the centre a change was made, as far as this desk can prove it."""

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE history ADD COLUMN since TEXT",  # of an own change: the last one that was known when it was saved
    "ALTER TABLE history ADD COLUMN until TEXT",  # of the first answer that told of it
)
