"""The last way to an engine: a build from pinned Go modules. Needs a module proxy and nothing else."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.installation import child
from tools.installation.errors import SetupError, no_space
from tools.installation.places import executable
from tools.installation.workshop import (
    CLI,
    LANGUAGE_EXECUTOR,
    LANGUAGE_HOST,
    PLUGIN,
    Workshop,
    failed,
    speaks_of_full_disk,
)

# Binaries, the linker's copies and the objects of one cold build together (measured: 1.7 GB).
_BYTES_NEEDED = 2_000_000_000
_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
_UNREACHABLE = re.compile(
    r"dial tcp|i/o timeout|no such host|proxyconnect|TLS handshake|\b(403|404|410|5\d\d) "
)
_CROSS = ("GOROOT", "GOOS", "GOARCH", "GOEXPERIMENT")


@dataclass(frozen=True, slots=True)
class Part:
    """One binary: the folder of the module that pins it, and the package to build there."""

    binary: str
    module: str
    package: str


PARTS = (
    Part(CLI, "tools/engine/pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"),
    Part(
        LANGUAGE_HOST,
        "tools/engine/language-python",
        "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    ),
    Part(PLUGIN, "tools/engine/azuread", "."),
)


def check_room(shop: Workshop) -> None:
    """Refuse a build that cannot fit before it starts. Raises SetupError."""
    folder = next(path for path in (shop.engine.folder, *shop.engine.folder.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    if free < _BYTES_NEEDED:
        megabytes = f" ({free // 10**6:,} MB free, a build needs {_BYTES_NEEDED // 10**6:,} MB)"
        raise no_space(shop.engine.folder, megabytes)


def build(shop: Workshop, go: Path, *, part: Part) -> Path:
    """Build one part and answer where the finished binary lies, still in the work folder.

    Interrupted or failed, it leaves only Go's own caches, from which the next run goes on. Raises SetupError.
    """
    check_room(shop)
    work = shop.engine.fresh_work()
    folder = shop.project / part.module
    environment = _environment(shop, work)
    made = work / executable(part.binary)
    packages = _fetch(shop, go, part=part, folder=folder, environment=environment)
    flags = "-s -w" + (f" -X {_VERSION_VARIABLE}=v{shop.versions.pulumi}" if part.binary == CLI else "")
    compiled = 0

    def count(line: str) -> None:
        nonlocal compiled
        compiled += " " not in line

    shop.progress.begin(f"building {part.binary}")
    end = child.run(
        [go, "build", "-v", "-trimpath", "-ldflags", flags, "-o", made, part.package],
        environment=environment,
        folder=folder,
        on_line=count,
        on_wait=lambda: shop.progress.tick(f"{compiled:,} of at most {packages:,} packages compiled"),
    )
    if end.code or not made.exists():
        raise _explain(shop, end, part=part)
    shop.progress.end(f"built {part.binary}")
    return made


def copy_executor(shop: Workshop, go: Path) -> Path:
    """Copy the script that the language host starts from the CLI's sdk module. Raises SetupError, OSError."""
    work = shop.engine.fresh_work()
    end = child.run(
        [go, "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"],
        environment=_environment(shop, work),
        folder=shop.project / "tools" / "engine" / "pulumi",
    )
    if end.code or not end.lines:
        raise failed(
            shop,
            end,
            what=f"{LANGUAGE_EXECUTOR} was not found",
            next_step="run ./migrate setup again",
            rule="setup-build",
        )
    source = Path(end.lines[-1]) / "python" / "cmd" / LANGUAGE_EXECUTOR
    return Path(shutil.copyfile(source, work / LANGUAGE_EXECUTOR))


def _fetch(shop: Workshop, go: Path, *, part: Part, folder: Path, environment: dict[str, str]) -> int:
    fetched = packages = 0

    def count(line: str) -> None:
        nonlocal fetched, packages
        fetched += line.startswith("go: downloading")
        packages += " " not in line

    shop.progress.begin(f"fetching the Go modules of {part.binary}")
    end = child.run(
        [go, "list", "-deps", part.package],
        environment=environment,
        folder=folder,
        on_line=count,
        on_wait=lambda: shop.progress.tick(f"{fetched} modules fetched"),
    )
    if end.code:
        raise _explain(shop, end, part=part)
    if fetched:
        shop.progress.end(f"fetched {fetched} Go modules of {part.binary}")
    return packages


def _environment(shop: Workshop, work: Path) -> dict[str, str]:
    """The caller's environment less what bends a pinned build: flags, workspaces, targets, C."""
    return {
        **{name: text for name, text in shop.environment.items() if name not in _CROSS},
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        "GOWORK": "off",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
        "GOTMPDIR": str(work),
    }


def _explain(shop: Workshop, end: child.Finished, *, part: Part) -> SetupError:
    if speaks_of_full_disk(end.text):
        return no_space(shop.engine.folder)
    if "signal: killed" in end.text:
        return SetupError(
            f"engine: the system ended the compiler of {part.binary}, as it does when memory runs out",
            "close other programs and run ./migrate setup again: it goes on where it stopped",
            rule="setup-build-memory",
        )
    if _UNREACHABLE.search(end.text):
        step = "check the network and GOPROXY, then run ./migrate setup again: it goes on where it stopped"
        return failed(
            shop,
            end,
            what=f"the Go modules of {part.binary} could not be fetched",
            next_step=step,
            rule="setup-modules",
        )
    return failed(
        shop,
        end,
        what=f"{part.binary} could not be built",
        next_step="run ./migrate setup again",
        rule="setup-build",
    )
