from intune_waves.campaign.errors import Complaint, DeclarationError
from intune_waves.campaign.place import Place


def test_a_complaint_reads_where_path_what_next_step_rule() -> None:
    complaint = Complaint(
        rule="coverage-share",
        what="120 is no share",
        got=120,
        expected="a number from 0 to 100",
        path="stages.enforce.coverage",
        where=Place("waves/limited-pilot.yaml", 7, 12),
    )
    assert str(complaint) == (
        "waves/limited-pilot.yaml:7:12: stages.enforce.coverage: "
        "120 is no share; write a number from 0 to 100 [coverage-share]"
    )


def test_a_next_step_stands_before_what_was_expected() -> None:
    assert (
        str(Complaint("a-rule", "it is", expected="that", next_step="go there")) == "it is; go there [a-rule]"
    )
    assert str(Complaint("a-rule", "it is")) == "it is [a-rule]"


def test_an_error_says_all_of_its_complaints() -> None:
    error = DeclarationError([Complaint("one", "first"), Complaint("two", "second")])
    assert str(error) == "first [one]\nsecond [two]"
    assert [complaint.rule for complaint in error.complaints] == ["one", "two"]
