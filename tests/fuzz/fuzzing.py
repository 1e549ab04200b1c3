"""The process that fuzzes one target: its coverage is watched in our own code only."""

import importlib
import sys

import atheris


def main(arguments: list[str]) -> None:
    """Begin; the first argument names the target, the rest is libFuzzer's."""
    with atheris.instrument_imports(include=["sync", "desktop"]):
        targets = importlib.import_module("tests.fuzz.targets")
    atheris.Setup([arguments[0], *arguments[2:]], targets.TARGETS[arguments[1]].read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
