"""docs/waves.md against the code: every rule and every key, no more and no less."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from intune_waves import declarations
from intune_waves.declarations.campaign_declaration import CampaignDeclaration
from intune_waves.declarations.compliance_declaration import (
    AndroidDeclaration,
    MacDeclaration,
    SettingsDeclaration,
    WindowsDeclaration,
)
from intune_waves.declarations.stages_declaration import EnforceDeclaration, StageDeclaration
from intune_waves.declarations.wave_declaration import WaveDeclaration
from tests.declarations.folder import PILOT, write

SHARED = (EnforceDeclaration, WindowsDeclaration, MacDeclaration, AndroidDeclaration)
"""Shapes that stand under several keys, and whose own keys have a table of their own."""
ROOT = Path(__file__).parent.parent.parent
DOCUMENT = (ROOT / "docs" / "waves.md").read_text(encoding="utf-8")


def _rules_in_code() -> set[str]:
    """Every constant that is given as `rule=…` in a call."""
    found: set[str] = set()
    folders = ("campaign", "step", "gates", "guards", "declarations", "messages", "messages/sending")
    listed = [ROOT / "intune_waves" / "people" / name for name in ("people_file.py", "sources.py")]
    judging = [path for folder in folders for path in (ROOT / "intune_waves" / folder).glob("*.py")]
    for path in [*judging, *listed]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def _documented_rules() -> list[str]:
    catalogue = DOCUMENT.partition("## Complaints")[2]
    return re.findall(r"^\| `([a-z0-9-]+)` \|", catalogue, flags=re.MULTILINE)


def test_every_rule_is_documented_and_every_documented_rule_exists() -> None:
    assert set(_documented_rules()) == _rules_in_code()


def test_the_catalogue_is_in_order_and_names_no_rule_twice() -> None:
    documented = _documented_rules()
    assert documented == sorted(set(documented))


def _keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = f"{path}{field.alias or name}"
        yield key
        inner = _model_in(field.annotation)
        if inner and not issubclass(inner, StageDeclaration | SettingsDeclaration):
            yield from _keys(inner, f"{key}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def test_every_key_is_documented() -> None:
    keys = [key for model in (CampaignDeclaration, WaveDeclaration, *SHARED) for key in _keys(model)]
    assert [key for key in keys if f"`{key}`" not in DOCUMENT] == []


def test_every_documented_key_exists() -> None:
    known = {key for model in (CampaignDeclaration, WaveDeclaration, *SHARED) for key in _keys(model)}
    tables = DOCUMENT.partition("## Complaints")[0]
    cells = re.findall(r"^\| (`[a-zA-Z_.`, ]+) \|", tables, flags=re.MULTILINE)
    documented = [key for cell in cells for key in re.findall(r"`([a-zA-Z_.]+)`", cell)]
    assert len(documented) > 30
    assert [key for key in documented if key not in known and key != "everybody-else"] == []


def test_the_examples_are_a_campaign(tmp_path: Path) -> None:
    campaign, wave = re.findall(r"```yaml\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    files = {"campaign.yaml": campaign, "limited-pilot.yaml": PILOT, "expanded-pilot.yaml": wave}
    write(tmp_path / "waves", files)
    assert [each.id for each in declarations.load(tmp_path / "waves").waves] == [
        "limited-pilot",
        "expanded-pilot",
    ]
