"""Which record a row is about: by number first, then by name with birth date or phone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.store.matches import identities
from desktop.store.store import Store
from sync.domain.records.catalogue import noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Search, Shape
from sync.domain.spelling import folded
from sync.errors import InvalidField

_WORKER: Final = ("full_name", "nik", "birth_date", "passports", "contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a record or a row can be found by."""

    name: str  # folded; empty where the kind has no name
    nik: str | None = None
    numbers: tuple[str, ...] = ()  # each belongs to one record only
    named: tuple[str, ...] = ()  # a name with a birth date or a phone: one record as far as one can tell

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing but the whole of what is said tells it from others."""
        return not self.numbers and not self.named


@dataclass(slots=True)
class Index:
    """The keys of every record of one kind: of the store at the start, and of what was taken in since."""

    kind: str
    # Tuples: a hundred thousand short lists would keep the garbage collector busy.
    _numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)
    _niks: dict[str, str] = field(default_factory=dict)  # by record

    @classmethod
    def of(cls, store: Store, kind: str) -> "Index":
        """Read the keys of every record in *store*."""
        index = cls(kind)
        with store.reading() as connection:
            for record, fields in identities(connection, kind, _key_fields(noun(kind))):
                index.add(record, keys_of(kind, fields))
        return index

    def add(self, record: str, keys: Keys) -> None:
        """Let *record* be found by *keys* too."""
        for known, said in ((self._numbers, keys.numbers), (self._named, keys.named)):
            for key in said:
                found = known.get(key, ())
                if record not in found:
                    known[key] = (*found, record)
        names = self._names.setdefault(keys.name, [])
        if record not in names[-1:]:
            names.append(record)
        if keys.nik is not None:
            self._niks[record] = keys.nik

    def find(self, keys: Keys) -> "Found | None":
        """Return the one record that *keys* mean; None when there is none.

        Raises:
            InvalidField: they mean several; rule "several-records".
        """
        found = {record for key in keys.numbers for record in self._numbers.get(key, ())}
        by_number = bool(found)
        if not found:
            found = {record for key in keys.named for record in self._named.get(key, ()) if self._may_be(record, keys)}
        if len(found) > 1:
            raise InvalidField(rule="several-records")
        return Found(record=found.pop(), by_number=by_number) if found else None

    def _may_be(self, record: str, keys: Keys) -> bool:
        """Two NIKs are two people, whatever their names."""
        return keys.nik is None or self._niks.get(record, keys.nik) == keys.nik

    def of_name(self, keys: Keys) -> tuple[str, ...]:
        """Return the records of that name."""
        return tuple(dict.fromkeys(self._names.get(keys.name, ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record that was found, and whether a number proves it or only a name speaks for it."""

    record: str
    by_number: bool


def keys_of(kind: str, fields: dict[str, Any]) -> Keys:
    """Return what a record of *fields* can be found by."""
    if kind == "worker":
        return _of_worker(fields)
    declared = noun(kind)
    numbers = tuple(
        f"{one.name}:{compact(str(fields[one.name]))}" for one in _number_fields(declared) if fields.get(one.name)
    )
    title = [declared.by_name[one] for one in declared.about.title if declared.by_name[one].search is not Search.NUMBER]
    parts = [fold(str(fields.get(one.name, ""))) for one in title]
    name = "|".join([*parts, str(fields.get(declared.parent_field or "", ""))])
    # Two claims or two cases may look alike; an employer of one name is one employer.
    is_name = any(one.search is Search.NAME for one in title) and declared.parent_field is None and any(parts)
    named = (name,) if is_name else ()
    return Keys(name=name, numbers=numbers, named=named)


def _of_worker(fields: dict[str, Any]) -> Keys:
    name = fold(str(fields.get("full_name", "")))
    nik = fields.get("nik")
    numbers = [f"nik:{nik}"] if nik else []
    numbers += [f"passport:{compact(one['number'])}" for one in fields.get("passports", ()) if one.get("number")]
    named = [f"{name}|{fields['birth_date']}"] if fields.get("birth_date") else []
    named += [f"{name}|{compact(one['value'])[-8:]}" for one in fields.get("contacts", ()) if one.get("value")]
    return Keys(name=name, nik=nik, numbers=tuple(numbers), named=tuple(named))


def _key_fields(declared: Noun) -> tuple[str, ...]:
    if declared.kind == "worker":
        return _WORKER
    numbers = [one.name for one in _number_fields(declared)]
    parent = [declared.parent_field] if declared.parent_field else []
    return tuple(dict.fromkeys([*declared.about.title, *numbers, *parent]))


def _number_fields(declared: Noun) -> Iterable[Any]:
    return (one for one in declared.fields if one.search is Search.NUMBER and one.shape is Shape.TEXT)


def fold(name: str) -> str:
    """Reduce a name to one spelling, and keep its digits: `Kamar 1` is not `Kamar 2`."""
    digits = "".join(sign for sign in name if sign.isdecimal())
    return (folded(name) or name.casefold().strip()) + digits


def compact(text: str) -> str:
    """Return letters and digits only."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
