"""The issue about drift."""

from datetime import date

from intune_waves.report.renderers.drift_issue import drift_issue
from intune_waves.step.drift import Drift, Severity

DAY = date(2027, 2, 1)


def test_it_is_one_text_worst_first() -> None:
    drifts = [
        Drift(
            Severity.OTHER, "a:b:PlatformRestriction", "pilot-mac", "priority differs from what was applied"
        ),
        Drift(Severity.EARLY_ENFORCEMENT, "a:b:Policy", "pilot", "enabled in the tenant"),
    ]
    assert drift_issue("prod", drifts, day=DAY) == (
        "# Drift in prod: early enforcement\n"
        "\nOn 2027-02-01, 2 resources are not as applied in the stack `prod`.\n"
        "\n### 1. Early enforcement\n\n"
        "- Policy pilot: enabled in the tenant\n"
        "\n### 5. Other changes\n\n"
        "- PlatformRestriction pilot-mac: priority differs from what was applied\n"
        "\nWhat to do: `./migrate preview --refresh` shows each difference; the next `up` puts back what\n"
        "was applied. Where the change is wanted, make it in `waves/` instead, by a pull request.\n"
    )


def test_names_are_no_markup() -> None:
    text = drift_issue("prod", [Drift(Severity.OTHER, "a:b:C", "<b>@it</b>\n# x", "gone")], day=DAY)
    assert "- C &#60;b&#62;&#64;&#8203;it&#60;/b&#62; &#35;&#8203; x: gone\n" in text


def test_it_is_never_longer_than_an_issue_may_be() -> None:
    drifts = [Drift(Severity.OTHER, "a:b:C", "x" * 100, "gone " * 20) for _ in range(2000)]
    text = drift_issue("prod", drifts, day=DAY)
    assert len(text) < 60_000
    assert text.endswith("- … and more: `./migrate drift` lists all of it.\n")
