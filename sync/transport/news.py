"""Waiting at the centre for news, on a connection of its own: the answer says only whether a round is worth it."""

from sync.errors import BadMessage, NotTheCentre
from sync.protocol.messages import WaitAnswer, read
from sync.transport.http import Call, HttpChannel
from sync.transport.wire import CENTRE_KEYS, WAIT_ROUTE


def hears_news(channel: HttpChannel, envelope: bytes) -> bool:
    """Send a sealed wish to wait; return whether there are news. It takes as long as was wished; any thread may cut it.

    Raises:
        Unreachable, Disagreed, Cancelled: as every request.
    """
    heard = channel.send(Call(method="POST", route=WAIT_ROUTE, body=envelope, expected=CENTRE_KEYS))
    try:
        return read(heard.body, WaitAnswer).news
    except BadMessage:
        raise NotTheCentre from None
