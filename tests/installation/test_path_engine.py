"""The pulumi on PATH is taken when it is new enough and brings its language host."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.installation.programs import Programs
from tools.installation.child import Finished
from tools.installation.path_engine import find_on_path
from tools.installation.workshop import Workshop


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with a pulumi and its language host."""
    folder = tmp_path / "installed"
    folder.mkdir()
    for name in ("pulumi", "pulumi-language-python"):
        (folder / name).write_text("#!")
        (folder / name).chmod(0o755)
    return folder


def _on_path(shop: Workshop, *folders: Path) -> Workshop:
    return replace(shop, environment={**shop.environment, "PATH": ":".join(map(str, folders))})


def test_without_one_there_is_none(shop: Workshop) -> None:
    assert find_on_path(shop) == "no pulumi on PATH"


def test_a_new_enough_one_will_do(shop: Workshop, programs: Programs, installed: Path) -> None:
    programs.answer("version", by=Finished(0, ("v3.260.0",)))
    assert find_on_path(_on_path(shop, installed)) == installed
    assert programs.environments[0]["PULUMI_SKIP_UPDATE_CHECK"] == "1"


def test_a_link_leads_to_the_folder_with_the_language_host(
    shop: Workshop, programs: Programs, installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "pulumi").symlink_to(installed / "pulumi")
    programs.answer("version", by=Finished(0, ("v3.259.0",)))
    assert find_on_path(_on_path(shop, tmp_path / "links")) == installed


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (Finished(0, ("v3.200.0",)), "is v3.200.0, not 3.259.0 or newer"),
        (Finished(0, ("v4.0.0",)), "is v4.0.0, not 3.259.0 or newer"),
        (Finished(1, ("Segmentation fault",)), "does not tell its version"),
        (Finished(0, ()), "does not tell its version"),
    ],
)
def test_another_version_will_not_do(
    shop: Workshop, programs: Programs, installed: Path, end: Finished, words: str
) -> None:
    programs.answer("version", by=end)
    assert find_on_path(_on_path(shop, installed)) == f"the pulumi on PATH ({installed}/pulumi) {words}"


def test_one_without_its_language_host_will_not_do(
    shop: Workshop, programs: Programs, installed: Path
) -> None:
    (installed / "pulumi-language-python").unlink()
    programs.answer("version", by=Finished(0, ("v3.259.0",)))
    assert (
        find_on_path(_on_path(shop, installed))
        == f"the pulumi on PATH ({installed}/pulumi) comes without pulumi-language-python"
    )


def test_an_engine_of_ours_on_path_is_no_find(shop: Workshop, installed: Path) -> None:
    ours = shop.engine.own_bin
    ours.parent.mkdir(parents=True)
    installed.rename(ours)
    assert find_on_path(_on_path(shop, ours)) == "no pulumi on PATH"
