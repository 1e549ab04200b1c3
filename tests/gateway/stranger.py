"""A client written from resources/protocol/README.md alone: no line of our own envelope, keys or messages."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import msgpack

ZEROS = "0" * 64
HEAD = ("created", "epoch", "from", "kind", "prev", "seq", "v")
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hkdf(secret: bytes, salt: bytes | None, info: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, salt, info).derive(secret)


def padded(payload: bytes) -> bytes:
    needed = len(payload) + 4
    size = next((small for small in (128, 256, 1024, 4096) if needed <= small), 0)
    if not size:
        step = 1 << ((needed - 1).bit_length() - 4)
        size = -(-needed // step) * step
    return (len(payload).to_bytes(4, "big") + payload).ljust(size, b"\0")


def crypt(file_key: bytes, text: bytes, *, opening: bool) -> bytes:
    cipher = AESGCM(hkdf(file_key, None, b"siskop2mi/payload/1", 32))
    size = 65_536 + (16 if opening else 0)
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    done = b""
    for number, chunk in enumerate(chunks):
        nonce = number.to_bytes(11, "big") + bytes([number == len(chunks) - 1])
        done += cipher.decrypt(nonce, chunk, None) if opening else cipher.encrypt(nonce, chunk, None)
    return done


def info_of(head: dict[str, Any], recipient: str) -> bytes:
    return b"siskop2mi/file-key/1\0" + recipient.encode() + b"\0" + canonical({name: head[name] for name in HEAD})


def seal(head: dict[str, Any], payload: bytes, to: tuple[str, str], signing: Ed25519PrivateKey) -> bytes:
    """Seal to (name, seal key)."""
    file_key = secrets.token_bytes(32)
    body = crypt(file_key, padded(payload), opening=False)
    public = X25519PublicKey.from_public_bytes(raw(to[1])[:32])
    wrapped = SUITE.encrypt(file_key, public, info=info_of(head, to[0]))
    since = datetime.fromisoformat(head["created"]) - datetime(1970, 1, 1, tzinfo=UTC)
    fields = [
        head["kind"],
        name_bytes(head["from"]),
        head["epoch"],
        head["seq"],
        bytes.fromhex(head["prev"]),
        since // timedelta(milliseconds=1),
        1,
        [[name_bytes(to[0]), wrapped]],
        hashlib.sha256(body).digest(),
    ]
    header = msgpack.encode(fields)
    start = b"SPE2" + len(header).to_bytes(4, "big") + header
    return start + signing.sign(b"siskop2mi/envelope/1\0" + start) + body


def name_bytes(name: str) -> bytes:
    return b"\0" + UUID(name).bytes if len(name) == 36 else name.encode()


def header_of(written: bytes) -> dict[str, Any]:
    names = ("kind", "from", "epoch", "seq", "prev", "created", "suite", "to", "ct")
    header = dict(zip(names, msgpack.decode(written), strict=True))
    sender, created = header["from"], datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=header["created"])
    return header | {
        "v": 1,
        "from": str(UUID(bytes=sender[1:])) if sender[:1] == b"\0" else sender.decode(),
        "prev": header["prev"].hex(),
        "created": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def unseal(blob: bytes, me: str, opening: X25519PrivateKey, sender: str) -> tuple[dict[str, Any], Any]:
    """Return header and payload of an envelope signed with the verify key *sender*."""
    assert blob[:4] == b"SPE2"
    end = 8 + int.from_bytes(blob[4:8], "big")
    header = header_of(blob[8:end])
    assert msgpack.encode(msgpack.decode(blob[8:end])) == blob[8:end]
    verify = Ed25519PublicKey.from_public_bytes(raw(sender))
    verify.verify(blob[end : end + 64], b"siskop2mi/envelope/1\0" + blob[:end])
    body = blob[end + 64 :]
    assert hashlib.sha256(body).digest() == header["ct"]
    wrapped = dict(header["to"])[name_bytes(me)]
    plain = crypt(SUITE.decrypt(wrapped, opening, info=info_of(header, me)), body, opening=True)
    size = int.from_bytes(plain[:4], "big")
    payload = plain[4 : 4 + size]
    assert padded(payload) == plain
    return header, json.loads(payload)


def code_keys(code: str) -> tuple[str, bytes]:
    """Return code id and mac key."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    secret = "-".join("".join(sign if sign.isalpha() else " " for sign in folded).split()).encode()
    salt = b"siskop2mi/enrolment/1"
    return b64(hkdf(secret, salt, b"id", 16)), hkdf(secret, salt, b"mac", 32)


def proof(mac_key: bytes, said: dict[str, Any]) -> str:
    return b64(hmac.digest(mac_key, canonical(said), "sha256"))


def change_hash(change: dict[str, Any]) -> bytes:
    defaults: dict[str, Any] = {"values": {}, "base": {}, "reason": None, "resolves": []}
    kept = {name: value for name, value in change.items() if name not in defaults or value != defaults[name]}
    return hashlib.sha256(canonical(kept)).digest()


