"""The JSON says what the page says."""

import json

from intune_waves.report.renderers.json_text import json_text
from tests.report import campaigns
from tests.report.build import report


def test_json_has_every_row_with_plain_values() -> None:
    said = json.loads(json_text(report(**campaigns.EVERYTHING)))
    assert (said["campaign"], said["place"]["period"]) == ("Adatum moves to Intune", 5)
    assert said["upcoming"]["first_day"] == "2027-03-22"
    assert [line["wave"] for line in said["grid"]["lines"]] == ["limited-pilot", "tech-savvy", "all-regions"]
    assert said["drift"]["rows"][0]["severity"] == 1
    assert len(said["grid"]["lines"][0]["cells"]) == len(said["grid"]["columns"]) == 7
