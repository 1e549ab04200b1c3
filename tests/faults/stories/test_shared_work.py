"""Stories of two people who work on the same: F01, F02, F10, and of one who does at two computers: B4."""

import pytest

from desktop.actions import conflicts
from desktop.desk import Desk
from desktop.store import backup
from desktop.store.row import Row
from sync.changes.change import DELETED
from sync.errors import DeviceRefused
from sync.gateway import accounts
from tests.faults.small_mission import Mission, edited, made, shown


def _values(desk: Desk, row: Row, path: str) -> list[tuple[str, object]]:
    """Who said what of one field, in the order of the ledger."""
    return [(past.officer, past.values[path]) for past in desk.store.history(row.id) if path in past.values]


@pytest.mark.parametrize("first", ["siti", "budi"])
def test_f01_same_field_two_officers_offline(mission: Mission, first: str) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    case = made(siti, "case", status="REGISTERED", priority="P4", summary="Gaji tidak dibayar")
    mission.round()
    edited(siti, case, priority="P1", incident_place="Riyadh")
    edited(budi, case, priority="P3", unit="Jeddah")

    order = (siti, budi) if first == "siti" else (budi, siti)
    mission.round(*order, *order)

    for desk in (siti, budi):
        row = shown(desk, case)
        assert row.sync == "conflict"
        assert {row.fields[name] for name in ("priority", "incident_place", "unit")} == {"P1", "Riyadh", "Jeddah"}
        (one,) = conflicts.open_ones(desk.store)
        assert (one.path, one.present, one.other) == ("priority", "P1", "P3")
        said = [("siti", "P4"), ("siti", "P1"), ("budi", "P3")]
        assert sorted(_values(desk, case, "priority")) == sorted(said)
        assert all(past.at for past in desk.store.history(case.id))
    budi.do(lambda unit: conflicts.keep(one.id, "mine", unit))
    mission.are_equal()
    assert shown(siti, case).fields["priority"] == "P3"


def test_f02_access_withdrawn_while_work_is_unsent(mission: Mission) -> None:
    budi, siti = mission.desk("budi"), mission.desk("siti")
    case = made(siti, "case", status="REGISTERED", summary="Paspor ditahan")
    mission.round(siti, budi)
    notes = [
        made(budi, "action", case_id=case.id, type="CALL_WORKER", at="2026-03-10T06:42:00.000Z", summary=f"Catatan {n}")
        for n in range(3)
    ]
    device = budi.store.identity().device
    with mission.database.write() as connection:
        accounts.revoke_device(connection, device, mission.clock)

    for _ in range(2):  # and again after a restart: the refusal takes nothing away
        with pytest.raises(DeviceRefused) as refused:
            mission.round(budi)
        assert refused.value.rule == "revoked"
        budi = mission.reopened(budi)
    assert budi.standing().waiting == 3
    assert budi.standing().proven is None
    for number, note in enumerate(notes):
        assert shown(budi, note).fields["summary"] == f"Catatan {number}"
    assert shown(budi, case).fields["summary"] == "Paspor ditahan"
    assert budi.verify() == ()
    for name in ("slots.json", "device.key"):
        (budi.folder / name).write_bytes(b"{}")
    assert backup.write(budi.store, budi.session.database_key, mission.folder / "kept").size_bytes > 0

    mission.desks.remove(budi)
    mission.are_equal()
    assert not [change for change in mission.entries() if change.startswith(device)]
    budi.close()


def test_f10_deleted_here_edited_there(mission: Mission) -> None:
    siti, budi = mission.desk("siti"), mission.desk("budi")
    case = made(siti, "case", status="REGISTERED", summary="Kasus A")
    paper = made(siti, "attachment", owner_kind="case", owner_id=case.id, title="Surat kontrak")
    mission.round()
    siti.do(lambda unit: unit.delete("attachment", paper.id, "dobel"))
    mission.round(siti)
    edited(budi, paper, title="Surat kontrak, halaman dua")
    seen = [shown(siti, paper).deleted]

    mission.round(budi)
    seen.append(shown(siti, paper).deleted)  # the centre is slow: Siti has not heard yet, and nothing flickers
    mission.round(siti, budi)

    assert seen == ["dobel", "dobel"]
    for desk in (siti, budi):
        assert shown(desk, paper).fields["title"] == "Surat kontrak, halaman dua"
        (one,) = conflicts.open_ones(desk.store)
        assert (one.path, [one.present, one.other]) == (DELETED, [None, "dobel"])
    (one,) = conflicts.open_ones(siti.store)
    siti.do(lambda unit: conflicts.keep(one.id, "mine", unit))  # only a person ends it, either way
    mission.are_equal()
    assert [shown(desk, paper).deleted for desk in (siti, budi)] == ["dobel", "dobel"]
    assert _values(budi, paper, "title")[-1] == ("budi", "Surat kontrak, halaman dua")


def test_b04_own_second_computer(mission: Mission) -> None:
    office, field = mission.desk("siti", place="office"), mission.desk("siti", place="field")
    case = made(office, "case", status="REGISTERED", summary="Kasus A")
    mission.round()
    edited(office, case, narrative="Dari kantor", complainant_name="Aminah")
    edited(field, case, narrative="Dari lapangan", complainant_name="Aminatun")

    mission.round(office, field, office)

    for desk in (office, field):
        fields = shown(desk, case).fields
        assert "Dari kantor" in fields["narrative"]
        assert "Dari lapangan" in fields["narrative"]
        (one,) = conflicts.open_ones(desk.store)
        assert {one.present, one.other} == {"Aminah", "Aminatun"}
        assert one.other_is_mine == (desk is field)  # by the computer: the officer is the same
    (one,) = conflicts.open_ones(field.store)
    field.do(lambda unit: conflicts.keep(one.id, "mine", unit))
    mission.are_equal()
    assert shown(office, case).fields["complainant_name"] == "Aminatun"
