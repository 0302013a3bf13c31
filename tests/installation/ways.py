"""The ways to an engine, pretended: each can be had or refused, and what was done is remembered."""

from collections.abc import Callable
from pathlib import Path

from tools.installation.download import Patience
from tools.installation.go_build import Part
from tools.installation.workshop import Workshop

NO_DOWNLOAD = "Connection refused"


class Ways:
    """The ways to an engine, pretended; `did` says in order what was done."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.on_path: Path | str = "no pulumi on PATH"
        self.cli_refusal: str | None = NO_DOWNLOAD
        self.plugin_refusal: str | None = NO_DOWNLOAD
        self.before_build: Callable[[str], None] = lambda _binary: None

    def find_on_path(self, _shop: Workshop) -> Path | str:
        return self.on_path

    def download_cli(self, shop: Workshop, _patience: Patience) -> str | None:
        self.did.append("download cli")
        if self.cli_refusal is None:
            for name in ("pulumi", "pulumi-language-python"):
                shop.engine.admit(_file(shop, name), f"bin/{name}", source="download")
        return self.cli_refusal

    def download_plugin(self, shop: Workshop, _patience: Patience) -> Path | str:
        self.did.append("download plugin")
        return self.plugin_refusal or _file(shop, "archive")

    def find_go(self, _shop: Workshop) -> Path:
        self.did.append("find go")
        return Path("/go")

    def build(self, shop: Workshop, _go: Path, part: Part) -> Path:
        made = _file(shop, part.binary)
        self.before_build(part.binary)
        self.did.append(f"build {part.binary}")
        return made

    def copy_executor(self, shop: Workshop, _go: Path) -> Path:
        self.did.append("copy executor")
        return _file(shop, "executor")

    def install_plugin(self, shop: Workshop, folder: Path, given: Path, source: str) -> None:
        self.did.append(f"install plugin with {folder.name}")
        shop.engine.admit(given, shop.plugin_file, source=source)


def _file(shop: Workshop, name: str) -> Path:
    made = shop.engine.fresh_work() / name
    made.write_text(name)
    return made
