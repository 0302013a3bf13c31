"""The variables that a template names, wherever it names them, and those among them that there are not."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from jinja2 import TemplateSyntaxError, nodes

from messages.environment import body_environment, subject_environment
from messages.facts import Facts
from messages.filling import Placing, in_body, in_subject, missing_variable, parsed, syntax_complaint
from messages.template import Template
from migration.errors import Complaint

_TYPES = get_type_hints(Facts)
_PERSON = frozenset({"person"})


def used_variables(template: Template) -> frozenset[str]:
    """The names, without the parts of them, of a template that can be read."""
    subject = parsed(subject_environment(template.language), template.subject)
    return _named(subject) | _named(parsed(body_environment(template.language), template.body))


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
            yield from _judge(parsed(environment(template.language), source), place, withheld)
        except TemplateSyntaxError as error:
            yield syntax_complaint(error, place)


def _named(tree: nodes.Template) -> frozenset[str]:
    found = list(tree.find_all(nodes.Name))
    own = {node.name for node in found if node.ctx != "load"} | {"loop", "caller", "varargs", "kwargs"}
    own |= {node.name for node in tree.find_all(nodes.Macro)}
    return frozenset(node.name for node in found) - own - _GLOBALS


_GLOBALS = frozenset(body_environment("").globals)


def _judge(tree: nodes.Template, place: Placing, withheld: frozenset[str]) -> Iterator[Complaint]:
    named = _named(tree)
    for node in tree.find_all(nodes.Name):
        if node.name in named and (node.name in withheld or node.name not in _TYPES):
            there = f"{node.name} is not known in a subject"
            said = there if node.name in withheld else f"there is no variable {node.name}"
            yield missing_variable(place(node.lineno, node.name), said, node.name)
    for part in tree.find_all(nodes.Getattr):
        whole = part.node.name if isinstance(part.node, nodes.Name) else ""
        known = _parts(_TYPES[whole]) if whole in named and whole in _TYPES else ()
        if known and part.attr not in known:
            said = f"{whole} has no {part.attr}, only {', '.join(known)}"
            yield missing_variable(place(part.lineno, part.attr), said, f"{whole}.{part.attr}")


def _parts(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
