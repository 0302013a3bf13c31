"""`./migrate`: the one command that people type."""

import gc
import sys

from intune_waves.cli.app import app
from intune_waves.stack.refusal import RefusedError
from tools.installation.errors import SetupError

# Packages, declarations and templates are many objects and hardly a circle: looking for circles among them
# every 700 objects, and once more at the end, took a fifth of the time of `validate`.
_OBJECTS_PER_COLLECTION = 50_000


def main() -> int:
    """Run one verb; answers its exit code."""
    gc.set_threshold(_OBJECTS_PER_COLLECTION)
    try:
        app(prog_name="./migrate")
    except (RefusedError, SetupError) as refused:
        print(refused, file=sys.stderr)
        return refused.exit_code
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    finally:
        gc.freeze()
    return 0


if __name__ == "__main__":
    sys.exit(main())
