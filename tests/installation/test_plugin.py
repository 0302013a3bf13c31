"""The azuread plugin is installed into our own Pulumi home, and believed by its hash."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tests.installation.programs import Programs, after
from tools.installation.child import Finished
from tools.installation.errors import SetupError
from tools.installation.plugin import install_plugin
from tools.installation.workshop import Workshop


def _install(words: list[str], environment: Mapping[str, str], _folder: Path | None) -> Finished:
    place = Path(environment["PULUMI_HOME"]) / "plugins" / "resource-azuread-v6.5.2"
    place.mkdir(parents=True)
    (place / "pulumi-resource-azuread").write_bytes(after(words, "--file").read_bytes())
    return Finished(0, ())


def test_the_cli_installs_it_where_it_is_found_by_version(
    shop: Workshop, programs: Programs, said: Said, tmp_path: Path
) -> None:
    (tmp_path / "made").write_text("plugin")
    programs.answer("plugin", by=_install)
    install_plugin(shop, Path("/bin"), given=tmp_path / "made", source="build")
    assert programs.calls[0][:6] == ["/bin/pulumi", "plugin", "install", "resource", "azuread", "v6.5.2"]
    assert programs.environments[0]["PULUMI_HOME"] == str(shop.engine.home)
    assert shop.engine.holds(shop.plugin_file, "build")
    assert said.lines == [
        "installing the azuread plugin v6.5.2 ...",
        "installed the azuread plugin v6.5.2 (0 s)",
    ]


@pytest.mark.parametrize("end", [Finished(255, ("error: no",)), Finished(0, ())])
def test_a_plugin_that_is_not_installed_is_one_message(
    shop: Workshop, programs: Programs, end: Finished
) -> None:
    programs.answer("plugin", by=end)
    with pytest.raises(SetupError) as refused:
        install_plugin(shop, Path("/bin"), given=Path("made"), source="download")
    assert str(refused.value) == (
        f"engine: the azuread plugin v6.5.2 could not be installed (exit code {end.code}) [setup-plugin]\n"
        "  next: run ./migrate setup --engine build"
    )
    assert not shop.engine.holds(shop.plugin_file)


def test_a_full_disk_is_named_as_such(shop: Workshop, programs: Programs) -> None:
    programs.answer("plugin", by=Finished(255, ("error: write: no space left on device",)))
    with pytest.raises(SetupError) as refused:
        install_plugin(shop, Path("/bin"), given=Path("made"), source="download")
    assert refused.value.rule == "setup-no-space"
