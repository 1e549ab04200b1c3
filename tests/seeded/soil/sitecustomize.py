"""Python imports this in every process whose path leads here: it plants the bug before anything else is done."""

from tests.seeded.bugs import plant_what_is_asked_for

plant_what_is_asked_for()
