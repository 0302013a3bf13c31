"""Plain values to a declared shape, or complaints that point at the line."""

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from intune_waves.campaign.errors import Complaint
from intune_waves.declarations.declaration import Declaration
from intune_waves.declarations.marked_yaml import MarkedYaml
from intune_waves.declarations.people_declaration import TAGS
from intune_waves.declarations.values import shown

Shape = TypeVar("Shape", bound=Declaration)

_EXPECTED = {
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "keys and values",
    "dict_type": "keys and values",
    "model_attributes_type": "keys and values",
}


def shape(document: MarkedYaml, model: type[Shape]) -> tuple[Shape | None, list[Complaint]]:
    """The declaration that a document makes, and every complaint about it; None when it makes none."""
    if document.value is None:
        return None, document.complaints
    try:
        return model.model_validate(document.value), document.complaints
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [
            *document.complaints,
            *(_complaint(document, model, detail=detail) for detail in details),
        ]


def _complaint(document: MarkedYaml, model: type[BaseModel], *, detail: Any) -> Complaint:
    # The tags are ours: they tell the two forms of a list apart and were never written.
    steps = [step for step in detail["loc"] if step not in TAGS]
    path = ".".join(map(str, steps))
    where = document.places.of(path)
    got = detail.get("input")
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        known = _keys_at(model, steps[:-1])
        close = get_close_matches(str(steps[-1]), known, n=1)
        return Complaint(
            rule="unknown-key",
            where=document.places.of_key(path),
            path=path,
            what="there is no such key",
            got=steps[-1],
            expected=f"one of {', '.join(known)}",
            next_step=f"did you mean {close[0]}?" if close else "",
        )
    if detail["type"] == "missing":
        expected = f"the key {steps[-1]}"
        return Complaint(
            rule="missing-key",
            where=where,
            path=path,
            what="the key is missing",
            expected=expected,
            next_step="add it",
        )
    if "what" in context:
        return Complaint(
            rule=detail["type"],
            where=where,
            path=path,
            what=context["what"],
            got=got,
            expected=context["expected"],
            next_step=context["next_step"],
        )
    expected = _EXPECTED.get(detail["type"], detail["msg"].lower())
    what = f"{shown(got)} is not what belongs here"
    return Complaint(rule="wrong-type", where=where, path=path, what=what, got=got, expected=expected)


def _keys_at(model: type[BaseModel], steps: list[Any]) -> list[str]:
    current: type[BaseModel] | None = model
    for step in steps:
        if current is None or isinstance(step, int):
            continue
        fields = {field.alias or name: field for name, field in current.model_fields.items()}
        current = _model_in(fields[step].annotation) if step in fields else None
    return [field.alias or name for name, field in current.model_fields.items()] if current else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
