"""Object ids as whole numbers: a million of them fit where a million texts would not."""

import re
from collections.abc import Iterable
from hashlib import sha256

_FORM = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")


def is_object_id(text: str) -> bool:
    """Whether the text has the form of an id of the directory, a UUID."""
    return _FORM.fullmatch(text) is not None


def number_of(text: str) -> int:
    """The id as a number; 0 for a text that is no id, such as the user of a device without one."""
    return int(text.replace("-", ""), 16) if _FORM.fullmatch(text) else 0


def text_of(number: int) -> str:
    """The id as Graph writes it."""
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def digest_of_numbers(numbers: Iterable[int]) -> str:
    """The digest that `digest_of_members` gives the same ids, made without their texts at hand."""
    digest = sha256()
    between = b""
    for number in sorted(numbers):
        digest.update(between + text_of(number).encode())
        between = b"\n"
    return digest.hexdigest()[:32]
