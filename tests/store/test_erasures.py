"""Erasures at the desk: nothing of the subject is left in any file, nothing comes back, and the centre hears of it."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.actions import restriction
from desktop.store import attachments, backup, blobs, erasures, history, opening, outbox, sweeping, tray
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.store import FILE, Store
from desktop.store.unit import Unit
from sync.domain.rules.erasure import is_erased
from sync.errors import NoRight, RuleBroken
from sync.gateway import replay, tables
from tests.gateway.test_erasures import dump
from tests.store.world import StoreDesk, World, fresh_key

CANARY = "Kenarikuning"
AT = "2026-03-10T06:42:00.000Z"


def decide(asks: StoreDesk, confirms: StoreDesk, subject: Row, **more: Any) -> Row:
    """Let two officers decide to erase *subject*, and everybody hear of it."""
    said = {"subject_kind": subject.kind, "subject_id": subject.id, "erasure_basis": "PROTECTION", "reason": "Aman"}
    asked = asks.create("erasure", **said, **more, asked_by=asks.officer, asked_at=AT, erasure_state="ASKED")
    asks.round()
    confirms.round()
    confirms.edit(asked, erasure_state="CONFIRMED", confirmed_by=confirms.officer, confirmed_at=AT)
    confirms.round()
    return asked


def contents(store: Store) -> bytes:
    """Return all that can be read in a desk's folder by who has its key: every row of every table, and the files."""
    with closing(opening.connect(store.folder / FILE, fresh_key())) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]  # noqa: S608
    return repr(rows).encode()


def finds(desk: StoreDesk, text: str = CANARY) -> bool:
    with desk.store.reading() as connection:
        sql = "SELECT count(*) FROM search_text WHERE search_text MATCH ?"
        return bool(connection.exec_driver_sql(sql, (text.lower(),)).scalar() or desk.store.first_hits(text))


def sweep(desk: StoreDesk) -> bool:
    return sweeping.sweep(desk.store, fresh_key, desk.clock)


def acknowledged(world: World) -> int:
    with world.database.read() as connection:
        return len(connection.execute(select(tables.erasure_acks)).all())


def plant(siti: StoreDesk, budi: StoreDesk) -> tuple[Row, Row]:
    """Write the canary into all that a case can have; return the case and a file of it."""
    worker = siti.create(full_name="Zubaidah")
    case = siti.create(
        "case",
        status="REGISTERED",
        summary=CANARY,
        complainant_name=CANARY,
        subjects=[{"stub_name": CANARY, "worker_id": worker.id}],
    )
    note = siti.create("action", case_id=case.id, type="NOTE", at=AT, summary=CANARY)
    part = attachments.seal(siti.store, CANARY.encode())
    fields = attachments.fields_of(CANARY.encode(), [part])
    file = siti.create("attachment", owner_kind="action", owner_id=note.id, title=CANARY, **fields)
    siti.store.do("siti", lambda unit: attachments.are_here(unit, [part.name]))
    siti.round()
    budi.round()
    budi.edit(budi.get(case), complainant_name=f"Bukan {CANARY}")
    siti.edit(siti.get(case), complainant_name=f"{CANARY} juga")
    siti.round()
    budi.round()
    siti.round()
    for desk in (siti, budi):
        draft = Draft(form=f"edit/case/{case.id}", body={"summary": CANARY}, at=AT)
        desk.store.keep_draft(desk.officer, draft)
        for name in ("slots.json", "device.key"):  # a backup takes them along
            (desk.store.folder / name).write_bytes(b"keys")
        backup.daily(desk.store, fresh_key, desk.clock)
    return case, file


def _is_in_the_index(desk: StoreDesk) -> bool:
    """Whether a block of it holds the word, whose beginning may stand with the word before it."""
    with desk.store.reading() as connection:
        blocks = connection.exec_driver_sql("SELECT block FROM search_text_data").scalars().all()
    return CANARY.casefold().encode()[4:] in b"".join(map(bytes, blocks))


