"""What is written from the declarations: the classes that a program uses, and the tables of docs/provider.md.

`python -m intune_waves.provider.written_contract` writes both; tests say when they lag behind. The classes
are written down, not made when a program starts: it starts sooner, and an editor and mypy can read them.
"""

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from intune_waves.graph.compliance_settings import SETTINGS as POLICY_SETTINGS
from intune_waves.graph.compliance_settings import Setting
from intune_waves.provider.protocol.docstrings import description_of, property_docs, sentence_of
from intune_waves.provider.protocol.kind import PACKAGE, Kind
from intune_waves.provider.protocol.kinds import every_kind
from intune_waves.provider.protocol.property import Property
from intune_waves.provider.protocol.schema import held_token
from intune_waves.provider.protocol.settings import SETTINGS, Settings

_PROJECT = Path(__file__).resolve().parents[2]
CLASSES = _PROJECT / "components" / "intune.py"
DOCUMENT = _PROJECT / "docs" / "provider.md"
COMMAND = "python -m intune_waves.provider.written_contract"

_WIDTH = 110
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "any": "Any"}
_HEAD = f'''"""The resources of the native `intune` provider, as a Pulumi program declares them.

Written from intune_waves/provider/kinds/ by `{COMMAND}`:
change the declarations there, never this file. Objects inside a property have their names on the wire.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict, Unpack

import pulumi

from .native_resource import NativeResource
'''


def classes() -> str:
    """The text of components/intune.py."""
    parts = [_HEAD, _provider()]
    for token, kind in every_kind().items():
        parts += [*_held(token, kind), _args(token, kind), _resource(token, kind)]
    return "\n\n".join(parts)


def document(text: str) -> str:
    """docs/provider.md with its tables written anew."""
    rows = [_row(kind) for kind in every_kind().values()]
    text = _with_rows(text, "What a program sets and reads", rows=rows)
    settings = [
        f"| `{platform}` | {', '.join(_setting(name, held) for name, held in known.items())} |"
        for platform, known in POLICY_SETTINGS.items()
    ]
    return _with_rows(text, "The settings of a compliance policy", rows=settings)


def _provider() -> str:
    getters = "".join(
        f'            "{one.name}": config.get{"_secret" if one.secret else ""}("{one.name}"),\n'
        for one in SETTINGS
    )
    return (
        "class Provider(pulumi.ProviderResource):\n"
        + _docstring(
            f"{sentence_of(Settings)}\n\nThe engine starts it while the program still reads.", "    "
        )
        + "\n    def __init__(self, config: pulumi.Config) -> None:\n"
        + _docstring(
            "`config` is the stack's configuration of `intune`; the environment fills what it leaves out.",
            " " * 8,
        )
        + f"        inputs = {{\n{getters}        }}\n"
        + '        super().__init__("intune", "intune", inputs)\n'
    )


def _held(token: str, kind: type[Kind[Any]]) -> Iterator[str]:
    """The objects inside the properties that a program sets."""
    for one in kind.properties:
        if one.is_set and one.declared is not None:
            members = [(each.name, each) for each in one.fields]
            said = sentence_of(one.declared)
            yield _typed_dict(
                _name(held_token(token, one)), said, declared=one.declared, members=members, token=token
            )


def _args(token: str, kind: type[Kind[Any]]) -> str:
    members = [(python_name(one.name), one) for one in kind.properties if one.is_set]
    said = f"What a {_name(token)} is declared by."
    return _typed_dict(
        f"{_name(token)}Args", said, declared=kind.declared, members=members, token=token, optional=" | None"
    )


def _typed_dict(
    name: str,
    said: str,
    *,
    declared: type,
    members: Iterable[tuple[str, Property]],
    token: str,
    optional: str = "",
) -> str:
    docs = property_docs(declared)
    lines = [f"class {name}(TypedDict, total=False):\n", _docstring(said, "    "), "\n"]
    for written, one in members:
        held = f"pulumi.Input[{_python_type(one, token)}]"
        lines.append(f"    {written}: " + (f"Required[{held}]\n" if one.required else f"{held}{optional}\n"))
        lines.append(_docstring(_doc(one, docs), "    "))
    return "".join(lines)


