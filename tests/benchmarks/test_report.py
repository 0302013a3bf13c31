"""The report's figures, on a machine that was set up for a demo alone."""

import sys
from pathlib import Path

import pytest

from tools.benchmarks.report import first_paint


def test_without_the_tests_packages_the_first_paint_is_left_out_with_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    assert list(first_paint(tmp_path / "page.html")) == []
    assert capsys.readouterr().err == (
        "the first paint is not measured: playwright is not installed; ./migrate setup --dev installs it\n"
    )
