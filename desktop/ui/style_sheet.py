"""Style sheet: resources/look/desk.qss, filled in with the colours of a theme and the lengths of a text size."""

import re
from collections.abc import Callable
from dataclasses import asdict
from string import Template

from desktop.ui.tokens import Tokens
from sync.resources import resource


def style_sheet(tokens: Tokens, px: Callable[[float], int]) -> str:
    """Return the sheet for *tokens* at the text size of *px*."""
    sheet = resource("look/desk.qss").read_text("utf-8")
    lengths = {f"px{length}": px(int(length)) for length in re.findall(r"\$\{px([0-9]+)\}", sheet)}
    return Template(sheet).substitute(asdict(tokens), **lengths)
