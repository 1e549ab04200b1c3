"""The device's secret: 32 bytes without which no passphrase opens this desk's slots on another machine."""

import secrets
import sys
from pathlib import Path
from typing import Final

from desktop.keys.durable import replace
from sync.errors import StoreDamaged

FILE: Final = "device.key"
SIZE: Final = 32


def make(folder: Path) -> bytes:
    """Draw the secret and keep it in *folder*: readable by this account only, on Windows sealed to the machine.

    A secret that is there already is kept: another one would close every slot for ever.

    Raises:
        StoreDamaged: one is there and cannot be read; rule "device-secret".
        DiskFull, UnsuitableFolder: the disk refused.
    """
    path = folder / FILE
    if path.exists():
        return read(folder)
    secret = secrets.token_bytes(SIZE)
    replace(path, _to_machine(secret))
    return secret


def read(folder: Path) -> bytes:
    """Return the secret.

    Raises:
        StoreDamaged: it is missing, not whole, or from another machine; rule "device-secret".
    """
    try:
        secret = _from_machine((folder / FILE).read_bytes())
    except OSError:
        raise StoreDamaged(rule="device-secret") from None
    if len(secret) != SIZE:
        raise StoreDamaged(rule="device-secret")
    return secret


if sys.platform == "win32":
    # DPAPI in machine scope: slots are per officer, the secret is the machine's. Not tried on a Windows machine yet.
    import ctypes
    from ctypes import wintypes

    _LOCAL_MACHINE_NO_PROMPT: Final = 0x4 | 0x1

    class _Blob(ctypes.Structure):
        _fields_ = (("size", wintypes.DWORD), ("start", ctypes.POINTER(ctypes.c_char)))

    def _dpapi(name: str, content: bytes) -> bytes:
        given = _Blob(len(content), ctypes.cast(ctypes.create_string_buffer(content), ctypes.POINTER(ctypes.c_char)))
        made = _Blob()
        call = getattr(ctypes.WinDLL("crypt32", use_last_error=True), name)
        if not call(ctypes.byref(given), None, None, None, None, _LOCAL_MACHINE_NO_PROMPT, ctypes.byref(made)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return ctypes.string_at(made.start, made.size)
        finally:
            ctypes.WinDLL("kernel32").LocalFree(made.start)

    def _to_machine(secret: bytes) -> bytes:
        return _dpapi("CryptProtectData", secret)

    def _from_machine(content: bytes) -> bytes:
        return _dpapi("CryptUnprotectData", content)

else:

    def _to_machine(secret: bytes) -> bytes:
        return secret

    def _from_machine(content: bytes) -> bytes:
        return content
