"""The same invented workers and edits for every peer, and how few bits they could be told in."""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar, cast

import msgspec

from desktop.demo.people import Drawing, Invented, invented_texts, workers
from tests.bench.wire import drawn_edit

FIELDS: Final = 25
_SEED: Final = 20251021
_NOW: Final = datetime(2026, 3, 10, tzinfo=UTC)
_RELIGIONS: Final = (("ISLAM", 88.0), ("KRISTEN", 6.0), ("KATOLIK", 4.0), ("HINDU", 2.0))
_MARRIED: Final = (("KAWIN", 60.0), ("BELUM", 28.0), ("CERAI_HIDUP", 9.0), ("CERAI_MATI", 3.0))

T = TypeVar("T")


class Edit(msgspec.Struct):
    """One field of one record gets another value, so many milliseconds after the edit before it."""

    record: str
    field: str
    value: str
    after_ms: int


class Weighed:
    """Chance that adds up the information of what it gave: no codec can tell it in fewer bits."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.bits = 0.0

    def choice(self, given: Sequence[T]) -> T:
        self.bits += math.log2(len(given))
        return self._chance.choice(given)

    def choices(self, given: Sequence[T], weights: Sequence[float]) -> list[T]:
        drawn = self._chance.choices(range(len(given)), weights)[0]
        self.bits += math.log2(sum(weights) / weights[drawn])
        return [given[drawn]]

    def randrange(self, least: int, most: int | None = None) -> int:
        values = range(least) if most is None else range(least, most)
        return self.choice(values)

    def getrandbits(self, count: int) -> int:
        self.bits += count
        return self._chance.getrandbits(count)

    def sample(self, given: Sequence[T], count: int) -> list[T]:
        """Draw some in any order: the order is no information."""
        self.bits += math.log2(math.comb(len(given), count))
        return self._chance.sample(given, count)

    def random(self) -> float:
        return self._chance.random()


class WeighedDrawing(Drawing):
    """The drawing of the demonstration, with every choice weighed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, _NOW)
        self.weighed = Weighed(seed)
        self.chance = cast("Random", self.weighed)

    def often(self, share: float) -> bool:
        yes = super().often(share)
        self.weighed.bits -= math.log2(share if yes else 1 - share)
        return yes


def people(draw: WeighedDrawing, count: int) -> Iterator[Invented]:
    """Yield workers with up to 25 fields, where the demonstration has 12 to 14."""
    for one in workers(draw, count):
        fields = {name: value for name, value in one.fields.items() if name != "vulnerability"} | _more(draw)
        yield Invented(kind=one.kind, id=one.id, fields=fields)


def write(folder: Path, count: int) -> float:
    """Write *count* workers to `records.jsonl` in *folder*; return the bytes of their information."""
    draw = WeighedDrawing(_SEED)
    with (folder / "records.jsonl").open("wb") as file:
        for one in people(draw, count):
            file.write(msgspec.json.encode({"id": one.id, "fields": one.fields}) + b"\n")
    return draw.weighed.bits / 8


def read(folder: Path) -> Iterator[Invented]:
    """Read them again."""
    with (folder / "records.jsonl").open("rb") as file:
        for line in file:
            said: dict[str, Any] = msgspec.json.decode(line)
            yield Invented(kind="worker", id=said["id"], fields=said["fields"])


def write_edits(path: Path, held: dict[str, Any], count: int, seed: int) -> float:
    """Write one-field edits of *count* of the records *held*; return the bytes of their information."""
    chance = Weighed(seed)
    with path.open("wb") as file:
        for record in chance.sample(list(held), count):
            after, before = chance.randrange(800, 60_000), chance.bits
            field, value = drawn_edit(cast("Random", chance))
            while held[record].get(field) == value:  # nobody's edit; ours would rightly send nothing
                chance.bits = before
                field, value = drawn_edit(cast("Random", chance))
            held[record][field] = value
            edit = Edit(record=record, field=field, value=value, after_ms=after)
            file.write(msgspec.json.encode(edit) + b"\n")
    return chance.bits / 8


def _more(draw: Drawing) -> dict[str, Any]:
    told, chance = invented_texts(), draw.chance
    homes, names = list(told["homes"].values()), told["family"]
    return {
        "no_kk": f"3503{draw.day(4000, 9000):%d%m%y}{chance.randrange(1, 9000):06}",
        "id_pmi": f"PMI{chance.randrange(10_000):06}",
        "bpjs_tk_no": f"1402{chance.randrange(10**7):07}",
        "abroad_address": f"No. {chance.randrange(1, 200)}, Jalan {chance.choice(names)} {chance.randrange(1, 20)}",
        "working_area": f"Ladang {chance.choice(names)} {chance.choice(names)}",
        "home_address": f"Dusun {chance.choice(names)}, {chance.choice(homes)}, RT 02",
        "religion": draw.of(_RELIGIONS),
        "marital_status": draw.of(_MARRIED),
        "languages": ["ind"],
        "lapor_diri_done": draw.often(0.4),
        "lapor_diri_on": draw.day(1, 900).isoformat(),
    }
