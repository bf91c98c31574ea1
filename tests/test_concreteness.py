"""Concreteness: rated words, guessed words, sentences; the fit against two raters."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from conftest import ROOT
from scipy.stats import spearmanr

from stratac import classify, training
from stratac.features import concreteness
from stratac.features.tokens import tabulate

LEAST_RHO = 0.75


def rho(left: np.ndarray, right: np.ndarray) -> float:
    return float(spearmanr(left, right).statistic)


def test_words_that_the_fit_has_not_seen_are_ranked_like_readers_rank_them(analyser) -> None:
    with (ROOT / "data" / "concreteness.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert len(rows) >= 400
    words = [row["word"] for row in rows]
    first, second = (np.array([float(row[name]) for row in rows]) for name in ("first", "second"))
    regressor = training.fit_concreteness(analyser, leave_out=frozenset(words))
    guessed = regressor.predict(analyser.word_vectors(words))
    assert rho(first, second) > LEAST_RHO
    assert rho(guessed, (first + second) / 2) >= LEAST_RHO


@pytest.mark.parametrize(
    ("abstract", "concrete"),
    [
        ("Améliorer la gouvernance", "Acheter deux camions"),
        ("Renforcer la cohésion", "Planter trente arbres"),
        ("Affirmer notre identité", "Repeindre la salle des fêtes"),
    ],
    ids=["gouvernance-camions", "cohésion-arbres", "identité-salle"],
)
def test_things_are_more_concrete_than_ideas(abstract: str, concrete: str) -> None:
    low, high = classify(abstract).features, classify(concrete).features
    assert low.concreteness < high.concreteness
    assert 0 <= low.concreteness <= high.concreteness <= 1


def test_each_content_word_has_a_value() -> None:
    words = classify("Acheter deux camions xqzzyk").features.words
    assert [word.text for word in words][:2] == ["Acheter", "camions"]
    assert all(0 <= word.value <= 1 for word in words)
    assert words[1].rated


def test_sentences_are_measured_by_their_content_words(light) -> None:
    regressor = training.fit_concreteness(light)
    texts = ["12 ; 14", "Acheter deux camions xqzzyk", "Et…"]
    words, numbers = regressor.read(tabulate(list(light.parse(texts))))
    assert [len(found) for found in words] == [0, 3, 0]
    values = [word.value for word in words[1]]
    assert numbers[1] == pytest.approx([sum(values) / 3, min(values), max(values), 2 / 3])
    # No content word is neutral.
    assert numbers[[0, 2]].tolist() == [[0.5, 0.5, 0.5, 0.0]] * 2
    assert len(concreteness.NAMES) == 4


def test_word_without_vector_is_neutral(analyser) -> None:
    regressor = training.fit_concreteness(analyser)
    assert regressor.predict(np.zeros((2, 300), np.float32)).tolist() == [0.5, 0.5]
