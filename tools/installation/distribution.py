"""The second way to an engine: Pulumi's own distribution, checked against its published SHA-256 sums."""

import platform
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from tools.installation import child
from tools.installation.content import sha256_of
from tools.installation.download import NotToBeHadError, Patience, fetch
from tools.installation.places import executable
from tools.installation.versions import new_enough
from tools.installation.workshop import CLI, LANGUAGE_HOST, Workshop

SITE = "https://get.pulumi.com/releases"
SOURCE = "download"
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}


def archive_name(
    version: str, system: str = sys.platform, *, machine: str = platform.machine()
) -> str | None:
    """The file name of the CLI's distribution for a machine; None where there is none."""
    kind, chip = _SYSTEMS.get(system), _MACHINES.get(machine.lower())
    ending = "zip" if kind == "windows" else "tar.gz"
    return f"pulumi-v{version}-{kind}-{chip}.{ending}" if kind and chip else None


def plugin_name(version: str, system: str = sys.platform, *, machine: str = platform.machine()) -> str | None:
    """The file name of the azuread plugin for a machine; None where there is none."""
    kind, chip = _SYSTEMS.get(system), _MACHINES.get(machine.lower(), "").replace("x64", "amd64")
    return f"pulumi-resource-azuread-v{version}-{kind}-{chip}.tar.gz" if kind and chip else None


def download_cli(shop: Workshop, patience: Patience, *, site: str = SITE) -> str | None:
    """Fill the engine's bin from the distribution; answers None, or a phrase that says why it cannot be.

    Raises OSError for the disk alone.
    """
    version = shop.versions.pulumi
    name = archive_name(version)
    if name is None:
        return f"there is none for {sys.platform} on {platform.machine()}"
    work = shop.engine.fresh_work()
    shop.progress.begin(f"downloading pulumi {version}")
    try:
        sums = fetch(
            f"{site}/sdk/pulumi-{version}-checksums.txt", work / "sums", patience=patience
        ).read_text()
        published = {
            words[1].lstrip("*"): words[0] for line in sums.splitlines() if len(words := line.split()) == 2
        }
        archive = fetch(f"{site}/sdk/{name}", work / name, patience=patience, on_bytes=_teller(shop))
        if sha256_of(archive) != published.get(name, "").lower():
            return f"{name} has not its published SHA-256"
        unpacked = work / "bin"
        _unpack(archive, unpacked)
    except NotToBeHadError as fault:
        return str(fault)
    except (tarfile.TarError, zipfile.BadZipFile, UnicodeDecodeError) as fault:
        return f"{name} is damaged: {fault}"
    said = child.run([unpacked / executable(CLI), "version"], environment=shop.environment)
    if not new_enough(said.text, version) or not (unpacked / executable(LANGUAGE_HOST)).exists():
        return f"{name} does not hold pulumi {version} and its language host"
    for file in sorted(unpacked.iterdir()):
        shop.engine.admit(file, f"bin/{file.name}", source=SOURCE)
    shop.progress.end(f"downloaded pulumi {version}")
    return None


def download_plugin(shop: Workshop, patience: Patience, *, site: str = SITE) -> Path | str:
    """The azuread plugin's archive in the work folder, or a phrase that says why it cannot be had.

    Its site publishes no sums for plugins: the download rests on TLS, and on the record made of it.
    """
    name = plugin_name(shop.versions.azuread)
    if name is None:
        return f"there is none for {sys.platform} on {platform.machine()}"
    work = shop.engine.fresh_work()
    shop.progress.begin(f"downloading the azuread plugin {shop.versions.azuread}")
    try:
        return fetch(f"{site}/plugins/{name}", work / name, patience=patience, on_bytes=_teller(shop))
    except NotToBeHadError as fault:
        return str(fault)


def _teller(shop: Workshop) -> Callable[[int], None]:
    return lambda received: shop.progress.tick(f"{received / 1e6:.0f} MB")


def _unpack(archive: Path, into: Path) -> None:
    """Take the programs out of an archive by last name alone: no path in it can lead elsewhere."""
    into.mkdir()
    opener = _zipped if archive.suffix == ".zip" else _tarred
    with opener(archive) as members:
        for name, content in members:
            last = PurePosixPath(name.replace("\\", "/")).name
            if last.startswith(CLI):
                (into / last).write_bytes(content.read())
                (into / last).chmod(0o755)


@contextmanager
def _tarred(archive: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    with tarfile.open(archive) as tar:
        found = ((member.name, tar.extractfile(member)) for member in tar if member.isfile())
        yield ((name, content) for name, content in found if content is not None)


@contextmanager
def _zipped(archive: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    with zipfile.ZipFile(archive) as packed:
        yield ((member.filename, packed.open(member)) for member in packed.infolist() if not member.is_dir())
