"""Starting the packaged gateway: the frozen programme needs a script that is not named `__main__` like the desk's."""

import sys

from sync.gateway.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
