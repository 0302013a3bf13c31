"""`python -m tenant`."""

import sys

from tenant.command_line import main

if __name__ == "__main__":
    sys.exit(main())
