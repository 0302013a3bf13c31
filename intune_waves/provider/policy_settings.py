"""The settings of a compliance policy as a program declares them: judged, observed and taken back."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from intune_waves.graph.compliance_settings import NOT_TAKEN, SETTINGS
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.wire import UNKNOWN


def check_policy_settings(platform: Any, settings: Any) -> list[Failure]:
    """Every setting that the platform does not have, and every value that Graph would not take. What a
    preview cannot know passes.
    """
    if settings == UNKNOWN or platform not in SETTINGS:
        return []
    failures = []
    for name, value in sorted(settings.items()):
        setting = SETTINGS[platform].get(name)
        if setting is None:
            failures.append(Failure(f"settings.{name}", f"{_unknown(platform, name)} [compliance-setting]"))
        elif value != UNKNOWN and not setting.accepts(value):
            said = f"got {value!r}, expected {setting.expected} [compliance-setting-value]"
            failures.append(Failure(f"settings.{name}", said))
    return failures


def _unknown(platform: str, name: str) -> str:
    if name in NOT_TAKEN:
        return "it holds more than one value and is not written here; keep it in a policy of your own"
    near = get_close_matches(name, SETTINGS[platform], 1)
    lowered = {known.lower(): known for known in SETTINGS[platform]}
    near = [lowered[name.lower()]] if name.lower() in lowered else near
    hint = f"did you mean {near[0]}?" if near else "docs/provider.md lists those that there are"
    return f"a policy for {platform} has no such setting; {hint}"


def observed_settings(
    platform: str, found: Mapping[str, Any], *, declared: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The values that the tenant has for what the program declares, so that what Graph fills in on its own
    makes no difference. For an import `declared` is None: every setting that asks for something.
    """
    if declared is None:
        return {
            name: found[name]
            for name, setting in SETTINGS[platform].items()
            if name in found and found[name] not in (*setting.absent, None, "")
        }
    observed = {
        name: _observed(platform, name, value=found.get(name), wanted=wanted)
        for name, wanted in declared.items()
    }
    return {name: value for name, value in observed.items() if value is not None}


def _observed(platform: str, name: str, *, value: Any, wanted: Any) -> Any:
    setting = SETTINGS[platform].get(name)
    if setting is None:
        return value
    if value in (*setting.absent, None, ""):
        return wanted if wanted in setting.absent else setting.absent[0]
    return value


def comparable(platform: Any, settings: Any, *, others: Any) -> Any:
    """The settings without those that ask for nothing and that `others` does not name: to say so or to leave
    it out is the same.
    """
    if platform not in SETTINGS or not isinstance(settings, dict) or not isinstance(others, dict):
        return settings
    known = SETTINGS[platform]
    return {
        name: value
        for name, value in settings.items()
        if name in others or name not in known or value not in known[name].absent
    }


def taken_back(platform: str, before: Mapping[str, Any], *, declared: Mapping[str, Any]) -> dict[str, Any]:
    """What is written for the settings of `before` that are no longer declared, so that they ask for
    nothing.
    """
    known = SETTINGS[platform]
    return {name: known[name].absent[0] for name in before if name not in declared and name in known}
