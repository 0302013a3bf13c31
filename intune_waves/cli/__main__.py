"""`./migrate`: the one command that people type."""

import sys

from intune_waves.cli.app import app
from intune_waves.stack.refusal import RefusedError
from tools.installation.errors import SetupError


def main() -> int:
    """Run one verb; answers its exit code."""
    try:
        app(prog_name="./migrate")
    except (RefusedError, SetupError) as refused:
        print(refused, file=sys.stderr)
        return refused.exit_code
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
