"""A part is built from its pins alone; whatever stops that is one message."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.installation.conftest import Said
from tests.installation.programs import Programs, after
from tools.installation.child import Finished
from tools.installation.errors import SetupError
from tools.installation.go_build import PARTS, build, check_room, copy_executor
from tools.installation.workshop import Workshop

CLI, HOST, PLUGIN = PARTS
GO = Path("/go/bin/go")
AGAIN = "then run ./migrate setup again: it goes on where it stopped"


@pytest.fixture
def compiler(programs: Programs) -> Programs:
    """A go that finds three packages, two of them not compiled yet."""

    def compile_it(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        after(words, "-o").write_text(words[-1])
        return Finished(0, ("fmt", "main"))

    programs.answer("list", "-deps", by=Finished(0, ("go: downloading x v1", "errors", "fmt", "main")))
    programs.answer("build", by=compile_it)
    return programs


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.binary)
def test_a_part_is_built_in_its_own_module(
    shop: Workshop, compiler: Programs, said: Said, part: object
) -> None:
    assert isinstance(part, type(CLI))
    made = build(shop, GO, part=part)
    assert made == shop.engine.work / part.binary
    assert made.read_text() == part.package
    assert said.lines == [
        f"fetching the Go modules of {part.binary} ...",
        f"fetched 1 Go modules of {part.binary} (0 s)",
        f"building {part.binary} ...",
        f"built {part.binary} (0 s)",
    ]


def test_the_progress_counts_packages(shop: Workshop, compiler: Programs, said: Said) -> None:
    def slow(words: list[str], _environment: Mapping[str, str], _folder: Path | None) -> Finished:
        after(words, "-o").write_text("binary")
        said.now += 125
        return Finished(0, ("fmt", "# main", "main"))

    compiler.answer("build", by=slow)
    build(shop, GO, part=CLI)
    assert "building pulumi: 2 of at most 3 packages compiled, 2 min 05 s" in said.lines


def test_only_the_cli_is_stamped_with_its_version(shop: Workshop, compiler: Programs) -> None:
    for part in PARTS:
        build(shop, GO, part=part)
    flags = [str(after(call, "-ldflags")) for call in compiler.calls if "build" in call]
    stamp = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0"
    assert flags == [f"-s -w {stamp}", "-s -w", "-s -w"]


def test_nothing_of_the_caller_bends_the_build(shop: Workshop, compiler: Programs) -> None:
    bent = {
        "GOFLAGS": "-mod=mod",
        "GOOS": "plan9",
        "GOROOT": "/old",
        "GOPROXY": "https://mirror",
        "GOWORK": "/w",
    }
    build(replace(shop, environment={**shop.environment, **bent}), GO, part=CLI)
    seen = compiler.environments[-1]
    assert {name: text for name, text in seen.items() if name.startswith(("GO", "CGO"))} == {
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        "GOPROXY": "https://mirror",
        "GOTMPDIR": str(shop.engine.work),
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
    }


@pytest.mark.parametrize("step", ["list", "build"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            'x@v1: Get "https://mirror/x": dial tcp: lookup mirror: no such host',
            "engine: the Go modules of pulumi could not be fetched (exit code 1) [setup-modules]\n"
            f"  next: check the network and GOPROXY, {AGAIN}",
        ),
        (
            "reading https://mirror/x: 403 Forbidden",
            "engine: the Go modules of pulumi could not be fetched (exit code 1) [setup-modules]\n"
            f"  next: check the network and GOPROXY, {AGAIN}",
        ),
        (
            "compile: signal: killed",
            "engine: the system ended the compiler of pulumi, as it does when memory runs out "
            "[setup-build-memory]\n  next: close other programs and run ./migrate setup again: "
            "it goes on where it stopped",
        ),
        (
            "main.go:3:1: syntax error",
            "engine: pulumi could not be built (exit code 1) [setup-build]\n"
            "  next: run ./migrate setup again",
        ),
    ],
)
def test_what_stops_a_build_is_one_message(
    shop: Workshop, compiler: Programs, step: str, words: str, message: str
) -> None:
    compiler.answer(step, by=Finished(1, (words,)))
    with pytest.raises(SetupError) as refused:
        build(shop, GO, part=CLI)
    assert str(refused.value) == message


@pytest.mark.parametrize("words", ["write x: no space left on device", "write x: disk quota exceeded"])
def test_a_full_disk_is_one_message(shop: Workshop, compiler: Programs, words: str) -> None:
    compiler.answer("build", by=Finished(1, (words,)))
    with pytest.raises(SetupError) as refused:
        build(shop, GO, part=CLI)
    assert str(refused.value) == (
        f"{shop.engine.folder}: no space left on the disk; nothing half-written was kept [setup-no-space]\n"
        "  next: free some space, or name another folder in INTUNE_WAVES_CACHE, and run ./migrate setup again"
    )


def test_a_compiler_that_leaves_no_binary_has_failed(shop: Workshop, compiler: Programs) -> None:
    compiler.answer("build", by=Finished(0, ()))
    with pytest.raises(SetupError, match=r"^engine: pulumi could not be built \(exit code 0\)"):
        build(shop, GO, part=CLI)


def test_a_build_that_cannot_fit_is_refused_before_it_starts(
    shop: Workshop, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=20_000_000))
    with pytest.raises(SetupError) as refused:
        build(shop, GO, part=CLI)
    assert refused.value.message == (
        f"{shop.engine.folder}: no space left on the disk (20 MB free, a build needs 2,000 MB); "
        "nothing half-written was kept"
    )
    assert programs.calls == []


def test_room_is_looked_for_where_the_cache_will_be(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def usage(folder: Path) -> SimpleNamespace:
        asked.append(folder)
        return SimpleNamespace(free=10**10)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    check_room(shop)
    assert asked == [tmp_path]


def test_the_executor_is_copied_from_the_clis_sdk(shop: Workshop, programs: Programs, tmp_path: Path) -> None:
    source = tmp_path / "sdk" / "python" / "cmd" / "pulumi-language-python-exec"
    source.parent.mkdir(parents=True)
    source.write_text("#!/usr/bin/env python")
    os.chmod(source, 0o444)
    programs.answer("list", "-m", by=Finished(0, (str(tmp_path / "sdk"),)))
    assert copy_executor(shop, GO).read_text() == "#!/usr/bin/env python"


@pytest.mark.parametrize("end", [Finished(1, ("go: no",)), Finished(0, ())])
def test_an_sdk_that_is_not_found_is_one_message(shop: Workshop, programs: Programs, end: Finished) -> None:
    programs.answer("list", "-m", by=end)
    with pytest.raises(SetupError) as refused:
        copy_executor(shop, GO)
    assert str(refused.value) == (
        f"engine: pulumi-language-python-exec was not found (exit code {end.code}) [setup-build]\n"
        "  next: run ./migrate setup again"
    )
