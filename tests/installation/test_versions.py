"""Versions are compared by their numbers, and the pinned ones stand in agreement wherever they stand."""

import re

import pytest

from tools.installation.places import PROJECT
from tools.installation.versions import Versions, new_enough, numbers

PINNED = Versions.read(PROJECT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v3.259.0", (3, 259, 0)),
        ("go1.26", (1, 26, 0)),
        ("go version go1.26.8 linux/amd64", (1, 26, 8)),
        ("v3.260.0-alpha.1+dirty", (3, 260, 0)),
        ("devel", None),
        ("", None),
    ],
)
def test_the_first_version_in_a_text_is_found(text: str, expected: tuple[int, int, int] | None) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("v3.259.0", True),
        ("v3.260.1", True),
        ("v3.1000.0", True),
        ("v3.258.9", False),
        ("v4.0.0", False),
        ("v2.999.0", False),
        ("not a version", False),
    ],
)
def test_new_enough_is_the_same_major_version_and_not_below(text: str, enough: bool) -> None:
    assert new_enough(text, "3.259.0") is enough


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("tools/engine/pulumi/go.mod", f"require github.com/pulumi/pulumi/pkg/v3 v{PINNED.pulumi}"),
        (
            "tools/engine/language-python/go.mod",
            f"require github.com/pulumi/pulumi/sdk/v3 v{PINNED.language_host}",
        ),
        ("tools/engine/azuread/main.go", f'const name, version = "azuread", "{PINNED.azuread}"'),
        ("tools/engine/pulumi/go.mod", f"go {PINNED.go}"),
        ("tools/engine/language-python/go.mod", f"go {PINNED.go}"),
        ("tools/engine/azuread/go.mod", f"go {PINNED.go}"),
        ("requirements.txt", f"pulumi=={PINNED.pulumi} \\"),
        ("requirements.txt", f"pulumi-azuread=={PINNED.azuread} \\"),
    ],
)
def test_the_pins_agree_with_versions_toml(path: str, line: str) -> None:
    assert line in (PROJECT / path).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", ["requirements.txt", "requirements/dev.txt", "requirements/go.txt"])
def test_every_requirement_is_pinned_and_hashed_and_no_address_is_named(path: str) -> None:
    text = (PROJECT / path).read_text(encoding="utf-8")
    body = [line for line in text.splitlines() if not line.startswith("#")]
    heads = [line for line in body if not line.startswith(" ")]
    assert heads
    assert all(re.fullmatch(r"[a-z0-9-]+==[^ ]+( ; .+)? \\", line) for line in heads)
    assert all(
        re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in body if line not in heads
    )
    assert "://" not in text
    assert "find-links" not in text
