"""Set-up from nothing but Python: `bootstrap.py demo`, `test`, `run` or `setup`, on Debian 12 and on Windows."""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
LOCK = TOP / "installer" / "requirements.lock"
STAMP = VENV / "lock.sha256"
SYSTEM = VENV / "system"  # unpacked Debian packages, where we are not root
OLDEST = (3, 11)
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# What Qt needs of Debian 12, by the library that shows whether it is there.
LIBRARIES = {
    "glib-2.0": "libglib2.0-0",
    "GL": "libgl1",
    "EGL": "libegl1",
    "xkbcommon": "libxkbcommon0",
    "fontconfig": "libfontconfig1",
    "dbus-1": "libdbus-1-3",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}
COMMANDS = ("demo", "test", "run", "setup")


class Stop(Exception):
    """Set-up cannot go on; the text says who can do what."""


def main(line: list[str]) -> int:
    """Run one command; return its exit code."""
    if not line or line[0] not in COMMANDS:
        print(f"usage: python3 installer/bootstrap.py {{{'|'.join(COMMANDS)}}} [arguments]", file=sys.stderr)
        return 2
    command, rest = line[0], line[1:]
    try:
        set_up(testing=command == "test")
    except Stop as error:
        print(error, file=sys.stderr)
        return 1
    match command:
        case "setup":
            return 0
        case "test":
            return run("-m", "tests.check", *rest)
        case "demo":
            return run("-m", "desktop", "demo", *rest, *headless(rest))
        case _:
            return run("-m", "desktop", *rest)


def headless(rest: list[str]) -> list[str]:
    """Without a screen the demonstration writes pictures instead of opening a window."""
    if WINDOWS or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return []
    wanted = [] if "--headless" in rest else ["--headless"]
    return wanted if "--dir" in rest else [*wanted, "--dir", "demo-output"]


def set_up(*, testing: bool) -> None:
    """Make the environment and add what the system lacks; quick when nothing is missing."""
    if sys.version_info < OLDEST:
        raise Stop("Python 3.11 or newer is needed / Diperlukan Python 3.11 atau lebih baru.")
    if not WINDOWS and sys.platform != "darwin":
        add_system_packages(missing_packages(testing=testing))
    make_environment()
    install()


def run(*arguments: str) -> int:
    """Run the environment's Python in the repository; pass its exit code on."""
    environment = dict(os.environ)
    if SYSTEM.is_dir():
        folders = sorted({str(found.parent) for found in SYSTEM.rglob("*.so*")})
        environment["LD_LIBRARY_PATH"] = os.pathsep.join([*folders, environment.get("LD_LIBRARY_PATH", "")])
        environment["SISKO_SYSTEM"] = str(SYSTEM)
    return subprocess.run([str(PYTHON), *arguments], cwd=TOP, env=environment, check=False).returncode


# --- the environment


def make_environment() -> None:
    if PYTHON.exists():
        return
    say("Environment / Lingkungan: .venv")
    if made_environment():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python3.{sys.version_info.minor}-venv"
    if WINDOWS or not shutil.which("apt-get"):
        raise Stop("The Python module `venv` is missing; install it / Modul Python `venv` belum ada.")
    if not is_root():
        raise Stop(f"Run once / Jalankan sekali: sudo apt-get install -y {package}")
    apt_install([package])
    if not made_environment():
        raise Stop(f"`python3 -m venv` does not work even with {package} / `venv` tidak berfungsi.")


def made_environment() -> bool:
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    return made.returncode == 0 and PYTHON.exists()


def install() -> None:
    """Install just what the lock names, by hash; skipped when it is there already."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Packages / Paket: installer/requirements.lock")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    done = subprocess.run([*command, "--no-deps", "-r", str(LOCK)], cwd=TOP, check=False)
    if done.returncode != 0:
        raise Stop(
            "The packages could not be installed: check the line to the package index and run again.\n"
            "Paket tidak dapat dipasang: periksa sambungan ke indeks paket, lalu jalankan lagi."
        )
    STAMP.write_text(wanted)


# --- the system


def missing_packages(*, testing: bool) -> list[str]:
    """Name the Debian packages whose parts cannot be found."""
    missing = [package for name, package in LIBRARIES.items() if not has_library(name)]
    if testing and not has_postgresql():
        missing.append("postgresql")
    return missing


def has_library(name: str) -> bool:
    found = ctypes.util.find_library(name) is not None
    return found or (SYSTEM.is_dir() and any(SYSTEM.rglob(f"lib{name}.so*")))


def has_postgresql() -> bool:
    if os.environ.get("SISKO_TEST_DATABASE") or shutil.which("initdb"):
        return True
    tops = [Path("/usr/lib/postgresql"), SYSTEM / "usr/lib/postgresql"]
    return any(any(top.glob("*/bin/initdb")) for top in tops)


def add_system_packages(missing: list[str]) -> None:
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"Missing libraries, install them / Pustaka yang belum ada: {' '.join(missing)}")
        return
    if is_root():
        apt_install(missing)
    else:
        say(f"Better, once / Sebaiknya, sekali: sudo apt-get install -y {' '.join(missing)}")
        unpack_packages(missing)


def apt_install(packages: list[str]) -> None:
    say(f"System packages / Paket sistem: {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise Stop(f"apt-get {command[0]} failed; run it by hand / gagal: apt-get install -y {' '.join(packages)}")


def unpack_packages(packages: list[str]) -> None:
    """Without root: download the packages with what they depend on, and unpack them beside the environment."""
    work = SYSTEM / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    options = [
        *("-o", f"Dir::State::lists={work / 'lists'}"),
        *("-o", f"Dir::Cache={work / 'cache'}"),
        *("-o", "Debug::NoLocking=1"),
    ]
    subprocess.run(["apt-get", *options, "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
    listing = ["apt-get", *options, "--print-uris", "-qq", "-y", "--no-install-recommends", "install", *packages]
    uris = subprocess.run(listing, capture_output=True, text=True, check=False)
    names = [row.split()[1].split("_")[0] for row in uris.stdout.splitlines() if row.startswith("'")]
    done = subprocess.run(["apt-get", *options, "download", "-qq", *names], cwd=work, check=False)
    if uris.returncode != 0 or done.returncode != 0 or not names:
        raise Stop(f"Run once / Jalankan sekali: sudo apt-get install -y {' '.join(packages)}")
    for package in work.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(SYSTEM)], check=True)
    shutil.rmtree(work)


def is_root() -> bool:
    return not WINDOWS and os.geteuid() == 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
