from intune_waves.campaign.place import Place, Places


def test_a_place_is_written_as_editors_read_it() -> None:
    assert str(Place("waves/a.yaml", 7, 12)) == "waves/a.yaml:7:12"
    assert str(Place("waves/a.yaml", 7)) == "waves/a.yaml:7"
    assert str(Place("waves/a.yaml")) == "waves/a.yaml"


def test_a_path_that_was_not_written_has_the_place_above_it() -> None:
    values = {"": Place("a", 1, 1), "stages": Place("a", 3, 3), "stages.enforce": Place("a", 4, 5)}
    places = Places("a", values, {"stages": Place("a", 2, 1)})
    assert places.of("stages.enforce.coverage") == Place("a", 4, 5)
    assert places.of("stages.deadline") == Place("a", 3, 3)
    assert places.of("title") == Place("a", 1, 1)
    assert places.of_key("stages") == Place("a", 2, 1)
    assert places.of_key("stages.enforce") == Place("a", 4, 5)


def test_a_file_of_which_nothing_was_read_is_a_place_too() -> None:
    assert Places("a").of("title") == Place("a")
