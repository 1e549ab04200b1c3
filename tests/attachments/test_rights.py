"""Files are opened by who may open those of the record that they belong to, at the desk and at the centre."""

from pathlib import Path

import pytest

from desktop.actions import attachments
from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.store import peers
from sync.clock import SystemClock, stamp
from sync.errors import NoRight
from sync.gateway import accounts
from tests.attachments.conftest import Open, add, both_databases, photo
from tests.attachments.test_faults import ticket, wish_for

pytestmark = both_databases


def _narrow(centre: Centre, desk: Desk, *roles: str) -> None:
    """Let the officer of *desk* have these roles only, and the desk hear of it."""
    desk.round()
    device = desk.store.identity().device
    with desk.store.reading() as connection:
        key = next(key for (_, key), at in peers.officers(connection).items() if at == device)
    with centre._database.write() as connection:
        accounts.grant(connection, "JHB", (desk.officer.user, key), roles, stamp(SystemClock().now()))


def test_the_centre_hands_no_file_to_a_device_where_nobody_may_open_it(
    desks: Open, desk: Desk, centre: Centre, tmp_path: Path
) -> None:
    file = add(desk, photo(300, 200))  # of a worker
    desk.round()
    other = desks("budi")
    other.round()
    wish = wish_for(other, file.id, "get")
    assert ticket(other, centre, wish)[0].state == "whole"
    _narrow(centre, other, "HQ_KEMLU")
    assert ticket(other, centre, wish)[0].state == "unknown"
    assert ticket(desk, centre, wish_for(desk, file.id, "get"))[0].state == "whole"


def test_a_desk_opens_no_file_of_what_its_officer_may_only_read(
    desks: Open, desk: Desk, centre: Centre, tmp_path: Path
) -> None:
    file = add(desk, photo(300, 200))
    content = attachments.open_file(desk, file.id)
    assert content
    _narrow(centre, desk, "TEMP_TEAM")
    desk.round()
    with pytest.raises(NoRight) as refusal:
        attachments.save_copy(desk, file.id, content, tmp_path / "out.jpg")
    assert refusal.value.values["verb"] == "copy_out"
    assert list(tmp_path.glob("out*")) == []
    assert attachments.open_file(desk, file.id) == content
    _narrow(centre, desk, "DPO")
    desk.round()
    with pytest.raises(NoRight):
        attachments.open_file(desk, file.id)
