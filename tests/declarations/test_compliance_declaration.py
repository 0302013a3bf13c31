"""`compliance` in campaign.yaml: what it says, and that it offers what the table knows."""

import pytest
from pydantic import BaseModel

from intune_waves.campaign.compliance_rules import settings_of
from intune_waves.campaign.platform import Platform
from intune_waves.declarations import compliance_declaration as shapes


@pytest.mark.parametrize(
    ("platform", "model"),
    [
        (Platform.WINDOWS, shapes.WindowsDeclaration),
        (Platform.MAC, shapes.MacDeclaration),
        (Platform.IOS, shapes.IosDeclaration),
        (Platform.ANDROID, shapes.AndroidDeclaration),
        (Platform.ANDROID_FOR_WORK, shapes.AndroidDeclaration),
    ],
)
def test_each_platform_offers_the_keys_that_it_knows(platform: Platform, model: type[BaseModel]) -> None:
    assert [*model.model_fields] == [*settings_of(platform)]


def test_each_platform_has_its_key() -> None:
    fields = shapes.ComplianceDeclaration.model_fields
    keys = {field.alias or name for name, field in fields.items()}
    assert {platform.value for platform in Platform} <= keys
