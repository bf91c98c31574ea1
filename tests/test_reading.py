"""Reading: what hints spare is never missed."""

from __future__ import annotations

import functools
import operator

import pytest
from conftest import REFERENCE, ROOT

from stratac import load_model
from stratac.corpus import load_corpus
from stratac.features import horizon, specificity
from stratac.features.tokens import TIME, hints

TEXTS = [
    "Diviser par deux d’ici l’automne prochain",
    "Le nombre de guichets, sous la responsabilité de la DSI",
    "Baisser d'un tiers les 3 000 € par an, piloté par la mairie",
    "Aujourd'hui, à mi-parcours",
]


def hinted(words) -> int:
    return functools.reduce(operator.or_, map(hints, [word.text for word in words]))


@pytest.mark.parametrize("analyser_name", ["analyser", "light"])
def test_what_no_word_hints_at_is_not_there(request, analyser_name: str) -> None:
    analyser = request.getfixturevalue(analyser_name)
    units = load_corpus(ROOT / "data" / "corpus.jsonl")[:1500]
    spared = 0
    for sentence in analyser.parse([*TEXTS, *(unit.text for unit in units)]):
        told = hinted(sentence.words)
        time = horizon.read(sentence.text, REFERENCE)
        found = specificity.read(sentence.text, time)
        if not told & TIME:
            spared += 1
            assert time == horizon.NOTHING
        assert specificity.read(sentence.text, time, told) == found
        assert specificity.measure(found, sentence.text, told) == specificity.measure(
            found, sentence.text
        )
    assert spared > 300


def test_readings_are_the_same_alone_and_in_a_batch(light) -> None:
    reader = load_model(engine="fast").reader
    sentences = list(light.parse(TEXTS))
    together = reader.read(sentences, REFERENCE)
    for sentence, beside in zip(sentences, together, strict=True):
        alone = reader.read([sentence], REFERENCE)[0]
        assert alone.features == beside.features
        assert alone.numbers == pytest.approx(beside.numbers, abs=1e-6)
        assert alone.alone == pytest.approx(beside.alone, abs=1e-4)


def test_nothing_is_read_in_nothing() -> None:
    reader = load_model(engine="fast").reader
    assert reader.read([], REFERENCE) == []
    assert reader.read_context([], None) == []  # type: ignore[arg-type]
