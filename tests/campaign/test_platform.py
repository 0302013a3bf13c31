from intune_waves.campaign.platform import Platform


def test_conditional_access_has_its_own_names() -> None:
    assert [platform.in_conditional_access for platform in Platform] == [
        "windows",
        "macOS",
        "iOS",
        "android",
        "android",
    ]


def test_restrictions_have_graphs_names() -> None:
    assert [platform.value for platform in Platform] == ["windows", "mac", "ios", "android", "androidForWork"]


def test_every_platform_has_a_title_of_its_own() -> None:
    assert len({platform.title for platform in Platform}) == len(Platform)
