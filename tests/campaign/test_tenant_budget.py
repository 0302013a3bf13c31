import pytest

from intune_waves.campaign.tenant_budget import POLICIES, RESTRICTIONS


def test_each_number_says_where_it_is_from_and_since_when() -> None:
    assert (POLICIES.most, RESTRICTIONS.most) == (240, 25)
    assert all("Microsoft Learn" in each.source and "20" in each.source for each in (POLICIES, RESTRICTIONS))


@pytest.mark.parametrize(("count", "warns"), [(22, False), (23, True), (25, True), (26, False)])
def test_a_tenant_that_is_nearly_full_is_warned_of_and_one_that_is_too_full_is_refused(
    count: int, warns: bool
) -> None:
    assert bool([*RESTRICTIONS.warning(count)]) is warns
