"""Finding the lines of a machine readable zone in what was pasted or what a reader sent."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from sync.domain.mrz_layout import FILLER, LAYOUTS, Layout

_LONGEST: Final = 4000  # characters that are looked at
_MOST_LINES: Final = 40
_ZONE_LINE: Final = re.compile(r"[A-Z0-9<]+")
_LINE_END: Final = re.compile(r"[\r\n\v\f\u0085\u2028\u2029]+")
_CONTROLS_AND_BLANKS: Final = re.compile(r"[\x00-\x20\x7f\u00a0\u2007\u202f\u200b\ufeff]+")
_LOOKALIKES: Final = str.maketrans({"«": "<<", "‹": "<", "≪": "<<", "＜": "<", "〈": "<"})
_DIGITS_READ_AS_LETTERS: Final = str.maketrans("OISBZ", "01582")


def zones(text: str) -> Iterator[tuple[Layout, str]]:
    """Yield everything that has the size and the beginning of a zone; whole lines first, then lines run together."""
    lines = _lines(text)
    for layout in LAYOUTS:
        for at in range(len(lines) - layout.lines + 1):
            fitted = [_fitted(line, layout, n) for n, line in enumerate(lines[at : at + layout.lines])]
            if all(len(line) == layout.width for line in fitted):
                yield from _begun("".join(fitted), layout)
    for at in range(len(lines)):
        run_together = "".join(lines[at:])
        for layout in LAYOUTS:
            yield from _begun(run_together[: layout.size], layout)


def with_digits(zone: str, span: slice) -> str:
    """Return the zone with the letters in *span* that a reader of print takes for digits put right."""
    return zone[: span.start] + zone[span].translate(_DIGITS_READ_AS_LETTERS) + zone[span.stop :]


def _lines(text: str) -> list[str]:
    """Return the lines that hold nothing foreign to a zone, in capitals and without blanks."""
    plain = text[:_LONGEST].translate(_LOOKALIKES).upper()
    bare = (_CONTROLS_AND_BLANKS.sub("", line) for line in _LINE_END.split(plain))
    return list(islice((line for line in bare if _ZONE_LINE.fullmatch(line)), _MOST_LINES))


def _fitted(line: str, layout: Layout, at: int) -> str:
    """Give the line of names its width: fillers at its end are easily lost or doubled, and nothing checks them."""
    if at != layout.name_line:
        return line
    return line.rstrip(FILLER).ljust(layout.width, FILLER)


def _begun(zone: str, layout: Layout) -> Iterator[tuple[Layout, str]]:
    if len(zone) == layout.size and zone[0] in layout.kinds:
        yield layout, zone
