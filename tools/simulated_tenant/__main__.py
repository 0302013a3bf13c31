"""`python -m tools.simulated_tenant`."""

import sys

from tools.simulated_tenant.command_line import main

if __name__ == "__main__":
    sys.exit(main())
