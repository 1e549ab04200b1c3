"""The global search: finds people by what officers type, says why, and no text in the world makes it fail."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store import bulk, search
from desktop.store.names import Names
from desktop.store.store import Store
from desktop.store.verify import findings
from sync.domain.ids import new_id
from tests.gateway.desk import START
from tests.store.world import fresh_key


def _add(store: Store, **fields: Any) -> str:
    record: str = store.do("siti", lambda unit: unit.create("worker", fields)).answer.id
    return record


def _why(store: Store, text: str) -> list[str]:
    return [hit.why for hit in store.first_hits(text)]


def _titles(hits: list[search.Hit]) -> list[str]:
    return [hit.title for hit in hits]


@pytest.fixture
def siti(store: Store) -> str:
    return _add(
        store,
        full_name="Siti Nurhaliza",
        nik="3301055705900003",
        passports=[{"id": "a", "number": "C 1234567"}],
        contacts=[{"id": "c", "kind": "PHONE", "value": "+60 12-345 6789"}],
        other_names=[{"id": "n", "name": "Nunung"}],
    )


def test_numbers_are_found_however_they_are_written(store: Store, siti: str) -> None:
    for text in ("C1234567", "c1234", "c 123-4567", "3301055705900003", "33010557", "+60123456789"):
        assert _why(store, text) == ["number"], text
    for text in ("012-345 6789", "0123456789", "345 6789", "6012345"):
        assert _why(store, text) == ["number"], text
    assert store.first_hits("999999") == []


def test_names_are_found_by_their_beginnings_in_any_order(store: Store, siti: str) -> None:
    for text in ("siti", "SITI nur", "nurhal sit", "nunung", "Síti"):
        assert _why(store, text) == ["name"], text
    assert store.first_hits("siti budi") == []


def test_names_are_found_by_their_sound(store: Store) -> None:
    _add(store, full_name="Muhammad Djaenudin")
    _add(store, full_name="Soekarno Tjahyadi")

    for text in ("mohamad jaenudin", "Moch. Djaenuddin"):
        assert _titles(store.first_hits(text)) == ["Muhammad Djaenudin"], text
    assert [(hit.title, hit.why) for hit in store.first_hits("sukarno cahyadi")] == [("Soekarno Tjahyadi", "sounds")]


def test_slips_of_the_pen_are_found_behind_and_said_to_be_similar(store: Store, siti: str) -> None:
    for text in ("Siti Nurhlaiza", "Nurhalisa Sitti", "Sti Nurhaliza"):
        hits = store.similar_hits(text)
        assert [(hit.id, hit.why) for hit in hits] == [(siti, "similar")], text
    assert store.similar_hits("Bambang Sutrisno") == []
    assert store.similar_hits("si") == []


def test_the_best_name_comes_first(store: Store) -> None:
    for name in ("Siti Aminah Binti Abdullah", "Siti Aminah", "Siti Aminahwati"):
        _add(store, full_name=name)

    assert _titles(store.first_hits("siti aminah"))[0] == "Siti Aminah"
    assert _titles(store.similar_hits("siti aminnah"))[0] == "Siti Aminah"


def test_words_in_another_order_rank_as_high_as_in_their_own(store: Store) -> None:
    for name in ("Siti Aminah Binti Abdullah", "Siti Aminah"):
        _add(store, full_name=name)

    assert _titles(store.first_hits("aminah siti"))[0] == "Siti Aminah"


def test_a_name_that_many_bear_leaves_room_for_the_next(store: Store) -> None:
    for name in (*["Ahmad Bakri"] * 12, "Ahmad Bahri"):
        _add(store, full_name=name)

    found = _titles(store.similar_hits("ahmad bakrri", limit=6))
    assert found.count("Ahmad Bakri") == 5
    assert found.count("Ahmad Bahri") == 1


def test_names_of_other_kinds_take_no_room(store: Store) -> None:
    for _ in range(6):
        store.do("siti", lambda unit: unit.create("employer", {"name": "Mawar Melati", "country": "MY"}))
    _add(store, full_name="Mawar Melati")

    assert len(store.similar_hits("mawar melatti", kind="worker", limit=6)) == 1


def test_a_hit_tells_people_of_one_name_apart(store: Store) -> None:
    _add(store, full_name="Siti", birth_date="1990-05-17", passports=[{"id": "a", "number": "C1"}])
    _add(store, full_name="Siti", birth_date="1971")

    assert [hit.line for hit in store.first_hits("siti")] == ["1990-05-17 · C1", "1971"]


def test_a_search_can_be_kept_to_one_kind(store: Store) -> None:
    _add(store, full_name="Mawar")
    store.do("siti", lambda unit: unit.create("employer", {"name": "Mawar Bhd", "country": "MY"}))

    assert {hit.kind for hit in store.first_hits("mawar")} == {"worker", "employer"}
    assert {hit.kind for hit in store.first_hits("mawar", kind="employer")} == {"employer"}
    assert {hit.kind for hit in store.similar_hits("mawarr", kind="worker")} == {"worker"}


def test_an_edited_record_is_found_by_what_it_says_now(store: Store, siti: str) -> None:
    store.do(
        "siti", lambda unit: unit.edit("worker", siti, {"full_name": "Bambang", "nik": None, "birth_date": "1970"})
    )

    assert [hit.line for hit in store.first_hits("bambang")] == ["1970 · C 1234567"]
    for gone in ("nurhaliza", "3301055705900003"):
        assert store.first_hits(gone) == []
    assert _why(store, "C1234567") == ["number"]


def test_no_word_of_what_is_gone_stays_in_the_index(store: Store, siti: str) -> None:
    words = ("nurhaliza", "nunung", "c1234567", "3301055705900003", "60123456789")
    assert all(_lies_in_the_index(store, word) for word in words)
    store.do("siti", lambda unit: unit.edit("worker", siti, {"full_name": "Bambang"}))
    assert not _lies_in_the_index(store, "nurhaliza")

    store.do("siti", lambda unit: unit.delete("worker", siti, "tertukar"))

    assert not any(_lies_in_the_index(store, word) for word in (*words, "bambang"))


def _lies_in_the_index(store: Store, word: str) -> bool:
    with store.reading() as connection:
        sql = "SELECT count(*) FROM search_text WHERE search_text MATCH ?"
        return bool(connection.exec_driver_sql(sql, (f'"{word}"',)).scalar())


@pytest.mark.parametrize(
    ("field", "value", "typed", "line"),
    [
        ("full_name", "Bambang", "bambang", "3301055705900003 · C 1234567"),
        ("birth_place", "Cilacap", "siti", "Cilacap · 3301055705900003 · C 1234567"),
        ("nik", None, "siti", "C 1234567"),
        ("passports", [{"id": "a", "number": "X 7654321"}], "x7654321", "3301055705900003 · X 7654321"),
        ("contacts", [{"id": "c", "kind": "PHONE", "value": "0811"}], "0811", "3301055705900003 · C 1234567"),
        ("other_names", [{"id": "n", "name": "Bejo"}], "bejo", "3301055705900003 · C 1234567"),
        ("working_area", "Muar", "siti", "3301055705900003 · C 1234567"),
    ],
)
def test_a_hit_says_what_any_edit_left(
    store: Store, siti: str, field: str, value: object, typed: str, line: str
) -> None:
    store.do("siti", lambda unit: unit.edit("worker", siti, {field: value}))

    assert [hit.line for hit in store.first_hits(typed)] == [line]


def test_names_in_memory_follow_every_change(store: Store) -> None:
    record = _add(store, full_name="Siti Nurhaliza")
    assert _titles(store.similar_hits("Sity Nurhalizza")) == ["Siti Nurhaliza"]

    store.do("siti", lambda unit: unit.edit("worker", record, {"full_name": "Bambang Sutrisno"}))
    assert store.similar_hits("Sity Nurhalizza") == []
    assert _titles(store.similar_hits("Bambng Sutrisno")) == ["Bambang Sutrisno"]

    other = _add(store, full_name="Bambang Sutrismo")
    store.do("siti", lambda unit: unit.delete("worker", record, "x"))
    assert [hit.id for hit in store.similar_hits("Bambng Sutrisno")] == [other]
    store.do("siti", lambda unit: unit.restore("worker", record))
    assert {hit.id for hit in store.similar_hits("Bambng Sutrisno")} == {record, other}
    assert findings(store, fresh_key) == ()


def test_a_scan_stops_when_it_is_told_to(store: Store, siti: str) -> None:
    assert store.similar_hits("Siti Nurhalizza", stopped=lambda: True) == []


_EVIL = """" "" ' * siti* NEAR(a_b) a_AND OR NOT words:siti -siti ^siti ( ) {x}:y %_ ;-- 1 12 012 C- + İ ß … ﬃ ²³ ١٢٣٤
سيتي नूर 🙂 a_b_c_d_e_f_g_h_i_j_k_l_m_n '\\;DROP_TABLE_meta;--"""


