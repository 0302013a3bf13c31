"""The JSON Schemas that editors complete and check by, generated from the declarations.

`python -m intune_waves.declarations.schema --write` renews the files; without it, exit code 1 says that they
are stale.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intune_waves.declarations.campaign_declaration import CampaignDeclaration
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.wave_declaration import WaveDeclaration

FOLDER = Path(__file__).resolve().parents[2] / "waves" / "schema"
MODELS: Mapping[str, type[Declaration]] = {
    "campaign.schema.json": CampaignDeclaration,
    "wave.schema.json": WaveDeclaration,
}


def schema(model: type[Declaration], name: str) -> dict[str, Any]:
    """The JSON Schema of one declaration, under the file name that it is published by."""
    generated = model.model_json_schema(by_alias=True)
    _tidy(generated)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **generated}


def texts() -> dict[str, str]:
    """The text of each schema file, by file name."""
    return {name: json.dumps(schema(model, name), indent=2) + "\n" for name, model in MODELS.items()}


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the schema files that do not say what the declarations say."""
    return [name for name, text in texts().items() if _written(folder / name) != text]


def _written(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _tidy(node: Any) -> None:
    # Titles repeat the keys, and a default of null says only that the key may be left out.
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        if node.get("default", "") is None:
            del node["default"]
        if "anyOf" in node and {"type": "null"} in node["anyOf"]:
            others = [each for each in node.pop("anyOf") if each != {"type": "null"}]
            node.update(others[0] if len(others) == 1 else {"anyOf": others})
        for value in node.values():
            _tidy(value)
    elif isinstance(node, list):
        for value in node:
            _tidy(value)


def main(arguments: list[str]) -> int:
    """Write the schemas with `--write`, else say which are stale."""
    names = stale()
    for name in names:
        if "--write" in arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(texts()[name], encoding="utf-8")
            print(f"wrote waves/schema/{name}")
        else:
            print(
                f"waves/schema/{name} is stale; run python -m intune_waves.declarations.schema --write",
                file=sys.stderr,
            )
    return 1 if names and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
