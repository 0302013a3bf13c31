"""The mark is found again as it was put, and nothing else is taken for one."""

import pytest

from intune_waves.provider.marked_object import Mark, owner_of, split

OWNER = owner_of("urn:pulumi:dev::intune-waves::intune:index:CompliancePolicy::pilot")


@pytest.mark.parametrize("mark", [Mark(OWNER), Mark(OWNER, 3)], ids=["of a policy", "of a restriction"])
@pytest.mark.parametrize("description", ["", "why", "two\nlines [in brackets]"])
def test_what_is_marked_is_found_again(mark: Mark, description: str) -> None:
    assert split(mark.on(description)) == (description, mark)


@pytest.mark.parametrize("description", ["", "why", "[intune-waves xyz]", f"[intune-waves {OWNER}] and more"])
def test_what_people_wrote_is_no_mark(description: str) -> None:
    assert split(description) == (description, None)


def test_each_resource_has_its_own_owner() -> None:
    assert owner_of("urn:a") != owner_of("urn:b")
