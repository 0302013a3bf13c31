from intune_waves.step.headcount import people, percent, plain, too_few


def test_people_are_counted_in_words() -> None:
    assert [people(count) for count in (0, 1, 2, 6690)] == [
        "0 people",
        "1 person",
        "2 people",
        "6,690 people",
    ]


def test_a_share_is_rounded_against_the_wave() -> None:
    assert [percent(46, 50), percent(8996, 10000), percent(1, 1)] == ["92 %", "89.9 %", "100 %"]
    assert percent(1, 3, up=True) == "33.4 %"
    assert [plain(90), plain(90.0), plain(89.94)] == ["90", "90", "89.9"]


def test_a_group_is_too_small_only_below_what_was_expected() -> None:
    assert too_few(10, 50) == "the group has 10 people and 50 are expected"
    assert [too_few(50, 50), too_few(60, 50), too_few(0, None)] == [None, None, None]
