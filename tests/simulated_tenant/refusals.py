"""The list of Graph's own refusals, and that an answer stands on it."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import yaml

from tools import simulated_tenant as tenant

LISTED = Path(tenant.__file__).with_name("refusals.yaml")


@lru_cache(maxsize=1)
def listed() -> dict[str, str]:
    """Message, with `{}` for what it fills in -> the title of the page that has the rule."""
    pages: dict[str, list[str]] = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    return {message: page for page, messages in pages.items() for message in messages}


@lru_cache(maxsize=1)
def _patterns() -> list[re.Pattern[str]]:
    return [
        re.compile(".*".join(re.escape(part) for part in message.split("{}")), re.DOTALL)
        for message in listed()
    ]


def is_listed(message: str) -> bool:
    return any(pattern.fullmatch(message) for pattern in _patterns())


def check_refusals(answer: httpx.Response) -> None:
    """Every 4xx of Graph's, the ones in a batch too, is a refusal of the list."""
    if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
        for status, body in _answers(answer.status_code, answer.json()):
            if 400 <= status < 500:
                message = _message(body)
                assert is_listed(message), f"{status} is no refusal of refusals.yaml: {message}"


def _answers(status: int, body: Any) -> list[tuple[int, Any]]:
    parts = body.get("responses") if isinstance(body, dict) else None
    if parts is None:
        return [(status, body)]
    return [(part["status"], part.get("body")) for part in parts]


def _message(body: Any) -> str:
    if isinstance(body["error"], str):
        # Signing in: AADSTS and a number, the sentence, then what tells this answer from others.
        found = re.fullmatch(r"AADSTS\d+: (.*) Trace ID: .*", body["error_description"], re.DOTALL)
        return found[1] if found else body["error_description"]
    return str(body["error"]["message"])
