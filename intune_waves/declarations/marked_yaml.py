"""YAML to plain values, with the place of every key and value.

Built from the parser's events rather than by its constructors: so nesting costs no recursion, nothing but
plain values can come out, duplicate keys are seen, and anchors can be refused before anything is
multiplied. Scalars follow the core schema of YAML 1.2, as editors do: `no`, `on`, `1:30` and dates are
texts.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place, Places
from intune_waves.declarations.yaml_syntax import syntax_complaint

MAX_DEPTH = 20
"""Levels of nesting at most; ours has five."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)


@dataclass(slots=True)
class MarkedYaml:
    """What a text says. `value` is None when it says nothing that can be used; then there are complaints."""

    places: Places
    value: Any = None
    complaints: list[Complaint] = field(default_factory=list)


def read(text: str, file: str) -> MarkedYaml:
    """Read one YAML document; `file` is the name that places and complaints carry."""
    document = MarkedYaml(Places(file))
    try:
        _Building(document).run(text)
    except yaml.YAMLError as error:
        document.value = None
        document.complaints.append(syntax_complaint(error, text, file=file))
    except _RefusedError as refused:
        document.value = None
        document.complaints.append(refused.complaint)
    return document


class _RefusedError(Exception):
    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint


@dataclass(slots=True)
class _Level:
    value: dict[str, Any] | list[Any]
    path: str
    key: str | None = None
    awaits_key: bool = True
    doubled: bool = False


class _Building:
    """Takes the events one by one; `levels` is the stack of open mappings and lists."""

    def __init__(self, document: MarkedYaml) -> None:
        self.document = document
        self.levels: list[_Level] = []
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self.documents = 0

    def run(self, text: str) -> None:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.refuse(
                        event,
                        rule="yaml-one-document",
                        what="a second document begins here",
                        expected="one file per wave",
                    )
            elif isinstance(event, yaml.NodeEvent):
                self.node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.levels.pop()
        self.document.places = Places(self.document.places.file, self.values, self.keys)
        if self.document.value is None and not self.document.complaints:
            where = Place(self.document.places.file, 1, 1)
            self.document.complaints.append(
                Complaint(
                    rule="yaml-empty", where=where, what="the file says nothing", expected="keys and values"
                )
            )

    def node(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse(
                event,
                rule="yaml-anchor",
                what="anchors and aliases are not read",
                expected="the value itself, each time",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            self.refuse(
                event,
                rule="yaml-tag",
                what=f"the tag {event.tag} is not read",
                expected="the value without a tag",
            )
        level = self.levels[-1] if self.levels else None
        if level and isinstance(level.value, dict) and level.awaits_key:
            self.key(event, level)
            return
        path = self.path(level)
        value = self.value(event)
        self.values[path] = self.place(event)
        self.put(level, value)
        if isinstance(value, dict | list):
            self.levels.append(_Level(value, path))
            if len(self.levels) > MAX_DEPTH:
                self.refuse(
                    event,
                    rule="yaml-depth",
                    what=f"more than {MAX_DEPTH} levels of nesting",
                    expected="keys as documented",
                )

    def key(self, event: Any, level: _Level) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(
                event, rule="yaml-key", what="a key that is no text", expected="a word, a colon and a value"
            )
        level.key, level.awaits_key = event.value, False
        path = self.path(level)
        level.doubled = event.value in level.value
        if level.doubled:
            first = self.keys[path]
            complaint = Complaint(
                rule="duplicate-key",
                where=self.place(event),
                path=path,
                what=f"the key stands here again, first in line {first.line}",
                got=event.value,
                expected="each key once",
                next_step="remove one of them",
            )
            self.document.complaints.append(complaint)
        else:
            self.keys[path] = self.place(event)

    def put(self, level: _Level | None, value: Any) -> None:
        if level is None:
            self.document.value = value
        elif isinstance(level.value, list):
            level.value.append(value)
        else:
            level.awaits_key = True
            if not level.doubled:
                assert level.key is not None
                level.value[level.key] = value

    def path(self, level: _Level | None) -> str:
        if level is None:
            return ""
        last = str(len(level.value)) if isinstance(level.value, list) else level.key or ""
        return f"{level.path}.{last}" if level.path else last

    def value(self, event: Any) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        return scalar(event.value) if event.implicit[0] else event.value

    def place(self, event: Any) -> Place:
        return Place(self.document.places.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, *, rule: str, what: str, expected: str) -> None:
        path = "" if rule == "yaml-depth" else self.path(self.levels[-1] if self.levels else None)
        raise _RefusedError(Complaint(rule, what, expected=expected, path=path, where=self.place(event)))


def scalar(text: str) -> str | int | float | bool | None:
    """The plain value of an unquoted scalar by YAML 1.2's core schema; numbers too long for it stay texts."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if len(text) <= 40 and _NUMBER.fullmatch(text) else text
