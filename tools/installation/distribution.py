"""The second way to an engine: Pulumi's own distribution, held against the sums that the checkout pins."""

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
from tools.installation.pinned_sums import PLACE, pinned_sums, sums_in
from tools.installation.places import executable
from tools.installation.versions import new_enough
from tools.installation.workshop import CLI, LANGUAGE_HOST, Workshop

SITE = "https://get.pulumi.com/releases"
SOURCE = "download"
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
_PINNED_FOR = (
    ("linux", "x86_64"), ("linux", "arm64"), ("darwin", "x86_64"), ("darwin", "arm64"), ("win32", "amd64"),
)  # fmt: skip
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
    shop.progress.begin(f"downloading pulumi {version}")
    try:
        archive = _pinned(shop, f"{site}/sdk", name=name, patience=patience)
        if isinstance(archive, str):
            return archive
        unpacked = archive.parent / "bin"
        _unpack(archive, unpacked)
    except NotToBeHadError as fault:
        return str(fault)
    except (tarfile.TarError, zipfile.BadZipFile) as fault:
        return f"{name} is damaged: {fault}"
    said = child.run([unpacked / executable(CLI), "version"], environment=shop.environment)
    if not new_enough(said.text, version) or not (unpacked / executable(LANGUAGE_HOST)).exists():
        return f"{name} does not hold pulumi {version} and its language host"
    for file in sorted(unpacked.iterdir()):
        shop.engine.admit(file, f"bin/{file.name}", source=SOURCE)
    shop.progress.end(f"downloaded pulumi {version}")
    return None


def download_plugin(shop: Workshop, patience: Patience, *, site: str = SITE) -> Path | str:
    """The azuread plugin's archive in the work folder, or a phrase that says why it cannot be had."""
    name = plugin_name(shop.versions.azuread)
    if name is None:
        return f"there is none for {sys.platform} on {platform.machine()}"
    shop.progress.begin(f"downloading the azuread plugin {shop.versions.azuread}")
    try:
        return _pinned(shop, f"{site}/plugins", name=name, patience=patience)
    except NotToBeHadError as fault:
        return str(fault)


def pin_downloads(shop: Workshop, patience: Patience, *, site: str = SITE) -> dict[str, str]:
    """The sums of the archives for all machines, by name: the CLI's as its site publishes them, the plugin's
    from the archives, because its site publishes none.

    Raises NotToBeHadError, and OSError for the disk alone.
    """
    work, version = shop.engine.fresh_work(), shop.versions.pulumi
    shop.progress.begin(f"reading the sums of pulumi {version}")
    listed = fetch(f"{site}/sdk/pulumi-{version}-checksums.txt", work / "sums", patience=patience)
    try:
        published = sums_in(listed.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise NotToBeHadError("its list of sums is no text") from None
    found: dict[str, str] = {}
    for system, machine in _PINNED_FOR:
        cli = archive_name(version, system, machine=machine)
        plugin = plugin_name(shop.versions.azuread, system, machine=machine)
        if cli is None or plugin is None:
            continue
        if cli not in published:
            raise NotToBeHadError(f"{cli} has no published SHA-256")
        found[cli] = published[cli]
        shop.progress.begin(f"downloading {plugin}")
        archive = fetch(f"{site}/plugins/{plugin}", work / plugin, patience=patience, on_bytes=_teller(shop))
        found[plugin] = sha256_of(archive)
    shop.progress.end(f"read the sums of {len(found)} archives")
    return found


def _pinned(shop: Workshop, folder: str, *, name: str, patience: Patience) -> Path | str:
    """An archive that is what the checkout pins, or a phrase that says why there is none.

    What is not pinned is not asked for. Raises NotToBeHadError.
    """
    pinned = pinned_sums(shop.project).get(name)
    if pinned is None:
        return f"no SHA-256 of {name} is pinned in {PLACE}"
    work = shop.engine.fresh_work()
    archive = fetch(f"{folder}/{name}", work / name, patience=patience, on_bytes=_teller(shop))
    return archive if sha256_of(archive) == pinned else f"{name} has not the SHA-256 that {PLACE} pins"


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
