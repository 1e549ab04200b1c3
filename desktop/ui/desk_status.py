"""Desk status: the standing of the desk and the state of its line, as the bars of the window show them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.store.standing import FirstSync, Standing
from desktop.ui.rounds import Rounds
from desktop.ui.views.status_bar import DeskStatus, Link
from sync.clock import moment
from sync.errors import Disagreed


def desk_status(rounds: Rounds, zone: str) -> DeskStatus:
    """Return what the status bar shows; times in *zone*, the mission's."""
    standing = rounds.standing
    if standing is None:
        return DeskStatus()
    is_off = rounds.state.error is not None or standing.connection == "offline"
    return DeskStatus(
        link=_link(rounds, standing),
        waiting=standing.waiting,
        conflicts=standing.conflicts,
        last_sync=_last(standing, ZoneInfo(zone)),
        is_proven=standing.receipt is not None,
        next_try_s=rounds.next_try_s() if is_off else None,
        first_percent=_percent(standing.first_sync),
    )


def page_counts(rounds: Rounds, urgent: int) -> dict[str, tuple[int, bool]]:
    """Return what waits in the pages; what needs a person is an alarm."""
    standing = rounds.standing
    if standing is None:
        return {"cases": (urgent, True)}
    needs_person = standing.conflicts + standing.refused
    waiting = standing.waiting if rounds.is_joined else 0
    return {"cases": (urgent, True), "sync": (needs_person or waiting, needs_person > 0)}


def _link(rounds: Rounds, standing: Standing) -> Link:
    if standing.connection == "none":
        return Link.LOCAL
    if rounds.state.is_running:
        return Link.SYNCING
    if isinstance(rounds.state.error, Disagreed):
        return Link.REFUSED
    if rounds.state.error is not None or standing.connection == "offline":
        return Link.OFFLINE
    if standing.differs:
        return Link.DIFFERS
    return Link.ONLINE if standing.proven else Link.UNPROVEN


def _percent(first: FirstSync | None) -> int | None:
    return None if first is None else 100 * first.records // first.of_records


def _last(standing: Standing, zone: ZoneInfo) -> datetime | None:
    if standing.receipt is not None:
        return moment(standing.receipt.until).astimezone(zone)
    last = standing.last_round
    return moment(last["at"]).astimezone(zone) if last is not None and last["error"] is None else None
