"""The first way to an engine: the `pulumi` that this machine has already."""

import os
import shutil
from pathlib import Path

from tools.installation import child
from tools.installation.places import executable
from tools.installation.versions import new_enough
from tools.installation.workshop import LANGUAGE_HOST, Workshop


def find_on_path(shop: Workshop) -> Path | str:
    """The folder of a `pulumi` on PATH that will do, or a phrase that says why there is none."""
    search = _search_path(shop)
    found = shutil.which("pulumi", path=search)
    if found is None:
        return "no pulumi on PATH"
    said = child.run([found, "version"], environment={**shop.environment, "PULUMI_SKIP_UPDATE_CHECK": "1"})
    version = said.lines[-1] if said.code == 0 and said.lines else ""
    if not new_enough(version, shop.versions.pulumi):
        older = (
            f"is {version}, not {shop.versions.pulumi} or newer" if version else "does not tell its version"
        )
        return f"the pulumi on PATH ({found}) {older}"
    # Installers put links on PATH; the language host lies beside the real file.
    folder = Path(found).resolve().parent
    if not (folder / executable(LANGUAGE_HOST)).exists() and not shutil.which(LANGUAGE_HOST, path=search):
        return f"the pulumi on PATH ({found}) comes without {LANGUAGE_HOST}"
    return folder if (folder / executable("pulumi")).exists() else Path(found).parent


def _search_path(shop: Workshop) -> str:
    """PATH without our own cache: `./migrate env` puts an engine of ours there, and that one is no find."""
    ours = str(shop.cache)
    folders = shop.environment.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(name for name in folders if name and not os.path.abspath(name).startswith(ours))
