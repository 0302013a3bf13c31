"""Pulumi's own distribution is taken when it is what the checkout pins, and given up in a phrase."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tests.installation.programs import Programs
from tests.installation.site import Site, serve
from tools.installation.child import Finished
from tools.installation.distribution import archive_name, download_cli, download_plugin, plugin_name
from tools.installation.download import Patience
from tools.installation.pinned_sums import PLACE, pinned_sums, write_sums
from tools.installation.setup import pin
from tools.installation.workshop import Workshop

SUMS = "/sdk/pulumi-3.259.0-checksums.txt"
NOUGHTS = "0" * 64
PINNED = "has not the SHA-256 that tools/engine/checksums.txt pins"
WHOLE = {"pulumi/pulumi": b"cli", "pulumi/pulumi-language-python": b"host", "pulumi/LICENSE": b"text"}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, on what is taken for linux on x64."""
    monkeypatch.setattr("tools.installation.distribution.archive_name", lambda _version: "cli.tar.gz")
    monkeypatch.setattr("tools.installation.distribution.plugin_name", lambda _version: "plugin.tar.gz")
    with serve() as running:
        yield running


def _tar(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("pulumi/pulumi-link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return packed.getvalue()


def _publish(site: Site, shop: Workshop, archive: bytes, *, name: str = "cli.tar.gz") -> None:
    """Put an archive on the site, and pin it."""
    site.files[f"/sdk/{name}"] = archive
    write_sums(shop.project, {"other.zip": "0" * 64, name: hashlib.sha256(archive).hexdigest()})


@pytest.mark.parametrize(
    ("system", "machine", "cli", "plugin"),
    [
        ("linux", "x86_64", "linux-x64.tar.gz", "linux-amd64.tar.gz"),
        ("linux", "aarch64", "linux-arm64.tar.gz", "linux-arm64.tar.gz"),
        ("darwin", "arm64", "darwin-arm64.tar.gz", "darwin-arm64.tar.gz"),
        ("win32", "AMD64", "windows-x64.zip", "windows-amd64.tar.gz"),
    ],
)
def test_each_machine_has_its_archives(system: str, machine: str, cli: str, plugin: str) -> None:
    assert archive_name("3.259.0", system, machine=machine) == f"pulumi-v3.259.0-{cli}"
    assert plugin_name("6.5.2", system, machine=machine) == f"pulumi-resource-azuread-v6.5.2-{plugin}"


@pytest.mark.parametrize(("system", "machine"), [("freebsd14", "x86_64"), ("linux", "riscv64")])
def test_other_machines_have_none(system: str, machine: str) -> None:
    assert archive_name("3.259.0", system, machine=machine) is None
    assert plugin_name("6.5.2", system, machine=machine) is None


def test_a_good_archive_fills_the_bin(shop: Workshop, site: Site, programs: Programs) -> None:
    _publish(site, shop, _tar(WHOLE))
    programs.answer("version", by=Finished(0, ("v3.259.0",)))
    assert download_cli(shop, Patience(), site=site.address) is None
    names = sorted(path.name for path in shop.engine.own_bin.iterdir())
    assert names == ["pulumi", "pulumi-language-python"]
    assert shop.engine.holds("bin/pulumi", "download")
    assert shop.engine.holds("bin/pulumi-language-python", "download")


def test_a_zip_does_as_well(
    shop: Workshop, site: Site, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.installation.distribution.archive_name", lambda _version: "cli.zip")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in WHOLE.items():
            archive.writestr(f"bin/{name}", content)
    _publish(site, shop, packed.getvalue(), name="cli.zip")
    programs.answer("version", by=Finished(0, ("v3.259.0",)))
    assert download_cli(shop, Patience(), site=site.address) is None
    assert (shop.engine.own_bin / "pulumi").read_bytes() == b"cli"


def test_no_name_in_an_archive_leads_out_of_the_bin(
    shop: Workshop, site: Site, programs: Programs, tmp_path: Path
) -> None:
    _publish(site, shop, _tar({**WHOLE, "../../../pulumi-escaped": b"evil", "/pulumi-absolute": b"evil"}))
    programs.answer("version", by=Finished(0, ("v3.259.0",)))
    assert download_cli(shop, Patience(), site=site.address) is None
    outside = [path for path in tmp_path.rglob("pulumi-*") if shop.engine.own_bin not in path.parents]
    assert outside == []


def test_a_wrong_sum_is_given_up_before_anything_runs(shop: Workshop, site: Site, programs: Programs) -> None:
    _publish(site, shop, _tar(WHOLE))
    site.files["/sdk/cli.tar.gz"] += b"more"
    assert download_cli(shop, Patience(), site=site.address) == f"cli.tar.gz {PINNED}"
    assert programs.calls == []
    assert not shop.engine.own_bin.exists()


@pytest.mark.parametrize(
    "pins", ["", "one\n", f"{NOUGHTS}  other.tar.gz\n", f"# {NOUGHTS}  cli.tar.gz\n", None]
)
def test_what_is_not_pinned_is_not_even_asked_for(shop: Workshop, site: Site, pins: str | None) -> None:
    site.files |= {"/sdk/cli.tar.gz": _tar(WHOLE), "/plugins/plugin.tar.gz": b"archive"}
    if pins is not None:
        (shop.project / PLACE).write_text(pins)
    for name, download in (("cli", download_cli), ("plugin", download_plugin)):
        refusal = download(shop, Patience(), site=site.address)
        assert refusal == f"no SHA-256 of {name}.tar.gz is pinned in tools/engine/checksums.txt"
    assert site.asked == []


def test_a_damaged_archive_is_given_up(shop: Workshop, site: Site) -> None:
    _publish(site, shop, b"no archive")
    refusal = download_cli(shop, Patience(), site=site.address)
    assert refusal is not None
    assert refusal.startswith("cli.tar.gz is damaged: ")


@pytest.mark.parametrize(
    ("files", "version"), [(WHOLE, "v3.1.0"), ({"pulumi/pulumi": b"cli"}, "v3.259.0"), (WHOLE, "")]
)
def test_an_archive_of_something_else_is_given_up(
    shop: Workshop, site: Site, programs: Programs, files: dict[str, bytes], version: str
) -> None:
    _publish(site, shop, _tar(files))
    programs.answer("version", by=Finished(0, (version,)))
    assert (
        download_cli(shop, Patience(), site=site.address)
        == "cli.tar.gz does not hold pulumi 3.259.0 and its language host"
    )


def test_a_site_without_it_is_given_up_at_the_first_answer(shop: Workshop, site: Site) -> None:
    write_sums(shop.project, {"cli.tar.gz": "0" * 64, "plugin.tar.gz": NOUGHTS})
    assert download_cli(shop, Patience(), site=site.address) == "answered 404 Not Found"
    assert download_plugin(shop, Patience(), site=site.address) == "answered 404 Not Found"
    assert site.asked == ["/sdk/cli.tar.gz", "/plugins/plugin.tar.gz"]


@pytest.mark.parametrize("letters", [str.lower, str.upper])
def test_a_pinned_plugin_is_fetched_as_it_is(
    shop: Workshop, site: Site, letters: Callable[[str], str]
) -> None:
    site.files["/plugins/plugin.tar.gz"] = b"archive"
    pinned = letters(hashlib.sha256(b"archive").hexdigest())
    (shop.project / PLACE).write_text(f"{pinned} *plugin.tar.gz\r\n")
    found = download_plugin(shop, Patience(), site=site.address)
    assert isinstance(found, Path)
    assert found.read_bytes() == b"archive"


def test_another_plugin_is_given_up(shop: Workshop, site: Site) -> None:
    site.files["/plugins/plugin.tar.gz"] = b"another"
    write_sums(shop.project, {"plugin.tar.gz": hashlib.sha256(b"archive").hexdigest()})
    assert download_plugin(shop, Patience(), site=site.address) == f"plugin.tar.gz {PINNED}"


def _site_of_all_machines(site: Site) -> dict[str, str]:
    """Publish archives for all machines; answers what is right to pin."""
    right, lines = {}, []
    for kind in (
        "linux-x64.tar.gz",
        "linux-arm64.tar.gz",
        "darwin-x64.tar.gz",
        "darwin-arm64.tar.gz",
        "windows-x64.zip",
    ):
        name = f"pulumi-v3.259.0-{kind}"
        right[name] = hashlib.sha256(name.encode()).hexdigest()
        lines.append(f"{right[name]}  {name}")
        name = f"pulumi-resource-azuread-v6.5.2-{kind.replace('x64', 'amd64').replace('zip', 'tar.gz')}"
        site.files[f"/plugins/{name}"] = name.encode()
        right[name] = hashlib.sha256(name.encode()).hexdigest()
    site.files[SUMS] = "\n".join(lines).encode()
    return right


def test_pinning_writes_the_sums_for_all_machines(shop: Workshop, said: Said) -> None:
    (shop.project / PLACE).write_text(f"# why\n{NOUGHTS}  of-another-version\n")
    with serve() as site:
        right = _site_of_all_machines(site)
        code = pin(shop.project, progress=said.progress, environment=shop.environment, site=site.address)
    assert code == 0
    assert pinned_sums(shop.project) == right
    assert (shop.project / PLACE).read_text().startswith("# why\n")
    assert said.lines[-1] == "tools/engine/checksums.txt: 10 sums; look at what has changed, then commit it"


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        (SUMS, None, "answered 404 Not Found"),
        (SUMS, b"\xff\xfe", "its list of sums is no text"),
        (SUMS, b"", "pulumi-v3.259.0-linux-x64.tar.gz has no published SHA-256"),
        ("/plugins/pulumi-resource-azuread-v6.5.2-darwin-arm64.tar.gz", None, "answered 404 Not Found"),
    ],
)
def test_a_pin_that_cannot_be_had_changes_nothing(
    shop: Workshop, said: Said, path: str, content: bytes | None, why: str
) -> None:
    write_sums(shop.project, {"cli.tar.gz": NOUGHTS})
    with serve() as site:
        _site_of_all_machines(site)
        del site.files[path]
        site.files |= {} if content is None else {path: content}
        code = pin(shop.project, progress=said.progress, environment=shop.environment, site=site.address)
    assert code == 1
    assert pinned_sums(shop.project) == {"cli.tar.gz": NOUGHTS}
    assert why in said.lines[-2]


def test_a_machine_without_archives_is_given_up(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("archive_name", "plugin_name"):
        monkeypatch.setattr(f"tools.installation.distribution.{name}", lambda _version: None)
    monkeypatch.setattr("sys.platform", "plan9")
    monkeypatch.setattr("platform.machine", lambda: "mips")
    assert download_cli(shop, Patience()) == "there is none for plan9 on mips"
    assert download_plugin(shop, Patience()) == "there is none for plan9 on mips"
