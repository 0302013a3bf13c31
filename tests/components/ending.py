"""The end of a program, caught before it ends the tests."""

import os

import pulumi
import pytest


class ProgramEnded(BaseException):
    """Stands in for the end of the process."""


def catch_end(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program shows before it ends with the exit code that says so."""
    messages: list[str] = []

    def leave(code: int) -> None:
        assert code == 32
        raise ProgramEnded

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(pulumi.log, "error", messages.append)
    return messages
