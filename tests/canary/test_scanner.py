"""The scanner finds a word in every form, wherever it stands: what it does not find, nobody wrote."""

import base64
import gzip
import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from tests.canary.scanner import file_leaks, files, leaks
from tests.canary.words import DIGITS, MARKS, PERSONAL, PUBLIC, SEALED, Fate, typed

WORD = typed("scanner")


def _zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("isi.xml", content)
    return out.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "upper": lambda word: word.upper().encode(),
    "lower": lambda word: word.lower().encode(),
    "utf-16-le": lambda word: word.encode("utf-16-le"),
    "utf-16-be": lambda word: word.encode("utf-16-be"),
    "hex": lambda word: word.encode().hex().encode(),
    "hex of utf-16": lambda word: word.encode("utf-16-le").hex().upper().encode(),
    "url": lambda word: "".join(f"%{ord(sign):02x}" for sign in word).encode(),
    "url as it is usual": lambda word: quote(f"/{word} x").encode(),
    "json": lambda word: json.dumps("".join(f"\\u{ord(sign):04x}" for sign in word)).replace("\\\\", "\\").encode(),
    "zlib": lambda word: zlib.compress(word.encode()),
    "gzip": lambda word: gzip.compress(word.encode()),
    "zstd": lambda word: zstd.compress(b"#" * 50 + word.encode() + b"x" * 50),
    "zip": lambda word: _zipped(word.encode()),
    "zlib in zstd, utf-16": lambda word: zstd.compress(zlib.compress(word.encode("utf-16-be"))),
    "zlib that breaks off": lambda word: zlib.compress(word.encode() + os.urandom(5000))[:-2000],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_every_form_amid_anything(form: str) -> None:
    noise = os.urandom(3001)
    assert not list(leaks("noise", noise, MARKS))
    assert list(leaks("seeded", noise + FORMS[form](WORD) + noise, MARKS))


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", range(9))
def test_a_word_is_found_in_base64_wherever_it_stands_there(before: int, coding: str) -> None:
    raw = os.urandom(before) + WORD.encode(coding) + os.urandom(7)
    for encoded in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        assert list(leaks("seeded", encoded, [PERSONAL]))


@pytest.mark.parametrize("mark", [PUBLIC, PERSONAL, SEALED, *DIGITS])
def test_every_class_has_a_beginning_of_its_own(mark: str) -> None:
    assert {leak.mark for leak in leaks("seeded", mark.encode(), MARKS)} == {mark}


def test_every_field_has_a_word_that_stands_nowhere_else() -> None:
    said: list[str] = []
    for fate in (Fate("terbuka"), Fate("tertutup", restricted=True)):
        for kind in ("worker", "case", "action", "party", "claim", "detention", "shelter_stay", "court_file"):
            said += [str(value) for value in fate.fields(kind).values()]
    assert len(set(said)) == len(said) > 100


def test_a_file_tells_by_its_name_and_by_what_is_kept_beside_it(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.txt").write_bytes(b"")
    beside = tmp_path / "beside"
    beside.write_bytes(b"")
    wanted = {f"name of {tmp_path / f'{WORD}.txt'}"}
    if sys.platform == "linux":
        try:
            os.setxattr(beside, "user.xdg.origin.url", WORD.encode())
            wanted.add(f"{beside} (user.xdg.origin.url)")
        except OSError:  # this file system keeps none
            pass
    assert {leak.place for leak in file_leaks(files(tmp_path), MARKS)} == wanted
