"""The variables that a template names, wherever it names them, and those among them that there are not."""

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import get_type_hints

from jinja2 import TemplateSyntaxError, meta, nodes

from messages.environment import body_environment
from messages.facts import Facts
from messages.filling import Placing, in_body, in_subject, missing_variable, syntax_complaint
from messages.template import Template
from migration.errors import Complaint

_TYPES = get_type_hints(Facts)


def used_variables(template: Template) -> frozenset[str]:
    """The names, without the parts of them; those of a template that can be read."""
    return frozenset(
        name
        for source in (template.subject, template.body)
        for name in meta.find_undeclared_variables(_parsed(source, template.language))
    )


def judge_variables(template: Template) -> Iterator[Complaint]:
    """A complaint per variable that there is not, in branches that are never taken too.

    Rules `message-variable`, and `message-syntax` for a template that cannot be read.
    """
    sources = (
        (template.subject, in_subject(template), frozenset({"person"})),
        (template.body, in_body(template), frozenset[str]()),
    )
    for source, place, withheld in sources:
        try:
            yield from _judge(_parsed(source, template.language), place, withheld)
        except TemplateSyntaxError as error:
            yield syntax_complaint(error, place)


@lru_cache(maxsize=256)
def _parsed(source: str, language: str) -> nodes.Template:
    return body_environment(language).parse(source)


def _judge(tree: nodes.Template, place: Placing, withheld: frozenset[str]) -> Iterator[Complaint]:
    named = meta.find_undeclared_variables(tree)
    for node in tree.find_all(nodes.Name):
        if node.name not in named:
            continue
        if node.name in withheld:
            said = f"{node.name} is not known in a subject"
            yield missing_variable(place(node.lineno, node.name), said, node.name)
        elif node.name not in _TYPES:
            said = f"there is no variable {node.name}"
            yield missing_variable(place(node.lineno, node.name), said, node.name)
    for part in tree.find_all(nodes.Getattr):
        whole = part.node.name if isinstance(part.node, nodes.Name) else ""
        known = _parts(_TYPES[whole]) if whole in named and whole in _TYPES else ()
        if known and part.attr not in known:
            said = f"{whole} has no {part.attr}, only {', '.join(known)}"
            yield missing_variable(place(part.lineno, part.attr), said, f"{whole}.{part.attr}")


def _parts(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if hasattr(kind, "__dataclass_fields__") else ()
