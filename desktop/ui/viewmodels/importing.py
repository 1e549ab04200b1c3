"""Importing: what the page that takes a list in offers and says, and the work that it hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.actions.imports import mapping as mappings
from desktop.actions.imports.previewing import Preview, preview
from desktop.actions.imports.taking import NO_LISTS, Intake, Outcome, Progress, take_in
from desktop.desk import Desk
from desktop.ui.ticket import Report
from desktop.words import LANGUAGES, Words
from sync.domain.records.catalogue import noun
from sync.errors import Cancelled

ENDINGS: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")


def can_import(kind: str) -> bool:
    """Whether lists of *kind* can be taken in; some kinds only the desk and the centre make."""
    return kind not in NO_LISTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A list as the officer sees it first, and what its columns can fill: name, words, other words that find it."""

    seen: Preview
    targets: tuple[tuple[str, str, str], ...]


def look_at(desk: Desk, kind: str, path: Path, words: Words) -> Look:
    """Read the first rows of a list; runs on the lane.

    Raises:
        UnreadableFile, NoMapping: see `preview`.
    """
    return Look(seen=preview(desk, kind, path), targets=_targets(kind, words))


def _targets(kind: str, words: Words) -> tuple[tuple[str, str, str], ...]:
    other = Words(next(lang for lang in LANGUAGES if lang != words.lang))
    found = (target for target, _, _ in mappings.targets(noun(kind)))
    return tuple(
        (target, mappings.heading(words, kind, target), f"{mappings.heading(other, kind, target)} {target}")
        for target in found
    )


def doubled(kind: str, columns: Mapping[str, str]) -> frozenset[str]:
    """Return the header texts that fill what another one fills already; several telephones are no harm."""
    several = {target for target, field, part in mappings.targets(noun(kind)) if mappings.is_phone(field, part)}
    said = [target for target in columns.values() if target]
    return frozenset(text for text, target in columns.items() if target not in several and said.count(target) > 1)


def missing(kind: str, columns: Mapping[str, str]) -> frozenset[str]:
    """Return the fields of which the list must fill at least one, when it fills none of them."""
    wanted = frozenset(mappings.needed(noun(kind)))
    return frozenset() if wanted & set(columns.values()) else wanted


def take(desk: Desk, wanted: Intake, report: Report) -> Outcome:
    """Take a list in, or only try to; runs on the lane.

    Raises:
        Cancelled: the officer stopped it, *done* rows were taken in. Also what `take_in` raises.
    """
    is_stopped = False

    def tell(step: Progress) -> None:
        nonlocal is_stopped
        try:
            report(step.done, step.total or 0)
        except Cancelled:
            is_stopped = True

    report(0, 0)
    return take_in(desk, wanted, tell, lambda: is_stopped)
