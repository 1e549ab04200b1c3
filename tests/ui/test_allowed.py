"""Screens of an officer with few roles: what may not be done is grey and says who may; what may not be seen is gone."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.actions import records
from desktop.desk import Desk
from desktop.store import grants
from desktop.store.device import Meta
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.relations import seen
from desktop.ui.views.allowed import allow
from desktop.ui.views.places import FormPlace, ListPlace
from desktop.ui.views.record_form import RecordForm
from desktop.ui.widgets.empty_state import EmptyState
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.sample_desk import fill


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose officer has become a counter officer."""
    made = make_desk(Path(tmp_path_factory.mktemp("allowed")))
    fill(made)
    fields = {"full_name": "Sari Wulandari", "health_note": "Hamil tujuh bulan"}
    made.do(partial(records.create, "worker", fields))
    with made.store.transactions.write() as connection:
        meta = Meta(connection)
        meta.keep("centre", "{}")
        grants.keep(meta, made.officer.user, frozenset({"COUNTER"}))
    made.eyes = made._look()
    yield made
    made.close()


@pytest.fixture
def workers(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


@pytest.fixture
def market(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "market")


def test_sections_without_a_kind_that_may_be_read_are_not_there(desk: Desk) -> None:
    assert seen(desk.eyes, "outreach") == ()
    assert "worker" in seen(desk.eyes, "workers")


def test_a_deed_that_is_not_for_the_officer_is_grey_and_says_who_may(market: Stage) -> None:
    market.page.go(ListPlace(kind="agency"))
    market.settle()
    add = next(
        one for one in market.page.findChildren(QPushButton) if one.text().startswith("Tambah") and not one.isEnabled()
    )
    assert "Atase Ketenagakerjaan" in add.toolTip()
    assert "Atase Ketenagakerjaan" in add.accessibleDescription()


def test_an_empty_list_offers_nothing_that_is_not_for_the_officer(market: Stage) -> None:
    market.page.go(ListPlace(kind="agency"))
    market.settle()
    acts = [one.act for one in market.page.findChildren(EmptyState) if one.act is not None]
    assert {act.isEnabled() for act in acts} == {False}


def test_an_entry_of_a_menu_says_so_too(workers: Stage) -> None:
    bench = workers.page._bench
    menu = QMenu()
    allowed, refused = menu.addAction("a"), menu.addAction("b")
    assert allow(bench, allowed, "edit", "worker")
    assert not allow(bench, refused, "delete", "worker")
    assert (allowed.isEnabled(), refused.isEnabled()) == (True, False)
    assert "Koordinator" in refused.toolTip()


def test_the_panel_names_no_hidden_value_and_says_how_many_there_are(workers: Stage, desk: Desk) -> None:
    (hit,) = desk.search("Sari Wulandari", "worker")
    workers.page.go(ListPlace(kind="worker"))
    workers.settle()
    workers.page._lists["worker"].pick(hit.id)
    workers.settle()
    said = " ".join(label.text() for label in workers.window.findChildren(QLabel))
    assert "Sari Wulandari" in said
    assert "Hamil" not in said
    assert "tidak terlihat bagi peran Anda" in said


def test_a_form_has_no_field_that_the_officer_may_not_fill_in(workers: Stage, desk: Desk) -> None:
    (hit,) = desk.search("Sari Wulandari", "worker")
    workers.page.go(FormPlace(kind="worker", record=hit.id))
    workers.settle()
    form = workers.page._steps[-1]
    assert isinstance(form, RecordForm)
    assert "health_note" not in form.fields
    form.fields["birth_place"].set_value("Kediri")
    workers.settle()
    form.save()
    workers.settle()
    assert desk.store.get("worker", hit.id).fields["birth_place"] == "Kediri"
    desk.store.officer = None
    assert desk.store.get("worker", hit.id).fields["health_note"] == "Hamil tujuh bulan"
    desk.store.officer = desk.officer.user


def test_a_new_record_takes_down_all_that_somebody_tells_at_the_counter(workers: Stage) -> None:
    workers.page.go(FormPlace(kind="worker"))
    workers.settle()
    form = workers.page._steps[-1]
    assert isinstance(form, RecordForm)
    assert "health_note" in form.fields