def _resource(token: str, kind: type[Kind[Any]]) -> str:
    name = _name(token)
    docs = property_docs(kind.declared)
    read = [one for one in kind.properties if not one.is_set]
    outputs = ", ".join(f'"{one.name}"' for one in read) + ("," if len(read) == 1 else "")
    lines = [
        f"class {name}(NativeResource):\n",
        _docstring(description_of(kind.declared), "    "),
        "\n    def __init__(\n        self,\n        resource_name: str,\n",
        "        opts: pulumi.ResourceOptions | None = None,\n",
        f"        **given: Unpack[{name}Args],\n    ) -> None:\n",
        "        super().__init__(\n            resource_name,\n            opts,\n",
        f'            token="{token}",\n            given=given,\n',
        f"            outputs=({outputs}),\n        )\n",
    ]
    for one in read:
        held = _read_type(one) + (" | None" if one.role == "computed" else "")
        lines += [
            f"\n    @property\n    def {python_name(one.name)}(self) -> pulumi.Output[{held}]:\n",
            _docstring(_doc(one, docs), " " * 8),
            f'        return self.read("{one.name}")\n',
        ]
    return "".join(lines)


def _python_type(one: Property, token: str) -> str:
    """The type of what a property of the resource `token` holds when a program sets it."""
    if one.declared is not None:
        held = _name(held_token(token, one))
        return f"Sequence[{held}]" if one.type == "array" else held
    if one.items is None:
        return _TYPES[one.type]
    held = _TYPES[one.items]
    held = f"pulumi.Input[{held}]" if held != "Any" else held
    return f"Sequence[{held}]" if one.type == "array" else f"Mapping[str, {held}]"


def _read_type(one: Property) -> str:
    """The type of what a program reads."""
    held = "Mapping[str, Any]" if one.declared is not None else _TYPES[one.items or one.type]
    if one.type == "array":
        return f"Sequence[{held}]"
    return f"Mapping[str, {held}]" if one.type == "object" and one.declared is None else held


def _doc(one: Property, docs: dict[str, str]) -> str:
    return docs[one.name] + (f" One of {', '.join(one.choices)}." if one.choices else "")


def _docstring(text: str, indent: str) -> str:
    paragraphs = [" ".join(each.split()) for each in text.split("\n\n")]
    whole = f'{indent}"""{paragraphs[0]}"""\n'
    if len(paragraphs) == 1 and len(whole) <= _WIDTH + 1:
        return whole
    wrapped = [
        textwrap.fill(each, _WIDTH, initial_indent=indent, subsequent_indent=indent)
        for each in [f'"""{paragraphs[0]}', *paragraphs[1:]]
    ]
    return "\n\n".join(wrapped) + f'\n{indent}"""\n'


def _name(token: str) -> str:
    return token.removeprefix(PACKAGE)


def python_name(name: str) -> str:
    """`group_id` for `groupId`."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _row(kind: type[Kind[Any]]) -> str:
    names = [
        ", ".join(f"`{one.name}`" for one in kind.properties if one.is_set is sets) or "nothing"
        for sets in (True, False)
    ]
    return f"| `{_name(kind.token)}` | {' | '.join(names)} |"


def _setting(name: str, held: Setting) -> str:
    if held.kind == "boolean":
        return f"`{name}`"
    words = held.expected.removeprefix("one of ").removeprefix("a whole number ").removeprefix("of ")
    return f"`{name}` ({words.partition(' such as')[0]})"


def _with_rows(text: str, heading: str, *, rows: list[str]) -> str:
    """The text with these rows in the first table below a heading."""
    before, _, rest = text.partition(f"\n## {heading}\n")
    said, line, table = rest.partition("|--|")
    line_end = table.index("\n") + 1
    after = re.sub(r"\A(\|[^\n]*\n)*", "", table[line_end:])
    return f"{before}\n## {heading}\n{said}{line}{table[:line_end]}" + "\n".join(rows) + f"\n{after}"


def main() -> int:
    """Write both."""
    CLASSES.write_text(classes(), encoding="utf-8")
    DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
