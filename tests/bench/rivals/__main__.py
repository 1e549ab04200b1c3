"""`python -m tests.bench.rivals`: our sync beside those of Anki and PouchDB, and a gateway under 300 desks."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.measured import append, keep
from tests.bench.rivals import course, gateway, report
from tests.bench.rivals.peers import Anki, CannotRun, Ours, Peer, PouchDB
from tests.bench.rivals.process import BrokenOff
from tests.postgres import NoServer

_RECORDS: Final = 100_000
_PEERS: Final[tuple[Peer, ...]] = (Ours(), Anki(), PouchDB())
_NAMES: Final = {"ours": "ours", "anki": "Anki", "pouchdb": "PouchDB"}


def main(given: argparse.Namespace) -> int:
    """Run what was asked for; 0 when every target is kept."""
    wrong = 0
    if given.only != "gateway":
        wrong += _compared(course.Sizes(records=given.records), given.only)
    if given.only in (None, "gateway"):
        wrong += _loaded(given.desks)
    return int(wrong > 0)


def _loaded(desks: int) -> int:
    try:
        figures = gateway.measured(desks)
    except NoServer as reason:
        print(f"The gateway was not measured: {reason}", file=sys.stderr)
        return 1
    return append(f"gateway under load, {desks} desks", figures)


def _compared(sizes: course.Sizes, only: str | None) -> int:
    runs: dict[str, report.Run] = {}
    said: list[str] = []
    wrong = 0
    for peer in _PEERS:
        if only is not None and peer.name != _NAMES[only]:
            continue
        try:
            peer.ready()
        except CannotRun as reason:
            said.append(f"{peer.name} was not measured: it cannot be installed here ({reason}).")
            continue
        print(f"{peer.name} ...", file=sys.stderr, flush=True)
        try:
            with tempfile.TemporaryDirectory(prefix="rivals-") as top:
                runs[peer.name] = course.run(peer, Path(top), sizes)
        except (BrokenOff, AssertionError, OSError) as reason:  # the others are not lost for it
            said.append(f"{peer.name} broke off: {reason}")
            wrong += 1
    print("\n".join(said), file=sys.stderr)
    if not runs:
        return 1
    rows = list(report.rows(runs, sizes))
    keep(f"beside rivals, {sizes.records:,} records", "\n\n".join([report.HOW, *said, report.table(rows)]))
    return sum("MISSED" in row.verdict for row in rows) + wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rivals")
    parser.add_argument("--only", choices=(*_NAMES, "gateway"))
    parser.add_argument("--records", type=int, default=_RECORDS)
    parser.add_argument("--desks", type=int, default=gateway.DESKS, help="of the gateway's load, 330 at most")
    sys.exit(main(parser.parse_args()))
