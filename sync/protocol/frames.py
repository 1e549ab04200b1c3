"""One Zstandard frame around a text, and back within a bounded size and memory."""

import sys
from typing import Final

from sync.errors import BadMessage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAGIC: Final = b"\x28\xb5\x2f\xfd"
"""With these bytes a frame begins, and no JSON text."""

_LEVEL: Final = 15
"""The first at which zstd cuts its blocks between columns by itself: a frame for each column was larger."""
_OPTIONS: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 23}


def pack(text: bytes, level: int = _LEVEL) -> bytes:
    """Write *text* as one frame."""
    return zstd.compress(text, level)


def unpack(frame: bytes, most: int) -> bytes:
    """Return the text of a frame; never more than one byte beyond *most* is unpacked.

    Raises:
        BadMessage: not one whole frame (rule "shape"), or too large (rule "size").
    """
    inside = zstd.ZstdDecompressor(options=_OPTIONS)
    try:
        text = inside.decompress(frame, most + 1)
    except zstd.ZstdError:
        raise BadMessage(rule="shape") from None
    if len(text) > most:
        raise BadMessage(rule="size")
    if not frame.startswith(MAGIC) or not inside.eof or inside.unused_data:
        raise BadMessage(rule="shape")
    return text
