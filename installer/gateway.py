"""Starting the packaged gateway, whose worker processes start this programme again."""

import sys
from multiprocessing import freeze_support

from sync.gateway.__main__ import main

if __name__ == "__main__":
    freeze_support()
    sys.exit(main())
