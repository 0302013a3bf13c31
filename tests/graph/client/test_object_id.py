"""An id is told by its form, and is the same as a text and as a number."""

import pytest

from intune_waves.graph.client.object_id import digest_of_numbers, is_object_id, number_of, text_of
from intune_waves.graph.group_membership import digest_of_members

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("text", [ID, ID.upper(), "00000000-0000-0000-0000-000000000001"])
def test_an_id_is_a_number_and_a_text_again(text: str) -> None:
    assert is_object_id(text)
    assert text_of(number_of(text)) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "All",
        "a group whose name has 36 characters.",
        ID.replace("-", ""),
        f" {ID[1:]}",
        f"0x{ID[2:]}",
        f"1_{ID[2:]}",
        f"{ID[:-1]}g",
        f"{ID}\n",
        "0f8fad5-bd9cb-469f-a165-70867728950e",
        "\u0660" + ID[1:],
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert not is_object_id(text)
    assert number_of(text) == 0


def test_ids_and_numbers_have_one_digest() -> None:
    ids = [text_of(number) for number in (7, 1, 300, 0xABCDEF)]
    assert digest_of_numbers(map(number_of, ids)) == digest_of_members(ids)
