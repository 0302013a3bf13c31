"""Installing the azuread plugin where the CLI finds it by its version."""

from pathlib import Path

from tools.installation import child
from tools.installation.places import executable
from tools.installation.workshop import CLI, Workshop, failed


def install_plugin(shop: Workshop, bin_folder: Path, *, given: Path, source: str) -> None:
    """Hand a binary or an archive of the plugin to the CLI, into the engine's own Pulumi home.

    Raises SetupError where the CLI refuses it, OSError where the disk does.
    """
    version = f"v{shop.versions.azuread}"
    shop.progress.begin(f"installing the azuread plugin {version}")
    words: list[str | Path] = [
        "plugin",
        "install",
        "resource",
        "azuread",
        version,
        "--file",
        given,
        "--reinstall",
    ]
    end = child.run(
        [bin_folder / executable(CLI), *words, "--non-interactive"],
        environment={
            **shop.environment,
            "PULUMI_HOME": str(shop.engine.home),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        },
        on_wait=lambda: shop.progress.tick(""),
    )
    if end.code or not (shop.engine.folder / shop.plugin_file).exists():
        what = f"the azuread plugin {version} could not be installed"
        raise failed(
            shop, end, what=what, next_step="run ./migrate setup --engine build", rule="setup-plugin"
        )
    shop.engine.witness(shop.plugin_file, source)
    shop.progress.end(f"installed the azuread plugin {version}")
