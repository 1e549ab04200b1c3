"""Starting the desk: `python -m desktop`, `siskop2mi-desk`, or the packaged programme."""

import sys

from desktop.cli.main import run


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
