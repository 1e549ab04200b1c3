"""Sync page: how the line, the rounds and what waits are said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.actions.outbox import WaitingKind
from desktop.store.brought import BroughtCase
from desktop.store.receipts import Receipt
from desktop.store.standing import FirstSync, Standing
from desktop.ui.durations import seconds_words
from desktop.ui.error_text import error_text
from desktop.ui.rounds import LineState
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.speech import Speech
from sync.clock import moment
from sync.errors import Unreachable

_KB = 1024
_MOST_NAMED = 5
_DID = ("again", "sent", "received", "mended", "refused", "conflicts", "files_sent", "files_received")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """The line to the centre in a title and a sentence."""

    icon: str
    tone: Tone
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round of the activity."""

    icon: str
    tone: Tone
    title: str
    meta: str


def line_words(speech: Speech, standing: Standing | None, state: LineState, now: datetime) -> LineWords:
    """Say how the line is."""
    words = speech.words
    if standing is None or standing.connection == "none":
        return LineWords(icon="monitor", tone=Tone.NEUTRAL, title=words("sync.alone"), text=words("sync.alone.text"))
    if state.is_running:
        return _running(speech, standing, state)
    if state.error is not None:
        return _failed(speech, state, now)
    if standing.last_round is None:
        return LineWords(icon="wifi", tone=Tone.INFO, title=words("sync.joined"), text=words("sync.joined.text"))
    if standing.connection == "offline":
        title = words("sync.offline", time=near(speech, moment(standing.last_round["at"]), now))
        return LineWords(icon="wifi-off", tone=Tone.WARNING, title=title, text=words("sync.offline.text"))
    return _standing_words(speech, standing, standing.last_round["at"], now)


def _running(speech: Speech, standing: Standing, state: LineState) -> LineWords:
    title, text = "sync.running", _progress(speech, state)
    if standing.first_sync is not None:
        title, text = "sync.first", f"{first_words(speech, standing.first_sync)} {_left(speech, state)}".strip()
    return LineWords(icon="refresh-cw", tone=Tone.INFO, title=speech.words(title), text=text)


def _standing_words(speech: Speech, standing: Standing, last: str, now: datetime) -> LineWords:
    """Say what is proven, or why nothing is."""
    words = speech.words
    if standing.again:
        title, text = words("sync.restored"), words("sync.restored.text", n=standing.again)
        return LineWords(icon="circle-alert", tone=Tone.WARNING, title=title, text=text)
    if standing.differs:
        return LineWords(
            icon="circle-alert", tone=Tone.WARNING, title=words("sync.differs"), text=words("sync.differs.text")
        )
    if standing.directory is not None:
        alarm = f"sync.directory.{standing.directory}"
        return LineWords(icon="circle-alert", tone=Tone.WARNING, title=words(alarm), text=words(f"{alarm}.text"))
    title = words("sync.online", time=near(speech, moment(last), now))
    if standing.proven is not None:
        text = proven_words(speech, standing.proven, now)
        return LineWords(icon="cloud-check", tone=Tone.SUCCESS, title=title, text=text)
    why = "refused" if standing.refused else "text" if standing.waiting else "uncompared"
    return LineWords(icon="wifi", tone=Tone.INFO, title=title, text=words(f"sync.online.{why}"))


def proven_words(speech: Speech, receipt: Receipt, now: datetime) -> str:
    """Say until when everything entered here is at the centre."""
    return speech.words("sync.proven", time=near(speech, moment(receipt.until), now))


def _failed(speech: Speech, state: LineState, now: datetime) -> LineWords:
    words, error = speech.words, state.error
    if error is None:
        raise ValueError("nothing failed")
    said = error_text(words, error)
    if isinstance(error, Unreachable):
        since = near(speech, state.since or now, now)
        return LineWords(icon="wifi-off", tone=Tone.WARNING, title=words("sync.offline", time=since), text=said.text)
    return LineWords(icon="circle-alert", tone=Tone.DANGER, title=said.title, text=f"{said.text} {said.who}")


def clock_words(speech: Speech, off: int) -> str:
    """Say that this clock is wrong, and that nothing but the times that are shown depends on it."""
    key = "sync.clock.ahead" if off > 0 else "sync.clock.behind"
    return speech.words(key, time=seconds_words(speech.words, abs(off)))


