"""A reader of snapshot segments written from resources/protocol/README.md alone: no line of our own codec."""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 65_536 + 16


def opened(key: bytes, number: int, sealed: bytes, name: str) -> bytes:
    assert hashlib.sha256(sealed).hexdigest() == name
    cipher = AESGCM(HKDF(SHA256(), 32, None, f"siskop2mi/segment/1\0{number}".encode()).derive(key))
    chunks = [sealed[at : at + CHUNK] for at in range(0, len(sealed), CHUNK)]
    return b"".join(
        cipher.decrypt(place.to_bytes(11, "big") + bytes([place == len(chunks) - 1]), chunk, None)
        for place, chunk in enumerate(chunks)
    )


def records(segment: bytes) -> list[dict[str, Any]]:
    size = int.from_bytes(segment[:4], "big")
    rest = segment[4 + size :]

    def take(head: dict[str, Any], count: int) -> list[Any]:
        nonlocal rest
        streams = []
        for length in head.get("sizes", []):
            streams.append(zstd.decompress(rest[:length]))
            rest = rest[length:]
        return column(head, streams, count)

    found: list[dict[str, Any]] = []
    for kind, rows, heads, lists in json.loads(zstd.decompress(segment[4 : 4 + size])):
        plain = {head["name"]: take(head, rows) for head in heads}
        members = {
            name: {head["name"]: take(head, sum(plain[name + "/"])) for head in some} for name, some in lists.items()
        }
        found += list(together(kind, rows, plain, members))
    assert rest == b""
    return found


def together(kind: str, rows: int, plain: dict[str, list[Any]], lists: dict[str, Any]) -> Iterator[dict[str, Any]]:
    place = dict.fromkeys(lists, 0)
    for row in range(rows):
        values: dict[str, Any] = {
            name: told[row]
            for name, told in plain.items()
            if name[0] != "#" and name[-1] != "/" and told[row] is not None
        }
        versions: dict[str, Any] = {}
        for name, parts in lists.items():
            for _ in range(plain[name + "/"][row]):
                at, place[name] = place[name], place[name] + 1
                value = (
                    parts["="][at]
                    if "=" in parts
                    else {part: told[at] for part, told in parts.items() if part != "#" and told[at] is not None}
                )
                if name == "#versions":
                    versions[parts["#"][at]] = value
                else:
                    values[f"{name}/{parts['#'][at]}"] = value
        own = {name[1:]: told[row] for name, told in plain.items() if name[0] == "#" and name[-1] != "/"}
        own["updated_at"], own["updated_by"] = (
            own["updated_at"] or own["created_at"],
            own["updated_by"] or own["created_by"],
        )
        yield own | {"kind": kind, "values": values, "versions": versions}


def column(head: dict[str, Any], streams: list[bytes], count: int) -> list[Any]:
    form = head["form"]
    if form == "same":
        return list(head["values"]) * count
    if form == "codes":
        return [head["values"][code] for code in streams[0]]
    mask = streams.pop(0) if head.get("mask") else b"\1" * count
    others = iter(json.loads(streams.pop()) if head.get("rest") else [])
    fitting = iter(typed(form, streams, mask.count(1)))
    return [next({1: fitting, 2: others}[sign]) if sign else None for sign in mask]


def typed(form: str, streams: list[bytes], count: int) -> list[Any]:
    if form == "json":
        return list(json.loads(streams[0]))
    if form == "words":
        sizes, words = numbers(streams[0], count), json.loads(streams[3])
        places = iter(numbers(streams[1], sum(sizes)))
        return [" ".join(words[next(places)] for _ in range(size)) for size in sizes]
    told = numbers_or_steps(streams[0], 1 if form in ("hex", "grid") else count)
    if form == "int":
        return told
    if form == "day":
        return [date.fromordinal(day).isoformat() for day in told]
    if form == "moment":
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return [f"{epoch + timedelta(milliseconds=ms):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z" for ms in told]
    if form == "id":
        return [uuid(told[at], streams, at, count) for at in range(count)]
    raw = [bytes(streams[1][at::count]) for at in range(count)]
    return [one.hex() if form == "hex" else one.decode("ascii") for one in raw]


def uuid(time: int, streams: list[bytes], at: int, count: int) -> str:
    whole = bytearray(time.to_bytes(6, "big") + bytes(10))
    for stream, places in ((streams[1], (6, 8)), (streams[2], (7, 9, 10, 11, 12, 13, 14, 15))):
        for number, place in enumerate(places):
            whole[place] = stream[number * count + at]
    text = whole.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def numbers(stream: bytes, count: int) -> list[int]:
    return [sum(stream[1 + place * count + at] << 8 * place for place in range(stream[0])) for at in range(count)]


def numbers_or_steps(stream: bytes, count: int) -> list[int]:
    told = numbers(stream[1:], count)
    if stream[0] == 0:
        return told
    last, summed = 0, []
    for step in told:
        last += -(step + 1) // 2 if step % 2 else step // 2
        summed.append(last)
    return summed
