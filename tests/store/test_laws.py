"""Laws that hold whatever two officers and their line do: the same state everywhere, and no value lost."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store.row import Row
from desktop.store.verify import findings, store_digest
from sync.errors import NoAnswer, Refused
from tests.gateway.desk import PlayedClock
from tests.store.world import StoreDesk, World, fresh_key

Step = Callable[[StoreDesk, list[Row]], Any]


def _edit(field: str, value: Any) -> Step:
    return lambda desk, rows: desk.edit(rows[-1], **{field: value})


def _lossy(where: str) -> Step:
    def round_(desk: StoreDesk, _: list[Row]) -> None:
        assert desk.line is not None
        setattr(desk.line, where, True)
        with pytest.raises(NoAnswer):
            desk.round()
        setattr(desk.line, where, False)

    return round_


def _create(desk: StoreDesk, rows: list[Row]) -> None:
    rows.append(desk.create(full_name=f"N{len(rows)}"))


def _restore(desk: StoreDesk, rows: list[Row]) -> None:
    if desk.get(rows[-1]).deleted is not None:
        desk.store.do(desk.officer, lambda unit: unit.restore("worker", rows[-1].id))


_STEPS: dict[str, Step] = {
    "create": _create,
    "name A": _edit("full_name", "A"),
    "name B": _edit("full_name", "B"),
    "place A": _edit("birth_place", "A"),
    "no place": _edit("birth_place", None),
    "pregnant": _edit("vulnerability", ["PREGNANT"]),
    "elderly": _edit("vulnerability", ["ELDERLY"]),
    "note A": _edit("health_note", "A"),
    "note B": _edit("health_note", "B"),
    "paper": _edit("passports", [{"id": "p", "number": "C1"}]),
    "no paper": _edit("passports", []),
    "delete": lambda desk, rows: desk.delete(rows[-1]),
    "restore": _restore,
    "round": lambda desk, _: desk.round(),
    "ask lost": _lossy("loses_asks"),
    "answer lost": _lossy("loses_answers"),
}


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(sorted(_STEPS))), min_size=3, max_size=14))
def test_two_desks_and_the_centre_agree_in_the_end_and_every_value_is_kept(steps: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder, World(Path(folder), PlayedClock()) as world:
        desks = [world.desk("siti"), world.desk("budi")]
        rows = [desks[0].create(full_name="Siti")]
        for desk in desks:
            desk.round()
        for at, step in steps:
            _do(desks[at], step, rows)
        for desk in (*desks, *desks, *desks):
            desk.round()
        _agree(world, desks, rows)


def _do(desk: StoreDesk, step: str, rows: list[Row]) -> None:
    try:
        _STEPS[step](desk, rows)
    except Refused:  # not here yet, or deleted here: the officer is told, nothing is written
        return
    assert findings(desk.store, fresh_key) == ()


def _agree(world: World, desks: list[StoreDesk], rows: list[Row]) -> None:
    for desk in desks:
        assert store_digest(desk.store) == world.digest()
        assert findings(desk.store, fresh_key) == ()
        with desk.store.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() == 0
    for row in rows:
        one, other = (desk.store.history(row.id) for desk in desks)
        assert [(past.seq, past.change_id, past.values) for past in one] == [
            (past.seq, past.change_id, past.values) for past in other
        ]
        assert desks[0].get(row).fields == desks[1].get(row).fields
        assert desks[0].get(row).sync == desks[1].get(row).sync
