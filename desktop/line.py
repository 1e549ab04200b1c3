"""The line of a desk to its centre: the connection that is kept, how quick it is, and rounds and forecasts over it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from desktop.courier import Courier
from desktop.keys.secret import Officer
from desktop.store import load
from desktop.store.enrolment import Line, line_of
from desktop.store.replica import StoreReplica
from desktop.store.standing import keep_clock, keep_round
from desktop.store.store import Store
from desktop.way import Connections, Means
from sync.clock import moment
from sync.engine.attachments import Moved
from sync.engine.budget import NO_BOUND, Budget, Purse
from sync.engine.bundles import hand_on
from sync.engine.conversation import Centre, Conversation
from sync.engine.forecast import Forecast, forecast
from sync.engine.joining import is_another
from sync.engine.listening import wait_ask
from sync.engine.pace import Pace
from sync.engine.ports import Channel, Shelf
from sync.engine.round import Report, Round
from sync.errors import AnotherCentre, DeskError, Disagreed, NotEnrolled, TimedOut
from sync.transport.http import HttpChannel
from sync.transport.news import hears_news

_GOOD_S: Final = 1.5
_PACE: Final = "line.pace"
"""A setting: what the last rounds told of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wished of one round; without a *channel* it goes to the centre over the network."""

    on_step: Callable[[Report], None]
    stopped: Callable[[], bool]
    channel: Channel | None
    budget: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """The line, a round over it, and what that may spend."""

    channel: Channel
    centre: Centre
    round: Round
    purse: Purse


class CentreLine:
    """One of a desk. `round` and `past` run on one thread; any may break them off."""

    def __init__(self, store: Store, files: Courier, officer: Officer) -> None:
        self._store = store
        self._files = files
        self._officer = officer
        self._clock = clock = files.clock
        self.connections = Connections(files.way)
        self._pace = Pace(clock, store.setting(_PACE, ()))

    def round(self, wish: Wish) -> Report:
        """Run one complete round with the centre, or as much of it as its budget allows.

        Raises:
            NotEnrolled: no centre yet. Cancelled: it was stopped or broken off.
            Unreachable, Disagreed: see `Round.run`; what was answered before is kept.
        """
        talk = self._talk(wish.channel, Purse(wish.budget, self._pace))
        last, off = Report(), None

        def step(report: Report) -> None:
            nonlocal last, off
            if report.centre_time is not None and report.centre_time != last.centre_time:
                off = self._clock.now() - moment(report.centre_time)
            last = report
            wish.on_step(report)

        try:
            with self.connections.round.renewed():
                report = self._through(talk, step, wish.stopped)
        except DeskError as error:
            was_up = isinstance(error, TimedOut) and talk.purse.is_empty  # the time, as was wished
            if not (was_up and last.round_trips):  # a line that carried nothing is dead all the same
                told = self._told(error, talk.channel)
                keep_round(self._store, self._clock, last, told.code)
                raise told from None
            report = last
        else:
            if off is not None:  # by the last answer: one to an envelope from before may be hours old
                keep_clock(self._store, off)
        finally:
            if isinstance(talk.channel, HttpChannel):
                talk.channel.leave_at = None
        report = replace(report, budget_spent=talk.purse.is_empty)
        if wish.budget.is_bounded:
            report = self._with_what_waits(report)
        if report.round_trips:  # else nothing was learnt of the line
            keep_round(self._store, self._clock, report, None)
        self._store.keep_setting(_PACE, self._pace.seen)
        return report

    def _with_what_waits(self, report: Report) -> Report:
        """A round that ended early did not get to ask: what is known to wait is told."""
        with self._store.reading() as connection:
            waiting = load.of(connection)
        return replace(report, to_come=waiting.to_come, file_bytes_left=sum(size for _, size in waiting.files.values()))

    def _through(self, talk: _Talk, step: Callable[[Report], None], stopped: Callable[[], bool]) -> Report:
        """Do all that a round does, most urgent first."""
        channel, work, purse = talk.channel, talk.round, talk.purse
        seconds = purse.budget.seconds
        if isinstance(channel, HttpChannel):
            channel.leave_at = None if seconds is None else self._clock.monotonic() + seconds
        report = work.run(step, stopped)
        key_of = {talk.centre.id: talk.centre.keys.verify}.__getitem__
        if not purse.budget.is_bounded and hand_on(self._store.pouch(), channel, key_of):
            report = work.run(step, stopped)  # last, so that the answers tell their desks all that came by us
        if not isinstance(channel, HttpChannel) or self._store.replica().in_flight() is not None:
            return report  # changes that wait for a larger budget come before files
        self._files.prepare(self._officer.user)
        moved = self._files.run(channel, purse, lambda moved: step(work.meanwhile().with_files(moved)), stopped)
        if moved.sent:  # the centre enters into the ledger what it has: every desk hears it there
            return work.run(step, stopped).with_files(moved)
        return work.meanwhile().with_files(moved)

    def past(self, record: str, channel: Channel | None = None) -> None:
        """Fetch what of a record's past is at the centre only, where there is any.

        Raises:
            NotEnrolled, Cancelled, Unreachable, Disagreed: as `round`.
        """
        if not self._store.has_whole_past(record):
            with self.connections.round.renewed():
                self._talk(channel, Purse(NO_BOUND, self._pace)).round.past(record)

    def fetch(self, record: str, on_step: Callable[[Moved], None] = lambda _: None) -> None:
        """Bring an attachment from the centre, beside any round that runs; see `Courier.fetch` for what it raises."""
        with self.connections.hand.renewed():
            self._files.fetch(record, self.connections.hand.to, on_step)

    def forecast(self, budget: Budget) -> Forecast | None:
        """Say what the next round will move, and what of it *budget* will leave; None without a centre."""
        line = line_of(self._store)
        if line is None:
            return None
        replica, conversation = self._speaking(line)
        with self._store.reading() as connection:
            waiting = load.of(connection)
        return forecast(waiting, replica, conversation, self._pace, budget)

    def hears_news(self, seconds: int) -> bool:
        """Wait up to *seconds* at the centre, beside any round; return whether it has news for this desk.

        Raises:
            NotEnrolled, Cancelled, Unreachable, Disagreed: as `round`.
        """
        line = line_of(self._store)
        if line is None:
            raise NotEnrolled
        cursor = self._store.replica().position().cursor
        ask = wait_ask(line.device, line.centre, self._clock, cursor, seconds)
        with self.connections.ear.renewed():
            return hears_news(self.connections.ear.to(line.url), ask)

    @property
    def is_good(self) -> bool:
        """Whether the line is known, and quick enough that waiting on it takes nothing from anybody."""
        latency = self._pace.latency_s
        return latency is not None and latency < _GOOD_S

    def to(self, url: str, by: Means | None = None) -> HttpChannel:
        """Return the channel to a centre: the one that is kept alive, where it still serves; see `Kept.to`."""
        return self.connections.round.to(url, by)

    def _talk(self, channel: Channel | None, purse: Purse) -> _Talk:
        """Return the line, *channel* unless there is none, and a round over it."""
        line = line_of(self._store)
        if line is None:
            raise NotEnrolled
        replica, conversation = self._speaking(line)
        channel = channel or self.to(line.url)
        shelf = channel if isinstance(channel, Shelf) else None
        work = Round(replica, channel, conversation, purse, shelf)
        return _Talk(channel=channel, centre=line.centre, round=work, purse=purse)

    def _speaking(self, line: Line) -> tuple[StoreReplica, Conversation]:
        replica = self._store.replica()
        return replica, Conversation(line.device, line.centre, self._clock, replica)

    def _told(self, error: DeskError, channel: Channel) -> DeskError:
        """Return what is told of *error*: a centre with other keys than ours has nothing to refuse us."""
        line = line_of(self._store) if isinstance(error, Disagreed) else None
        if line is not None and isinstance(channel, HttpChannel) and is_another(channel, line.centre):
            return AnotherCentre()
        return error