def first_words(speech: Speech, first: FirstSync) -> str:
    """Say how much of the first data is here, and what that means for the work."""
    words = speech.words
    share = words(
        "sync.first.of",
        done=first.records,
        total=first.of_records,
        size=size_words(speech, first.bytes),
        whole=size_words(speech, first.of_bytes),
    )
    urgent = words("sync.first.urgent" if first.has_urgent else "sync.first.begins")
    return f"{share} {urgent} {words('sync.first.incomplete')}"


def _left(speech: Speech, state: LineState) -> str:
    """Say how long it will still take, as soon as that can be told."""
    if state.progress is None or state.progress.seconds_left is None:
        return ""
    return speech.words("shell.progress.left", time=seconds_words(speech.words, state.progress.seconds_left))


def _progress(speech: Speech, state: LineState) -> str:
    progress = state.progress
    if progress is None or not progress.total:
        return speech.words("sync.running.text")
    text = speech.words("sync.running.of", done=progress.done, total=progress.total)
    left = _left(speech, state)
    return f"{text} · {left}" if left else text


def near(speech: Speech, when: datetime, now: datetime) -> str:
    """Say a moment as close by as it is: "07.10", "kemarin, 17.20", "8 Mar, 16.40"."""
    said = speech.when(when)
    day, _, clock = said.rpartition(", ")
    days = (speech.local(now).date() - speech.local(when).date()).days
    if days == 0:
        return clock
    if days == 1:
        return speech.words("sync.yesterday", time=clock)
    return f"{day.rsplit(' ', 1)[0]}, {clock}"


def oldest(speech: Speech, waiting: WaitingKind, now: datetime) -> str:
    """Say since when the oldest of a kind waits."""
    return speech.words("sync.oldest", time=near(speech, moment(waiting.oldest), now))


def round_line(speech: Speech, body: dict[str, Any], now: datetime) -> RoundLine:
    """Say what a round did."""
    words = speech.words
    meta = [near(speech, moment(body["at"]), now)]
    if body["seconds"]:
        meta.append(seconds_words(words, body["seconds"]))
    if size := body["bytes_in"] + body["bytes_out"]:
        meta.append(size_words(speech, size))
    did = [words(f"sync.did.{key}", n=body[key]) for key in _DID if body.get(key)]
    if body.get("budget_spent"):
        did.append(words("sync.did.budget"))
    if body["error"] is not None:
        title = _broken(speech, body["error"], did)
        return RoundLine(icon="triangle-alert", tone=Tone.WARNING, title=title, meta=" · ".join(meta))
    title = ", ".join(did) if did else words("sync.did.nothing")
    tone = Tone.WARNING if body["refused"] or body["conflicts"] else Tone.SUCCESS
    return RoundLine(icon="cloud-check", tone=tone, title=capital(title), meta=" · ".join(meta))


def brought_words(speech: Speech, body: dict[str, Any], cases: Mapping[str, BroughtCase], officer: str) -> str:
    """Say which cases a round changed, the officer's own first; empty where it changed none that is here."""
    known = [cases[one] for one in body.get("cases", ()) if one in cases]
    mine = [one.number for one in known if one.owner == officer]
    others = [one.number for one in known if one.owner != officer]
    said = [_changed(speech, "mine", mine), _changed(speech, "other", others)]
    return speech.words("list.dot").join(filter(None, said))


def _changed(speech: Speech, whose: str, numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    one = ".one" if len(numbers) == 1 else ""
    named = ", ".join(numbers[:_MOST_NAMED]) + (", …" if len(numbers) > _MOST_NAMED else "")
    return speech.words(f"sync.cases.{whose}{one}", n=len(numbers), numbers=named)


def _broken(speech: Speech, code: str, did: list[str]) -> str:
    key = f"sync.broken.{code}"
    title = speech.words(key) if key in speech.words else speech.words("sync.broken", code=code)
    return f"{title}; {', '.join(did)}" if did else title


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def size_words(speech: Speech, size: int) -> str:
    """Say a number of bytes."""
    if size < _KB * _KB:
        return speech.words("sync.kb", n=max(1, round(size / _KB)))
    return speech.words("sync.mb", n=round(size / _KB / _KB, 1))
