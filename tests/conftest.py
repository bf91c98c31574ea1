"""Shared by the tests."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

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
