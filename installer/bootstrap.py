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
PROJECT = TOP / "pyproject.toml"
STAMP = VENV / "installed.sha256"
SYSTEM = VENV / "system"  # unpacked Debian packages, where we are not root
OLDEST, TOO_NEW = (3, 11), (3, 15)
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
OFFLINE = (
    "The packages could not be installed; pip says above why. Check the line to the package index and run again.\n"
    "Paket tidak dapat dipasang; sebabnya tertulis di atas. Periksa sambungan ke indeks paket, lalu jalankan lagi."
)


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
        return follow(command, rest)
    except Stop as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def follow(command: str, rest: list[str]) -> int:
    """Run what was asked for, in the environment."""
    if command == "test":
        return run("-m", "tests.check", *rest)
    if command == "demo":
        return run("-m", "desktop", "demo", *rest, *headless(rest))
    return run("-m", "desktop", *rest) if command == "run" else 0


def headless(rest: list[str]) -> list[str]:
    """Without a screen the demonstration writes pictures instead of opening a window."""
    if WINDOWS or sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return []
    given = {argument.partition("=")[0] for argument in rest}
    wanted = [] if "--headless" in given else ["--headless"]
    return wanted if "--dir" in given else [*wanted, "--dir", "demo-output"]


def set_up(*, testing: bool) -> None:
    """Make the environment and add what the system lacks; quick when nothing is missing."""
    make_environment()
    if sys.platform.startswith("linux"):
        add_system_packages(missing_packages(testing=testing))
    install()


def run(*arguments: str) -> int:
    """Run the environment's Python in the repository; pass its exit code on."""
    environment = os.environ | system_paths() if SYSTEM.is_dir() else None
    return subprocess.run([str(PYTHON), *arguments], cwd=TOP, env=environment, check=False).returncode


def system_paths() -> dict[str, str]:
    """Where the unpacked Debian packages are found."""
    folders = sorted({str(found.parent) for found in SYSTEM.rglob("*.so*")})
    before = os.environ.get("LD_LIBRARY_PATH")
    paths = {"LD_LIBRARY_PATH": os.pathsep.join([*folders, before] if before else folders)}
    for variable, place in (("FONTCONFIG_PATH", "etc/fonts"), ("XKB_CONFIG_ROOT", "usr/share/X11/xkb")):
        if not Path("/", place).is_dir() and (SYSTEM / place).is_dir():
            paths[variable] = str(SYSTEM / place)
    return paths


# --- the environment


def make_environment() -> None:
    """Make .venv, or make it again where it stands without pip (a set-up that was cut off, a folder that was moved)."""
    if works(PYTHON, "pip"):
        return
    python = suitable_python()
    say("Environment / Lingkungan: .venv")
    if made_environment(python):
        return
    package = f"{Path(python).resolve().name}-venv"
    if not shutil.which("apt-get"):
        raise Stop("Python's modules venv and ensurepip are missing / Modul Python venv dan ensurepip belum ada.")
    if not is_root():
        raise Stop(f"Run once / Jalankan sekali: sudo apt-get install -y {package}")
    apt_install([package])
    if not made_environment(python):
        raise Stop(f"{python} -m venv does not work even with {package} / tidak berfungsi.")


def suitable_python() -> str:
    """Return this Python when its version fits, else another one of the system."""
    if OLDEST <= sys.version_info < TOO_NEW:
        return sys.executable
    for name in ("python3.13", "python3.12", "python3.11", "python3.14"):
        if (found := shutil.which(name)) and works(Path(found), "venv"):
            return found
    raise Stop("Python 3.11 to 3.14 is needed / Diperlukan Python 3.11 sampai 3.14: https://www.python.org/downloads/")


def made_environment(python: str) -> bool:
    made = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], capture_output=True, check=False)
    return made.returncode == 0 and works(PYTHON, "pip")


def works(python: Path, module: str) -> bool:
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def install() -> None:
    """Install just what the lock names, by hash, and the two commands; skipped when both are there already."""
    wanted = hashlib.sha256(LOCK.read_bytes() + PROJECT.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Packages, some minutes / Paket, beberapa menit: installer/requirements.lock")
    pip("--require-hashes", "-r", str(LOCK))
    pip("--no-index", "--no-build-isolation", "--editable", str(TOP))
    STAMP.write_text(wanted)


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if subprocess.run([*command, *arguments], cwd=TOP, check=False).returncode != 0:
        raise Stop(OFFLINE)


# --- the system


def missing_packages(*, testing: bool) -> list[str]:
    """Name the Debian packages whose parts cannot be found."""
    missing = [package for name, package in LIBRARIES.items() if not has_library(name)]
    if testing and not has_postgresql():
        missing.append("postgresql")
    if testing and not has_compiler():
        missing += ["gcc", "libc6-dev"]
    return missing


def has_library(name: str) -> bool:
    found = ctypes.util.find_library(name) is not None
    return found or (SYSTEM.is_dir() and any(SYSTEM.rglob(f"lib{name}.so*")))


def has_postgresql() -> bool:
    if os.environ.get("SISKO_TEST_DATABASE") or shutil.which("initdb"):
        return True
    tops = [Path("/usr/lib/postgresql"), SYSTEM / "usr/lib/postgresql"]
    return any(any(top.glob("*/bin/initdb")) for top in tops)


def has_compiler() -> bool:
    """Whether C can be compiled: a test notes by a small library what the desk writes."""
    return shutil.which("cc") is not None or (SYSTEM / "usr/bin/gcc").exists()


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
