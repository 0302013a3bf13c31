"""Requests and answers as Microsoft's pages show them: the tenant answers so, and msgraph-sdk reads it all.

Each pair of `pairs/` has the page's title and date, and values of our own. What the answer names, the
tenant's answer names too, with the same kind of value; a null stands for any. Then the SDK's typed model
reads the tenant's answer and writes it again: what it did not know would stand in its additional data.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

from tests.simulated_tenant.simulated import POLICIES, Simulated

FOLDER = Path(__file__).with_name("pairs")
PAIRS: list[dict[str, Any]] = [
    pair
    for path in sorted(FOLDER.glob("*.yaml"))
    for pair in yaml.safe_load(path.read_text(encoding="utf-8"))
]
KEYS = {"title", "date", "request", "body", "status", "model", "answer", "untyped"}


@pytest.fixture(scope="module")
def adatum() -> Simulated:
    """One small tenant for all pairs; they make objects of their own, and take none away from each other."""
    return Simulated(people=40)


@pytest.fixture(scope="module")
def placed(adatum: Simulated) -> Mapping[str, str]:
    """What stands for the places in braces."""
    group, someone = adatum.new_group()["id"], adatum.user_ids(1)[0]
    adatum.add_members(group, [someone])
    locations = "/v1.0/identity/conditionalAccess/namedLocations"
    country = {
        "@odata.type": "#microsoft.graph.countryNamedLocation",
        "displayName": "Gone soon",
        "countriesAndRegions": ["IE"],
    }
    limits = adatum.get("/v1.0/deviceManagement/deviceEnrollmentConfigurations").json()["value"]
    return {
        "directory": "https://localhost/v1.0",
        "user": someone,
        "group": group,
        "policy": adatum.ask("POST", POLICIES, adatum.policy()).json()["id"],
        "location": adatum.ask("POST", locations, country).json()["id"],
        "limit": next(each["id"] for each in limits if "limit" in each),
    }


@pytest.mark.parametrize(
    "pair", PAIRS, ids=[f"{number}-{pair['title']}" for number, pair in enumerate(PAIRS)]
)
def test_pair(adatum: Simulated, placed: Mapping[str, str], pair: dict[str, Any]) -> None:
    assert set(pair) <= KEYS
    method, path = _filled(pair["request"], placed).split(" ", 1)
    body = json.loads(_filled(json.dumps(pair["body"]), placed)) if "body" in pair else None
    answer = adatum.ask(method, f"/v1.0{path}", body)
    assert answer.status_code == pair.get("status", 200), answer.text
    if "answer" not in pair:
        assert answer.content == b""
        return
    found = answer.json()
    assert list(_unlike(pair["answer"], found, "answer")) == []
    if "model" in pair:
        assert list(lost(pair["model"], found, untyped=pair.get("untyped", ()))) == []


def test_every_pair_has_its_page_and_its_day() -> None:
    assert len(PAIRS) >= 26
    assert all(pair["title"] and str(pair["date"])[:2] == "20" for pair in PAIRS)


def _filled(text: str, placed: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: placed.get(name[1], name[0]), text)


# By position: what is right, what was found, and where, in each turn of the recursion.
def _unlike(right: Any, found: Any, where: str) -> Iterator[str]:
    """What the page shows and the tenant's answer has not, or has as another kind of value."""
    if right is None or found is None:
        return
    if isinstance(right, dict):
        if not isinstance(found, dict):
            yield f"{where} is no object"
            return
        for name, value in right.items():
            if name not in found:
                yield f"{where}.{name} is missing"
            else:
                yield from _unlike(value, found[name], f"{where}.{name}")
    elif isinstance(right, list):
        if not isinstance(found, list) or (right and not found):
            yield f"{where} is no list with something in it"
        elif right:
            yield from _unlike(right[0], found[0], f"{where}[0]")
    elif type(right) is not type(found) or (where.endswith("@odata.context") and not found.endswith(right)):
        yield f"{where} is {found!r}"


def lost(model: str, found: dict[str, Any], *, untyped: tuple[str, ...]) -> Iterator[str]:
    """What the SDK's model does not know of an answer, or writes otherwise than it was."""
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", model).lower()
    kind = getattr(import_module(f"msgraph.generated.models.{module}"), model)
    read = (
        JsonParseNodeFactory()
        .get_root_parse_node("application/json", json.dumps(found).encode())
        .get_object_value(kind)
    )
    writer = JsonSerializationWriter()
    writer.write_object_value(None, read)
    written = json.loads(writer.get_serialized_content())
    yield from _unequal(found, written, model)
    yield from (f"{model} does not know {name}" for name in _beyond(read) - set(untyped))


def _beyond(read: Any) -> set[str]:
    """The names that the models of an answer have put aside as unknown, at any depth."""
    if isinstance(read, list):
        return set().union(*map(_beyond, read))
    if not hasattr(read, "additional_data"):
        return set()
    own = {name for name in read.additional_data if not name.startswith("@odata.")}
    parts = (value for name, value in vars(read).items() if name not in ("additional_data", "backing_store"))
    return own.union(*map(_beyond, parts))


# By position, as above.
def _unequal(found: Any, written: Any, where: str) -> Iterator[str]:
    """Values that the model writes otherwise; what it never writes, because it is only read, it has read."""
    if isinstance(found, dict):
        for name, value in found.items():
            if isinstance(written, dict) and written.get(name) is not None and value is not None:
                yield from _unequal(value, written[name], f"{where}.{name}")
    elif isinstance(found, list):
        for one, other in zip(found, written, strict=True):
            yield from _unequal(one, other, f"{where}[]")
    elif found != written and _moment(found) != _moment(written):
        yield f"{where}: {found!r} is written as {written!r}"


def _moment(text: Any) -> Any:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return text
