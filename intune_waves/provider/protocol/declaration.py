"""What a kind of resource is declared by: one TypedDict, from which everything else about it follows.

    class Share(TypedDict, total=False):
        \"\"\"A part of a group.\"\"\"

        groupId: Required[Replacing[str]]
        \"\"\"The group of which a part is taken.\"\"\"
        size: int
        \"\"\"How many people are taken.\"\"\"
        taken: Output[int]
        \"\"\"How many there were.\"\"\"

The names are those on the wire. A property is a text, a whole number, a number or a truth; a list of texts
or of declared objects; a declared object; or a mapping from texts to one of these, or to `Any`. `Required` is
one that a program must set; a `Literal` names the texts that there are. What else is to be known of it is
said by the words below. Docstrings are the schema's descriptions; they are read from the source when somebody
asks for the schema.
"""

from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from intune_waves.provider.protocol.property import Property, Role, Type

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OneOf:
    """`Annotated[str, OneOf(*words)]`: these texts and no other, where a Literal cannot name them."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)


@dataclass(frozen=True, slots=True)
class Keyed:
    """`Annotated[list[Message], Keyed("locale")]`: objects that this field tells apart."""

    by: str


Output = Annotated[T, "output"]
"""A program only reads it."""
Computed = Annotated[T, "computed"]
"""Check adds it to the inputs, so that a difference in it is a change; a program only reads it."""
Condition = Annotated[T, "condition"]
"""Must hold when something is written, and is no part of what is written: another one alone is no change."""
Replacing = Annotated[T, "replaces"]
"""Graph cannot change it: another value is another object."""
Unordered = Annotated[T, "unordered"]
"""A list whose order means nothing."""
Secret = Annotated[T, "secret"]
"""Never shown."""

_ROLES: tuple[Role, ...] = ("output", "computed", "condition")
_TYPES: dict[Any, Type] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def properties_of(declared: type) -> tuple[Property, ...]:
    """The properties of a declaration, in its order. Raises TypeError for one that the wire cannot carry."""
    hints = get_type_hints(declared, include_extras=True)
    required: frozenset[str] = getattr(declared, "__required_keys__", frozenset())
    return tuple(_property(name, hint, required=name in required) for name, hint in hints.items())


def _property(name: str, hint: Any, *, required: bool) -> Property:
    bare, marks = _unwrapped(hint)
    said = {mark for mark in marks if isinstance(mark, str)}
    held = _held(bare)
    if held is None:
        raise TypeError(f"{name}: {bare} is nothing that a property can hold")
    declared = bare if is_typeddict(bare) else held.items if is_typeddict(held.items) else None
    return Property(
        name,
        held.type,
        role=next((role for role in _ROLES if role in said), "input"),
        required=required,
        replaces="replaces" in said,
        unordered="unordered" in said,
        secret="secret" in said,
        choices=next((mark.words for mark in marks if isinstance(mark, OneOf)), _literals(bare)),
        declared=declared,
        fields=properties_of(declared) if declared else (),
        items=_TYPES.get(held.items, "any") if declared is None and held.items is not None else None,
        key=next((mark.by for mark in marks if isinstance(mark, Keyed)), ""),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    type: Type
    items: Any = None


def _held(bare: Any) -> _Held | None:
    if bare in _TYPES:
        return _Held(_TYPES[bare])
    if is_typeddict(bare):
        return _Held("object")
    origin, arguments = get_origin(bare), get_args(bare)
    if origin is Literal:
        return _Held("string")
    if origin is list and (arguments[0] is str or is_typeddict(arguments[0])):
        return _Held("array", arguments[0])
    if origin is dict and arguments[0] is str:
        return _Held("object", arguments[1])
    return None


def _literals(bare: Any) -> tuple[str, ...]:
    return get_args(bare) if get_origin(bare) is Literal else ()


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type, and what the words around it say."""
    marks: list[Any] = []
    while (origin := get_origin(hint)) in (Required, NotRequired, Annotated):
        if origin is Annotated:
            marks += hint.__metadata__
        hint = get_args(hint)[0]
    return hint, tuple(marks)
