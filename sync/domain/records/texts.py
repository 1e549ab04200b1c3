"""What a text may hold: one normal form of Unicode, no signs that steer a terminal, no halves of a sign."""

import re
import unicodedata
from typing import Final

from sync.errors import InvalidField

# Control signs, lone surrogates, and the marks that turn the direction of writing around (they can hide what a name
# really says). Blanks of all kinds are fine.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def cleaned(text: str, *, lines: bool) -> str | None:
    """Return *text* trimmed and in NFC; None when nothing is left. Without *lines*, breaks become blanks.

    Raises:
        InvalidField: it holds a sign that no text needs; rule "control-sign".
    """
    if not (text.isascii() and text.isprintable()):
        text = _BREAKS.sub("\n", text)
        if _FORBIDDEN.search(text) is not None:
            raise InvalidField(rule="control-sign")
        text = unicodedata.normalize("NFC", text)
        if not lines:
            text = text.replace("\n", " ").replace("\t", " ")
    return text.strip() or None
