"""The lint of the pipelines: actionlint over the workflows, the published schema over Azure's files."""

import subprocess
import sys

from intune_waves.stack.home import PROJECT
from tools.installation.actionlint import ensure_actionlint
from tools.installation.errors import SetupError
from tools.installation.progress import Progress

_AZURE = sorted((PROJECT / ".azure").glob("*.yml"))


def main() -> int:
    """Exit code 0 when all are clean; what is wrong is printed as the linters say it."""
    try:
        linter = ensure_actionlint(Progress(sys.stderr))
    except SetupError as refused:
        print(refused, file=sys.stderr)
        return 1
    # The schema's patterns are older than the strict kind of regular expression.
    schema = ["--builtin-schema", "vendor.azure-pipelines", "--data-transform", "azure-pipelines"]
    checked = [sys.executable, "-m", "check_jsonschema", *schema, "--regex-variant", "nonunicode"]
    commands = [[str(linter), "-no-color"], [*checked, *map(str, _AZURE)]]
    return max([subprocess.run(each, cwd=PROJECT, check=False).returncode for each in commands])


if __name__ == "__main__":
    sys.exit(main())