def sign_batch(signing: Ed25519PrivateKey, hashes: list[bytes]) -> str:
    return b64(signing.sign(b"siskop2mi/batch/1\0" + b"".join(hashes)))


def digest(records: list[Any]) -> dict[str, str]:
    sums: dict[str, int] = {}
    for kind, record, values in records:
        seen = {"_deleted": True} if values.get("_deleted") is not None else values
        weight = int.from_bytes(hashlib.sha256(canonical([kind, record, seen])).digest(), "big")
        sums[kind] = (sums.get(kind, 0) + weight) % 2**256
    return {kind: f"{total:064x}" for kind, total in sums.items()}


def fingerprint(records: list[Any]) -> str:
    return hashlib.sha256(canonical(digest(records))).hexdigest()


def uuid7() -> str:
    milliseconds = time.time_ns() // 1_000_000
    rest = int.from_bytes(os.urandom(10), "big") & ((0xFFF << 64) | ((1 << 62) - 1))
    return str(UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | rest))


class Stranger:
    """A device with an officer, and what it knows of the centre."""

    def __init__(self, post: Any, get: Any) -> None:
        self._post, self._get = post, get
        self.id = uuid7()
        self.signing, self.officer = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        self.opening = X25519PrivateKey.generate()
        parts = (self.opening, MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())
        self.seal_key = b64(b"".join(part.public_key().public_bytes_raw() for part in parts))
        self.verify_key = b64(self.signing.public_key().public_bytes_raw())
        self.officer_key = b64(self.officer.public_key().public_bytes_raw())
        self.centre: dict[str, Any] = {}
        self.seq, self.prev, self.cursor = 0, ZEROS, 0

    def enrol(self, code: str) -> dict[str, Any]:
        self.centre = self._get("/v1/centre")
        code_id, mac_key = code_keys(code)
        said = {
            "centre": self.centre["centre"],
            "centre_keys": self.centre["keys"],
            "device": {"verify": self.verify_key, "seal": self.seal_key},
            "officer": "asing",
            "officer_name": "Orang Asing",
            "officer_key": self.officer_key,
        }
        ask = {name: said[name] for name in ("device", "officer", "officer_name", "officer_key")}
        ask |= {"v": 1, "code_id": code_id, "device_id": self.id, "proof": proof(mac_key, said | {"role": "device"})}
        blob = self._say("enrol", self.verify_key, (0, 1), ask)
        header, answer = self._hear(self._post("/v1/enrolments", blob), self.verify_key)
        granted = {name: answer[name] for name in ("device_id", "mark", "mission", "roles", "root")}
        assert header["kind"] == "enrolled"
        assert answer["request"] == hashlib.sha256(blob).hexdigest()
        assert hmac.compare_digest(answer["proof"], proof(mac_key, said | {"role": "centre", "grant": granted}))
        return granted

    def exchange(self, *changes: dict[str, Any], digest: bool = False) -> dict[str, Any]:
        signature = sign_batch(self.officer, [change_hash(change) for change in changes])
        signatures = [{"officer": "asing", "key": self.officer_key, "signature": signature}] if changes else []
        ask: dict[str, Any] = {"v": 1, "cursor": self.cursor, "changes": changes, "signatures": signatures}
        blob = self._say(
            "exchange", self.id, (1, self.seq + 1), ask | ({"digest": {}, "compare": True} if digest else {})
        )
        header, answer = self._hear(self._post("/v1/envelopes", blob), self.id)
        assert header["kind"] == "answer"
        assert answer["request"] == hashlib.sha256(blob).hexdigest()
        self.seq, self.prev, self.cursor = self.seq + 1, hashlib.sha256(blob).hexdigest(), answer["cursor"]
        return dict(answer)

    def change(self, number: int, record: str, values: dict[str, Any], **said: Any) -> dict[str, Any]:
        return {
            "id": f"{self.id}.1.{number}",
            "record": record,
            "kind": "worker",
            "values": values,
            "officer": "asing",
            "at": "2026-03-10T06:42:00.000Z",
            "hlc": f"1773124920000-{number:04x}-{self.id}",
            **said,
        }

    def _say(self, kind: str, name: str, number: tuple[int, int], message: dict[str, Any]) -> bytes:
        head = {
            "v": 1,
            "kind": kind,
            "from": name,
            "epoch": number[0],
            "seq": number[1],
            "prev": self.prev,
            "created": "2026-03-10T06:42:00.000Z",
        }
        to = (self.centre["centre"], self.centre["keys"]["seal"])
        return seal(head, json.dumps(message).encode(), to, self.signing)

    def _hear(self, blob: bytes, name: str) -> tuple[dict[str, Any], Any]:
        return unseal(blob, name, self.opening, self.centre["keys"]["verify"])
