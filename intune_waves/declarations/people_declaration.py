"""The shape of `people`: the five ways to say who is in a wave."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core.core_schema import CoreSchema, no_info_wrap_validator_function

from intune_waves.campaign.people import (
    DynamicRule,
    EverybodyElse,
    ExistingGroup,
    ListedPeople,
    People,
    Share,
)
from intune_waves.declarations.campaign_declaration import LARGEST, Upn
from intune_waves.declarations.declaration import FILLED, Declaration, exactly_one
from intune_waves.declarations.values import kind, number, refused, shown, text
from intune_waves.people.people_file import PeopleFile
from intune_waves.people.rule_words import not_taken

TAGS = ("<file of a list>", "<names of a list>")
"""What tells the two forms of a list apart, as no key is written."""
RULE_LIMIT = 3072
"""Characters of a membership rule at most; Microsoft Learn, "Manage rules for dynamic membership groups"."""

# "Create a Direct reports rule" ("Manage rules for dynamic membership groups", Microsoft Learn, 2025-02).
_DIRECT_REPORTS = re.compile(
    r'direct reports for "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"', re.IGNORECASE | re.ASCII
)


def _as_rule(value: Any) -> str | None:
    stripped = value.strip() if isinstance(value, str) else ""
    if _DIRECT_REPORTS.fullmatch(stripped):
        return stripped
    balanced = stripped.count("(") == stripped.count(")") and stripped.count('"') % 2 == 0
    if not balanced or "user." not in stripped.lower() or len(stripped) > RULE_LIMIT:
        return None
    if wrong := not_taken(stripped):
        what = f"{shown(value)} is no membership rule that Entra ID takes: {wrong.why}"
        raise refused(rule="dynamic-rule", what=what, expected=wrong.expected)
    return stripped


def _as_seed(value: Any) -> str | None:
    return str(value) if type(value) in (int, str) and 1 <= len(str(value)) <= 60 else None


def _list_or_file(value: Any) -> str:
    return TAGS[0] if isinstance(value, str) else TAGS[1]


GroupName = Annotated[str, *text(rule="group", noun="group", longest=256)]
FileName = Annotated[str, *text(rule="people-file", noun="file of people", longest=400)]
Listed = Annotated[
    Annotated[FileName, Tag(TAGS[0])] | Annotated[list[Upn], FILLED, Tag(TAGS[1])],
    Discriminator(_list_or_file),
]
MembershipRule = Annotated[
    str,
    *kind(
        rule="dynamic-rule",
        noun="membership rule",
        expected=f"a rule on user.… with balanced brackets and quotes, at most {RULE_LIMIT} characters",
        schema={"type": "string", "minLength": 1, "maxLength": RULE_LIMIT},
        convert=_as_rule,
    ),
]
Seed = Annotated[
    str,
    *kind(
        rule="seed",
        noun="seed",
        expected="a text or number",
        schema={"type": ["string", "integer"]},
        convert=_as_seed,
    ),
]


class ShareDeclaration(Declaration):
    """A stable part of an existing group."""

    of: GroupName = Field(description="The existing group, by display name or object id.")
    size: Annotated[int | None, *number(rule="size", noun="size", low=1, high=LARGEST, whole=True)] = Field(
        default=None, description="How many people are taken."
    )
    percent: Annotated[
        float | None, *number(rule="share-percent", noun="percentage", low=0, high=100, whole=False)
    ] = Field(default=None, description="How much of the group is taken, in percent; instead of size.")
    seed: Seed = Field(default="0", description="Another seed takes another stable part.")

    @model_validator(mode="after")
    def _one_measure(self) -> "ShareDeclaration":
        given = [key for key in ("size", "percent") if getattr(self, key) is not None]
        exactly_one(("size", "percent"), given, rule="share-measure")
        return self


class PeopleDeclaration(Declaration):
    """Exactly one of the keys; everybody-else, which is a word and not a mapping, has none of them."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    listed: Listed | None = Field(
        default=None,
        alias="list",
        description="User principal names, or the CSV or text file in the waves folder that holds them.",
    )
    rule: MembershipRule | None = Field(default=None, description="A dynamic membership rule of Entra ID.")
    group: GroupName | None = Field(
        default=None, description="An existing group, by display name or object id."
    )
    share: ShareDeclaration | None = Field(default=None, description="A stable part of an existing group.")

    @model_validator(mode="after")
    def _one_way(self) -> "PeopleDeclaration":
        given = [key for name, key in _NAMES.items() if getattr(self, name) is not None]
        exactly_one([*_NAMES.values()], given, rule="people-kind")
        return self

    def made(self, file: PeopleFile | None) -> People:
        """The domain's value; `file` is the file of people, where one is named."""
        given = ((make, getattr(self, name)) for name, make in _MADE.items())
        return next((make(value, file) for make, value in given if value is not None), EverybodyElse())


def _listed(names: str | list[str], file: PeopleFile | None) -> ListedPeople:
    if file:
        return ListedPeople(len(file.lines), file.shown)
    # A file whose name is wrong has a complaint of its own.
    upns = () if isinstance(names, str) else tuple(names)
    return ListedPeople(len(upns), upns=upns)


_MADE: Mapping[str, Callable[[Any, PeopleFile | None], People]] = {
    "listed": _listed,
    "rule": lambda rule, _: DynamicRule(rule),
    "group": lambda group, _: ExistingGroup(group),
    "share": lambda share, _: Share(share.of, share.size, share.percent, share.seed),
}
"""The domain's value of what each key declares."""
_NAMES = {name: field.alias or name for name, field in PeopleDeclaration.model_fields.items()}
"""The key of each field."""
EVERYBODY_ELSE = PeopleDeclaration.model_construct()
WORD = "everybody-else"


class _OrEverybodyElse:
    """Lets the word everybody-else stand in place of the mapping, for pydantic and for editors."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_wrap_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": WORD}, handler(core)]}

    @staticmethod
    def _read(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if value == WORD:
            return EVERYBODY_ELSE
        if not isinstance(value, dict):
            raise refused(
                rule="people-kind",
                what=f"{shown(value)} names no people",
                expected=f"{WORD}, or a mapping with one of {', '.join(_NAMES.values())}",
            )
        return handler(value)


PeopleOrRest = Annotated[PeopleDeclaration, _OrEverybodyElse()]
