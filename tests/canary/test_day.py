"""After a working day with every sort of record, no word of it is anywhere but in the store and where somebody put it.

Each place is looked into by one function, which finds a word that is put there on purpose: 17 places.
"""

import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.canary.night import Day, entries
from tests.canary.scanner import Leak, file_leaks, files, leaks, text_leaks
from tests.canary.words import DIGITS, MARKS, PERSONAL, PUBLIC, SEALED, typed, typed_sealed
from tests.house.measures import TOP, sources

Look = Callable[[Day], Iterator[Leak]]
PLACES = 17
_LEFT_OUT = (".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "tests")


def _files(day: Day) -> Iterator[Leak]:
    """Store, home, temporary files, the folder one works in, sticks, backups, logs, crash files."""
    yield from file_leaks(day.changed(), MARKS)


def _written(day: Day) -> Iterator[Leak]:
    """Every byte that was ever written, also into files that are gone."""
    for path, content in day.written:
        yield from text_leaks(f"name of {path}", [path], () if _is_chosen(path) else MARKS)
        yield from leaks(f"written to {path}", content, () if _is_chosen(path) else MARKS)


def _is_chosen(path: str) -> bool:
    return path.startswith("chosen/")


def _elsewhere(day: Day) -> Iterator[Leak]:
    """The real machine beneath the one that was played: what came there meanwhile, and the programme's own folder."""
    for path in sorted(entries() - day.before):
        if not path.name.startswith("pytest-"):
            yield from file_leaks(files(path) if path.is_dir() else [path], MARKS)
    yield from file_leaks(files(TOP, but=[TOP / name for name in _LEFT_OUT], since=day.began), MARKS)


def _opened_elsewhere(day: Day) -> Iterator[Leak]:
    for path in day.seen["written"]:
        if not path.startswith((str(day.machine.top), "/dev/null")):
            yield Leak(path, "opened for writing", "")


def _line(day: Day) -> Iterator[Leak]:
    yield from leaks("line", bytes(day.carried), MARKS)


def _urls(day: Day) -> Iterator[Leak]:
    heads = [line.decode("latin-1") for line in bytes(day.carried).split(b"\r\n") if b" HTTP/1.1" in line]
    assert len(heads) > 10
    yield from text_leaks("urls", heads, MARKS)


def _gateway_log(day: Day) -> Iterator[Leak]:
    assert b"/v1/" in day.log
    yield from leaks("log of the centre", day.log, MARKS)


def _gateway_database(day: Day) -> Iterator[Leak]:
    yield from leaks("database of the centre", day.database, [SEALED])


def _gateway_files(day: Day) -> Iterator[Leak]:
    yield from file_leaks(files(day.centre / "files"), MARKS)


def _colleague(day: Day) -> Iterator[Leak]:
    yield from text_leaks("store of a colleague", day.seen["what a colleague's store holds, opened"], [SEALED])


def _standard_error(day: Day) -> Iterator[Leak]:
    yield from leaks("standard error", day.said, MARKS)


def _seen(what: str) -> Look:
    def look(day: Day) -> Iterator[Leak]:
        assert day.seen[what]
        yield from text_leaks(what, day.seen[what], MARKS)

    return look


SEEN = ("titles", "locked window", "clipboard after the lock", "crash files", "children", "started")
LOOKS: dict[str, Look] = {
    "files": _files,
    "written": _written,
    "elsewhere": _elsewhere,
    "opened elsewhere": _opened_elsewhere,
    "line": _line,
    "urls": _urls,
    "log of the centre": _gateway_log,
    "database of the centre": _gateway_database,
    "files of the centre": _gateway_files,
    "a colleague's store": _colleague,
    "standard error": _standard_error,
    **{what: _seen(what) for what in SEEN},
}


@pytest.mark.timeout(200)
@pytest.mark.parametrize("place", LOOKS)
def test_no_word_of_the_day_is_there(day: Day, place: str) -> None:
    assert list(LOOKS[place](day)) == []


def test_refusals_repeat_nothing_that_was_typed(day: Day) -> None:
    assert len(day.seen["refusals"]) == 5
    assert list(text_leaks("refusals", day.seen["refusals"], MARKS)) == []


def test_no_place_is_taken_from_the_list() -> None:
    assert len(LOOKS) >= PLACES


def test_the_words_are_where_they_may_be(day: Day) -> None:
    """Else nothing of all this would prove anything."""
    given_out = {(leak.place.rpartition(".")[2], leak.mark) for leak in file_leaks(files(day.machine.chosen), MARKS)}
    assert {(form, PERSONAL) for form in ("csv", "json", "xlsx")} <= given_out
    assert {leak.mark for leak in leaks("centre", day.database, MARKS)} == {PUBLIC, PERSONAL, *DIGITS}
    held = day.seen["what a colleague's store holds, opened"]
    assert {leak.mark for leak in text_leaks("colleague", held, MARKS)} == {PUBLIC, PERSONAL, *DIGITS}


def test_nothing_of_the_programme_prints() -> None:
    """A printed page would be one more place to look at, and so would the queue of the printer."""
    assert not [source.name for source in sources("desktop") if "PySide6.QtPrintSupport" in set(source.imports())]


def test_all_that_a_toolkit_would_write_is_on_the_machine_that_was_looked_at(day: Day) -> None:
    assert all(place.startswith(str(day.machine.top)) for place in day.seen["where a programme may write"])


def _seed_file(day: Day) -> Path:
    path = day.machine.top / "tmp" / "sisa"
    path.write_bytes(zlib.compress(typed("seeded").encode("utf-16")))
    return path


def _seed_at_the_centre(day: Day) -> Path:
    path = day.centre / "centre.db-sisa"
    path.write_text(typed_sealed("seeded"))
    return path


def _seed_blob(day: Day) -> Path:
    path = day.centre / "files" / "sisa"
    path.write_text(typed("seeded").upper())
    return path


def _seed_elsewhere(_: Day) -> Path:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(typed("seeded"))
    return Path(file.name)


def _seed_log(day: Day) -> Path:
    log = day.centre / "log"
    kept = log.with_name("log.whole")
    kept.write_bytes(log.read_bytes())
    log.write_bytes(log.read_bytes() + typed("seeded").encode())
    return log


SEEDED_FILES: dict[str, Callable[[Day], Path]] = {
    "files": _seed_file,
    "elsewhere": _seed_elsewhere,
    "database of the centre": _seed_at_the_centre,
    "files of the centre": _seed_blob,
    "log of the centre": _seed_log,
}


@pytest.mark.parametrize("place", SEEDED_FILES)
def test_a_word_that_is_put_into_a_file_there_is_found(day: Day, place: str) -> None:
    seeded = SEEDED_FILES[place](day)
    try:
        assert list(LOOKS[place](day))
    finally:
        seeded.unlink()
        if (whole := seeded.with_name("log.whole")).exists():
            whole.rename(seeded)


def _with(day: Day, place: str) -> Day:
    """Return the day with one word more at a place that is no file."""
    word = typed("seeded")
    match place:
        case "written":
            return replace(day, written=[*day.written, ("home/siti/gone.tmp", word.encode())])
        case "line" | "urls":
            more = f"GET /v1/search?q={word} HTTP/1.1\r\n".encode()
            return replace(day, carried=bytearray(bytes(day.carried) + b"\r\n" + more))
        case "standard error":
            return replace(day, said=day.said + word.encode())
        case "opened elsewhere":
            return replace(day, seen=day.seen | {"written": ["/var/tmp/x"]})  # noqa: S108 - nobody writes there
        case "a colleague's store":
            return replace(day, seen=day.seen | {"what a colleague's store holds, opened": [typed_sealed("seeded")]})
        case _:
            return replace(day, seen=day.seen | {place: [*day.seen[place], word]})


@pytest.mark.parametrize("place", sorted(set(LOOKS) - set(SEEDED_FILES)))
def test_a_word_that_shows_there_is_found(day: Day, place: str) -> None:
    assert list(LOOKS[place](_with(day, place)))