@pytest.mark.parametrize(
    "text",
    [
        *(text.replace("_", " ") for text in _EVIL.split()),
        *("", " ", "\n\t", "\0", "siti\0nur", "\ud800", "\ud83d", "\u200b\u202e", "a" * 100_000),
    ],
)
def test_no_text_makes_it_fail(store: Store, siti: str, text: str) -> None:
    store.first_hits(text)
    store.similar_hits(text)
    assert [hit.id for hit in store.first_hits("siti")] == [siti]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | st.text('"*^():-+{} ANDORNEAT\0\ud800aé1', max_size=20))
def test_no_text_at_all_makes_it_fail(store: Store, text: str) -> None:
    store.first_hits(text)
    store.similar_hits(text)


_WOMEN = [
    "Siti",
    "Dewi",
    "Sumarni",
    "Yuliana",
    "Rina",
    "Aminah",
    "Halimah",
    "Lestari",
    "Fatimah",
    "Kartini",
    "Khotimah",
    "Zubaidah",
    "Endang",
    "Ratna",
]
_REST = [
    "Rahmawati",
    "Wahyuni",
    "Handayani",
    "Astuti",
    "Puspita",
    "Kusuma",
    "Maharani",
    "Fitriani",
    "Wulandari",
    "Kurniasih",
    "Syarifuddin",
]
_SLIPS: tuple[Callable[[str], str], ...] = (
    lambda name: name.replace("u", "oe", 1),
    lambda name: name.replace("a", "", 1),
    lambda name: " ".join(reversed(name.split())),
    lambda name: name.replace("i", "y"),
    lambda name: name[:3] + name[3] + name[3:],
    lambda name: name[:-2] + name[-1] + name[-2],
    lambda name: name.replace(" ", "", 1),
)


def test_the_right_person_is_among_ten_for_nearly_every_slip(store: Store) -> None:
    names = [f"{one} {two} {three}" for one in _WOMEN for two in _REST for three in _WOMEN if one != three]
    new = {new_id(START): {"full_name": name} for name in names}
    store.do("siti", lambda unit: bulk.create_many(unit, "worker", new))
    asked = found = 0
    for at, (record, fields) in enumerate(new.items()):
        if at % 37:
            continue
        for slip in _SLIPS:
            text = slip(fields["full_name"])
            ids = [hit.id for hit in (store.first_hits(text, limit=10) or store.similar_hits(text, limit=10))]
            asked, found = asked + 1, found + (record in ids)

    assert found / asked >= 0.97, (found, asked)


def test_memory_of_names_is_dropped_with_the_store(store: Store, siti: str) -> None:
    store.similar_hits("Siti Nurhalizza")
    store.close()

    assert store.names.similar("Siti Nurhaliza", 5, lambda: False) == []
    assert isinstance(store.names, Names)
