"""Shared by the tests."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from stratac import language
from stratac.language import Sentence, SpacyAnalyser

ROOT = Path(__file__).parents[1]
REFERENCE = datetime.date(2026, 1, 15)


@pytest.fixture(scope="session")
def analyser() -> SpacyAnalyser:
    return language.load_analyser()


@pytest.fixture
def parse(analyser: SpacyAnalyser):
    def parse_one(text: str) -> Sentence:
        return next(analyser.parse([text]))

    return parse_one
