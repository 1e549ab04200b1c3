"""Starting the desk: `python -m desktop`, `siskop2mi-desk`, or the packaged programme."""

import io
import sys


def main() -> None:
    """Run the command line of this process; be the worker that decodes foreign files and load nothing
    else; or be the window that comes after a lock.
    """
    if sys.argv[1:] == ["--preview-worker"]:
        from desktop.previews.worker import main as work

        work()
        return
    if sys.argv[1:] == ["--after-lock"]:
        from desktop.ui.app import succeed

        sys.exit(succeed())
    from desktop.cli.main import run

    _speak_utf8()
    sys.exit(run(sys.argv[1:]))


def _speak_utf8() -> None:
    """Scripts write and read UTF-8, whatever the machine's own alphabet is; bytes that are none are refused later."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


if __name__ == "__main__":
    main()
