"""A template and facts become Markdown; whatever goes wrong points at its line.

Templates are filled in a sandbox that is strict about what is missing and knows the days of each language.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from intune_waves.campaign.errors import Complaint, MessageError
from intune_waves.campaign.place import Place
from intune_waves.messages.days import written, written_long
from intune_waves.messages.facts import Facts
from intune_waves.messages.inert import inert, one_line, without_unseen
from intune_waves.messages.template import Template
from intune_waves.messages.template_bounds import MOST_CHARACTERS, refuse_unbounded

Placing = Callable[[int, str], Place]
"""From a line of the source, and a name that stands there, to the place in the file."""

_DELIMITER = re.compile(r"\{[{%#]")
_OUR_TYPE = re.compile(r"'intune_waves\.messages\.facts\.(\w+)Facts object'")
_MISSING = re.compile(r"'(\w+)'")


@cache
def body_environment(language: str) -> ImmutableSandboxedEnvironment:
    """For the Markdown of a message: whatever is not declared as Markdown is shown as it is."""
    return _environment(language, autoescape=True, finalize=_shown)


@cache
def subject_environment(language: str) -> ImmutableSandboxedEnvironment:
    """For its subject, which is plain text."""
    return _environment(language, autoescape=False, finalize=None)


def _environment(language: str, **options: Any) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
    )
    environment.filters["day"] = partial(_day, language=language, write=written)
    environment.filters["long_day"] = partial(_day, language=language, write=written_long)
    return environment


def _day(day: Any, *, language: str, write: Callable[[date, str], str]) -> str:
    if isinstance(day, Undefined):
        # Whatever is done with it complains, and names what is missing.
        return str(day)
    if not isinstance(day, date):
        raise TypeError("day and long_day take a date, such as dates.enforce")
    return write(day, language)


def _shown(value: Any) -> Any:
    # Undefined complains by itself when it is written; what is marked up already goes through.
    return value if isinstance(value, Undefined) or hasattr(value, "__html__") else inert(str(value))


def fill_subject(template: Template, facts: Facts) -> str:
    """The subject, in one line. Raises MessageError as `fill_body` does."""
    known = _variables(facts)
    del known["person"]
    environment = subject_environment(template.language)
    return one_line(
        _fill(template, environment, source=template.subject, variables=known, place=in_subject(template))
    )


def fill_body(template: Template, facts: Facts) -> str:
    """The body as Markdown.

    Raises MessageError: `message-syntax` for a template that cannot be read or filled, `message-variable` for
    one that asks for what there is not.
    """
    environment = body_environment(template.language)
    return _fill(
        template, environment, source=template.body, variables=_variables(facts), place=in_body(template)
    )


@lru_cache(maxsize=256)
def parsed(environment: Environment, source: str) -> nodes.Template:
    """What jinja2 reads in a source. Raises TemplateSyntaxError, also for what a message may not have."""
    try:
        tree = environment.parse(source)
        refuse_unbounded(tree)
    except RecursionError:
        raise TemplateSyntaxError("too many things stand inside each other", 1) from None
    return tree


@lru_cache(maxsize=256)
def _compiled(environment: Environment, source: str, *, file: str) -> Compiled:
    code = environment.compile(parsed(environment, source), filename=file)
    return Compiled.from_code(environment, code, environment.make_globals(None))


def _fill(
    template: Template, environment: Environment, *, source: str, variables: Mapping[str, Any], place: Placing
) -> str:
    try:
        return _written(_compiled(environment, source, file=template.file), variables)
    except TemplateSyntaxError as error:
        raise MessageError([syntax_complaint(error, place)]) from None
    except Exception as error:
        raise MessageError([_failure(error, template.file, place=place)]) from None


def _written(compiled: Compiled, variables: Mapping[str, Any]) -> str:
    """What the template says, nothing in it hidden or turned. Raises ValueError for a text without end."""
    pieces, length = [], 0
    for piece in compiled.generate(variables):
        length += len(piece)
        if length > MOST_CHARACTERS:
            raise ValueError(f"its text has more than {MOST_CHARACTERS:,} characters")
        pieces.append(piece)
    return without_unseen("".join(pieces))


def _variables(facts: Facts) -> dict[str, Any]:
    return {each.name: getattr(facts, each.name) for each in fields(facts)}


def syntax_complaint(error: TemplateSyntaxError, place: Placing) -> Complaint:
    """What jinja2 does not understand, at its line."""
    what = one_line(error.message or "it cannot be read").rstrip(".")
    return Complaint(
        rule="message-syntax",
        where=place(error.lineno, ""),
        what=f"the template cannot be read: {what}",
        got=what,
        expected="a template as jinja2 reads it",
        next_step="look at this line and those above: {{ … }}, {% … %} and their ends; docs/messages.md",
    )


def _failure(error: Exception, file: str, *, place: Placing) -> Complaint:
    line, said = _line_of(error, file), one_line(str(error)).rstrip(".")
    if isinstance(error, UndefinedError):
        said = _OUR_TYPE.sub(lambda found: found[1].lower(), said)
        name = found[1] if (found := re.search(r"(?:attribute|element) '?(\w+)'?$", said)) else ""
        name = name or (found[1] if (found := _MISSING.search(said)) else "")
        return missing_variable(place(line, name), said, name=name)
    return Complaint(
        rule="message-syntax",
        where=place(line, ""),
        what=f"the template cannot be filled: {said}",
        got=said,
        expected="variables as docs/messages.md lists them",
        next_step="correct this line; docs/messages.md lists the variables and what they are",
    )


def missing_variable(where: Place, said: str, *, name: str) -> Complaint:
    """The complaint about a variable that there is not."""
    return Complaint(
        rule="message-variable",
        where=where,
        what=f"the template asks for what there is not: {said}",
        got=name,
        expected="a variable that docs/messages.md lists",
        next_step="correct its name; docs/messages.md lists all variables",
    )


def _line_of(error: Exception, file: str) -> int:
    # jinja2 rewrites the frames of its templates to the lines of their sources.
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def in_body(template: Template) -> Placing:
    """Places in the body."""
    lines = template.body.splitlines() or [""]
    return lambda line, name: template.place(line, _column(lines[min(line, len(lines)) - 1], name))


def in_subject(template: Template) -> Placing:
    """The one place of the subject."""
    return lambda line, name: template.subject_place


def _column(line: str, name: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", line) if name else _DELIMITER.search(line)
    return found.start() + 1 if found else 1
