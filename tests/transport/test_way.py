"""The way to the centre: the proxy that was set or that the system names, whose login and absence are said in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.store import Store
from desktop.way import DIRECT, SYSTEM, Kept, Metered, Way
from sync.errors import Cancelled, InvalidField, NoAnswer, ProxyRefused, UnreadableFile
from sync.transport.wire import ENVELOPE
from tests.gateway.desk import PlayedClock
from tests.store.world import fresh_key
from tests.transport.lines import answer, certificate, line, says

_ASKS_LOGIN = answer("407 Proxy Authentication Required", "text/html", b"no", "Proxy-Authenticate: Basic")


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    store = Store.create(tmp_path, fresh_key, PlayedClock(), mission="JHB", store_id="s1")
    yield Way(store)
    store.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://gateway.example"])
def test_a_proxy_that_asks_for_a_login_is_named_as_such(way: Way, url: str) -> None:
    with line(says(_ASKS_LOGIN)) as proxy:
        way.keep(way.proposed(proxy=proxy))
        with pytest.raises(ProxyRefused) as caught:
            way.open(url).exchange(b"ask")
    assert caught.value.rule == "login"


def test_a_proxy_that_is_not_there_is_no_missing_centre(way: Way) -> None:
    way.keep(way.proposed(proxy="http://127.0.0.1:9"))
    with pytest.raises(ProxyRefused) as caught:
        way.open("https://gateway.example").exchange(b"ask")
    assert caught.value.rule == "unreachable"


def test_the_system_is_asked_for_each_address_and_what_was_set_wins(way: Way) -> None:
    asked: list[str] = []
    whole = answer("200 OK", ENVELOPE, b"sealed bytes")
    with line(says(whole)) as proxy, line(says(whole)) as centre:

        def find(url: str) -> dict[str, str]:
            asked.append(url)
            return {"http": proxy, "https": proxy}

        way.find = find
        assert way.open("http://127.0.0.1:9").exchange(b"ask") == b"sealed bytes"
        assert asked == ["http://127.0.0.1:9"]
        way.keep(way.proposed(proxy=DIRECT))
        assert way.open(centre).exchange(b"ask") == b"sealed bytes"
        assert len(asked) == 1
    way.keep(way.proposed(proxy=SYSTEM))
    assert way.means.proxy == SYSTEM


@pytest.mark.parametrize("proxy", ["", "proxy", "socks5://127.0.0.1:1080", "http://:80", "http://h", "http://h:x"])
def test_what_is_no_address_of_a_proxy_is_refused(way: Way, proxy: str) -> None:
    with pytest.raises(InvalidField):
        way.keep(way.proposed(proxy=proxy))
    assert way.means.proxy == SYSTEM


def test_certificates_of_a_network_are_kept_and_anything_else_is_refused(way: Way, tmp_path: Path) -> None:
    path = tmp_path / "network.pem"
    for wrong in (b"", b"no certificate", b"\xff\xfe"):
        path.write_bytes(wrong)
        with pytest.raises(UnreadableFile):
            way.keep(way.proposed(ca_file=path))
    path.write_bytes(certificate())
    way.keep(way.proposed(ca_file=path))
    path.unlink()
    way.open("https://gateway.example").close()


def test_a_kept_connection_follows_the_way_as_it_is_now(way: Way) -> None:
    whole = answer("200 OK", ENVELOPE, b"sealed bytes")
    url, there = "http://127.0.0.1:9", {"http": "http://127.0.0.1:9"}
    kept = Kept(way)
    with line(says(whole)) as proxy:
        way.find = lambda _url: there
        with pytest.raises(ProxyRefused), kept.renewed():
            kept.to(url).exchange(b"ask")
        there = {"http": proxy}  # the desk has moved to another network
        assert kept.to(url).exchange(b"ask") == b"sealed bytes"
        assert kept.to(url) is kept.to(url)
        way.keep(way.proposed(proxy=DIRECT))
        with pytest.raises(NoAnswer):
            kept.to(url).exchange(b"ask")
    kept.close()


def test_what_is_still_looking_for_the_way_when_the_end_comes_asks_nobody(way: Way) -> None:
    kept = Kept(way)

    def find(_url: str) -> dict[str, str]:
        kept.end()  # the desk is locked while a script of the network decides
        return {}

    way.find = find
    with line(says(answer("200 OK", ENVELOPE, b"sealed bytes"))) as url, pytest.raises(Cancelled):
        kept.to(url).exchange(b"ask")


def test_the_address_that_it_named_is_kept_while_another_way_is_gone(way: Way) -> None:
    way.keep(way.proposed(proxy="http://127.0.0.1:8080"))
    way.keep(way.proposed(proxy=SYSTEM))
    assert (way.means.proxy, way.own) == (SYSTEM, "http://127.0.0.1:8080")


def test_whether_a_line_costs_is_kept(way: Way) -> None:
    assert way.metered is Metered.SYSTEM
    way.metered = Metered.YES
    assert way.metered is Metered.YES
