"""One source of chance for a whole run: ids, keys and faults follow from a seed, and threads run one at a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from random import Random
from typing import Any, Final, Self

from desktop.meetings import side
from desktop.store import attachments, epochs
from sync.domain import ids
from sync.engine import first_sync
from sync.identity.keys import OpeningKey, SigningKey
from tests.faults.desks import Keys

_PIECE: Final = 65_536
"""Of a file, in one message of a meeting: so that one that breaks off leaves files in part."""


class _Drawn:
    """Stands where the makers of ids and epochs look for the system's source of chance."""

    def __init__(self, chance: Random) -> None:
        self.urandom = chance.randbytes
        self.randbelow = chance.randrange
        self.token_hex = lambda size: chance.randbytes(size).hex()


class _InTurn:
    """Stands where the first sync looks for threads: what is submitted is done at once, so that its order is one."""

    def __init__(self, _most: int, **_: Any) -> None: ...

    def submit(self, work: Callable[..., Any], *given: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given))
        except BaseException as error:  # noqa: BLE001 it is raised where the result is asked for, as by a thread
            done.set_exception(error)
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


@contextmanager
def played(chance: Random) -> Iterator[None]:
    """Let every id and every lasting key be drawn from *chance*.

    What an envelope is sealed with stays the system's: it decides nothing that a run could see.
    """
    drawing: Any = _Drawn(chance)
    played_for: tuple[tuple[Any, str, Any], ...] = (
        (ids, "os", drawing),
        (epochs, "secrets", drawing),
        (attachments, "os", drawing),
        (attachments, "secrets", drawing),
        (side, "MOST_PIECE", _PIECE),
        (first_sync, "ThreadPoolExecutor", _InTurn),
        (SigningKey, "new", lambda: SigningKey(chance.randbytes(SigningKey.SIZE))),
        (OpeningKey, "new", lambda: OpeningKey(chance.randbytes(OpeningKey.SIZE))),
    )
    with ExitStack() as stack:
        for room, name, stand_in in played_for:
            stack.callback(setattr, room, name, vars(room)[name])
            setattr(room, name, stand_in)
        yield


def drawn_keys(user: str, chance: Random, like: Keys) -> Keys:
    """Draw the keys of an officer at a store that is opened as *like* is."""
    return Keys(
        store=like.store,
        salt=like.salt,
        user=user,
        store_key=like.store_key,
        signing=chance.randbytes(SigningKey.SIZE),
        opening=chance.randbytes(OpeningKey.SIZE),
    )
