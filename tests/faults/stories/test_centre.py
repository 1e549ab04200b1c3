"""Stories of a centre that seems to hold something else than this desk: F07, F09, B8. F08 has a file of its own."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from desktop.actions import mass_deletion
from desktop.desk import Desk
from desktop.store.bulk import create_many
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.taking import Taking
from desktop.store.transactions import Transactions
from sync.errors import MassDeletion
from sync.gateway import news
from tests.faults.small_mission import Mission, altered, edited, made, shown


class _PowerCut(Exception):
    """The computer goes dark: what was not committed is gone."""


def _people(desk: Desk, count: int) -> list[Row]:
    return desk.do(
        lambda unit: create_many(unit, "worker", {unit.new_id(): {"full_name": f"Nama {n}"} for n in range(count)})
    )


def test_f07_the_cursor_lies(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    siti = mission.desk("siti")
    people = _people(siti, 120)  # the clock stands: all of them have one and the same time
    mission.round()
    monkeypatch.setattr(news, "MOST_BYTES", 8_000)
    budi = mission.desk("budi")
    pages = 0

    def dying(taking: Taking, advance: Any = Taking._advance) -> None:
        nonlocal pages
        pages += 1
        advance(taking)
        if pages == 3:
            raise _PowerCut

    with monkeypatch.context() as power:
        power.setattr(Taking, "_advance", dying)
        with pytest.raises(_PowerCut):
            mission.round(budi)
    budi = mission.reopened(budi)
    cursor = budi.store.replica().position().cursor
    assert 0 < budi.store.count("worker") == cursor < 120

    late = made(siti, "worker", full_name="Datang terlambat")  # entered while Budi is between two pages
    with monkeypatch.context() as between:
        between.setattr(Taking, "_advance", _once(lambda: mission.round(siti)))
        mission.round(budi)

    assert {row.id for row in budi.store.page("worker", limit=400).rows} == {row.id for row in (*people, late)}
    assert all(len(budi.store.history(row.id)) == 1 for row in people)
    mission.are_equal()


def _once(act: Any, advance: Any = Taking._advance) -> Any:
    """Take an answer in as ever, and *act* behind the first one, when its transaction is over."""
    waits = [act]

    def advanced(taking: Taking) -> None:
        advance(taking)
        if waits:
            waits.pop()()

    return advanced


def test_f09_recovery_that_destroys(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    siti = mission.desk("siti")
    people = _people(siti, 30)
    mission.round()
    altered(siti, "UPDATE r_worker SET full_name = 'Lain' WHERE _id = ?", people[3].id)
    altered(siti, "UPDATE r_worker SET full_name = 'Lain' WHERE _id = ?", people[7].id)
    for row in people[10:22]:
        edited(siti, row, birth_place="Cilacap")
    for form in ("new/case", "new/worker"):
        siti.store.keep_draft("siti", Draft(form=form, body={"summary": "setengah"}, at="2026-03-10T06:42:00.000Z"))

    cuts = 0
    while True:
        try:
            with monkeypatch.context() as power:
                _cut_at_commit(power, cuts + 1)
                mission.round(siti)
            break
        except _PowerCut:
            cuts += 1
        siti = mission.reopened(siti)
        assert siti.store.count("worker") == 30
        assert [shown(siti, row).fields["birth_place"] for row in people[10:22]] == ["Cilacap"] * 12
        assert len(siti.store.drafts("siti")) == 2
        assert "page" not in siti.verify()
    assert cuts > 5
    mission.are_equal()
    assert [shown(siti, people[place]).fields["full_name"] for place in (3, 7)] == ["Nama 3", "Nama 7"]
    assert len(siti.store.drafts("siti")) == 2
    assert len(mission.entries()) == 42


def _cut_at_commit(power: pytest.MonkeyPatch, number: int) -> None:
    """Let the power fail before the *number*-th transaction from now on is committed."""
    write, begun = Transactions.write, 0

    @contextmanager
    def cut(transactions: Transactions) -> Iterator[Any]:
        nonlocal begun
        begun += 1
        with write(transactions) as connection:
            yield connection
            if begun == number:
                raise _PowerCut

    power.setattr(Transactions, "write", cut)


@pytest.mark.parametrize("portion", [1 << 20, 20_000], ids=["quick line", "slow line"])
def test_b08_everything_deleted_by_mistake_at_the_centre(
    mission: Mission, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(news, "MOST_BYTES", portion)  # so much comes in one answer
    siti, budi = mission.desk("siti"), mission.desk("budi")
    people = _people(siti, 500)
    mission.round()
    budi.do(lambda unit: [unit.delete("worker", row.id, "salah") for row in people[:450]])
    mission.round(budi)
    own = made(siti, "worker", full_name="Baru datang")

    for _ in range(3):  # and it stays shut, however often the line is tried
        with pytest.raises(MassDeletion):
            mission.round(siti)
        assert siti.store.count("worker") >= 301
        assert siti.standing().proven is None
    (waits,) = mass_deletion.stopped(siti.store)
    assert waits.kind == "worker"
    assert shown(siti, own).fields["full_name"] == "Baru datang"

    while siti.store.count("worker") > 51:  # a person looks, and lets in what stands there
        siti.do(mass_deletion.allow)
        with suppress(MassDeletion):  # on a slow line it takes more than one look
            mission.round(siti)
    mission.are_equal()
