"""The variables that a template names, wherever it names them, and those among them that there are not."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from jinja2 import TemplateSyntaxError, nodes

from intune_waves.campaign.errors import Complaint
from intune_waves.messages.facts import Facts
from intune_waves.messages.filling import (
    Placing,
    body_environment,
    in_body,
    in_subject,
    missing_variable,
    parsed,
    subject_environment,
    syntax_complaint,
)
from intune_waves.messages.template import Template

_TYPES = get_type_hints(Facts)
_PERSON = frozenset({"person"})


def used_variables(template: Template) -> frozenset[str]:
    """The names, without the parts of them, of a template that can be read."""
    subject = parsed(subject_environment(template.language), template.subject)
    return _Names(subject).named | _Names(parsed(body_environment(template.language), template.body)).named


def judge_variables(template: Template) -> Iterator[Complaint]:
    """A complaint per variable that there is not, in branches that are never taken too.

    Rules `message-variable`, and `message-syntax` for a template that cannot be read.
    """
    sources = (
        (subject_environment, template.subject, in_subject(template), _PERSON),
        (body_environment, template.body, in_body(template), frozenset[str]()),
    )
    for environment, source, place, withheld in sources:
        try:
            yield from _judge(
                _Names(parsed(environment(template.language), source)), place, withheld=withheld
            )
        except TemplateSyntaxError as error:
            yield syntax_complaint(error, place)


class _Names:
    """The names of a source, found in one walk: that costs less than jinja2's own analysis."""

    def __init__(self, tree: nodes.Template) -> None:
        self.names: list[nodes.Name] = []
        self.parts: list[nodes.Getattr] = []
        own = {"loop"}
        for node in tree.find_all((nodes.Name, nodes.Getattr)):
            if isinstance(node, nodes.Getattr):
                self.parts.append(node)
            elif isinstance(node, nodes.Name):
                self.names.append(node)
                if node.ctx != "load":
                    own.add(node.name)
        self.named = frozenset(node.name for node in self.names) - own - _GLOBALS
        """Those that the template does not make itself."""


_GLOBALS = frozenset(body_environment("").globals)


def _judge(found: _Names, place: Placing, *, withheld: frozenset[str]) -> Iterator[Complaint]:
    for node in found.names:
        if node.name in found.named and (node.name in withheld or node.name not in _TYPES):
            there = f"{node.name} is not known in a subject"
            said = there if node.name in withheld else f"there is no variable {node.name}"
            yield missing_variable(place(node.lineno, node.name), said, name=node.name)
    for part in found.parts:
        whole = part.node.name if isinstance(part.node, nodes.Name) else ""
        known = _parts(_TYPES[whole]) if whole in found.named and whole in _TYPES else ()
        if known and part.attr not in known:
            said = f"{whole} has no {part.attr}, only {', '.join(known)}"
            yield missing_variable(place(part.lineno, part.attr), said, name=f"{whole}.{part.attr}")


def _parts(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
