"""The pages for people: what they name is there, where they point leads somewhere, lines can be read."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from intune_waves.graph.client.rights import DELEGATED, rights_for
from tests.source import PROJECT, modules

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("tools/*/*.md")])
ROOMS = [path.name for path in (PROJECT / "intune_waves").iterdir() if path.is_dir()]
MOST_COLUMNS = 120
# Pages whose lines are still too long to read in an editor.
LONG_LINES = frozenset({"tools/simulated_tenant/COVERAGE.md"})

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^ *```.*?^ *```$", flags=re.MULTILINE | re.DOTALL)
_TOPS = ("components", "intune_waves", "tools", "tests", "waves", "docs", "requirements", ".github", ".azure")
_A_FILE = re.compile(rf"(?:{'|'.join([*_TOPS, *ROOMS])})/[\w./-]+|[\w./-]+\.py")
# Folders of before 0.2.0. Where one of the names lives on, it stands below another folder.
_OLD = re.compile(
    r"^(?:\./)?(?:migration|commands|directory|installation|benchmarks|tenant|tests/(?:migration|commands|tenant))/"
    r"|requirements-(?:go|dev)"
)


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """A name in code is a path from the project's top, or from the library's, or the name of a file alone."""
    alone = {path.rpartition("/")[2] for path in modules()}
    named = [each for each in _CODE.findall(prose(page)) if _A_FILE.fullmatch(each) and each not in alone]
    assert [each for each in named if not any((top / each).exists() for top in _tops_of(page))] == []


def _tops_of(page: Path) -> tuple[Path, ...]:
    return (PROJECT, PROJECT / "intune_waves", page.parent)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_speaks_of_the_old_layout(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = [*_CODE.findall(text), *_LINK.findall(text)]
    assert [each for each in named if _OLD.search(each)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if name_of(page) not in LONG_LINES], ids=name_of)
def test_lines_can_be_read(page: Path) -> None:
    # A table's row is one line, and so is a link with its address.
    lines = [line for line in prose(page).splitlines() if not line.startswith("|") and "](http" not in line]
    assert [line for line in lines if len(line) > MOST_COLUMNS] == []


def test_the_readme_leads_to_every_page() -> None:
    seen: set[Path] = set()
    left = [PROJECT / "README.md"]
    while left:
        page = left.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = [(page.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(page))]
        left += [target for target in targets if target.suffix == ".md" and target.exists()]
    assert {name_of(page) for page in PAGES if "docs/adr" not in name_of(page)} <= {
        name_of(page) for page in seen
    }


def test_every_right_that_our_calls_need_is_asked_for() -> None:
    page = (PROJECT / "docs" / "your-tenant.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+) \| .+ \|$", page, flags=re.MULTILINE)
    told = {right for row in rows for right in _CODE.findall(row)}
    assert told >= {*DELEGATED, *rights_for("/sendMail"), *rights_for("/mailFolders")}


def test_the_version_stands_in_one_place() -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    code = [path for top in ("components", "intune_waves", "tools") for path in (PROJECT / top).rglob("*.py")]
    assert [path for path in code if f'"{version}"' in path.read_text(encoding="utf-8")] == []


def test_the_changelog_is_kept() -> None:
    """Keep a Changelog 1.1.0: what is not released first, then each version with its day, newest first."""
    headings = re.findall(
        r"^## (.+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert headings[0] == "[Unreleased]"
    days = [re.fullmatch(r"\[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2})", heading) for heading in headings[1:]]
    assert all(days)
    assert sorted(days_of := [day[1] for day in days if day], reverse=True) == days_of
    kinds = re.findall(
        r"^### (.+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_a_commit_is_checked_by_what_is_pinned() -> None:
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    pinned = (PROJECT / "requirements" / "dev.txt").read_text()
    for hook in hooks:
        program = hook["entry"].split()[0]
        assert program == "./migrate" or re.search(rf"^{Path(program).name}==", pinned, flags=re.MULTILINE)
        assert hook["language"] == "system"