def test_nothing_of_a_case_is_left_on_any_desk_or_at_the_centre(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case, file = plant(siti, budi)
    blob = attachments.lines_of(siti.store, [file.id])[0].id
    assert all(CANARY.encode() in contents(desk.store) and finds(desk) for desk in (siti, budi))

    decide(siti, budi, case)
    siti.round()

    assert all(_is_in_the_index(desk) for desk in (siti, budi))
    for desk in (siti, budi):
        assert sweep(desk)
        assert not _is_in_the_index(desk)
        assert CANARY.encode() not in contents(desk.store)
        assert not finds(desk)
        assert desk.store.drafts(desk.officer) == []
        assert [one.values for one in desk.store.history(case.id)][:-1] == [{}] * (len(desk.store.history(case.id)) - 1)
        assert desk.round().equal
    assert not (siti.store.folder / "blobs" / blob).exists()
    assert CANARY not in dump(world.database)
    assert acknowledged(world) == 2


def test_backups_beside_the_store_are_made_anew(world: World, tmp_path: Path) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case, _ = plant(siti, budi)
    before = siti.store.folder / backup.DAILY / "2026-03-09.sisko-backup"
    before.write_bytes(b"from yesterday")
    decide(siti, budi, case)
    siti.round()
    assert sweep(siti)
    assert [one.name for one in before.parent.iterdir()] == ["2026-03-10.sisko-backup"]
    backup.restore(next(before.parent.iterdir()), tmp_path / "elsewhere")
    with closing(Store.open(tmp_path / "elsewhere", fresh_key, siti.clock, store_id="s1")) as restored:
        assert CANARY.encode() not in contents(restored)


def test_a_backup_from_before_loses_it_with_the_next_round_and_brings_nothing_back(
    world: World, tmp_path: Path
) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case, _ = plant(siti, budi)
    siti.edit(siti.get(case), summary=f"{CANARY} belum terkirim")
    old = backup.write(siti.store, fresh_key, tmp_path / "old.sisko-backup").path
    siti.round()
    decide(siti, budi, case)
    folder = siti.store.folder
    siti.store.close()
    for left in folder.iterdir():
        if left.is_file():
            left.unlink()
    backup.restore(old, folder)
    siti.store = Store.open(folder, fresh_key, siti.clock, store_id="s1")
    backup.begin_epoch(siti.store)
    assert CANARY.encode() in contents(siti.store)

    while siti.round().equal is not True:
        pass

    assert is_erased({"_deleted": siti.get(case).deleted})
    assert sweep(siti) or _give_up_all(siti)
    assert CANARY.encode() not in contents(siti.store)
    assert CANARY not in dump(world.database)


def _given_up(change: str, unit: Unit) -> None:
    tray.give_up(unit, change, "ERASED")


def _give_up_all(desk: StoreDesk) -> bool:
    with desk.store.reading() as connection:
        waits = [one.change.id for one in tray.refusals(connection)]
    for change in waits:
        desk.store.do(desk.officer, partial(_given_up, change))
    return sweep(desk)


def test_a_desk_that_comes_back_after_a_year_shows_its_work_to_a_lead_and_then_drops_it(world: World) -> None:
    siti, budi, tono = world.desk("siti"), world.desk("budi"), world.desk("tono", "CASE_OFFICER")
    case, _ = plant(siti, budi)
    tono.round()
    tono.edit(tono.get(case), summary=f"{CANARY} dari lapangan")
    note = tono.create("action", case_id=case.id, type="NOTE", at=AT, summary=CANARY)
    decide(siti, budi, case)

    tono.round()

    assert not sweep(tono)
    with tono.store.reading() as connection:
        late = list(tray.refusals(connection))
    assert {one.code for one in late} == {"erased"}
    assert {one.change.record for one in late} == {case.id, note.id}
    assert acknowledged(world) == 0
    assert CANARY not in dump(world.database)
    with pytest.raises(NoRight):
        tono.store.do("tono", lambda unit: tray.give_up(unit, late[0].change.id, "ERASED"))
    with pytest.raises(RuleBroken) as refused:
        tono.store.do("tono", lambda unit: tray.send_again(unit, late[0].change.id))
    assert refused.value.rule == "erased"

    world.give(tono, "CONSUL_COORD")
    tono.round()
    assert _give_up_all(tono)
    assert CANARY.encode() not in contents(tono.store)
    tono.round()
    assert acknowledged(world) == 1


def test_two_officers_decide_at_the_desk_as_well(world: World) -> None:
    siti, tono = world.desk("siti"), world.desk("tono", "CASE_OFFICER")
    case = siti.create("case", status="REGISTERED", summary=CANARY)
    said: dict[str, Any] = {"subject_kind": "case", "subject_id": case.id, "erasure_basis": "PROTECTION", "reason": "x"}
    said |= {"asked_at": AT, "erasure_state": "ASKED"}
    with pytest.raises(RuleBroken) as alone:
        siti.create("erasure", **said, asked_by="budi")
    assert alone.value.rule == "erasure-two-officers"
    asked = siti.create("erasure", **said, asked_by="siti")
    with pytest.raises(RuleBroken) as alone:
        siti.edit(asked, erasure_state="CONFIRMED", confirmed_by="siti")
    assert alone.value.rule == "erasure-two-officers"
    siti.round()
    tono.round()
    with pytest.raises(NoRight):
        tono.edit(asked, erasure_state="CONFIRMED", confirmed_by="tono")


def test_what_the_centre_alone_calls_erased_keeps_its_past_here(world: World) -> None:
    siti = world.desk("siti")
    case = siti.create("case", status="REGISTERED", summary=CANARY)
    siti.round()
    with siti.store.transactions.write() as connection:
        erasures.bury(connection, "case", case.id, "019cd67b-22c0-7763-830e-c9bfe89d6c4c")
        erasures.carry_out(connection)
    assert [one.values["summary"] for one in siti.store.history(case.id)] == [CANARY]
    with siti.store.reading() as connection:
        assert erasures.are_left(connection)


@pytest.mark.parametrize("step", ["drop", "_fold_log", "renew"])
def test_a_cut_at_any_step_of_the_sweep_ends_level(world: World, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = plant(siti, budi)[0] if step == "drop" else siti.create("case", status="REGISTERED", summary=CANARY)
    decide(siti, budi, case)
    siti.round()
    with monkeypatch.context() as cut:
        at: Callable[..., Any] = _dies
        owner = {"drop": blobs.BlobFolder, "_fold_log": sweeping, "renew": backup}[step]
        cut.setattr(owner, step, at)
        with pytest.raises(KeyboardInterrupt):
            sweep(siti)
    siti.round()
    assert acknowledged(world) == 0
    folder = siti.store.folder
    siti.store.close()
    siti.store = Store.open(folder, fresh_key, siti.clock, store_id="s1")
    assert sweep(siti)
    siti.round()
    assert acknowledged(world) == 1
    assert CANARY.encode() not in contents(siti.store)


def _dies(*_: Any) -> None:
    raise KeyboardInterrupt


def test_what_was_handed_over_of_it_is_not_kept_either(world: World) -> None:
    siti, budi, tono = world.desk("siti"), world.desk("budi"), world.desk("tono")
    case, _ = plant(siti, budi)
    tono.round()
    tono.edit(tono.get(case), summary=f"{CANARY} lewat stik")
    given = tono.store.handing().give(tono.store.handing().holds(), 1 << 20)
    decide(siti, budi, case)
    siti.round()
    siti.store.handing().take([given.handing])
    assert sweep(siti)
    assert CANARY.encode() not in contents(siti.store)
    with siti.store.reading() as connection:
        assert outbox.states(connection, [case.id]) == {}
        assert history.of_record(connection, case.id)


def test_of_a_restricted_case_what_it_said_before_goes_and_what_is_sealed_stays(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case, _ = plant(siti, budi)
    siti.edit(siti.get(case), summary=f"{CANARY} lagi", priority="P2")
    siti.store.do("siti", partial(restriction.close, case.id))
    for desk in (siti, budi, siti):
        desk.round()
    assert CANARY in dump(world.database)

    decide(siti, budi, case, erasure_scope="BEFORE_RAISE")
    siti.round()

    assert siti.get(case).fields["summary"].startswith(CANARY)
    for desk in (siti, budi):
        assert sweep(desk)
        desk.store.drop_draft(desk.officer, f"edit/case/{case.id}")
        assert CANARY.encode() not in contents(desk.store)
        assert desk.round().equal
    assert [one.values.get("priority") for one in siti.store.history(case.id)].count("P2") == 1
    assert CANARY not in dump(world.database)
    with world.database.snapshot() as connection:
        (verified,) = replay.verify(connection)
    assert verified.findings == []
    siti.edit(siti.get(case), summary="Aman")
    assert siti.round().refused == 0
