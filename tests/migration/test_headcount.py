from migration.headcount import people


def test_people_are_counted_in_words() -> None:
    assert [people(count) for count in (0, 1, 2, 6690)] == [
        "0 people",
        "1 person",
        "2 people",
        "6,690 people",
    ]
