"""The command line, as IT runs it: real processes, exit codes, one JSON object, and a service that desks reach."""

import json
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection

import pytest

from sync.clock import SystemClock
from sync.gateway import accounts
from sync.gateway.contract import openapi, records
from sync.gateway.database import Database
from sync.resources import resource
from sync.transport.http import HttpChannel
from sync.transport.wire import ENVELOPE, EXCHANGE_ROUTE, MAX_ENVELOPE_BYTES
from tests.gateway.desk import CODE, Desk, Door, PlayedClock
from tests.gateway.serving import run, serving


def _issue(url: str, code: str) -> None:
    database = Database(url)
    with database.write() as connection:
        accounts.add_code(connection, "JHB", code, SystemClock())
    database.close()


class _Line(Door):
    """A door that is the real HTTP channel."""

    def __init__(self, url: str) -> None:
        self._channel = HttpChannel(url, proxies={})
        self.centre = self._channel.centre  # type: ignore[method-assign]
        self.enrol = self._channel.enrol  # type: ignore[method-assign]
        self.exchange = self._channel.exchange  # type: ignore[method-assign]

    def close(self) -> None:
        self._channel.close()


@pytest.mark.parametrize(("kind", "status"), [(ENVELOPE, 413), ("text/plain", 415)])
def test_who_sends_far_too_much_still_hears_why_it_was_refused(database_url: str, kind: str, status: int) -> None:
    with serving(database_url) as url:
        line = HTTPConnection(url.removeprefix("http://"), timeout=30)
        line.request("POST", EXCHANGE_ROUTE, bytes(2 * MAX_ENVELOPE_BYTES), {"Content-Type": kind})
        assert line.getresponse().status == status
        line.close()


def test_a_killed_service_with_several_workers_can_be_started_again_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with serving(url, "--workers", "2", kill=True) as address:
        port = int(address.rpartition(":")[2])
    ended = SystemClock().now() + timedelta(seconds=30)
    while _listens(port):
        assert SystemClock().now() < ended
    with serving(url, "--port", str(port)) as again:
        assert again == address


def _listens(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_desk_joins_and_exchanges_with_the_served_gateway(database_url: str, workers: str) -> None:
    assert run("mission", "add", "JHB", "--database", database_url).code == 0
    _issue(database_url, CODE)
    clock = PlayedClock(SystemClock().now())
    with serving(database_url, "--workers", workers) as url:
        line = _Line(url)
        desk = Desk(line, clock).join(CODE)
        results = desk.say(desk.create({"full_name": "Siti"}))
        answer = desk.exchange(compare=True)
        line.close()

    verified = run("verify", "--database", database_url, "--json")
    exported = run("export", "--database", database_url, "--kind", "worker", "--json")
    assert [one.outcome for one in results] == ["applied"]
    assert (verified.code, verified.json["ok"], verified.json["missions"]["JHB"]["digest"]) == (0, True, answer.digest)
    assert [json.loads(line)["fields"]["full_name"] for line in exported.out.splitlines()] == ["Siti"]


def test_missions_are_added_together_or_not_at_all(database_url: str) -> None:
    added = run("mission", "add", "JHB", "KUL", "--database", database_url, "--json")
    again = run("mission", "add", "SIN", "JHB", "--json", "--database", database_url)

    assert (added.code, added.json) == (0, {"missions": ["JHB", "KUL"]})
    assert (again.code, again.json["error"]["code"], again.json["error"]["rule"]) == (
        1,
        "rule-broken",
        "mission-exists",
    )
    assert run("mission", "add", "SIN", "--database", database_url).code == 0


def test_a_snapshot_can_be_built_beside_the_running_service(database_url: str) -> None:
    run("mission", "add", "JHB", "--database", database_url)
    with serving(database_url):
        empty = run("snapshot", "--mission", "JHB", "--database", database_url, "--json")
    unknown = run("snapshot", "--mission", "XXX", "--database", database_url, "--json")
    assert (empty.code, empty.json) == (0, {"mission": "JHB", "built": False})
    assert (unknown.code, unknown.json["error"]["rule"]) == (1, "unknown-mission")


def test_whatever_cannot_be_done_has_its_exit_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 1000)

    assert run("mission", "add", "not a code", "--database", url, "--json").code == 1
    unknown = run("enrol-code", "--mission", "JHB", "--database", url, "--json")
    assert (unknown.code, unknown.json["error"]["rule"]) == (1, "unknown-mission")
    assert run("device", "revoke", "x", "--database", url, "--json").code == 1
    assert run("verify", "--database", "mysql://x", "--json").json["error"]["field"] == "database"
    assert run("verify", "--database", f"sqlite:///{damaged}", "--json").code == 4
    nowhere = run("verify", "--database", "postgresql+psycopg://nobody@127.0.0.1:1/x", "--json")
    assert (nowhere.code, nowhere.json["error"]["branch"]) == (3, "unreachable")
    assert run("verify").code == 2
    assert run().code == 2


def test_a_verification_that_finds_something_is_damage(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    run("mission", "add", "JHB", "--database", url)
    database = Database(url)
    with database.write() as connection:
        connection.exec_driver_sql("update mission set seq = 7")
    database.close()

    verified = run("verify", "--database", url, "--json")

    assert verified.code == 4
    assert [finding["rule"] for finding in verified.json["findings"]] == ["counter"]


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with serving(url) as taken:
        second = run("serve", "--database", url, "--port", taken.rpartition(":")[2], "--json")

    assert (second.code, second.json["error"]["rule"]) == (4, "address")


def test_the_stored_contract_is_the_one_the_code_gives() -> None:
    assert resource("protocol/openapi.json").read_bytes() == openapi()
    assert resource("protocol/records.json").read_bytes() == records()


def test_the_contract_can_be_written_anew(tmp_path: Path) -> None:
    assert run("contract", "--out", str(tmp_path), "--json").json == {"written": ["openapi.json", "records.json"]}
    assert (tmp_path / "openapi.json").read_bytes() == openapi()
    assert run("contract", "--out", str(tmp_path / "missing"), "--json").code == 1
