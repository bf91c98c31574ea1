"""Shared by the tests."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from stratac import language
from stratac.language import Sentence, SpacyAnalyser
from stratac.light.analyser import LightAnalyser
from stratac.light.analyser import load_analyser as load_light

ROOT = Path(__file__).parents[1]
REFERENCE = datetime.date(2026, 1, 15)


@pytest.fixture(scope="session")
def analyser() -> SpacyAnalyser:
    return language.load_analyser()


@pytest.fixture(scope="session")
def light() -> LightAnalyser:
    return load_light()


@pytest.fixture
def parse(analyser: SpacyAnalyser):
    def parse_one(text: str) -> Sentence:
        return next(analyser.parse([text]))

    return parse_one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A module's and not the session's: its event loop would stand in the way of others.
    with sync_playwright() as driver:
        # The system's Chromium: nothing is downloaded. It runs as root in CI.
        opened = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield opened
        opened.close()
